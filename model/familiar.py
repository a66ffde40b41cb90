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
from operator import attrgetter
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from model.features import in_one_row
from model.memory import Remembered


def plain_words(words: Sequence[str]) -> list[int]:
    """Hashes of those of ``words`` that are words: covered parts and signs are not."""
    return [crc32(word.encode()) for word in words if word.isalpha()]


def plain_pairs(words: Sequence[str]) -> list[int]:
    """Hashes of the neighbouring words among ``words``."""
    return [crc32(f"{a} {b}".encode()) for a, b in pairwise(words) if a.isalpha() and b.isalpha()]


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


class _Word(NamedTuple):
    """What is looked up of a word."""

    text: bytes
    seed: int  # of the hash of a pair that it begins
    plain: bool
    known: bool


_TEXT, _SEED, _PLAIN, _KNOWN = map(attrgetter, _Word._fields)


class Familiarity:
    """Tells how familiar a message is."""

    def __init__(
        self,
        words: NDArray[np.uint32],
        pairs: NDArray[np.uint32],
        weights: NDArray[np.float32],
        remembered: int = 50_000,
    ) -> None:
        self._words, self._pairs = words, pairs
        self._weights: list[float] = weights.tolist()
        self._word = Remembered(self._looked_up, remembered).__getitem__

    def score(self, margin: float, counts: Sequence[float]) -> float:
        """How surely a message of these ``counts`` belongs; ``margin`` is the linear model's. Only order matters."""
        by_word, by_pair = familiarity(counts)
        return self._weights[0] * margin + self._weights[1] * by_word + self._weights[2] * by_pair

    def counts(self, sentences: Sequence[tuple[str, ...]]) -> NDArray[np.float32]:
        """Of each of ``sentences`` the four counts that `familiarity` is told by, shape (n, 4)."""
        words, starts = in_one_row(sentences)
        found = list(map(self._word, words))
        hashes = np.array(list(map(crc32, map(_TEXT, found[1:]), map(_SEED, found))), dtype=np.uint32)
        plain = np.frombuffer(bytes(map(_PLAIN, found)), dtype=bool)
        counted = np.empty((len(hashes), 4), dtype=np.float32)
        counted[:, 0] = np.frombuffer(bytes(map(_KNOWN, found[:-1])), dtype=bool)
        counted[:, 1] = plain[:-1]
        counted[:, 3] = plain[:-1] & plain[1:]
        counted[:, 2] = counted[:, 3] * _among(self._pairs, hashes)
        return np.add.reduceat(counted, starts, axis=0)

    def knows(self, word: str) -> bool:
        """Whether the corpus has ``word``, in lower case."""
        return bool(_among(self._words, np.array([crc32(word.encode())], dtype=np.uint32))[0])

    def _looked_up(self, word: str) -> _Word:
        plain = word.isalpha()
        return _Word(word.encode(), crc32(f"{word} ".encode()), plain, plain and self.knows(word))


def _among(known: NDArray[np.uint32], hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of ``hashes`` are among the sorted ``known``."""
    if not len(known):
        return np.zeros(len(hashes), dtype=bool)
    return np.asarray(known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] == hashes)
