"""How right a model is: the two errors with their intervals, topics, calibration, slices, worst mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.labels import INDEX, LABELS, TOPICS, Label
from training.corpus import LANGUAGES, Example
from training.curve import Point, threshold_curve, wrong_blocks_at
from training.judged import Judged, Judging, judged_by, probabilities_of
from training.rate import Rate
from training.reliability import Reliability, reliability
from training.slices import Slice, slice_of, slices_of

__all__ = ["Evaluation", "Judged", "Slice", "TopicScore", "evaluate", "evaluation_of"]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How well one topic is found in messages."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured on one set of messages."""

    overall: Slice
    slices: tuple[Slice, ...]
    topics: dict[Label, TopicScore]
    sentence_accuracy: float
    reliability: Reliability  # of P(critical only): whether the message may be sent
    confusion: NDArray[np.int_]  # (10, 10) sentences: the label they should have, the one they got
    judged: tuple[Judged, ...]

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the topics that occur, 0 where none does."""
        scores = [score.f1 for score in self.topics.values() if score.support]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def calibration_error(self) -> float:
        """Expected calibration error of P(critical only), over the messages that the model did not refuse."""
        return self.reliability.expected_calibration_error

    def worst(self, count: int) -> list[Judged]:
        """The surest mistakes, wrong allows first."""
        wrong = [judged for judged in self.judged if judged.wrong]
        return sorted(wrong, key=lambda judged: (not judged.allowed, -judged.judgement.confidence))[:count]

    def languages(self) -> dict[str, Evaluation]:
        """Each language by itself, also those that no message is in."""
        return {
            name: evaluation_of(item for item in self.judged if item.example.language == name) for name in LANGUAGES
        }

    def curve(self) -> tuple[Point, ...]:
        """The two errors at every threshold."""
        return threshold_curve(*probabilities_of(self.judged))

    def wrong_blocks_at(self, wrong_allows: float) -> Rate:
        """The wrong blocks where at most this share of what must be blocked passes."""
        return wrong_blocks_at(*probabilities_of(self.judged), wrong_allows)


def evaluate(judge: Judging, examples: Iterable[Example]) -> Evaluation:
    """Runs every example through ``judge`` and compares with its labels."""
    return evaluation_of(judged_by(judge, example) for example in examples)


def evaluation_of(items: Iterable[Judged]) -> Evaluation:
    """What the judged messages come to."""
    judged = tuple(items)
    sentences = sum(len(item.sentences) for item in judged)
    confusion = _confusion(judged)
    scored = [item for item in judged if item.probability is not None]
    return Evaluation(
        overall=slice_of("all", judged),
        slices=slices_of(judged),
        topics={topic: _topic_score(topic, judged) for topic in TOPICS},
        sentence_accuracy=int(confusion.trace()) / sentences if sentences else 0.0,
        reliability=reliability(*probabilities_of(tuple(scored))),
        confusion=confusion,
        judged=judged,
    )


def _confusion(judged: Sequence[Judged]) -> NDArray[np.int_]:
    counts = np.zeros((len(LABELS), len(LABELS)), dtype=int)
    for item in judged:
        for (_, expected), finding in zip(item.sentences, item.judgement.findings, strict=False):
            counts[INDEX[expected], INDEX[finding.topic]] += 1
    return counts


def _topic_score(topic: Label, judged: Sequence[Judged]) -> TopicScore:
    expected = [topic in item.example.topics for item in judged]
    found = [topic in {said.topic for said in item.judgement.topics} for item in judged]
    hits = sum(a and b for a, b in zip(expected, found, strict=True))
    precision = hits / sum(found) if any(found) else 0.0
    recall = hits / sum(expected) if any(expected) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return TopicScore(precision, recall, f1, sum(expected))
