"""How much of a table must hold. No model is right on every row, and no row is dropped because one is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.gate import Gate
from model.message import Message

TABLE = 0.75  # of one topic in one language
LANGUAGE = 0.90  # of all tables of a language together
BLOCKED = 0.97  # of what must be blocked, stays blocked: there an error is the costly one
# Where a bar is not reached yet: the share that held when this was written (34 of 46, 29 of 46, 4 of 48; 241 of 288),
# rounded down. An order confirmation behind a question still passes for context. To be raised, never lowered.
WEAK = {
    ("de", "order_confirmation"): 0.70,
    ("fr", "order_confirmation"): 0.60,
    ("es", "order_confirmation"): 0.08,
    ("es", "together"): 0.83,
}


class Check(NamedTuple):
    """Something that a table says, whether it held, and what came out."""

    said: str
    held: bool
    came_out: str


class Demand(NamedTuple):
    """Checks of which at least the share ``bar`` must hold."""

    name: str
    checks: Sequence[Check]
    bar: float

    @property
    def failing(self) -> list[Check]:
        """What does not hold."""
        return [check for check in self.checks if not check.held]

    @property
    def held(self) -> int:
        """How many checks hold."""
        return len(self.checks) - len(self.failing)

    @property
    def met(self) -> bool:
        """Whether enough hold; where nothing could be checked, nothing was shown."""
        return bool(self.checks) and self.held >= self.bar * len(self.checks)

    def __str__(self) -> str:
        return f"{self.name}: {self.held} of {len(self.checks)} held, {self.bar:.0%} must"


def decided(gate: Gate, body: str, verdict: str) -> Check:
    """Whether ``gate`` decides on ``body`` as it must where the buyer opted out."""
    answer = gate.check(Message(body), opted_out=True)
    return Check(body, answer.decision == verdict, f"{answer.decision} ({answer.reason})")
