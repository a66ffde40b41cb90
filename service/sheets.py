"""Tables of messages as rows in memory: what data staff bring, and what is written for them to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.library.batch import BadTable, Batch, Writer
from service.library.columns import check_names, guessed
from service.library.csv_table import CsvWriter, Dialect
from service.library.kinds import Kind, kind_from
from service.library.streams import written_aside
from service.library.tables import Form, opened, written

_SIZE = 1_000
_FOR_EXCEL = Dialect(",", "utf-8-sig", "\r\n")  # a CSV file that spreadsheets open as it is meant


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read whole: its rows as columns to cells, and why a row cannot be read, or nothing."""

    kind: Kind
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    problems: tuple[str, ...]

    def where(self, number: int) -> str:
        """How a person finds row ``number``, counted from 0: as a spreadsheet counts, or by the line."""
        return f"line {number + 1}" if self.kind == "jsonl" else f"row {number + (1 if self.kind == 'parquet' else 2)}"


def read_sheet(path: Path, form: Form) -> Sheet:
    """Everything in ``path``. Raises BadTable."""
    kind = kind_from(path, form.kind)
    rows: list[Mapping[str, Any]] = []
    problems: list[str] = []
    with opened(path, form) as (reader, _):
        columns = tuple(reader.columns)
        check_names(columns)
        for batch in reader.batches(_SIZE):
            cells = [batch.cells(name) for name in columns]
            problems += batch.problems
            rows += (dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True))
    return Sheet(kind, columns, tuple(rows), tuple(problems))


def roles_of(columns: Sequence[str], roles: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Which of ``columns`` has which role: as ``given``, else guessed by the names that ``roles`` list.

    The body and the subject are guessed as in a library. Raises BadTable for a column or a role that is not there.
    """
    allowed = ["body", "subject", *roles]
    for role, column in given.items():
        if role not in allowed:
            raise BadTable(f"there is no role {role!r}; roles are {', '.join(allowed)}")
        if column not in columns:
            raise BadTable(f"there is no column {column!r}; the columns are {', '.join(map(repr, columns))}")
    left = [column for column in columns if column not in given.values()]
    found = dict(given)
    for role in [*roles, "subject", "body"]:
        guess = guessed(role, left, roles.get(role)) if role not in given else None
        if guess is not None:
            found[role] = guess
            left.remove(guess)
    return found


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes ``rows`` as the kind of file that ``path`` is named: CSV, Excel or JSONL. Raises BadTable."""
    kind = kind_from(path, None)
    if kind == "parquet" or (kind == "excel" and path.suffix != ".xlsx"):
        raise BadTable(f"{path.name} is to be filled in by a person; name it .csv, .xlsx or .jsonl")
    with written_aside(path) as stream:
        if kind == "jsonl":
            for row in rows:
                line = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str)
                stream.write(line.encode() + b"\n")
            return
        writer: Writer = CsvWriter(stream, columns, _FOR_EXCEL)
        if kind == "excel":
            from service.library.excel_table import ExcelWriter

            writer = ExcelWriter(stream, columns, "sendgate")
        cells = [[_plain(cell) for cell in row] for row in rows]
        with written(writer):
            if cells:
                last = [row.pop() for row in cells]
                writer.write(Batch(cells, [""] * len(cells), lambda _: []), {columns[-1]: last})


def _plain(cell: Any) -> Any:
    """``cell`` as a spreadsheet can hold it."""
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else "" if cell is None else cell
