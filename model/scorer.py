"""First stage: every sentence scored by its words, and the message by all of them.

One table holds, for each hashed feature, its weight in each of the outputs: the ten labels of
the sentence, then the verdict and the nine topics of the message; another does for the pieces of
words, into whose weights a general embedding was folded. A sentence's row is the sum
over its words and pairs of words, so a message's is the sum over its sentences, and nothing is
read twice. Linear models over such sums are what scikit-learn's LinearSVC fits in training.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.features import pair_feature, pairs, piece_weight, word_features
from model.labels import LABELS, TOPICS
from model.subwords import pieces_of

Array = NDArray[np.float32]

SENTENCE_OUTPUTS = len(LABELS)
MESSAGE_OUTPUTS = 1 + len(TOPICS)  # the verdict, then each topic
BELONGS = SENTENCE_OUTPUTS + MESSAGE_OUTPUTS  # whether a sentence is of a message to a buyer at all
OUTPUTS = BELONGS + 1


class Scorer:
    """Sums of weights for words, remembered per word and per sentence."""

    def __init__(
        self, table: Array, piece_table: Array, pieces: Mapping[str, int], bias: Array, remembered: int = 50_000
    ) -> None:
        self._table = table
        self._piece_table = piece_table
        self._pieces = pieces
        self._bias = bias
        self._limit = remembered
        self._word_row = lru_cache(remembered)(self._sum_of_word)
        self._sentence_rows: dict[tuple[str, ...], Array] = {}
        self._asked = self._new = 0

    @property
    def lookups(self) -> tuple[int, int]:
        """How many sentences were known when they were asked for, and how many were not."""
        return self._asked - self._new, self._new

    def scores(self, sentences: Sequence[tuple[str, ...]]) -> tuple[Array, Array, float]:
        """Scores of the ``sentences`` of one message, each a tuple of words.

        Returns the sentences' label scores, shape (n, 10), the message's scores, shape
        (1, 10): verdict, then topics, and how far its sentences belong, on average. Margins of the linear
        models, not probabilities.
        """
        rows = self._rows(sentences)
        sums, squares = rows[:, :OUTPUTS], rows[:, OUTPUTS:]
        own = sums / np.sqrt(squares) + self._bias
        total = sums[:, SENTENCE_OUTPUTS:BELONGS].sum(axis=0) / np.sqrt(squares.sum())
        message = (total + self._bias[SENTENCE_OUTPUTS:BELONGS])[None, :]
        return own[:, :SENTENCE_OUTPUTS].astype(np.float32), message.astype(np.float32), float(own[:, BELONGS].mean())

    def _rows(self, sentences: Sequence[tuple[str, ...]]) -> Array:
        """A row a sentence: sums over its features, and last the squared length of its feature vector."""
        known = self._sentence_rows
        found = {words: known.get(words) for words in sentences}
        self._asked += len(sentences)
        if new := [words for words, row in found.items() if row is None]:
            self._new += len(new)
            if len(known) + len(new) > self._limit:
                known.clear()
            fresh = dict(zip(new, self._sums_of_sentences(new), strict=True))
            known.update(fresh)
            found.update(fresh)
        return _stacked([row for words in sentences if (row := found[words]) is not None])

    def _sums_of_sentences(self, sentences: Sequence[tuple[str, ...]]) -> Array:
        rows = _stacked([self._word_row(word) for words in sentences for word in words])
        near = self._table.take([pair_feature(a, b) for words in sentences for a, b in pairs(words)], axis=0)
        sums = np.empty((len(sentences), OUTPUTS + 1), dtype=np.float32)
        word = pair = 0
        for row, words in zip(sums, sentences, strict=True):
            last_word, last_pair = word + len(words), pair + len(words) + 1
            rows[word:last_word].sum(axis=0, dtype=np.float32, out=row)
            row[:OUTPUTS] += near[pair:last_pair].sum(axis=0, dtype=np.float32)
            row[OUTPUTS] += len(words) + 1
            word, pair = last_word, last_pair
        return sums

    def _sum_of_word(self, word: str) -> Array:
        features = word_features(word)
        row = np.empty(OUTPUTS + 1, dtype=np.float32)
        row[:OUTPUTS] = self._table[features[0]]
        row[OUTPUTS] = 1.0
        if pieces := features[1:]:
            row[:OUTPUTS] += piece_weight(len(pieces)) * self._table[pieces].sum(axis=0, dtype=np.float32)
            row[OUTPUTS] += 1.0
        if found := pieces_of(word, self._pieces):
            row[:OUTPUTS] += self._piece_table[found].mean(axis=0, dtype=np.float32)
        return row


def _stacked(rows: Sequence[Array]) -> Array:
    """`numpy.stack`, which for a few short rows takes longer than all that is done with them."""
    return np.concatenate(rows).reshape(len(rows), -1)
