"""Two versions over one library: what flips, and why."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from model.artefact import read_artefact, write_artefact
from service.cli import main
from service.library.workers import Model
from tests.library.conftest import write

GIVEN = ("format", "labels", "buckets", "version", "files")


def variant(model: Model, folder: Path, *, threshold: float | None = None, forgets: bool = False) -> Path:
    """A version like that of ``model`` but for its threshold, or one that reads every sentence as one topic."""
    artefact = read_artefact(model.folder)
    facts = {name: value for name, value in asdict(artefact.manifest).items() if name not in GIVEN}
    if threshold is not None:
        facts |= {"threshold": threshold, "thresholds": {}}
    parameters = artefact.parameters
    if forgets:
        parameters = replace(parameters, output=np.zeros_like(parameters.output))
    write_artefact(folder, parameters, facts)
    return folder


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["diff", *map(str, arguments)])
    return result.exit_code, result.output


@pytest.fixture(autouse=True)
def _store(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))


def test_a_version_and_itself_do_not_differ(model: Model, tmp_path: Path) -> None:
    code, said = run("current", model.folder.name[:8], write(tmp_path / "in.csv"))
    assert code == 0
    assert "nothing flips" in said


def test_a_threshold_that_moved_flips_without_rereading(model: Model, tmp_path: Path) -> None:
    stricter = variant(model, tmp_path / "stricter", threshold=0.99999)
    code, said = run("current", stricter, write(tmp_path / "in.jsonl"))
    assert code == 1
    assert "allow → block" in said
    assert "same topic" in said


def test_sentences_read_differently_are_named(model: Model, tmp_path: Path) -> None:
    other = variant(model, tmp_path / "other", forgets=True)
    code, said = run("current", other, write(tmp_path / "in.csv"))
    assert code == 1
    assert "row 1 (1)" in said
    assert "address_issue" in said
    assert "“" in said


@pytest.mark.parametrize(("name", "said"), [("nonesuch", "no version 'nonesuch'"), ("../etc", "no version")])
def test_a_version_that_is_not_there_is_named(tmp_path: Path, name: str, said: str) -> None:
    code, shown = run(name, "current", write(tmp_path / "in.csv"))
    assert code == 2
    assert said in shown
