"""Text that remembers where each of its characters stood in what the caller sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """``text`` and, per character, its offset in the source.

    ``origin`` is None while nothing was moved: the offset of a character is its index. Otherwise
    it has one entry a character and a last one for the end of the text.
    """

    text: str
    origin: Sequence[int] | None = None

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stood in the source, as (start, end) offsets."""
        if self.origin is None or start >= end:
            return (start, end) if self.origin is None else (self.origin[start],) * 2
        first, last = self.origin[start], self.origin[end - 1]
        return min(first, last), max(first, last) + 1  # what a table threw out may have changed places

    def cut(self, end: int) -> Traced:
        """The first ``end`` characters."""
        origin = None if self.origin is None else self.origin[: end + 1]
        return Traced(self.text[:end], origin)

    def rewritten(self, text: str, moved: Sequence[int]) -> Traced:
        """``text`` whose character i came from this text's character ``moved[i]``.

        ``moved`` has one entry a character and a last one for the end.
        """
        if self.origin is None:
            return Traced(text, moved)
        return Traced(text, [self.origin[i] for i in moved])
