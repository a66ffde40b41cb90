"""Canaries: plain messages that every model must judge rightly before it may serve.

They catch a model that is whole but wrong (mixed up, trained on something else), not one that is a little worse:
that is what `sendgate evaluate` is for. Each must be beyond doubt; a new one goes into ``canaries.jsonl``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

from model.errors import FailedCanary
from model.gate import Gate
from model.judge import Outcome
from model.labels import Verdict
from model.message import Message

FILE = "canaries.jsonl"


@dataclass(frozen=True, slots=True)
class Canary:
    """A message and whether it may go to a buyer who opted out."""

    body: str
    verdict: Verdict


def canaries() -> list[Canary]:
    """All of them, in the order of the file."""
    lines = (files("model") / FILE).read_text(encoding="utf-8").splitlines()
    return [Canary(**json.loads(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a model finds a canary to be."""

    canary: Canary
    outcome: Outcome

    @property
    def right(self) -> bool:
        """Whether the verdict is as it must be."""
        return (self.outcome == "critical") == (self.canary.verdict == "allow")


def hear_canaries(gate: Gate) -> list[Heard]:
    """What ``gate``'s model finds each to be, whatever its policy."""
    return [Heard(canary, gate.judge(Message(canary.body)).outcome) for canary in canaries()]


def send_canaries(gate: Gate) -> None:
    """Sees that ``gate``'s model judges each rightly. Raises FailedCanary."""
    for number, heard in enumerate(hear_canaries(gate), start=1):
        if not heard.right:
            raise FailedCanary(
                f"model {gate.manifest.version} finds the canary message {FILE}:{number} {heard.outcome}, where the "
                f"verdict must be {heard.canary.verdict}; promote another version"
            )
