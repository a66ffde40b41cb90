"""``sendgate evaluate``: figures on the terminal, as JSON, and as a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main


@pytest.fixture(autouse=True)
def _models(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))


@pytest.fixture(scope="module")
def few(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every twentieth message of the evaluation set."""
    folder = tmp_path_factory.mktemp("few")
    files = sorted((project / "data" / "evaluation").rglob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines(keepends=True)]
    (folder / "few.jsonl").write_text("".join(lines[::20]), encoding="utf-8")
    return folder


def evaluate(few: Path, *flags: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", "--data", str(few), *flags])


def test_the_terminal_shows_the_figures_and_the_calibration_error(few: Path) -> None:
    shown = evaluate(few)
    assert shown.exit_code == 0, shown.output
    for said in ("Languages", "Verdicts", "Topics", "macro-F1", "expected calibration error"):
        assert said in shown.output


def test_the_json_is_all_that_is_printed(few: Path) -> None:
    shown = evaluate(few, "--json", "--worst", "1")
    found = json.loads(shown.stdout)
    assert {"model", "languages", "slices", "topics", "calibration_error", "confusion", "mistakes"} <= set(found)
    assert len(found["mistakes"]) <= 1


def test_a_report_is_written_where_asked(few: Path, tmp_path: Path) -> None:
    shown = evaluate(few, "--json", "--report", str(tmp_path / "deep" / "down"))
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)
    assert {file.name for file in (tmp_path / "deep" / "down").iterdir()} == {"index.html", "MODEL_CARD.md"}
    assert "index.html" in shown.stderr


def test_a_place_that_cannot_be_written_is_one_sentence(few: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shown = evaluate(few, "--report", str(tmp_path / "file" / "below"))
    assert shown.exit_code == 2
    assert "cannot be written into" in shown.output
