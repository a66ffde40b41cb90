"""`sendgate data audit`: each thing that can be wrong, found at its file and line, in text and on the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.labels import INDEX, LABELS
from tests.adding.conftest import CORPUS, MEASURED, TAUGHT, Run, data, halves, line, run, write_lines
from training.audit.findings import Audit
from training.audit.labels import suspicious_labels
from training.audit.run import audit
from training.placed import load_placed

__all__ = ["data", "run"]  # fixtures


def found(data: Path, *, labels: bool = False) -> set[tuple[str, str]]:
    result = audit(data, labels=labels)
    return {(finding.check.name, finding.where) for finding in result.findings if finding.check.name != "thin"}


def test_a_sound_corpus_has_no_errors(data: Path, run: Run) -> None:
    assert found(data) == set()
    code, said = run("audit", "--no-labels")
    assert code == 0
    assert said.splitlines()[-1].startswith("0 errors, ")
    assert "training/en: 0 of promotion; at least 50 are wanted" in said


ASK = halves(TAUGHT, "neutral", "customization")
WRONG: dict[str, tuple[str, list[dict[str, Any]] | str, set[tuple[str, str]]]] = {
    "no JSON": ("training/en/x.jsonl", "{\n", {("form", "training/en/x.jsonl:1")}),
    "an unknown label": (
        "training/en/x.jsonl", [line("x", ("Buy.", "sale"))], {("form", "training/en/x.jsonl:1")},
    ),
    "an id used twice": (
        "training/en/x.jsonl", [line("a", ("Buy two today, dear friends.", "promotion"))],
        {("form", "training/en/x.jsonl:1")},
    ),
    "another verdict": (
        "training/en/x.jsonl", [line("x", *halves(TAUGHT, "neutral", "promotion"), family="family-a")],
        {("conflict", "training/en/x.jsonl:1"), ("uneven", "training/en/x.jsonl:1")},
    ),
    "another label of a phrase": (
        "phrases/en/x.jsonl",
        [{"id": "x", "lang": "en", "purpose": "x", "text": "Follow us on social media!", "label": "other"}],
        {("uneven", "phrases/en/x.jsonl:1")},
    ),
    "an evaluation message in training": (
        "training/en/x.jsonl", [line("x", *halves(MEASURED + " Bye.", "neutral", "address_issue"))],
        {("leak", "evaluation/en/old.jsonl:1")},
    ),
    "an evaluation message as a phrase": (
        "phrases/en/x.jsonl", [{"id": "x", "lang": "en", "purpose": "x", "text": MEASURED, "label": "address_issue"}],
        {("leak", "phrases/en/x.jsonl:1")},
    ),
    "a family on both sides": (
        "training/en/x.jsonl", [line("x", ("Buy two today, dear friends.", "promotion"), family="family-d")],
        {("leak", "evaluation/en/old.jsonl:1")},
    ),
    "a message told twice in two families": (
        "training/en/x.jsonl", [line("x", *ASK[:1], (ASK[1][0] + " Best, Mia", "customization"))],
        {("kin", "training/en/x.jsonl:1")},
    ),
    "personal data": (
        "elsewhere/training/x.jsonl",
        [{"id": "x", "lang": "en", "kind": "mail", "text": "Write to anna@gmail.com or call +49 170 8831276."}],
        {("personal", "elsewhere/training/x.jsonl:1"), ("phone", "elsewhere/training/x.jsonl:1")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found_at_its_place(data: Path, run: Run, tmp_path: Path, name: str) -> None:
    file, rows, expected = WRONG[name]
    if isinstance(rows, str):
        (data / file).write_text(rows)
    else:
        write_lines(data / file, rows)
    assert found(data) == expected
    errors = bool({check for check, _ in expected} & {"form", "conflict", "leak", "personal"})
    code, said = run("audit", "--no-labels", "--report", tmp_path / "out" / "audit.html")
    assert code == int(errors)
    page = (tmp_path / "out" / "audit.html").read_text()
    for _, where in expected:
        assert f"{where}: " in said
        assert f"<code>{where}</code>" in page


def test_the_page_needs_nothing_else_and_shows_no_markup_of_a_message(data: Path, run: Run, tmp_path: Path) -> None:
    text = "<script>alert(1)</script> Write to anna@gmail.com, dear friends."
    write_lines(data / "training/en/x.jsonl", [line("x", (text, "other"))])
    run("audit", "--no-labels", "--report", tmp_path / "audit.html")
    page = (tmp_path / "audit.html").read_text()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<mark>anna@gmail.com</mark>" in page
    assert not {"http://", "https://", "src="} & {word for word in ("http://", "https://", "src=") if word in page}


def test_only_so_many_findings_are_printed(data: Path, run: Run) -> None:
    code, said = run("audit", "--no-labels", "--most", "2")
    assert code == 0
    assert "… and " in said


def test_a_folder_without_a_corpus_is_one_sentence(run: Run, tmp_path: Path) -> None:
    code, said = run("audit", "--data", tmp_path / "nonesuch")
    assert (code, "holds no corpus; name its folder with --data" in said) == (2, True)
    (tmp_path / "file").write_text("")
    code, said = run("audit", "--no-labels", "--report", tmp_path / "file" / "x.html")
    assert (code, "cannot be written" in said) == (2, True)


PURPOSES: dict[str, Callable[[int], str]] = {
    "promotion": lambda i: f"Save {i} percent with code SPRING{i} on all shelves.",
    "review_request": lambda i: f"Please rate order {i} with stars and write a review.",
    "delivery_scheduling": lambda i: f"Which day in week {i} suits you for the delivery?",
}


@pytest.fixture
def labelled(data: Path) -> Path:
    """A corpus of plain messages, one of which has the label of another purpose."""
    rows = [
        line(f"{label}-{i}", (purpose(i), "review_request" if (label, i) == ("promotion", 7) else label))
        for label, purpose in PURPOSES.items()
        for i in range(60)
    ]
    write_lines(data / "training/en/many.jsonl", rows)
    return data


def test_a_wrong_label_is_found(labelled: Path) -> None:
    result: Audit = audit(labelled, labels=True)
    suspected = [finding for finding in result.findings if finding.check.name == "label"]
    wrong = [finding for finding in suspected if finding.file == "training/en/many.jsonl"]
    assert [finding.line for finding in wrong] == [8]
    assert wrong[0].what.startswith("review_request; looks like promotion (")
    assert wrong[0].shown == "Save 7 percent with code SPRING7 on all shelves."


def test_few_sentences_tell_nothing_of_labels(data: Path) -> None:
    places = load_placed(data)[:1]
    assert suspicious_labels(places, np.full((2, len(LABELS)), 1 / len(INDEX))) == []
    assert len(CORPUS) == len(load_placed(data))
