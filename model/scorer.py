"""First stage: every sentence scored by its words, and the message by all of them.

One table holds, for each hashed feature, its weight in each of the outputs: the ten labels of the sentence, then the
verdict and the nine topics of the message; another does for the pieces of words, into whose weights a general embedding
was folded. A sentence's row is the sum over its words and pairs of words, so a message's is the sum over its sentences,
and nothing is read twice; what of it is familiar is counted in the same row. Linear models over such sums are what
scikit-learn's LinearSVC fits in training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from model.familiar import Familiarity, kin_seed
from model.features import BUCKETS, in_one_row, pair_seed, piece_weight, word_features
from model.labels import LABELS, TOPICS
from model.memory import Memory
from model.subwords import pieces_of

Array = NDArray[np.float32]

SENTENCE_OUTPUTS = len(LABELS)
MESSAGE_OUTPUTS = 1 + len(TOPICS)  # the verdict, then each topic
BELONGS = SENTENCE_OUTPUTS + MESSAGE_OUTPUTS  # whether a sentence is of a message to a buyer at all
OUTPUTS = BELONGS + 1
SUMS = OUTPUTS + 1  # last the squared length of the feature vector
COUNTED = SUMS + 4  # behind them the counts that tell what is familiar
_KNOWN, _PLAIN, _PAIRS_KNOWN, _PAIRS = range(SUMS, COUNTED)


class _Word(NamedTuple):
    """What is looked up of a word."""

    row: bytes  # what it adds to a sentence's; to the squared length with the pair that it begins
    text: bytes
    seed: int  # of the hash of a pair that it begins
    kin: int  # of the hash by which such a pair is known


_ROW, _TEXT, _SEED, _KIN = map(attrgetter, _Word._fields)


class Scorer:
    """Sums of weights for sentences, of which each word's are remembered."""

    def __init__(
        self,
        table: Array,
        piece_table: Array,
        pieces: Mapping[str, int],
        bias: Array,
        familiarity: Familiarity,
        remembered: int = 20_000,
    ) -> None:
        self._table = table
        self._piece_table = piece_table
        self._pieces = pieces
        self._bias = bias
        self._familiarity = familiarity
        self._words = Memory(self._worked_out, remembered)

    def scores(
        self, sentences: Sequence[tuple[str, ...]], starts: Sequence[int] = (0,)
    ) -> tuple[Array, Array, NDArray[np.float64]]:
        """Scores of ``sentences``, each a tuple of words; message i owns those from ``starts[i]`` to the next.

        Returns the sentences' label scores, shape (n, 10), the messages' scores, shape (m, 10): verdict, then topics,
        and how far each message's sentences belong, on average. Margins of the linear models, not probabilities.
        """
        return self.scores_of(self.rows(sentences), starts)

    def rows(self, sentences: Sequence[tuple[str, ...]]) -> Array:
        """A row a sentence, shape (n, COUNTED): sums over its features, their squared length, what is familiar."""
        words, starts = in_one_row(sentences)
        found = self._words.of(words)
        texts = list(map(_TEXT, found[1:]))
        added = np.frombuffer(bytearray().join(map(_ROW, found)), dtype=np.float32).reshape(-1, COUNTED)
        pairs = np.array(list(map(crc32, texts, map(_SEED, found)))) % BUCKETS
        # None is out of bounds; not to look is faster.
        added[:-1, :OUTPUTS] += self._table.take(pairs, axis=0, mode="clip")
        added[:-1, _PAIRS] = added[:-1, _PLAIN] * added[1:, _PLAIN]
        kin = np.array(list(map(crc32, texts, map(_KIN, found))), dtype=np.uint32)
        added[:-1, _PAIRS_KNOWN] = added[:-1, _PAIRS] * self._familiarity.know_pairs(kin)
        return np.add.reduceat(added[:-1], starts, axis=0, dtype=np.float64).astype(np.float32)

    def scores_of(self, rows: Array, starts: Sequence[int]) -> tuple[Array, Array, NDArray[np.float64]]:
        """The scores of the sentences whose sums are ``rows``."""
        first = np.asarray(starts)
        sums, squares = rows[:, :OUTPUTS], rows[:, OUTPUTS:SUMS]
        own: Array = (sums / np.sqrt(squares) + self._bias).astype(np.float32, copy=False)
        # In double precision, so that a message's scores do not depend on which others are scored with it.
        whole = np.add.reduceat(rows[:, SENTENCE_OUTPUTS:SUMS], first, axis=0, dtype=np.float64)
        total = whole[:, :MESSAGE_OUTPUTS] / np.sqrt(whole[:, -1:]) + self._bias[SENTENCE_OUTPUTS:BELONGS]
        counts = np.diff([*starts, len(rows)])
        margins = np.add.reduceat(own[:, BELONGS], first, dtype=np.float64) / counts
        return own[:, :SENTENCE_OUTPUTS], total.astype(np.float32), margins

    def _worked_out(self, words: Sequence[str]) -> list[_Word]:
        features = [word_features(word) if word else [] for word in words]
        wholes, ngrams = [found[:1] for found in features], [found[1:] for found in features]
        pieces = [pieces_of(word, self._pieces) for word in words]
        rows = np.empty((len(words), COUNTED), dtype=np.float32)
        rows[:, :OUTPUTS] = (
            _sums(self._table, wholes, [1.0] * len(words))
            + _sums(self._table, ngrams, [piece_weight(len(found)) for found in ngrams])
            + _sums(self._piece_table, pieces, [1.0 / max(len(found), 1) for found in pieces])
        )
        rows[:, OUTPUTS] = [1.0 + min(len(found), 2) for found in features]  # the pair that it begins, itself, n-grams
        rows[:, _KNOWN] = self._familiarity.know(words)
        rows[:, _PLAIN] = list(map(str.isalpha, words))
        rows[:, _PAIRS_KNOWN:] = 0.0
        return [
            _Word(row.tobytes(), word.encode(), pair_seed(word), kin_seed(word))
            for word, row in zip(words, rows, strict=True)
        ]


def _sums(table: Array, groups: Sequence[Sequence[int]], weights: Sequence[float]) -> Array:
    """Of each of ``groups`` the sum of its rows of ``table``, weighed; each by itself, whatever others there are."""
    sums = np.zeros((len(groups), OUTPUTS), dtype=np.float32)
    if held := [place for place, group in enumerate(groups) if group]:
        starts = list(accumulate((len(groups[place]) for place in held[:-1]), initial=0))
        found = table.take(list(chain.from_iterable(groups)), axis=0, mode="clip")
        sums[held] = np.add.reduceat(found, starts, axis=0)
    return np.asarray(sums * np.array(weights, dtype=np.float32)[:, None])
