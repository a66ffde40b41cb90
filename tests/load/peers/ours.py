"""sendgate itself: the current version, from the message as it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from model.artefact import read_artefact
from model.gate import judge_of
from model.judge import Judge
from model.labels import TOPICS
from model.message import Message


class Sendgate:
    """The judge of a version; what it refuses to judge may not be sent."""

    name: ClassVar = "sendgate"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def score(self, messages: Sequence[Message]) -> NDArray[np.floating]:
        """Probabilities that each may be sent, and 1 for each topic it is said to be about."""
        rows = np.zeros((len(messages), 1 + len(TOPICS)))
        for row, message in zip(rows, messages, strict=True):
            said = self._judge.judge(message)
            if not said.problem:
                row[0] = said.confidence if said.outcome == "critical" else 1.0 - said.confidence
            for topic in said.topics:
                row[1 + TOPICS.index(topic.topic)] = 1.0
        return rows

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The version in ``folder``."""
        return cls(judge_of(read_artefact(folder)))

    @classmethod
    def shipped(cls) -> None:
        """Nothing but the version's folder is needed."""
