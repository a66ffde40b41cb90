"""Corrections: messages with the labels that people who know give them, kept to be learned from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select

from model.labels import Label
from model.message import Field, Message
from service.records.database import Database
from service.records.digests import Digests
from service.records.tables import corrections


@dataclass(frozen=True, slots=True)
class SentenceLabel:
    """The right label of one sentence; offsets in characters into the field as sent."""

    field: Field
    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class Labels:
    """What a message should have been found to be: its topics, or its sentences' labels, or both."""

    topics: tuple[Label, ...] | None = None  # empty: it has none
    sentences: tuple[SentenceLabel, ...] = ()

    def document(self) -> dict[str, Any]:
        """As plain data, in one order whatever the order given."""
        ordered = sorted(self.sentences, key=lambda one: (one.field != "subject", one.start, one.end, one.label))
        return {
            "topics": None if self.topics is None else sorted(set(self.topics)),
            "sentences": [
                {"field": one.field, "start": one.start, "end": one.end, "label": one.label} for one in ordered
            ],
        }


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction on record. ``new`` tells whether it was added just now."""

    id: str
    subject: str
    body: str
    labels: dict[str, Any]
    source: str
    time: datetime
    new: bool = False


class Corrections:
    """The corrections of one database. Every method raises RecordsUnavailable where that cannot be used."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database = database
        self._digests = digests

    def add(self, message: Message, labels: Labels, source: str) -> Correction:
        """Records that ``message`` has ``labels``; the same said twice, by whomever, is one."""
        document = labels.document()
        content = json.dumps([message.subject, message.body, document], sort_keys=True)
        row: dict[str, Any] = {
            "id": uuid4().hex,
            "digest": self._digests.correction(content),
            "subject": message.subject,
            "body": message.body,
            "labels": document,
            "source": source,
            "time": datetime.now(UTC),
        }
        with self._database.transaction() as connection:
            connection.execute(self._database.insert_new(corrections), [row])
            kept = connection.execute(select(corrections).where(corrections.c.digest == row["digest"])).one()
        return _correction(kept, row["id"])

    def all(self) -> Iterator[Correction]:
        """Every correction, the oldest first."""
        with self._database.transaction() as connection:
            rows: Sequence[Row[Any]] = connection.execute(
                select(corrections).order_by(corrections.c.time, corrections.c.id)
            ).all()
        return (_correction(row) for row in rows)


def _correction(row: Row[Any], new_id: str = "") -> Correction:
    return Correction(row.id, row.subject, row.body, row.labels, row.source, row.time, new=row.id == new_id)
