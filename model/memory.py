"""What was worked out before and is needed again; how often that was of use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Lookups(NamedTuple):
    """How many whole messages (variable parts aside) were known when asked for, how many not, and the same of lines.

    The lines of a message that is known are not asked for.
    """

    known_messages: int
    new_messages: int
    known_lines: int
    new_lines: int

    def since(self, before: Lookups) -> Lookups:
        """Those that ``before`` does not count yet."""
        return Lookups(*(now - then for now, then in zip(self, before, strict=True)))


class Memory(Generic[Key, Value]):
    """Values of keys, worked out for many at once and kept; before there are more than ``limit``, all are forgotten."""

    def __init__(self, work: Callable[[Sequence[Key]], Iterable[Value]], limit: int) -> None:
        self._work = work
        self._limit = limit
        self._kept: dict[Key, Value] = {}
        self._asked = self._new = 0

    @property
    def lookups(self) -> tuple[int, int]:
        """How many keys were known when they were asked for, and how many were not."""
        return self._asked - self._new, self._new

    def of(self, keys: Sequence[Key]) -> list[Value]:
        """The values of ``keys``, in order."""
        self._asked += len(keys)
        try:
            return list(map(self._kept.__getitem__, keys))
        except KeyError:
            self._work_out(keys)
        return list(map(self._kept.__getitem__, keys))

    def _work_out(self, keys: Sequence[Key]) -> None:
        asked = dict.fromkeys(keys)
        new = [key for key in asked if key not in self._kept]
        if len(self._kept) + len(new) > self._limit:
            self._kept.clear()
            new = list(asked)
        self._kept.update(zip(new, self._work(new), strict=True))
        self._new += len(new)
