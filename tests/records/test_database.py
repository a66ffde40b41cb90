"""The database: made at the first start, by one process of many, and refused where it must not be used."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from model.errors import SendgateError
from service.records.database import FILE, Database, RecordsUnavailable
from service.records.digests import KEY_FILE, BadKey
from service.records.ledger import OptOut, Question
from service.records.migrate import HEAD, SCRIPTS
from service.records.records import Records
from service.records.tables import metadata
from service.settings import BadSetting, Settings

_WRITER = """
import sys
from pathlib import Path
from service.records.ledger import OptOut
from service.records.records import Records
from service.settings import Settings
number, folder, url = sys.argv[1:]
records = Records.open(Settings(records=Path(folder), database_url=url))
for each in range(50):
    records.ledger.add([OptOut(f"buyer {each}"), OptOut(f"buyer {each} of {number}")])
records.close()
"""


def config(connection: object) -> Config:
    found = Config()
    found.set_main_option("script_location", str(SCRIPTS))
    found.attributes["connection"] = connection
    return found


def test_the_migrations_make_the_tables_that_the_code_knows(records: Records) -> None:
    with records.databases[0].engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == HEAD == ScriptDirectory.from_config(config(None)).get_current_head()


def test_the_migrations_can_be_taken_back(records: Records) -> None:
    with records.databases[0].engine.begin() as connection:
        command.downgrade(config(connection), "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(config(connection), "head")


def test_a_second_start_finds_what_the_first_one_kept(records: Records, settings: Settings) -> None:
    records.ledger.add([OptOut("maya")])
    with Records.open(settings) as again:
        assert again.ledger.standings([Question("maya")]) == [True]


def test_processes_that_start_at_once_share_one_database(settings: Settings) -> None:
    arguments = [str(settings.records), settings.database_url]
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, str(number), *arguments]) for number in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    with Records.open(settings) as records:
        assert len(list(records.ledger.all())) == 50 + 3 * 50


def test_another_key_is_refused(records: Records, settings: Settings) -> None:
    with pytest.raises(BadKey, match="another digest key"):
        Records.open(replace(settings, digest_key="not the one that it was made with"))
    (settings.records / KEY_FILE).unlink()
    with pytest.raises(BadKey, match="another digest key"):
        Records.open(settings)


def test_a_sqlite_file_is_in_write_ahead_mode(tmp_path: Path) -> None:
    with Records.open(Settings(records=tmp_path)) as records:
        ledger, journal = records.databases
        with ledger.transaction() as connection:
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA synchronous")) == 2
        with journal.transaction() as connection:
            assert connection.scalar(text("PRAGMA synchronous")) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no URL"),
        ("mysql://user@host/name", "'mysql'"),
        ("sqlite://", "'sqlite'"),
        ("sqlite:///:memory:", "'sqlite'"),
    ],
)
def test_a_url_of_another_kind_is_refused(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        Database.open(url, tmp_path)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:secret@h/n", "postgresql+psycopg://u:***@h/n"),
        ("postgresql://u@h/n", "postgresql+psycopg://u@h/n"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_database_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Database.open(given, tmp_path).name == used


@pytest.mark.parametrize("url", ["postgresql://nobody:secret@127.0.0.1:1/none", ""])
def test_a_database_that_cannot_be_opened_is_told_in_one_sentence(tmp_path: Path, url: str) -> None:
    if not url:
        (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(RecordsUnavailable) as told:
        Records.open(Settings(records=tmp_path, database_url=url))
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)
    assert isinstance(told.value, SendgateError)


def test_broken_connections_are_replaced(records: Records, settings: Settings) -> None:
    if not settings.database_url:
        pytest.skip("a SQLite file has no connections that break")
    records.ledger.add([OptOut("maya")])
    with records.databases[0].transaction() as connection:
        killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
        connection.execute(text(killed + "current_database() AND usename = current_user"))
    assert records.ledger.standings([Question("maya")]) == [True]
