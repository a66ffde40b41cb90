"""Against people who try to slip past, and against accidents: the figures of `sendgate stress`, with their bars."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.artefact import read_artefact
from model.gate import judge_of
from model.store import current_version
from training.corpus import Corpus, Example
from training.elsewhere import load_elsewhere
from training.robustness.junk import junk
from training.robustness.measure import Robustness, measure

JUNK = 10_000


@pytest.fixture(scope="module")
def result(models: Path, project: Path, corpus: Corpus, evaluation_set: list[Example]) -> Robustness:
    elsewhere = load_elsewhere(project / "data" / "elsewhere" / "evaluation")
    judge = judge_of(read_artefact(current_version(models)))
    return measure(judge, evaluation_set, junk(corpus.training, elsewhere, JUNK))


def test_attacks_turn_nearly_nothing_into_allow(result: Robustness) -> None:
    assert result.total(result.attacks).value <= 0.01
    assert {name: rate for name, rate in result.attacks.items() if rate.value > 0.01} == {}


def test_harmless_noise_changes_nearly_no_verdict(result: Robustness) -> None:
    assert result.total(result.noises).value <= 0.01


def test_junk_is_unsure(result: Robustness) -> None:
    assert result.total(result.junk_judged).trials == JUNK
    assert result.total(result.junk_judged).value <= 0.05
    assert result.total(result.junk_allowed).value <= 0.01
