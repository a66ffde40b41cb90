"""The database brought to this version's tables, at every start and by one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from service.records.database import Database, RecordsUnavailable
from service.records.digests import BadKey, Digests
from service.records.tables import digest_keys

HEAD = "0003"
SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 7_305_511  # any number, as long as no other program on the same PostgreSQL database takes it


def prepare(database: Database, digests: Digests) -> None:
    """Applies the migrations that ``database`` lacks and sees that ``digests`` has the key it is written with.

    Raises RecordsUnavailable where it cannot be reached and BadKey for another key: with that, every buyer who opted
    out would be found not on record.
    """
    try:
        with _alone(database), database.engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
            if database.engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))  # another process may be at it for long
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            if _revision(connection) != HEAD:
                _upgrade(connection)
            proof = connection.scalar(select(digest_keys.c.proof))
            if proof is None:
                connection.execute(insert(digest_keys).values(proof=digests.proof()))
    except (SQLAlchemyError, OSError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        raise RecordsUnavailable(
            f"the database {database.name} cannot be opened: {reason}; start it or mend SENDGATE_DATABASE_URL"
        ) from error
    if proof not in {None, digests.proof()}:
        raise BadKey(
            f"the database {database.name} was written with another digest key; put the old SENDGATE_DIGEST_KEY or "
            "digest.key back, the same for every server"
        )


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Keeps other processes out while a SQLite file is made; PostgreSQL has a lock of its own."""
    if database.engine.dialect.name != "sqlite":
        yield
        return
    with Path(f"{database.engine.url.database}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
        with database.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA journal_mode=WAL")  # kept in the file; no transaction
        yield


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command  # only where there is something to do: it takes time and memory
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
