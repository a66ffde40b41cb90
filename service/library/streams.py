"""Bytes in and out: compression found by its first bytes or told by the name, files that appear whole or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from service.library.batch import BadTable

SUFFIXES = {".gz": "gzip", ".zst": "zstd"}
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_BUFFER = 1 << 20


class Source:
    """The bytes of a file or of standard input, unpacked, with how much of the file was read."""

    def __init__(self, path: Path | None) -> None:
        self._raw = io.BufferedReader(_raw(path), _BUFFER)
        self._size = path.stat().st_size if path is not None else 0
        packing = next((name for magic, name in _MAGIC.items() if self._raw.peek(4).startswith(magic)), None)
        self.stream: BinaryIO = self._raw if packing is None else _unpacked(self._raw, packing)

    def share(self) -> float:
        """The share of the file that was read, or 0 where its size is unknown."""
        return min(1.0, self._raw.tell() / self._size) if self._size else 0.0

    def close(self) -> None:
        """Closes the file, but leaves standard input to whoever opened it."""
        self._raw.close()


@contextmanager
def source_of(path: Path | None) -> Iterator[Source]:
    """Opens ``path``, or standard input where it is None. Raises BadTable for what the disk refuses."""
    name = path or "standard input"
    try:
        source = Source(path)
    except OSError as error:
        raise BadTable(f"{name} cannot be read: {error.strerror or error}") from error
    try:
        yield source
    finally:
        source.close()


@contextmanager
def written_aside(target: Path | None) -> Iterator[BinaryIO]:
    """A file that takes the name ``target`` when it is complete; standard output where that is None.

    What it is packed with is told by the name. What was written of it is thrown away on an error.
    """
    if target is None:
        yield cast("BinaryIO", sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    aside = target.with_name(f".{target.name}.partial")
    packing = SUFFIXES.get(target.suffix.lower())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stream = aside.open("wb", buffering=_BUFFER)
    except OSError as error:
        raise BadTable(f"{target} cannot be written: {error.strerror}") from error
    try:
        with stream:
            if packing is None:
                yield stream
            else:
                packed = _packed(stream, packing)
                yield packed
                packed.close()
        os.replace(aside, target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _raw(path: Path | None) -> io.RawIOBase:
    if path is not None:
        return path.open("rb", buffering=0)
    return cast("io.RawIOBase", io.FileIO(os.dup(sys.stdin.fileno()), "rb"))


def _unpacked(raw: IO[bytes], packing: str) -> BinaryIO:
    import pyarrow as pa

    return cast("BinaryIO", io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(raw, "r"), packing), _BUFFER))


def _packed(stream: IO[bytes], packing: str) -> BinaryIO:
    import pyarrow as pa

    return cast("BinaryIO", pa.CompressedOutputStream(pa.PythonFile(stream, "w"), packing))
