"""The few rows most worth keeping out of many, each message once."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from model.message import Message
from service.library.answers import Answer


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a person would look it up: its number among all from 1, what the input calls it, its old label."""

    number: int
    name: str
    old: str
    message: Message
    answer: Answer


class Ranking:
    """The ``size`` rows of the highest worth, ties to the earlier row; a message that recurs counts once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[float, int, Row]] = []
        self._kept: set[Message] = set()

    def add(self, worth: float, row: Row) -> None:
        """Keeps ``row`` if it is among the best."""
        if row.message in self._kept or (len(self._heap) == self._size and worth <= self._heap[0][0]):
            return
        self._kept.add(row.message)
        entry = (worth, -row.number, row)
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, entry)
        else:
            self._kept.discard(heapq.heappushpop(self._heap, entry)[2].message)

    def rows(self) -> list[Row]:
        """The rows, the worthiest first."""
        return [row for _, _, row in sorted(self._heap, key=lambda entry: entry[:2], reverse=True)]
