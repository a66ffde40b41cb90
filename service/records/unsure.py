"""Masked texts that the model was unsure of, kept to be labelled where the service was told to keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select

from model.gate import Answer
from model.message import Message
from service.records.database import Database
from service.records.digests import Digests
from service.records.tables import unsure

SURE = 0.8  # probability that an answer is right, from which on nothing is learned from labelling it


@dataclass(frozen=True, slots=True)
class Unsure:
    """An answer that was not sure, and its message without names and numbers."""

    message: Message
    answer: Answer


@dataclass(frozen=True, slots=True)
class Kept:
    """A masked text on record."""

    id: str
    subject: str
    body: str
    confidence: float
    model: str
    time: datetime


def is_unsure(answer: Answer) -> bool:
    """Whether there is something to learn: sentences were read, and nobody can be sure what they are."""
    return bool(answer.findings) and answer.confidence < SURE


class UnsureTexts:
    """The texts of one database: each once, the latest ``most``, none older than ``age``.

    Every method raises RecordsUnavailable where the database cannot be used.
    """

    def __init__(self, database: Database, digests: Digests, *, most: int, age: timedelta) -> None:
        self._database = database
        self._digests = digests
        self._most, self._age = most, age

    def write(self, found: Sequence[Unsure]) -> list[str]:
        """Keeps those of ``found`` that are new, lets go of what is too old or too much, and gives an id each."""
        now = datetime.now(UTC)
        rows = [self._row(one, now) for one in found]
        kept = select(unsure.c.id).order_by(unsure.c.time.desc(), unsure.c.id).limit(self._most)
        with self._database.transaction() as connection:
            connection.execute(self._database.insert_new(unsure), rows)
            connection.execute(delete(unsure).where(unsure.c.time < now - self._age))
            connection.execute(delete(unsure).where(unsure.c.id.not_in(kept.scalar_subquery())))
        return [row["id"] for row in rows]

    def all(self) -> Iterator[Kept]:
        """Every text that is not too old, the oldest first."""
        wanted = select(unsure).where(unsure.c.time >= datetime.now(UTC) - self._age)
        with self._database.transaction() as connection:
            rows = connection.execute(wanted.order_by(unsure.c.time, unsure.c.id)).all()
        return (Kept(row.id, row.subject, row.body, row.confidence, row.model, row.time) for row in rows)

    def prune(self, before: datetime | None = None) -> int:
        """Deletes those kept before that time, or all, and counts them."""
        older: list[ColumnElement[bool]] = [] if before is None else [unsure.c.time < before]
        with self._database.transaction() as connection:
            return connection.execute(delete(unsure).where(*older)).rowcount

    def _row(self, one: Unsure, now: datetime) -> dict[str, Any]:
        subject, body = one.message.subject, one.message.body
        return {
            "id": uuid4().hex,
            "digest": self._digests.unsure(subject, body),
            "subject": subject,
            "body": body,
            "confidence": round(one.answer.confidence, 4),
            "model": one.answer.model,
            "time": now,
        }
