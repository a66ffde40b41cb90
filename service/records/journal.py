"""The journal: every decision given, without the text it was given on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, delete, insert, or_, select

from model.gate import Answer
from model.message import Message
from service.records.database import Database
from service.records.digests import Digests
from service.records.tables import decisions

_READ_AT_ONCE = 5_000  # rows of one query
_PRUNED_AT_ONCE = 5_000  # rows of one deletion, short enough that no answer waits for it
# Asked for something back, SQLAlchemy sends many rows in one statement: a thread that steps through them one by one
# would wait for the interpreter's lock at each.
_INSERT = insert(decisions).returning(decisions.c.id)


@dataclass(frozen=True)
class Decision:
    """A decision as it is kept: ``message`` and ``buyer`` are keyed digests, ``buyer`` None where none was named."""

    id: str
    time: datetime
    message: str
    buyer: str | None
    decision: str
    reason: str
    confidence: float
    topics: str  # separated by spaces
    model: str
    policy: str
    unknown_words: float | None = None  # share of the words that the model did not know; None where none were read


@dataclass(frozen=True, slots=True)
class Seen:
    """What a decision says of the message that it was given on."""

    topics: tuple[str, ...]
    confidence: float
    unknown_words: float | None


class Journal:
    """The decisions of one database. Every method raises RecordsUnavailable where that cannot be used."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database = database
        self._digests = digests

    def record_of(self, answer: Answer, message: Message, buyer: str | None) -> Decision:
        """What is kept of ``answer``."""
        return Decision(
            id=answer.id,
            time=datetime.now(UTC),
            message=self._digests.message(message.subject, message.body),
            buyer=None if buyer is None else self._digests.buyer(buyer),
            decision=answer.decision,
            reason=answer.reason,
            confidence=round(answer.confidence, 4),
            topics=" ".join(topic.topic for topic in answer.topics),
            model=answer.model,
            policy=answer.policy,
            unknown_words=None if answer.unknown_words is None else round(answer.unknown_words, 4),
        )

    def write(self, found: Sequence[Decision]) -> list[str]:
        """Commits ``found`` together and gives their ids."""
        with self._database.transaction() as connection:
            connection.execute(_INSERT, [vars(one) for one in found]).close()
        return [one.id for one in found]

    def get(self, id: str) -> Decision | None:  # noqa: A002 – the decision's name everywhere
        """The decision of that id, if it is kept."""
        with self._database.transaction() as connection:
            row = connection.execute(select(decisions).where(decisions.c.id == id)).first()
        return None if row is None else Decision(**row._mapping)

    def seen(self, since: datetime, model: str) -> Iterator[Seen]:
        """What ``model`` said from ``since`` on, the oldest first; read a few thousand at once."""
        columns = (decisions.c.time, decisions.c.id, decisions.c.topics, decisions.c.confidence)
        wanted = select(*columns, decisions.c.unknown_words).where(decisions.c.model == model)
        wanted = wanted.order_by(decisions.c.time, decisions.c.id).limit(_READ_AT_ONCE)
        after = decisions.c.time >= since
        while True:
            with self._database.transaction() as connection:
                rows = connection.execute(wanted.where(after)).all()
            yield from (Seen(tuple(row.topics.split()), row.confidence, row.unknown_words) for row in rows)
            if len(rows) < _READ_AT_ONCE:
                return
            last = rows[-1]
            # The first half alone lets the index find the place.
            later = or_(decisions.c.time > last.time, decisions.c.id > last.id)
            after = and_(decisions.c.time >= last.time, later)

    def prune(self, before: datetime) -> int:
        """Deletes the decisions taken before that time, a few thousand at once, and counts them."""
        oldest = select(decisions.c.id).where(decisions.c.time < before).order_by(decisions.c.time)
        few = delete(decisions).where(decisions.c.id.in_(oldest.limit(_PRUNED_AT_ONCE).scalar_subquery()))
        total = 0
        while True:
            with self._database.transaction() as connection:
                gone = connection.execute(few).rowcount
            total += gone
            if gone < _PRUNED_AT_ONCE:
                return total
