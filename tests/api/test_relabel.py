"""A library of templates in, the same library with topics and decisions out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from model.gate import Gate
from service.relabel import ADDED, BadTable, Columns, relabel_file
from tests.api.test_api import ADDRESS, REVIEW


def rows_of(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def test_csv_keeps_every_column_and_gains_the_added_ones(gate: Gate, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f'nr;Body;old\n1;"{ADDRESS}";address_issue\n2;"{REVIEW}";x\n3;;\n', encoding="utf-8")
    summary = relabel_file(gate, source, target, Columns(label="old"))
    rows = rows_of(target, ";")
    assert list(rows[0]) == ["nr", "Body", "old", *ADDED]
    assert [row["decision_if_opted_out"] for row in rows] == ["allow", "block", "block"]
    assert rows[2]["error"]
    assert (summary.rows, summary.errors, summary.compared, summary.agreed) == (3, 1, 2, 1)


def test_jsonl_carries_bad_rows_with_their_error(gate: Gate, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = json.dumps({"id": 1, "text": ADDRESS})
    source.write_text(f'{good}\n{{broken\n[1]\n{{"id": 2, "text": 7}}\n{good}\n', encoding="utf-8")
    summary = relabel_file(gate, source, target, Columns())
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [bool(row["error"]) for row in rows] == [False, True, True, True, False]
    assert rows[0]["topics"] == ["address_issue"]
    assert summary.errors == 3


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        ("a,b\n1,2\n", Columns(), "name it with --body"),
        ("body,x\n1,2\n", Columns(body="text"), "no column 'text'"),
        ("body,topic\n1,2\n", Columns(), "would be overwritten"),
        ("body,body\n1,2\n", Columns(), "same name"),
        ("", Columns(), "no columns"),
    ],
)
def test_a_file_that_makes_no_sense_says_why(
    gate: Gate, tmp_path: Path, content: str, columns: Columns, said: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(content)
    with pytest.raises(BadTable, match=said):
        relabel_file(gate, source, tmp_path / "out.csv", columns)
    assert not (tmp_path / "out.csv").exists()


def test_the_input_is_never_overwritten(gate: Gate, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("body\nx\n")
    with pytest.raises(BadTable, match="same file"):
        relabel_file(gate, source, source, Columns())
    assert source.read_text() == "body\nx\n"
