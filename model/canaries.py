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


def send_canaries(gate: Gate) -> None:
    """Sees that ``gate``'s model judges each rightly, whatever its policy. Raises FailedCanary."""
    for number, canary in enumerate(canaries(), start=1):
        outcome = gate.judge(Message(canary.body)).outcome
        if (outcome == "critical") != (canary.verdict == "allow"):
            raise FailedCanary(
                f"model {gate.manifest.version} finds the canary message {FILE}:{number} {outcome}, where the verdict "
                f"must be {canary.verdict}; promote another version"
            )
