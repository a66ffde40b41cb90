"""How often what was read before was known again."""

from __future__ import annotations

from typing import NamedTuple


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
