"""The two errors on parts of a set: by language, difficulty, medium, register and topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from model.labels import CRITICAL, TOPICS, verdict_of
from training.corpus import HARD, LANGUAGES, MEDIA, REGISTERS, Example
from training.judged import Judged
from training.rate import Rate

TERSE = 160  # characters: what fits one SMS


@dataclass(frozen=True, slots=True)
class Slice:
    """The two errors on some of the messages."""

    name: str
    wrong_allows: Rate
    wrong_blocks: Rate


def slice_of(name: str, judged: Iterable[Judged]) -> Slice:
    """The two errors on ``judged``."""
    items = list(judged)
    must_block = [item for item in items if item.example.verdict == "block"]
    may_allow = [item for item in items if item.example.verdict == "allow"]
    return Slice(
        name,
        Rate(sum(item.wrong for item in must_block), len(must_block)),
        Rate(sum(item.wrong for item in may_allow), len(may_allow)),
    )


def slices_of(judged: Sequence[Judged]) -> tuple[Slice, ...]:
    """Every slice that ``judged`` fill; a name is a group and a member, or one word."""
    found: list[tuple[str, Callable[[Example], bool]]] = [
        ("hard", lambda example: bool(example.hard)),
        ("plain", lambda example: not example.hard),
        ("terse", lambda example: len(example.message.body) <= TERSE),
        ("mixed", lambda example: bool(example.topics & CRITICAL) and verdict_of(example.topics) == "block"),
    ]
    found += [(f"lang {name}", partial(_is, "language", name)) for name in LANGUAGES]
    found += [(f"hard {name}", partial(_has, "hard", name)) for name in HARD]
    found += [(f"medium {name}", partial(_is, "medium", name)) for name in MEDIA]
    found += [(f"register {name}", partial(_is, "register", name)) for name in REGISTERS]
    found += [(f"topic {name}", partial(_has, "topics", name)) for name in TOPICS]
    parts = ((name, [item for item in judged if test(item.example)]) for name, test in found)
    return tuple(slice_of(name, items) for name, items in parts if items)


def _is(field: str, value: str, example: Example) -> bool:
    return bool(getattr(example, field) == value)


def _has(field: str, value: str, example: Example) -> bool:
    return value in getattr(example, field)
