"""First stage: every sentence scored by its words, and the message by all of them.

One table holds, for each hashed feature, its weight in each of the outputs: the ten labels of
the sentence, then the verdict and the nine topics of the message; another does for the pieces of
words, into whose weights a general embedding was folded. A sentence's row is the sum
over its words and pairs of words, so a message's is the sum over its sentences, and nothing is
read twice. Linear models over such sums are what scikit-learn's LinearSVC fits in training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from model.features import BUCKETS, in_one_row, pair_seed, piece_weight, word_features
from model.labels import LABELS, TOPICS
from model.memory import Remembered
from model.subwords import pieces_of

Array = NDArray[np.float32]

SENTENCE_OUTPUTS = len(LABELS)
MESSAGE_OUTPUTS = 1 + len(TOPICS)  # the verdict, then each topic
BELONGS = SENTENCE_OUTPUTS + MESSAGE_OUTPUTS  # whether a sentence is of a message to a buyer at all
OUTPUTS = BELONGS + 1


class _Word(NamedTuple):
    """What is looked up of a word."""

    row: bytes  # its weights in each output, and last what it and the pair that it begins add to the squared length
    text: bytes
    seed: int  # of the hash of a pair that it begins


_ROW, _TEXT, _SEED = map(attrgetter, _Word._fields)


class Scorer:
    """Sums of weights for sentences, of which each word's are remembered."""

    def __init__(
        self, table: Array, piece_table: Array, pieces: Mapping[str, int], bias: Array, remembered: int = 50_000
    ) -> None:
        self._table = table
        self._piece_table = piece_table
        self._pieces = pieces
        self._bias = bias
        self._word = Remembered(self._looked_up, remembered).__getitem__

    def scores(
        self, sentences: Sequence[tuple[str, ...]], starts: Sequence[int] = (0,)
    ) -> tuple[Array, Array, NDArray[np.float64]]:
        """Scores of ``sentences``, each a tuple of words; message i owns those from ``starts[i]`` to the next.

        Returns the sentences' label scores, shape (n, 10), the messages' scores, shape (m, 10): verdict, then topics,
        and how far each message's sentences belong, on average. Margins of the linear models, not probabilities.
        """
        return self.scores_of(self.sums(sentences), starts)

    def sums(self, sentences: Sequence[tuple[str, ...]]) -> Array:
        """A row a sentence: sums over its features, and last the squared length of its feature vector."""
        words, starts = in_one_row(sentences)
        found = list(map(self._word, words))
        added = np.frombuffer(bytearray().join(map(_ROW, found[:-1])), dtype=np.float32).reshape(-1, OUTPUTS + 1)
        pairs = np.array(list(map(crc32, map(_TEXT, found[1:]), map(_SEED, found)))) % BUCKETS
        added[:, :OUTPUTS] += self._table.take(
            pairs, axis=0, mode="clip"
        )  # none is out of bounds; not to look is faster
        return np.add.reduceat(added, starts, axis=0, dtype=np.float64).astype(np.float32)

    def scores_of(self, rows: Array, starts: Sequence[int]) -> tuple[Array, Array, NDArray[np.float64]]:
        """The scores of the sentences whose sums are ``rows``."""
        first = np.asarray(starts)
        sums, squares = rows[:, :OUTPUTS], rows[:, OUTPUTS:]
        own: Array = (sums / np.sqrt(squares) + self._bias).astype(np.float32, copy=False)
        # In double precision, so that a message's scores do not depend on which others are scored with it.
        whole = np.add.reduceat(rows[:, SENTENCE_OUTPUTS:], first, axis=0, dtype=np.float64)
        total = whole[:, :MESSAGE_OUTPUTS] / np.sqrt(whole[:, -1:]) + self._bias[SENTENCE_OUTPUTS:BELONGS]
        counts = np.diff([*starts, len(rows)])
        margins = np.add.reduceat(own[:, BELONGS], first, dtype=np.float64) / counts
        return own[:, :SENTENCE_OUTPUTS], total.astype(np.float32), margins

    def _looked_up(self, word: str) -> _Word:
        row = np.zeros(OUTPUTS + 1, dtype=np.float32)
        row[OUTPUTS] = 1.0  # the pair that it begins
        if word:
            row += self._sum_of_word(word)
        return _Word(row.tobytes(), word.encode(), pair_seed(word))

    def _sum_of_word(self, word: str) -> Array:
        whole, *ngrams = word_features(word)
        row = np.empty(OUTPUTS + 1, dtype=np.float32)
        row[:OUTPUTS] = self._table[whole]
        row[OUTPUTS] = 1.0
        if ngrams:
            row[:OUTPUTS] += piece_weight(len(ngrams)) * _sum_of(self._table, ngrams)
            row[OUTPUTS] += 1.0
        if found := pieces_of(word, self._pieces):
            row[:OUTPUTS] += _sum_of(self._piece_table, found) / len(found)
        return row


def _sum_of(table: Array, rows: list[int]) -> Array:
    return np.asarray(np.add.reduce(table.take(rows, axis=0, mode="clip"), axis=0))
