"""Opening files of every kind: a reader for the input, a writer of the same kind for the output."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from service.library.batch import BadTable, Reader, Writer
from service.library.columns import ADDED
from service.library.csv_table import CsvReader, CsvWriter
from service.library.jsonl_table import JsonlReader, JsonlWriter
from service.library.kinds import Kind, kind_from
from service.library.streams import Source, source_of

NewWriter = Callable[[BinaryIO, Sequence[str]], Writer]


@dataclass(frozen=True, slots=True)
class Form:
    """How the input is written, where the caller says so; None where it is to be found out."""

    kind: Kind | None = None
    delimiter: str | None = None
    encoding: str | None = None


@contextmanager
def opened(path: Path | None, form: Form) -> Iterator[tuple[Reader, NewWriter]]:
    """A reader of ``path`` (None: standard input), and what makes a writer of the same kind.

    The writer is made from the stream and the names of the added columns. Raises BadTable.
    """
    kind = kind_from(path, form.kind)
    with source_of(path) as source:
        try:
            yield _OPENERS[kind](source, form)
        except OSError as error:
            raise BadTable(f"the input is damaged or the disk is full: {error.strerror or error}") from error


@contextmanager
def written(writer: Writer) -> Iterator[Writer]:
    """``writer``, closed at the end, or abandoned on an error."""
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()


def _csv(source: Source, form: Form) -> tuple[Reader, NewWriter]:
    reader = CsvReader(source, delimiter=form.delimiter, encoding=form.encoding)
    return reader, lambda stream, added: CsvWriter(stream, [*reader.columns, *added], reader.dialect)


def _jsonl(source: Source, _: Form) -> tuple[Reader, NewWriter]:
    return JsonlReader(source), lambda stream, _: JsonlWriter(stream)


def _parquet(source: Source, _: Form) -> tuple[Reader, NewWriter]:
    from service.library.parquet_table import ParquetReader, ParquetWriter

    reader = ParquetReader(_seekable(source.stream))
    return reader, lambda stream, added: ParquetWriter(
        stream, reader.schema, dict(zip(added, ADDED, strict=True)), reader.packing
    )


def _excel(source: Source, _: Form) -> tuple[Reader, NewWriter]:
    from service.library.excel_table import ExcelReader, ExcelWriter

    reader = ExcelReader(_seekable(source.stream))
    return reader, lambda stream, added: ExcelWriter(stream, [*reader.columns, *added], reader.sheet)


def _seekable(stream: BinaryIO) -> BinaryIO:
    """``stream``, or what it holds in a temporary file where it cannot be read out of order."""
    if stream.seekable():
        return stream
    aside = tempfile.TemporaryFile()  # noqa: SIM115 - gone when the reader is
    shutil.copyfileobj(stream, aside)
    aside.seek(0)
    return cast("BinaryIO", aside)


_OPENERS: dict[Kind, Callable[[Source, Form], tuple[Reader, NewWriter]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
    "excel": _excel,
}
