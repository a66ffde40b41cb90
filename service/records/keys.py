"""API keys: who may use the API, and for what.

A key is ``sg_``, its id and its secret. The secret is 256 random bits, so one round of SHA-256 hides it for good; a
slow hash is for what people choose. A revoked key stays on record: a service that ever had keys never opens again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Literal, get_args

from sqlalchemy import Row, insert, select, update

from service.records.database import Database
from service.records.tables import api_keys

Scope = Literal["check", "ledger", "corrections", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_MARK = "sg"  # lets scanners of source code find a key that leaked


@dataclass(frozen=True, slots=True)
class Key:
    """A key on record. Its secret cannot be told."""

    id: str
    name: str
    scopes: frozenset[str]
    created: datetime
    revoked: datetime | None
    digest: str = field(repr=False)

    def may(self, scope: Scope) -> bool:
        """Whether it may be used for that; an admin's may be used for everything."""
        return scope in self.scopes or "admin" in self.scopes

    def opened_by(self, secret: str) -> bool:
        """Whether ``secret`` is its secret; takes as long for a nearly right one as for any other."""
        return compare_digest(_digest(secret), self.digest)


class Keys:
    """The keys of one database. Every method raises RecordsUnavailable where that cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[Key, str]:
        """A new key and its token, which is told this once."""
        secret = secrets.token_hex(32)
        key = Key(secrets.token_hex(6), name, frozenset(scopes), datetime.now(UTC), None, _digest(secret))
        with self._database.transaction() as connection:
            connection.execute(
                insert(api_keys).values(
                    id=key.id,
                    name=key.name,
                    digest=key.digest,
                    scopes=" ".join(sorted(key.scopes)),
                    created=key.created,
                    revoked=None,
                )
            )
        return key, f"{_MARK}_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key, revoked ones too, the oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created, api_keys.c.id)).all()
        return [_key(row) for row in rows]

    def revoke(self, id: str) -> bool:  # noqa: A002 – the key's name everywhere
        """Makes the key good for nothing; False where no key of that id was good."""
        good = (api_keys.c.id == id) & api_keys.c.revoked.is_(None)
        with self._database.transaction() as connection:
            return connection.execute(update(api_keys).where(good).values(revoked=datetime.now(UTC))).rowcount > 0


def parts_of(token: str) -> tuple[str, str]:
    """The id and the secret in ``token``; empty where it is no token."""
    mark, _, rest = token.partition("_")
    id_, _, secret = rest.partition("_")
    return (id_, secret) if mark == _MARK else ("", "")


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _key(row: Row[Any]) -> Key:
    return Key(row.id, row.name, frozenset(row.scopes.split()), row.created, row.revoked, row.digest)
