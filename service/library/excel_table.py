"""Excel: the first sheet of a workbook, its first row naming the columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from python_calamine import CalamineError, load_workbook

from service.library.batch import BadTable, Batch, Cell

_FORMATS = {dt.datetime: "yyyy-mm-dd hh:mm:ss", dt.date: "yyyy-mm-dd", dt.time: "hh:mm:ss", dt.timedelta: "[h]:mm:ss"}
_NO_DATE = dt.datetime(2000, 1, 1)


class ExcelReader:
    """Reads .xlsx, .xls, .xlsb and .ods."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            sheet = load_workbook(stream).get_sheet_by_index(0)
        except CalamineError as error:
            raise BadTable(f"not an Excel file: {error}") from error
        self.sheet = sheet.name
        self._rows = iter(sheet.iter_rows())
        self._total = max(1, sheet.total_height)
        self._read = 0
        self.columns: Sequence[str] = [str(name) for name in next(self._rows, [])]

    def share(self) -> float:
        """The share of its rows that was read."""
        return min(1.0, self._read / self._total)

    def batches(self, size: int) -> Iterator[Batch]:
        """Its rows, at most ``size`` at a time."""
        index = {name: i for i, name in reversed(list(enumerate(self.columns)))}
        while rows := list(islice(self._rows, size)):
            self._read += len(rows)
            yield Batch(
                rows,
                [""] * len(rows),
                lambda name, rows=rows: [row[index[name]] for row in rows],  # type: ignore[misc]
            )


class ExcelWriter:
    """Writes .xlsx row by row, in constant memory; the same rows give the same bytes."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str], sheet: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(stream, options)
        self._book.set_properties({"created": _NO_DATE})
        self._sheet = self._book.add_worksheet(sheet)
        self._formats = {kind: self._book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self._sheet.freeze_panes(1, 0)
        self._next = 0
        self._put(columns, self._book.add_format({"bold": True}))

    def write(self, batch: Batch, added: Mapping[str, Sequence[Cell]]) -> None:
        """Writes the rows of ``batch``."""
        for row, cells in zip(batch.rows, zip(*added.values(), strict=True), strict=True):
            self._put([*row, *("|".join(cell) if isinstance(cell, list) else cell for cell in cells)])

    def close(self) -> None:
        """Packs the workbook."""
        self._book.close()

    def abandon(self) -> None:
        """Packs nothing, and removes the file that rows were kept in."""
        self._sheet.row_data_fh.close()
        Path(self._sheet.row_data_filename).unlink(missing_ok=True)
        self._book.fileclosed = True

    def _put(self, row: Sequence[Cell], style: object = None) -> None:
        for column, cell in enumerate(row):
            if cell not in ("", None):
                self._sheet.write(self._next, column, cell, style or self._formats.get(type(cell)))
        self._next += 1
