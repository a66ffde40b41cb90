"""A CSV file of opt-outs into the ledger, row by row; a wrong row is told and passed over."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from model.errors import SendgateError
from service.ledger_schemas import OptOutRequest
from service.problems import field_errors, summary_of
from service.records.ledger import Ledger, OptOut

COLUMNS = tuple(OptOutRequest.model_fields)
_AT_ONCE = 500  # rows of one transaction


class BadImport(SendgateError):
    """A file that as a whole cannot be read as opt-outs."""


@dataclass(slots=True)
class Imported:
    """What an import came to, in rows."""

    new: int = 0
    known: int = 0
    wrong: int = 0


def import_opt_outs(ledger: Ledger, file: Path, source: str, tell: Callable[[str], None]) -> Imported:
    """Records the rows of ``file`` and calls ``tell`` with a line for each that is wrong.

    ``source`` is that of rows that name none. Importing a file twice changes nothing. Raises BadImport where the file
    cannot be read.
    """
    summary = Imported()
    waiting: list[OptOut] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for line, row in _rows(stream, file.name):
                found = _opt_out(row, source)
                if isinstance(found, str):
                    summary.wrong += 1
                    tell(f"{file.name}:{line}: {found}")
                else:
                    waiting.append(found)
                if len(waiting) == _AT_ONCE:
                    _record(ledger, waiting, summary)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadImport(f"{file} cannot be read as CSV in UTF-8: {error}") from error
    _record(ledger, waiting, summary)
    return summary


def _rows(stream: TextIO, name: str) -> Iterator[tuple[int, dict[str | None, str | None]]]:
    reader: csv.DictReader[str] = csv.DictReader(stream, strict=True)
    names = [column.strip().lower() for column in reader.fieldnames or ()]
    if "buyer" not in names:
        raise BadImport(f"{name} has no column buyer; its first line must name the columns, of {', '.join(COLUMNS)}")
    reader.fieldnames = names
    for row in reader:
        yield reader.line_num, dict(row)


def _opt_out(row: dict[str | None, str | None], source: str) -> OptOut | str:
    """What the row says or what is wrong with it. Columns that are not the ledger's are left alone."""
    if None in row:
        return "the row has more cells than there are columns"
    given = {name: cell.strip() for name, cell in row.items() if name in COLUMNS and cell and cell.strip()}
    if given.get("seller") and "scope" not in given:
        given["scope"] = "seller"
    try:
        return OptOutRequest.model_validate({"source": source, **given}).opt_out
    except ValidationError as error:
        return summary_of(field_errors(error.errors()))


def _record(ledger: Ledger, waiting: list[OptOut], summary: Imported) -> None:
    new = sum(entry.new for entry in ledger.add(waiting))
    summary.new += new
    summary.known += len(waiting) - new
    waiting.clear()
