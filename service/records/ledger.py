"""The ledger: who opted out, of every seller of the marketplace or of one, and how that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Row, delete, select

from service.records.database import Database
from service.records.digests import Digests
from service.records.tables import opt_outs

Scope = Literal["marketplace", "seller"]
Reason = Literal["notice", "unsubscribed", "asked", "other"]
Standing = Literal[True, "not_on_record"]

EVERY_SELLER = ""
_KEYS_A_QUERY = 500
_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class OptOut:
    """A buyer (or an order, where only that is known) who opted out; without a ``seller``, of all of them."""

    buyer: str
    seller: str | None = None
    reason: Reason = "other"
    source: str = ""
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An opt-out on record. ``new`` tells whether it was added just now."""

    id: str
    scope: Scope
    reason: str
    source: str
    time: datetime
    new: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Is this buyer, or the order by which a notice may have named them, on record? Without a seller, for anybody."""

    buyer: str
    seller: str | None = None
    order: str | None = None


class Ledger:
    """The opt-outs of one database. Every method raises RecordsUnavailable where that cannot be used."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database = database
        self._digests = digests

    def add(self, found: Sequence[OptOut]) -> list[Entry]:
        """Records ``found``, all or none, and gives an entry for each; who is on record already stays as is."""
        if not found:
            return []
        now = datetime.now(UTC)
        rows: list[dict[str, Any]] = [
            {
                "id": uuid4().hex,
                "buyer": self._digests.buyer(one.buyer),
                "seller": self._seller(one.seller),
                "reason": one.reason,
                "source": one.source,
                "time": one.time or now,
            }
            for one in found
        ]
        in_one_order = sorted(rows, key=lambda row: (row["buyer"], row["seller"]))  # or two of these could deadlock
        with self._database.transaction() as connection:
            connection.execute(self._database.insert_new(opt_outs), in_one_order)
            kept = {
                (row.buyer, row.seller): row
                for keys in _parts({row["buyer"] for row in rows})
                for row in connection.execute(select(opt_outs).where(opt_outs.c.buyer.in_(keys)))
            }
        return [_entry(kept[row["buyer"], row["seller"]], row["id"]) for row in rows]

    def standings(self, questions: Sequence[Question]) -> list[Standing]:
        """What the ledger knows, question by question."""
        keys = [self._keys(question) for question in questions]
        sellers: dict[str, set[str]] = {}
        with self._database.transaction() as connection:
            for part in _parts({key for own in keys for key in own}):
                query = select(opt_outs.c.buyer, opt_outs.c.seller).where(opt_outs.c.buyer.in_(part))
                for buyer, seller in connection.execute(query):
                    sellers.setdefault(buyer, set()).add(seller)
        return [
            True if any(self._counts(question, sellers.get(key, set())) for key in own) else "not_on_record"
            for question, own in zip(questions, keys, strict=True)
        ]

    def find(self, question: Question) -> list[Entry]:
        """The entries that count for ``question``."""
        with self._database.transaction() as connection:
            rows = connection.execute(select(opt_outs).where(opt_outs.c.buyer.in_(self._keys(question)))).all()
        return [_entry(row) for row in rows if self._counts(question, {row.seller})]

    def get(self, id: str) -> Entry | None:  # noqa: A002 – the entry's name everywhere
        """The entry of that id, if there is one."""
        with self._database.transaction() as connection:
            row = connection.execute(select(opt_outs).where(opt_outs.c.id == id)).first()
        return None if row is None else _entry(row)

    def page(self, after: str = "", limit: int = 100) -> list[Entry]:
        """Entries in the order of their ids, from the one that follows ``after``."""
        query = select(opt_outs).where(opt_outs.c.id > after).order_by(opt_outs.c.id).limit(limit)
        with self._database.transaction() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def all(self) -> Iterator[Entry]:
        """Every entry, fetched page by page."""
        page = self.page(limit=_PAGE)
        while page:
            yield from page
            page = self.page(after=page[-1].id, limit=_PAGE)

    def remove(self, id: str) -> bool:  # noqa: A002
        """Takes the entry off the record; False where there is none."""
        with self._database.transaction() as connection:
            return connection.execute(delete(opt_outs).where(opt_outs.c.id == id)).rowcount > 0

    def _seller(self, seller: str | None) -> str:
        return EVERY_SELLER if seller is None else self._digests.seller(seller)

    def _keys(self, question: Question) -> list[str]:
        named = (question.buyer, question.order)
        return [self._digests.buyer(name) for name in named if name is not None]

    def _counts(self, question: Question, sellers: set[str]) -> bool:
        """Whether an opt-out of ``sellers`` stands against the one who asks, who may be any of them if not named."""
        if question.seller is None:
            return bool(sellers)
        return EVERY_SELLER in sellers or self._seller(question.seller) in sellers


def _entry(row: Row[Any], new_id: str = "") -> Entry:
    scope: Scope = "marketplace" if row.seller == EVERY_SELLER else "seller"
    return Entry(row.id, scope, row.reason, row.source, row.time, new=row.id == new_id)


def _parts(keys: Iterable[str]) -> Iterator[list[str]]:
    """``keys`` in parts of a size that every database takes in one query."""
    ordered = sorted(keys)
    return (ordered[start : start + _KEYS_A_QUERY] for start in range(0, len(ordered), _KEYS_A_QUERY))
