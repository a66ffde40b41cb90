"""The whole specification against one model."""

from __future__ import annotations

from model.gate import Gate
from training.behaviour.direction import direction
from training.behaviour.functionality import functionality
from training.behaviour.invariance import invariance
from training.behaviour.tables import SPECIFICATIONS


def unmet(gate: Gate) -> list[str]:
    """The demands that ``gate``'s model does not meet, in the languages it was trained on; a sentence each."""
    return [
        f"{specification.language}, {demand}"
        for specification in SPECIFICATIONS
        if specification.language in gate.manifest.languages
        for kind in (functionality, direction, invariance)
        for demand in kind(gate, specification)
        if not demand.met
    ]
