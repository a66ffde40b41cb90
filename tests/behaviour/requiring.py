"""A demand of the tables as a test: it fails showing what did not hold."""

from __future__ import annotations

import pytest

from training.behaviour.bars import Demand
from training.behaviour.tables import SPECIFICATIONS

every_language = pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda given: given.language)


def require(demand: Demand) -> None:
    """Fails unless enough of its checks hold."""
    assert demand.checks, "nothing was checked"
    shown = "\n".join(f"  {check.said!r}\n    came out as {check.came_out}" for check in demand.failing)
    assert demand.met, f"{demand}:\n{shown}"
