"""What to label next: uncertain, unlike the corpus and one another; written so that it can be labelled and added."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from model.gate import Gate
from model.message import Message
from service.cli import main
from service.records.records import Records
from service.records.unsure import Unsure
from service.settings import Settings
from training.picking import pick, uncertainty_of

UNLIKE = [
    "The drone that brings your parcel needs a landing spot, is your balcony free of wires?",
    "Quarterly solar panel yields were lower than forecast, said the board.",
    "Would you like your initials burned into the oar, and at which end of the shaft?",
]


@pytest.fixture
def data(small: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SENDGATE_DATA", str(small))
    monkeypatch.setenv("SENDGATE_MODELS", str(models))
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path / "records"))
    return small


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["data", *map(str, arguments)])


def body_of(line: str) -> str:
    return "".join(part["text"] for part in json.loads(line)["sentences"])


def fields_of(line: str) -> tuple[str, str]:
    subject = json.loads(line).get("subject")
    return body_of(line), subject["text"] if subject else ""


def test_of_equals_in_distance_the_more_uncertain_is_picked() -> None:
    assert pick(np.eye(3), np.array([0.2, 0.9, 0.5]), np.empty((0, 3)), 2) == [1, 2]


def test_what_the_corpus_has_is_picked_last() -> None:
    assert pick(np.eye(3), np.ones(3), np.eye(3)[:1], 3)[-1] == 0


def test_twins_are_not_picked_one_after_the_other() -> None:
    pool = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert pick(pool, np.array([0.9, 0.9, 0.1]), np.empty((0, 2)), 3) == [0, 2, 1]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 40))
def test_each_is_picked_once(confidence: list[float], count: int) -> None:
    pool = np.random.default_rng(1).normal(size=(len(confidence), 4))
    found = pick(
        pool / np.linalg.norm(pool, axis=1, keepdims=True), uncertainty_of(confidence), np.empty((0, 4)), count
    )
    assert len(found) == len(set(found)) == min(count, len(confidence))


@pytest.mark.parametrize(("confidence", "uncertainty"), [(0.0, 1.0), (0.5, 1.0), (0.9, 0.2), (0.1, 0.2), (1.0, 0.02)])
def test_uncertainty(confidence: float, uncertainty: float) -> None:
    assert uncertainty_of([confidence])[0] == pytest.approx(uncertainty)


def test_the_most_useful_of_a_file_can_be_labelled_and_added(data: Path, tmp_path: Path) -> None:
    known = (data / "training" / "en.jsonl").read_text().splitlines()[:20]
    held_out = (data / "evaluation" / "en.jsonl").read_text().splitlines()[:20]
    pool = [*((body, "") for body in (*UNLIKE, *UNLIKE, "")), *map(fields_of, [*known, *held_out])]
    file, out = tmp_path / "pool.csv", tmp_path / "next.csv"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows([("body", "subject"), *pool])
    shown = run("next", 50, out, "--from", file, "--lang", "en")
    assert shown.exit_code == 0, shown.output
    assert "the 3 messages that teach most, of 3 new ones" in " ".join(shown.output.split())
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["message_id"] for row in rows} == {"1", "2", "3"}
    assert {row["lang"] for row in rows} == {"en"}
    assert {row["confirmed"] for row in rows} == {""}
    again = run("next", 50, out, "--from", file)
    assert (again.exit_code, "is there already" in again.output) == (2, True)
    refused = run("add", out, "--dry-run")
    assert (refused.exit_code, "not confirmed" in refused.output) == (1, True)
    added = run("add", out, "--yes", "--dry-run")
    assert (added.exit_code, "3 messages would be added" in " ".join(added.output.split())) == (0, True)


def test_tasks_for_label_studio(data: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "pool.jsonl", tmp_path / "next.json"
    file.write_text("".join(json.dumps({"body": body}) + "\n" for body in UNLIKE))
    assert run("next", 2, out, "--from", file).exit_code == 0
    tasks = json.loads(out.read_text())
    assert len(tasks) == 2
    assert all(task["predictions"][0]["result"] for task in tasks)
    assert out.with_suffix(".xml").exists()


def test_what_the_service_was_unsure_of_is_picked_from(data: Path, tmp_path: Path, gate: Gate) -> None:
    missing = run("next", 5, tmp_path / "next.csv")
    assert (missing.exit_code, "SENDGATE_KEEP_UNSURE=on" in missing.output) == (2, True)
    answer = replace(gate.check(Message(UNLIKE[0]), opted_out=True), confidence=0.1)
    with Records.open(Settings(records=tmp_path / "records")) as records:
        records.unsure.write([Unsure(Message(body), answer) for body in UNLIKE])
    shown = run("next", 5, tmp_path / "next.csv")
    assert shown.exit_code == 0, shown.output
    assert "unsure " in (tmp_path / "next.csv").read_text()


def test_nothing_new_is_an_exit_status(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "pool.jsonl"
    file.write_text(json.dumps({"body": body_of((data / "training" / "en.jsonl").read_text().splitlines()[0])}) + "\n")
    shown = run("next", 5, tmp_path / "next.csv", "--from", file)
    assert (shown.exit_code, "nothing to label" in shown.output) == (1, True)
    assert not (tmp_path / "next.csv").exists()
