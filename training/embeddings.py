"""A static embedding that ships inside a package: wordllama's vectors for 32,000 pieces.

Their 256 dimensions are brought down to the principal ones: held-out errors stay, fitting takes two thirds of the time.
Only its files are read, so nothing is fetched and nothing heavy is imported.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from model.errors import SendgateError
from model.subwords import pieces_of

_WEIGHTS = "weights/l2_supercat_256.safetensors"
WEIGHT = 0.8  # length of a word's vector against the weight 1 of the word itself; notebooks/features.py
DIMENSIONS = 64
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"


@dataclass(frozen=True, slots=True)
class Embedding:
    """Pieces in order of their numbers, and a vector for each, scaled to a mean length of `WEIGHT`."""

    pieces: tuple[str, ...]
    vectors: NDArray[np.float32]  # (pieces, dimensions)

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        return int(self.vectors.shape[1])

    def of_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """A row for each of ``words``: the mean vector of its pieces, zeros for what is no word."""
        numbers = {piece: number for number, piece in enumerate(self.pieces)}
        rows = np.zeros((len(words), self.dimensions), dtype=np.float32)
        for row, word in zip(rows, words, strict=True):
            if found := pieces_of(word, numbers):
                row[:] = self.vectors[found].mean(axis=0)
        return rows


def load_embedding() -> Embedding:
    """The embedding of the installed package. Raises SendgateError where it is not installed."""
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise SendgateError("training needs wordllama; install the extra: pip install 'sendgate[train]'")
    folder = Path(spec.origin).parent
    vectors = next(iter(load_file(folder / _WEIGHTS).values())).astype(np.float32)
    numbers = json.loads((folder / _TOKENIZER).read_text(encoding="utf-8"))["model"]["vocab"]
    pieces = sorted(numbers, key=numbers.__getitem__)
    vectors = _principal(vectors[: len(pieces)])
    return Embedding(tuple(pieces), WEIGHT * vectors / np.linalg.norm(vectors, axis=1).mean())


def _principal(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """``vectors`` along the `DIMENSIONS` directions in which they are longest."""
    _, directions = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors)
    return np.asarray(vectors @ directions[:, ::-1][:, :DIMENSIONS], dtype=np.float32)
