"""JSON Lines: an object a line. A line goes out as it came in, with keys added at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

import orjson

from service.library.batch import BadTable, Batch, Cell
from service.library.columns import free_names
from service.library.streams import Source

_FIRST_LINES = 1_000  # looked at for the names of the columns


class _Line(NamedTuple):
    text: bytes  # a JSON object
    row: dict[str, Any]
    problem: str


class JsonlReader:
    """Reads lines of JSON objects, which need not all have the same keys."""

    def __init__(self, source: Source) -> None:
        self.share = source.share
        lines = (_parsed(line) for line in _lines(source.stream) if line.strip())
        first = list(islice(lines, _FIRST_LINES))
        good = [line for line in first if not line.problem]
        if first and not good:
            raise BadTable(f"no line is a JSON object: {first[0].problem}")
        self.columns: Sequence[str] = list(dict.fromkeys(key for line in good for key in line.row))
        self._lines = chain(first, lines)

    def batches(self, size: int) -> Iterator[Batch]:
        """Its rows, at most ``size`` at a time."""
        while chunk := list(islice(self._lines, size)):
            yield Batch(
                chunk,
                [line.problem for line in chunk],
                lambda name, chunk=chunk: [line.row.get(name) for line in chunk],  # type: ignore[misc]
            )


class JsonlWriter:
    """Writes every line as it was read, with the added keys at its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, batch: Batch, added: Mapping[str, Sequence[Cell]]) -> None:
        """Writes the rows of ``batch``."""
        out = []
        for line, cells in zip(batch.rows, zip(*added.values(), strict=True), strict=True):
            names = list(added) if added.keys().isdisjoint(line.row) else free_names(list(added), line.row)
            more = orjson.dumps(dict(zip(names, cells, strict=True)))
            out.append(line.text[:-1].rstrip() + (b"," if line.row else b"") + more[1:] + b"\n")
        self._stream.write(b"".join(out))

    def close(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nothing is held."""


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    for number, line in enumerate(stream):
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line


def _parsed(line: bytes) -> _Line:
    text = line.strip()
    try:
        row = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _kept(text.decode("utf-8", "replace"), f"not JSON: {error}")
    return _Line(text, row, "") if isinstance(row, dict) else _kept(row, "a line must hold one JSON object")


def _kept(value: Any, problem: str) -> _Line:
    """A line that is no object, as one that holds it."""
    row = {"line": value}
    return _Line(orjson.dumps(row), row, problem)
