"""What goes in: a message, and what reading makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Field = Literal["subject", "body"]


@dataclass(frozen=True, slots=True)
class Message:
    """A seller's message as the caller sent it; the body is text or HTML."""

    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence that the buyer sees.

    ``start`` and ``end`` are offsets into the field as the caller sent it; ``text`` is what
    a reader sees there; ``words`` are its tokens as the scorer knows them.
    """

    field: Field
    start: int
    end: int
    text: str
    words: tuple[str, ...]


class Said(NamedTuple):
    """What a sentence is scored by: which field it stands in, and its words."""

    field: Field
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message read: its sentences in order, those of the subject first, and all it shows.

    ``shown`` is the visible text before look-alike letters were brought home: the language is told
    from it. ``apart`` are the words whose letters had been set apart.
    """

    sentences: tuple[Sentence, ...]
    shown: str
    apart: tuple[str, ...] = ()
