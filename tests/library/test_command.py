"""`sendgate relabel` as a person types it: what is said, the exit status, the page."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from service.cli import main
from service.library.places import Place
from service.library.ranking import Ranking, Row
from service.library.report import Gathering, marked, write_report
from service.library.summary import Summary, labels_of
from service.show_library import show_summary, watching
from tests.api.test_api import ADDRESS, REVIEW
from tests.library.conftest import LIBRARY, MIXED, Relabel, write

ALIKE = (
    "Hello {name}, could you send us the full address with the flat number today, please? The driver is at the corner."
)
MANY = [
    *LIBRARY,
    {"nr": "5", "Subject": "", "Body": ALIKE, "old": "address_issue"},
    {"nr": "6", "Subject": "", "Body": ALIKE.replace("{name}", "{{ first }}") + " Thanks!", "old": "allow"},
    {"nr": "7", "Subject": "<script>alert(1)</script>", "Body": f"<b>{MIXED}</b>", "old": "<i>x</i>"},
]


@pytest.fixture(autouse=True)
def _models(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["relabel", *map(str, arguments)])
    return result.exit_code, result.output


def test_what_was_found_is_said(tmp_path: Path) -> None:
    code, said = run(write(tmp_path / "in.csv", MANY), tmp_path / "out.csv", "--label", "old", "--id", "nr")
    assert code == 0
    assert "body: Body, subject: Subject, label: old, id: nr" in said
    assert "7 rows" in said
    assert "old label agrees in 4 of 6 rows" in said
    assert "row 2 (2)  address_issue → review_request" in said
    assert "free to go without the marked sentences" in said


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (f'body\n"{REVIEW}"\n', 0, "block  1"),
        (f'body\n"{REVIEW}"\n""\n', 1, "1 rows carry an error"),
        ("a,b\n1,2\n", 2, "name it with --body"),
    ],
)
def test_the_exit_status_tells(tmp_path: Path, content: str, code: int, said: str) -> None:
    (tmp_path / "in.csv").write_text(content)
    assert run(tmp_path / "in.csv", tmp_path / "out.csv")[0] == code
    assert said in run(tmp_path / "in.csv", tmp_path / "out.csv")[1]


@pytest.mark.parametrize(
    "arguments", [["--address", "x"], ["--engine", "ray", "--report", "r.html"], ["--engine", "ray", "--format", "csv"]]
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    code, said = run(write(tmp_path / "in.csv"), tmp_path / "out.csv", *arguments)
    assert code == 2
    assert "--engine ray" in said


def test_the_page_needs_nothing_else_and_escapes_everything(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    run(write(tmp_path / "in.csv", MANY), tmp_path / "out.csv", "--label", "old", "--report", page)
    html = page.read_text()
    assert not re.search(r"<(?:script|link|img|iframe)|@import|url\(|https?://", html)
    assert "&lt;script&gt;" in html
    assert '<del title="review_request">' in html
    assert "may go" in html
    assert "2 messages" in html  # nearly the same
    assert "What changed" in html


def test_an_empty_library_has_a_page(tmp_path: Path) -> None:
    write_report(tmp_path / "r.html", Summary(), Gathering(), "m")
    assert "0" in (tmp_path / "r.html").read_text()


def test_marks_cover_what_spoils(relabel: Relabel, tmp_path: Path) -> None:
    rows: list[Row] = []
    relabel(write(tmp_path / "in.csv", [{"text": MIXED}]), tmp_path / "out.csv", keep=rows.extend)
    (row,) = rows
    assert str(marked(row.message.body, "body", row.answer)).endswith("five star review.</del>")
    assert marked(row.message.subject, "subject", row.answer) == ""
    assert row.answer.freed
    assert row.answer.sendable is not None
    assert row.answer.sendable[1].startswith(ADDRESS[:20])


@pytest.mark.parametrize(
    ("old", "labels"),
    [
        ("Address Issue", {"address_issue"}),
        ("a|b; c,d", {"a", "b", "c", "d"}),
        ("  ", set()),
    ],
)
def test_old_labels_are_read_kindly(old: str, labels: set[str]) -> None:
    assert labels_of(old) == labels


def test_a_ranking_keeps_the_best_and_each_message_once(relabel: Relabel, tmp_path: Path) -> None:
    rows: list[Row] = []
    relabel(write(tmp_path / "in.csv", MANY), tmp_path / "out.csv", keep=rows.extend)
    ranking = Ranking(2)
    for worth, row in zip([1.0, 3.0, 2.0, 3.0], [rows[0], rows[1], rows[2], rows[1]], strict=True):
        ranking.add(worth, row)
    assert [row.number for row in ranking.rows()] == [2, 3]


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.show_library._SECONDS_BETWEEN_LINES", 0.0)
    console = Console(force_terminal=terminal, record=True, width=100, quiet=False, file=StringIO())
    with watching(console) as watcher:
        watcher.reading(Place(Path("in.csv"), Path("out.csv")), 1, 2)
        summary = Summary(rows=1_234)
        watcher.came_to(summary, 0.25)
    said = console.export_text()
    assert "1,234 rows" in said
    assert "in.csv" in said
    show_summary(Console(file=None, quiet=True), Summary(), Path("r.html"))
