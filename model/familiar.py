"""Whether a message is of the kind the model was taught: a seller's to a buyer.

Random words, program code or another domain's mail get label probabilities like anything else, and often
high ones. Three things tell them apart: a linear model over the features of sentences, fitted against texts
from elsewhere; how many of the message's words the corpus has; and how many of its neighbouring words were
neighbours there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Counts = tuple[int, int, int, int]  # words known and all, pairs known and all


def plain_words(words: Sequence[str]) -> list[int]:
    """Hashes of those of ``words`` that are words: covered parts and signs are not."""
    return [crc32(word.encode()) for word in words if word.isalpha()]


def plain_pairs(words: Sequence[str]) -> list[int]:
    """Hashes of the neighbouring words among ``words``."""
    return [crc32(f"{a} {b}".encode()) for a, b in pairwise(words) if a.isalpha() and b.isalpha()]


def familiarity(counts: Counts) -> tuple[float, float]:
    """Log-odds that a word and that a pair of the message is known, smoothed: a short message says little."""
    words_known, words, pairs_known, pairs = counts
    return log((words_known + 1) / (words - words_known + 1)), log((pairs_known + 1) / (pairs - pairs_known + 1))


class Familiarity:
    """Tells how familiar a message is; remembers what it counted of each sentence."""

    def __init__(
        self,
        words: NDArray[np.uint32],
        pairs: NDArray[np.uint32],
        weights: NDArray[np.float32],
        remembered: int = 20_000,
    ) -> None:
        self._words, self._pairs, self._weights = words, pairs, weights
        self._counts = lru_cache(remembered)(self._count)

    def score(self, margin: float, sentences: Sequence[tuple[str, ...]]) -> float:
        """How surely a message of ``sentences`` belongs; ``margin`` is the linear model's. Only order matters."""
        counts = [self._counts(words) for words in sentences]
        by_word, by_pair = familiarity(tuple(map(sum, zip(*counts, strict=True))))  # type: ignore[arg-type]
        return float(self._weights @ (margin, by_word, by_pair))

    def knows(self, word: str) -> bool:
        """Whether the corpus has ``word``, in lower case."""
        return _known(self._words, [crc32(word.encode())]) == 1

    def _count(self, words: tuple[str, ...]) -> Counts:
        plain, pairs = plain_words(words), plain_pairs(words)
        return _known(self._words, plain), len(plain), _known(self._pairs, pairs), len(pairs)


def _known(known: NDArray[np.uint32], hashes: list[int]) -> int:
    """How many of ``hashes`` are among the sorted ``known``."""
    if not hashes or not len(known):
        return 0
    wanted = np.array(hashes, dtype=np.uint32)
    places = np.searchsorted(known, wanted)
    return int((known[np.minimum(places, len(known) - 1)] == wanted).sum())
