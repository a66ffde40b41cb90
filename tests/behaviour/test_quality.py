"""The bars that a model has to clear on the evaluation set."""

from __future__ import annotations

import pytest

from model.artefact import read_artefact
from model.gate import Gate, judge_of
from model.store import current_version
from training.corpus import Example
from training.evaluate import Evaluation, evaluate


@pytest.fixture(scope="module")
def result(models: object, evaluation_set: list[Example]) -> Evaluation:
    artefact = read_artefact(current_version(models))  # type: ignore[arg-type]
    return evaluate(judge_of(artefact), [example for example in evaluation_set if example.language == "en"])


def test_wrong_allows(result: Evaluation) -> None:
    assert result.overall.wrong_allows.value <= 0.02


def test_wrong_blocks(result: Evaluation) -> None:
    assert result.overall.wrong_blocks.value <= 0.10


def test_topics(result: Evaluation) -> None:
    assert result.macro_f1 >= 0.85


def test_the_promise_is_kept(gate: Gate) -> None:
    assert gate.manifest.risk["bound"] <= gate.manifest.risk["risk"] <= 0.02
    assert gate.manifest.risk["confidence"] >= 0.95
