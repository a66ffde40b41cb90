"""What lies between a row that somebody brings and a message of the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.labels import LABELS, Label
from model.message import Field, Message


class BadRow(ValueError):
    """What is wrong with a row, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read, its cells under the names of `training.adding.forms.ROLES`."""

    number: int  # its place among the rows of the file, from 0
    where: str  # how a person finds it: "row 3", "line 2"
    cells: Mapping[str, Any]
    problem: str = ""  # why it cannot be read


@dataclass(frozen=True, slots=True)
class Span:
    """The label of some characters of a field."""

    field: Field
    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class Draft:
    """A message on its way into the corpus, with what is known of its labels."""

    rows: tuple[Row, ...]
    message: Message
    spans: tuple[Span, ...] = ()
    topics: frozenset[Label] | None = None  # of the whole message; None where nobody said
    facts: Mapping[str, Any] = field(default_factory=dict)  # what else the corpus keeps of a message
    lone: bool = False  # a sentence without a message around it: for the phrase book

    @property
    def where(self) -> str:
        """How a person finds it."""
        return self.rows[0].where


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that are not taken, and why."""

    rows: tuple[Row, ...]
    problem: str

    @property
    def where(self) -> str:
        """How a person finds them."""
        return self.rows[0].where if self.rows else "the file"


def label_from(value: object) -> Label:
    """The label that a cell names. Raises BadRow."""
    name = str(value or "").strip().lower().replace(" ", "_").replace("-", "_")
    if not name:
        raise BadRow(f"has no label; write one of {', '.join(LABELS)}")
    if name not in LABELS:
        raise BadRow(f"has the unknown label {str(value).strip()!r}; labels are {', '.join(LABELS)}")
    return name
