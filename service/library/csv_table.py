"""CSV: its delimiter and encoding found by looking, its rows read one by one.

Python's own reader, not a columnar one: a row that is no CSV must carry its error and let the next
rows through, and what is in a cell must come out as it went in.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from service.library.batch import BadTable, Batch, Cell
from service.library.streams import Source

DELIMITERS = ",;\t|"
_SAMPLE = 1 << 18
_SAMPLE_ROWS = 100
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ENCODINGS = ["cp1252", "cp1250", "cp1251", "utf_16_le", "utf_16_be", "mac_roman"]  # of spreadsheets, but for UTF-8
_LONGEST_CELL = 1_000_000  # characters: five times the longest message; more is a quotation mark that was never closed
_Row = tuple[list[str], str]


class Dialect(NamedTuple):
    """How a CSV file is written."""

    delimiter: str
    encoding: str
    line_end: str


class CsvReader:
    """Reads a CSV file whose first row names the columns."""

    def __init__(self, source: Source, *, delimiter: str | None = None, encoding: str | None = None) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        self.share = source.share
        stream = io.BufferedReader(_as_raw(source.stream), _SAMPLE)
        sample = stream.peek(_SAMPLE)
        found = encoding or encoding_of(sample)
        try:
            text = io.TextIOWrapper(stream, encoding=found, newline="")
            seen = sample.decode(found, "replace")
            self.dialect = Dialect(delimiter or delimiter_of(seen), found, "\r\n" if "\r\n" in seen else "\n")
        except LookupError:
            raise BadTable(f"there is no encoding {found!r}; name one such as utf-8 or cp1252") from None
        self._text = text  # held: when it is gone, so is the stream under it
        self._rows = _rows(text, self.dialect)
        self.columns: Sequence[str] = next(self._rows, ([], ""))[0]

    def batches(self, size: int) -> Iterator[Batch]:
        """Its rows, at most ``size`` at a time."""
        index = {name: i for i, name in reversed(list(enumerate(self.columns)))}
        fitted = (_fitted(row, problem, len(self.columns), self.dialect.delimiter) for row, problem in self._rows)
        while chunk := list(islice(fitted, size)):
            rows = [row for row, _ in chunk]
            yield Batch(
                rows,
                [problem for _, problem in chunk],
                lambda name, rows=rows: [row[index[name]] for row in rows],  # type: ignore[misc]
            )


class CsvWriter:
    """Writes CSV with the delimiter and line ends that were read, as UTF-8 (with its mark where the input had one)."""

    def __init__(self, stream: BinaryIO, columns: Sequence[str], dialect: Dialect) -> None:
        self._stream = stream
        self._dialect = dialect
        if dialect.encoding == "utf-8-sig":
            stream.write(b"\xef\xbb\xbf")
        self._put([columns])

    def write(self, batch: Batch, added: Mapping[str, Sequence[Cell]]) -> None:
        """Writes the rows of ``batch``."""
        values = [["|".join(cell) if isinstance(cell, list) else cell for cell in column] for column in added.values()]
        self._put([[*row, *cells] for row, cells in zip(batch.rows, zip(*values, strict=True), strict=True)])

    def close(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nothing is held."""

    def _put(self, rows: Sequence[Sequence[Cell]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self._dialect.delimiter, lineterminator=self._dialect.line_end).writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8", "replace"))


def encoding_of(sample: bytes) -> str:
    """The encoding of a text that begins with ``sample``."""
    for mark, encoding in _BOMS.items():
        if sample.startswith(mark):
            return encoding
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # later it may be a character that the sample cut in two
            from charset_normalizer import from_bytes

            found = from_bytes(sample, cp_isolation=_ENCODINGS).best()
            return found.encoding if found else "cp1252"
    return "utf-8"


def delimiter_of(sample: str) -> str:
    """The delimiter that cuts most rows of ``sample`` into as many cells as the first, and that into most."""

    def fit(delimiter: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice(_readable(rows), _SAMPLE_ROWS) if row]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[1] else ","


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return


class _Lines:
    """Lines of a text, those used for the present row remembered so that they can be given back."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._back: deque[str] = deque()
        self.used: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._text)
        self.used.append(line)
        return line

    def give_back(self) -> str:
        """Returns the first line of the present row; the others are read again."""
        first, *others = self.used
        self._back.extendleft(reversed(others))
        return first


def _rows(text: io.TextIOWrapper, dialect: Dialect) -> Iterator[_Row]:
    """Rows as (cells, problem). Of a row that is no CSV only its first line is given up."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    while True:
        lines.used.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield [lines.give_back().rstrip("\r\n")], f"not a CSV row: {error}"
            reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
            continue
        except UnicodeDecodeError as error:
            raise BadTable(f"not {error.encoding} text: {error.reason}; name its encoding with --encoding") from error
        if row:
            yield row, ""


def _fitted(row: list[str], problem: str, width: int, delimiter: str) -> _Row:
    """``row`` with as many cells as there are columns; what is too much stays in the last."""
    more = len(row) - width
    if more <= 0:
        return row + [""] * -more, problem
    fitted = [*row[: width - 1], delimiter.join(row[width - 1 :])]
    return fitted, f"the row has {more} more cells than there are columns"


def _as_raw(stream: BinaryIO) -> io.RawIOBase:
    return stream  # type: ignore[return-value]  # BufferedReader asks no more of it than reading
