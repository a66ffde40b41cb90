"""Some rows of a library, and what reads and writes them: the seam between formats and everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from model.errors import SendgateError

Cell = Any  # whatever a format can hold


class BadTable(SendgateError):
    """A file whose rows cannot be read as messages, or a place that cannot be written to."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows. ``rows`` is for the writer of the same format alone."""

    rows: Any
    problems: Sequence[str]  # one a row: why it cannot be read, or nothing
    cells: Callable[[str], list[Cell]]  # the values of a column, one a row, None where there is none

    def __len__(self) -> int:
        return len(self.problems)


class Reader(Protocol):
    """A file being read, front to back."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of the columns, in order."""

    def batches(self, size: int) -> Iterator[Batch]:
        """Its rows, at most ``size`` at a time. Raises BadTable."""

    def share(self) -> float:
        """How much of it was read, from 0 to 1; 0 where that cannot be known."""


class Writer(Protocol):
    """A file being written, row for row as it was read, with columns added."""

    def write(self, batch: Batch, added: Mapping[str, Sequence[Cell]]) -> None:
        """Writes the rows of ``batch`` with a value of each of the ``added`` columns for every row."""

    def close(self) -> None:
        """Writes what is still held back."""

    def abandon(self) -> None:
        """Lets go of the stream in the middle, when the file is to be thrown away."""
