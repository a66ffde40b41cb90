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


class Remembered(dict[Key, Value]):
    """What ``work`` gives for each key, worked out at its first use; before there are more than ``limit``, all go.

    A plain dictionary, since words are looked up by the hundred for every message: to know which was used last costs
    more than to work all out anew now and then.
    """

    def __init__(self, work: Callable[[Key], Value], limit: int) -> None:
        self._work = work
        self._limit = limit

    def __missing__(self, key: Key) -> Value:
        value = self._work(key)
        if len(self) >= self._limit:
            self.clear()
        self[key] = value
        return value


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
        kept = self._kept
        found = {key: value for key in keys if (value := kept.get(key)) is not None}
        self._asked += len(keys)
        if new := [key for key in dict.fromkeys(keys) if key not in found]:
            self._new += len(new)
            fresh = dict(zip(new, self._work(new), strict=True))
            if len(kept) + len(fresh) > self._limit:
                kept.clear()
            kept.update(fresh)
            found.update(fresh)
        return [found[key] for key in keys]
