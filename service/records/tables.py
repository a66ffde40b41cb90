"""The tables. A change here needs a migration in `migrations/versions`; a test compares the two.

Nothing here holds a buyer, a seller or an order in the clear: those columns hold keyed digests. The texts
that are kept are those of corrections, which somebody sent to be learned from, and, where the service was told
to keep them, masked ones that the model was unsure of.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Float, Index, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator

DIGEST = 32  # hexadecimal digits
ID = 32


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC on the way in and out; SQLite's own type forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData()

# One row: a digest that tells whether the key in use is the one the database was written with.
digest_keys = Table("digest_keys", metadata, Column("proof", String(DIGEST), primary_key=True))

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("buyer", String(DIGEST), nullable=False),  # or an order, where a notice names no more
    Column("seller", String(DIGEST), nullable=False),  # empty: opted out of every seller of the marketplace
    Column("reason", String(32), nullable=False),
    Column("source", String(200), nullable=False),
    Column("time", Moment, nullable=False),
    UniqueConstraint("buyer", "seller", name="one_opt_out"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("time", Moment, nullable=False),
    Column("message", String(DIGEST), nullable=False),
    Column("buyer", String(DIGEST), nullable=True),  # null: the caller named none
    Column("decision", String(8), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("topics", String, nullable=False),  # separated by spaces
    Column("model", String, nullable=False),
    Column("policy", String, nullable=False),
    Column("unknown_words", Float, nullable=True),  # share; null: none were looked up, or nobody counted yet
    Index("decisions_by_time", "time"),
)

unsure = Table(
    "unsure",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("digest", String(DIGEST), nullable=False, unique=True),  # of the masked text
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("model", String, nullable=False),
    Column("time", Moment, nullable=False),
    Index("unsure_by_time", "time"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("digest", String(DIGEST), nullable=False, unique=True),  # of text and labels
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("source", String(200), nullable=False),
    Column("time", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of the secret, which is kept nowhere
    Column("scopes", String(100), nullable=False),  # separated by spaces
    Column("created", Moment, nullable=False),
    Column("revoked", Moment, nullable=True),  # null: still good
)
