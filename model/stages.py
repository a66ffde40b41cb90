"""The three stages, from the words of messages to their probabilities; what recurs is remembered.

A sentence's own numbers depend on its words alone, a message's on its sentences' words and fields: messages that
differ in their variable parts alone are scored once. Many are scored together in the time of a few, all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.context import context_features, label_probabilities, shape_of
from model.familiar import Familiarity, unknown_share
from model.memory import Lookups, Memory
from model.message import Said, Sentence
from model.scorer import COUNTED, SUMS, Scorer
from model.verdict import sigmoid, topic_features, verdict_features

Array = NDArray[np.float32]

_MESSAGES = 2_000  # remembered by their words, variable parts aside
_SENTENCES = 10_000


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything training found, as plain arrays."""

    table: Array  # (buckets, 20) weights of hashed features
    bias: Array  # (20,)
    piece_table: Array  # (pieces, 20) weights of pieces of words
    pieces: NDArray[np.uint8]  # the pieces, UTF-8, one a line
    hidden: Array  # (features + 1, units) of the context stage, the last row being the bias
    output: Array  # (units + 1, 10)
    verdict: Array  # (features + 1,), the last being the bias
    topics: Array  # (9, 3): two weights and the bias
    vocabulary: NDArray[np.uint32]  # sorted hashes of the words of the corpus
    pairs: NDArray[np.uint32]  # sorted hashes of its neighbouring words
    belonging: Array  # (5,): three weights, and the least score of what may be sent and of what is blocked for a topic


class Scores(NamedTuple):
    """What a message's words say of it."""

    labels: NDArray[np.floating]  # (n, 10), probabilities of each sentence's labels
    best: list[int]  # the likeliest label of each sentence
    sure: list[float]  # its probability
    probability: float  # that the message may be sent
    topics: list[float]  # probabilities (9,)
    belonging: float  # how surely it is a message to a buyer at all
    unknown: float  # share of its words that the corpus lacks


class Stages:
    """Scores messages with one set of parameters; holds no state but bounded memories."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        # In double precision once, rather than at every product.
        self._hidden, self._output = parameters.hidden.astype(np.float64), parameters.output.astype(np.float64)
        pieces = {piece: number for number, piece in enumerate(parameters.pieces.tobytes().decode().split("\n"))}
        self.familiarity = Familiarity(parameters.vocabulary, parameters.pairs, parameters.belonging[:3])
        self._scorer = Scorer(parameters.table, parameters.piece_table, pieces, parameters.bias, self.familiarity)
        self._sentences = Memory(self._rows, _SENTENCES)
        self._messages = Memory(self._scored, _MESSAGES)

    @property
    def lookups(self) -> Lookups:
        """How often what is remembered was of use."""
        return Lookups(*self._messages.lookups, *self._sentences.lookups)

    def scores(self, messages: Sequence[tuple[Said, ...]]) -> list[Scores]:
        """Scores of each of ``messages``, none of them empty."""
        return self._messages.of(messages)

    def _rows(self, sentences: Sequence[Said]) -> Array:
        """All that each sentence's own words say: its sums of weights, its counts of what is familiar, its shape."""
        words = [scored_words(sentence) for sentence in sentences]
        return np.concatenate([self._scorer.rows(words), shape_of(sentences)], axis=1, dtype=np.float32)

    def _scored(self, messages: Sequence[tuple[Said, ...]]) -> list[Scores]:
        parameters = self._parameters
        *starts, end = accumulate(map(len, messages), initial=0)
        rows = np.concatenate(self._sentences.of([said for message in messages for said in message])).reshape(end, -1)
        own, message, margins = self._scorer.scores_of(rows, starts)
        features = context_features(own, message, rows[:, COUNTED:], starts)
        labels = label_probabilities(features, self._hidden, self._output)
        verdict = verdict_features(labels, starts)
        about = topic_features(labels, message, starts)
        probability = sigmoid(verdict @ parameters.verdict[:-1] + parameters.verdict[-1])
        topics = sigmoid((about * parameters.topics[:, :2]).sum(axis=2) + parameters.topics[:, 2])
        counts = np.add.reduceat(rows[:, SUMS:COUNTED], starts, axis=0)
        belonging = map(self.familiarity.score, margins.tolist(), counts.tolist())
        unknown = map(unknown_share, counts.tolist())
        best, sure = labels.argmax(axis=1).tolist(), labels.max(axis=1).tolist()
        spans = map(slice, starts, [*starts[1:], end])
        each = zip(spans, probability.tolist(), topics.tolist(), belonging, unknown, strict=True)
        return [Scores(labels[span], best[span], sure[span], *rest) for span, *rest in each]


def scored_words(sentence: Sentence | Said) -> tuple[str, ...]:
    """The words by which a sentence is scored: its own, and a mark for a subject line."""
    return ("<subject>", *sentence.words) if sentence.field == "subject" else sentence.words
