"""A message of the corpus beside what the model said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.judge import Judgement
from model.labels import Label
from model.message import Message, Sentence
from training.corpus import Example


class Judging(Protocol):
    """A judge, or a gate with one."""

    def judge(self, message: Message) -> Judgement:
        """What ``message`` is about."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An example, its sentences with the labels they should have, and what the model said of it."""

    example: Example
    sentences: tuple[tuple[Sentence, Label], ...]
    judgement: Judgement

    @property
    def allowed(self) -> bool:
        """Whether the model lets it through to a buyer who opted out."""
        return self.judgement.outcome == "critical"

    @property
    def wrong(self) -> bool:
        """Whether the model's verdict differs from the labels'."""
        return self.allowed != (self.example.verdict == "allow")

    @property
    def probability(self) -> float | None:
        """The model's probability that everything in it is critical; nothing where it refused to judge."""
        if self.judgement.problem:
            return None
        return self.judgement.confidence if self.allowed else 1.0 - self.judgement.confidence


def judged_by(judge: Judging, example: Example) -> Judged:
    """What ``judge`` says of ``example``."""
    return Judged(example, tuple(example.labelled_sentences()), judge.judge(example.message))


def probabilities_of(judged: tuple[Judged, ...]) -> tuple[NDArray[np.floating], NDArray[np.bool_]]:
    """Probability that each message may be sent, shape (m,), and whether it may.

    What the model refused to judge has probability 0: no threshold lets it pass.
    """
    return (
        np.array([item.probability or 0.0 for item in judged]),
        np.array([item.example.verdict == "allow" for item in judged], dtype=bool),
    )
