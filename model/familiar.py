"""Whether a message is of the kind the model was taught: a seller's to a buyer.

Random words, program code or another domain's mail get label probabilities like anything else, and often
high ones. Three things tell them apart: a linear model over the features of sentences, fitted against texts
from elsewhere; how many of the message's words the corpus has; and how many of its neighbouring words were
neighbours there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def plain_words(words: Sequence[str]) -> list[int]:
    """Hashes of those of ``words`` that are words: covered parts and signs are not."""
    return [crc32(word.encode()) for word in words if word.isalpha()]


def plain_pairs(words: Sequence[str]) -> list[int]:
    """Hashes of the neighbouring words among ``words``."""
    return [crc32(b.encode(), kin_seed(a)) for a, b in pairwise(words) if a.isalpha() and b.isalpha()]


def kin_seed(first: str) -> int:
    """The hash of what stands before the second of two neighbouring words: that of both goes on from it."""
    return crc32(f"{first} ".encode())


def familiarity(counts: Sequence[float]) -> tuple[float, float]:
    """Log-odds that a word and that a pair of the message is known, smoothed: a short message says little.

    ``counts`` are those of words known and of all, of pairs known and of all.
    """
    words_known, words, pairs_known, pairs = counts
    return log((words_known + 1) / (words - words_known + 1)), log((pairs_known + 1) / (pairs - pairs_known + 1))


def unknown_share(counts: Sequence[float]) -> float:
    """Share of the words that are not known; ``counts`` as for `familiarity`."""
    words_known, words, *_ = counts
    return 1 - words_known / words if words else 0.0


class Familiarity:
    """Tells how familiar a message is."""

    def __init__(self, words: NDArray[np.uint32], pairs: NDArray[np.uint32], weights: NDArray[np.float32]) -> None:
        self._words, self._pairs = words, pairs
        self._weights: list[float] = weights.tolist()

    def score(self, margin: float, counts: Sequence[float]) -> float:
        """How surely a message of these ``counts`` belongs; ``margin`` is the linear model's. Only order matters."""
        by_word, by_pair = familiarity(counts)
        return self._weights[0] * margin + self._weights[1] * by_word + self._weights[2] * by_pair

    def know(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Which of ``words``, in lower case, are words that the corpus has."""
        hashes = np.array([crc32(word.encode()) for word in words], dtype=np.uint32)
        return np.asarray(_among(self._words, hashes) & np.array(list(map(str.isalpha, words)), dtype=bool))

    def know_pairs(self, hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which of ``hashes`` are those of neighbouring words of the corpus."""
        return _among(self._pairs, hashes)

    def knows(self, word: str) -> bool:
        """Whether the corpus has ``word``, in lower case."""
        return bool(self.know([word])[0])


def _among(known: NDArray[np.uint32], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of ``hashes`` are among the sorted ``known``."""
    if not len(known):
        return np.zeros(len(hashes), dtype=bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes)
