"""The database: SQLite in write-ahead mode, a file of its own, or PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from model.errors import SendgateError
from service.settings import BadSetting

FILE = "sendgate.db"
_PATIENCE = 3  # seconds to wait for a lock, a connection or a statement before it counts as failed
_INODE = "inode"  # of the file that a connection has open
_log = logging.getLogger(__name__)


class RecordsUnavailable(SendgateError):
    """The database did not do what it was asked to."""


class Database:
    """Transactions on one database, from any thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str, folder: Path, *, flushed: bool = True) -> Database:
        """The database at ``url`` or, where that is empty, in ``folder``. Raises BadSetting for another kind of URL.

        What is committed survives a killed process in any case and, if ``flushed``, a power cut; on PostgreSQL its
        own ``synchronous_commit`` decides that.
        """
        address = _url(url, folder)
        if address.get_backend_name() == "sqlite":
            return cls(_sqlite(address, flushed=flushed))
        return cls(_postgresql(address))

    @property
    def name(self) -> str:
        """Where it is, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is committed at the end, or undone. Raises RecordsUnavailable."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            _log.warning("%s: %s", self.name, error)
            raise RecordsUnavailable(
                f"the database {self.name} cannot be used ({type(error).__name__}); see that it runs and has room"
            ) from error

    def insert_new(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insertion that passes over rows which break a unique constraint."""
        if self.engine.dialect.name == "sqlite":
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()

    def close(self) -> None:
        """Gives its connections back."""
        self.engine.dispose()


def _url(url: str, folder: Path) -> URL:
    if not url:
        return URL.create("sqlite", database=str(folder / FILE))
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except ArgumentError as error:
        raise BadSetting("SENDGATE_DATABASE_URL is no URL; write postgresql://user:password@host/name") from error
    if kind == "sqlite" and address.database not in {None, "", ":memory:"}:
        return address
    if kind in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise BadSetting(f"SENDGATE_DATABASE_URL is of the kind {kind!r}; give postgresql://… or sqlite:///file")


def _sqlite(url: URL, *, flushed: bool) -> Engine:
    file = Path(url.database or "").absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE}, pool_timeout=_PATIENCE)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_INODE] = _inode(file)
        # The driver's own transactions leave out DDL; SQLAlchemy begins them itself (below).
        connection.isolation_level = None
        connection.execute(f"PRAGMA synchronous={'FULL' if flushed else 'NORMAL'}")

    @event.listens_for(engine, "checkout")
    def _taken(_: object, record: ConnectionPoolEntry, __: object) -> None:
        # A file that was removed or replaced is still written to by who has it open, and nobody finds it again.
        if record.info[_INODE] != _inode(file):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _inode(file: Path) -> int:
    try:
        return file.stat().st_ino
    except OSError:
        return 0


def _postgresql(url: URL) -> Engine:
    # libpq's own words: give up on a dead peer instead of waiting for the network's timeout.
    patience = {"connect_timeout": _PATIENCE, "tcp_user_timeout": _PATIENCE * 1000}
    try:
        engine = create_engine(
            url, hide_parameters=True, connect_args=patience, pool_timeout=_PATIENCE, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise BadSetting("PostgreSQL needs psycopg; install the extra: pip install 'sendgate[postgresql]'") from error

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET statement_timeout = {_PATIENCE * 1000}")
        connection.autocommit = False

    return engine
