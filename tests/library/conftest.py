"""A library to relabel, in every kind of file, and what relabels it."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from python_calamine import load_workbook

from model.store import current_version
from service.library.columns import Wanted
from service.library.places import places_of
from service.library.ranking import Row
from service.library.run import Job, Relabelling
from service.library.summary import Summary
from service.library.tables import Form
from service.library.workers import Model
from tests.api.test_api import ADDRESS, REVIEW

Rows = list[dict[str, Any]]
MIXED = f"{ADDRESS} Also, please leave us a five star review."
LIBRARY: Rows = [
    {"nr": "1", "Subject": "Order", "Body": ADDRESS, "old": "address_issue"},
    {"nr": "2", "Subject": "", "Body": REVIEW, "old": "address_issue"},
    {"nr": "3", "Subject": "", "Body": MIXED, "old": "review_request"},
    {"nr": "4", "Subject": "Zürich", "Body": 'Pick a "day",\nplease; we deliver | on weekdays.', "old": ""},
]


class Silent:
    """Watches a run and says nothing."""

    def reading(self, place: object, number: int, of: int) -> None: ...

    def came_to(self, summary: Summary, share: float) -> None: ...


@pytest.fixture(scope="session")
def model(models: Path) -> Model:
    return Model(current_version(models), "opt-out-2017")


Relabel = Callable[..., Summary]


@pytest.fixture
def relabel(model: Model) -> Relabel:
    def run(
        source: Path | str,
        target: Path | str,
        *,
        jobs: int = 1,
        wanted: Wanted | None = None,
        form: Form | None = None,
        watcher: Any = None,
        keep: Callable[[list[Row]], None] = lambda _: None,
    ) -> Summary:
        form = form or Form()
        places = places_of(str(source), str(target), form.kind)
        return Relabelling(Job(model, jobs, wanted or Wanted(), form), keep).over(places, watcher or Silent())

    return run


def write(path: Path, rows: Rows = LIBRARY) -> Path:
    """Writes ``rows`` as the kind of file that the name of ``path`` says."""
    match "".join(path.suffixes):
        case ".csv" | ".csv.gz" | ".csv.zst":
            out = io.StringIO()
            import csv

            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            _pack(path, out.getvalue().encode())
        case ".jsonl" | ".jsonl.gz" | ".jsonl.zst":
            _pack(path, "".join(json.dumps(row) + "\n" for row in rows).encode())
        case ".parquet":
            pq.write_table(pa.Table.from_pylist(rows), path)
        case ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
                    sheet.write_row(number, 0, row)
    return path


def read(path: Path) -> Rows:
    """The rows of the file ``path``, values of CSV and Excel as text."""
    match "".join(path.suffixes):
        case ".csv" | ".csv.gz" | ".csv.zst":
            import csv

            return list(csv.DictReader(io.StringIO(_unpack(path).decode("utf-8-sig"), newline="")))
        case ".jsonl" | ".jsonl.gz" | ".jsonl.zst":
            return [json.loads(line) for line in _unpack(path).splitlines()]
        case ".parquet":
            return list(pq.read_table(path).to_pylist())
    names, *rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def _pack(path: Path, content: bytes) -> None:
    if path.suffix == ".gz":
        content = gzip.compress(content)
    elif path.suffix == ".zst":
        content = pa.Codec("zstd").compress(content, asbytes=True)
    path.write_bytes(content)


def _unpack(path: Path) -> bytes:
    if path.suffix in {".gz", ".zst"}:
        with pa.input_stream(str(path), compression="detect") as stream:
            return bytes(stream.read())
    return path.read_bytes()
