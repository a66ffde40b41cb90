"""The same tests on SQLite and on a real PostgreSQL server, each test in a database of its own.

The server is named by POSTGRESQL_TEST_URL, as `.ci/run` sets it; without one that half is skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient

from model.gate import Gate
from service.api import create_app
from service.records.records import Records
from service.settings import Settings

POSTGRESQL = os.environ.get("POSTGRESQL_TEST_URL", "")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that name an empty database."""
    if request.param == "sqlite":
        yield Settings(records=tmp_path)
        return
    if not POSTGRESQL:
        pytest.skip("no PostgreSQL server: set POSTGRESQL_TEST_URL=postgresql://user:password@host/name")
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield Settings(records=tmp_path, database_url=f"{POSTGRESQL}?options=-csearch_path%3D{schema}")
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def records(settings: Settings) -> Iterator[Records]:
    with Records.open(settings) as found:
        yield found


@pytest.fixture
def client(gate: Gate, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(gate, settings), raise_server_exceptions=False) as found:
        yield found
