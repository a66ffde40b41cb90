"""Every kind of file: nothing lost, the same answers, bad rows carried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.library.batch import BadTable
from service.library.columns import ADDED, Wanted
from service.library.csv_table import delimiter_of, encoding_of
from service.library.tables import Form
from tests.api.test_api import ADDRESS, REVIEW
from tests.library.conftest import LIBRARY, Relabel, read, write

DECISIONS = ["allow", "block", "block"]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst", "parquet", "xlsx"])
def test_every_kind_keeps_what_it_had_and_gains_the_answers(relabel: Relabel, tmp_path: Path, ending: str) -> None:
    source, target = write(tmp_path / f"in.{ending}"), tmp_path / f"out.{ending}"
    summary = relabel(source, target)
    rows = read(target)
    assert [{name: row[name] for name in LIBRARY[0]} for row in rows] == LIBRARY
    assert list(rows[0]) == [*LIBRARY[0], *ADDED]
    assert [row["decision_if_opted_out"] for row in rows][:3] == DECISIONS
    assert rows[0]["topics"] in ("address_issue", ["address_issue"])
    assert float(rows[0]["confidence"]) > 0.5
    assert (summary.rows, summary.errors) == (4, 0)
    assert list(tmp_path.iterdir()) == sorted([source, target]) or len(list(tmp_path.iterdir())) == 2


def test_packing_may_change_on_the_way(relabel: Relabel, tmp_path: Path) -> None:
    relabel(write(tmp_path / "in.csv.gz"), tmp_path / "out.csv.zst")
    relabel(write(tmp_path / "in.csv"), tmp_path / "out.csv")
    assert read(tmp_path / "out.csv.zst") == read(tmp_path / "out.csv")


def test_a_name_that_tells_nothing_needs_the_format(relabel: Relabel, tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl").rename(tmp_path / "export")
    with pytest.raises(BadTable, match="name it with --format"):
        relabel(source, tmp_path / "out")
    assert relabel(source, tmp_path / "out", form=Form("jsonl")).rows == 4


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("nr;text\n1;Grüße, wo sollen wir liefern?\n", "utf-8", ";"),
        ('nr,text\n1,"a;b"\n2,"c;d;e"\n', "utf-8", ","),
        ("nr\ttext\n1\tOne, two, three\n", "utf-8", "\t"),
        ("nr|text\n1|x\n", "utf-8-sig", "|"),
        ("nr;text\n1;x\n", "utf-16", ";"),
        ("text\nOne column only.\n", "utf-8", ","),
    ],
)
def test_delimiter_and_encoding_are_found_by_looking(content: str, encoding: str, delimiter: str) -> None:
    assert encoding_of(content.encode(encoding)) == encoding
    assert delimiter_of(content) == delimiter


def test_text_of_windows_is_read_as_such(relabel: Relabel, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    text = "Können Sie uns bitte die vollständige Adresse mit der Hausnummer schicken? Der Fahrer findet Sie nicht."
    source.write_bytes(f"nr;body;note\r\n1;{text};€\r\n2;{text};Größe\r\n".encode("cp1252"))
    relabel(source, tmp_path / "out.csv")
    out = (tmp_path / "out.csv").read_bytes().decode("utf-8")
    assert text in out
    assert "\r\n2;" in out


def test_an_encoding_that_does_not_fit_is_named(relabel: Relabel, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"body\n" + b"ok\n" * 200_000 + "Größe\n".encode("cp1252"))
    with pytest.raises(BadTable, match="--encoding"):
        relabel(source, tmp_path / "out.csv")
    with pytest.raises(BadTable, match="no encoding 'klingon'"):
        relabel(source, tmp_path / "out.csv", form=Form(encoding="klingon"))


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('3;"he said "no" to us;x', "not a CSV row"),
        ("3;body;x;more;cells", "2 more cells"),
        ('3;"never closed', "not a CSV row"),
    ],
)
def test_a_bad_csv_row_carries_its_error_and_lets_the_next_through(
    relabel: Relabel, tmp_path: Path, line: str, error: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"nr;body;old\n1;{ADDRESS};a\n{line}\n4;{REVIEW};b\n5;short\n")
    summary = relabel(source, tmp_path / "out.csv")
    rows = (tmp_path / "out.csv").read_text().splitlines()
    assert error in rows[2]
    assert ";block;unreadable;" in rows[2]
    assert rows[3].startswith("4;")
    assert rows[4].startswith("5;short;;")
    assert (summary.rows, summary.errors) == (4, 1)


def test_bad_json_lines_carry_their_error(relabel: Relabel, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    good = f'{{"id": 12345678901234567890123, "text": "{REVIEW}", "x": 1.10}}'
    source.write_text(
        f'\ufeff{good}\n{{broken\n\n[1]\n{{"id": 2, "text": 7}}\n{{}}\n{{"text": "x", "topic": "mine"}}\n'
    )
    summary = relabel(source, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    rows = read(tmp_path / "out.jsonl")
    assert lines[0].startswith(good[:-1] + ",")  # numbers as they were written
    assert [bool(row.get("error", row.get("sendgate_error"))) for row in rows] == [False, True, True, True, True, False]
    assert rows[5]["topic"] == "mine"
    assert (summary.rows, summary.errors) == (6, 4)


@pytest.mark.parametrize(
    ("name", "content", "wanted", "said"),
    [
        ("in.csv", "a,b\n1,2\n", Wanted(), "name it with --body"),
        ("in.csv", "body,x\n1,2\n", Wanted(body="text"), "no column 'text'"),
        ("in.csv", "body,body\n1,2\n", Wanted(), "same name"),
        ("in.csv", "", Wanted(), "no columns"),
        ("in.jsonl", "[1]\n", Wanted(), "no line is a JSON object"),
        ("in.parquet", "no parquet", Wanted(), "not a Parquet file"),
        ("in.xlsx", "no excel", Wanted(), "not an Excel file"),
        ("in.csv.gz", "\x1f\x8bbroken", Wanted(), "damaged"),
    ],
)
def test_a_file_that_makes_no_sense_says_why(
    relabel: Relabel, tmp_path: Path, name: str, content: str, wanted: Wanted, said: str
) -> None:
    source = tmp_path / name
    source.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadTable, match=said):
        relabel(source, tmp_path / f"out{source.name[2:]}", wanted=wanted)
    assert list(tmp_path.iterdir()) == [source]


def test_columns_that_are_there_already_are_kept_beside_the_new_ones(relabel: Relabel, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", [{"text": REVIEW, "topic": "mine", "sendgate_error": "z"}])
    relabel(source, tmp_path / "out.csv", wanted=Wanted(label=""))
    row = read(tmp_path / "out.csv")[0]
    assert (row["topic"], row["sendgate_2_topic"]) == ("mine", "review_request")


def test_a_parquet_file_keeps_its_types(relabel: Relabel, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"n": 1, "text": REVIEW, "tags": ["a", "b"]}, {"n": None, "text": None, "tags": None}]
    relabel(write(tmp_path / "in.parquet", rows), tmp_path / "out.parquet")
    out = read(tmp_path / "out.parquet")
    assert [{name: row[name] for name in rows[0]} for row in out] == rows
    assert "holds no text" in out[1]["error"]
