"""Invariance (CheckList, Ribeiro et al., 2020): what says nothing about the purpose changes no verdict."""

from __future__ import annotations

import pytest

from model.gate import Gate
from tests.behaviour.requiring import every_language, require
from training.behaviour.invariance import CHANGES, Ways, it_stays
from training.behaviour.tables import Specification

every_change = pytest.mark.parametrize("change", CHANGES, ids=lambda given: given.__name__)


@every_language
@every_change
def test_what_is_allowed_stays_so(gate: Gate, specification: Specification, change: Ways) -> None:
    require(it_stays(gate, specification, "allow", change))


@every_language
def test_what_is_allowed_stays_so_whatever_changes(gate: Gate, specification: Specification) -> None:
    require(it_stays(gate, specification, "allow", *CHANGES))


@every_language
@every_change
def test_what_is_blocked_stays_so(gate: Gate, specification: Specification, change: Ways) -> None:
    require(it_stays(gate, specification, "block", change))
