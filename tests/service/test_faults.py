"""What goes wrong around a running service: it says so, allows nothing meanwhile, loses nothing, and goes on after."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.problems import PREFIX
from service.records.database import FILE
from service.records.records import Records
from service.settings import Settings
from tests.api.test_api import ADDRESS, REVIEW
from tests.service.cluster import Cluster, cluster
from tests.service.running import Running, repeatedly, running, until

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
UNAVAILABLE = (503, PREFIX + "records-unavailable")
KEY = "the same for every server of one database"
HEADERS = b"POST /v1/check HTTP/1.1\r\nHost: x\r\n"


# No connection is kept: one that a killed worker held would break.
CLIENT = httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0))


def on(database: Cluster) -> dict[str, str]:
    return {"SENDGATE_DATABASE_URL": database.url, "SENDGATE_DIGEST_KEY": KEY}


def ask(server: Running, buyer: str = "maya", **more: Any) -> httpx.Response:
    return CLIENT.post(f"{server.url}/v1/check", json={"body": ADDRESS, "buyer": buyer, **more})


def opt_out(server: Running, buyer: str) -> httpx.Response:
    return CLIENT.post(f"{server.url}/v1/opt-outs", json={"opt_outs": [{"buyer": buyer}]})


def told(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"]


def answered(server: Running) -> bool:
    return ask(server).is_success


def missing(settings: Settings, ids: list[str]) -> list[str]:
    """Which of the answers given are not on record."""
    with Records.open(settings) as records:
        return [one for one in ids if records.journal.get(one) is None]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def on_file(models: Path, kept: Path) -> Iterator[Running]:
    """A server with a SQLite file, for faults that each test mends."""
    with running(models, kept, SENDGATE_CLIENT_TIMEOUT="5") as server:
        yield server


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as found:
        yield found


def test_a_database_killed_under_load_and_back(postgresql: Cluster, models: Path, tmp_path: Path) -> None:
    ids: list[str] = []
    failed: list[tuple[int, str]] = []

    def keep_asking() -> None:
        response = ask(server)
        if response.is_success:
            ids.append(response.json()["id"])
        else:
            failed.append(told(response))

    with running(models, tmp_path, **on(postgresql)) as server:
        assert opt_out(server, "maya").status_code == 201
        with repeatedly(keep_asking, callers=2):
            until(lambda: len(ids) > 10)
            postgresql.kill()
            until(lambda: len(failed) > 4)
            assert told(opt_out(server, "tom")) == UNAVAILABLE
            assert told(CLIENT.get(f"{server.url}/readyz")) == (503, PREFIX + "not-ready")
            assert CLIENT.get(f"{server.url}/healthz").is_success
            postgresql.start()
            before = len(ids)
            until(lambda: len(ids) > before + 10)
        assert [ask(server, buyer).json()["opt_out"] for buyer in ("maya", "tom")] == [True, False]
    assert set(failed) == {UNAVAILABLE}
    assert missing(Settings(records=tmp_path, database_url=postgresql.url, digest_key=KEY), ids) == []


def test_a_file_that_is_locked_and_set_free(on_file: Running, kept: Path) -> None:
    with closing(sqlite3.connect(kept / "records" / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert told(ask(on_file)) == UNAVAILABLE
        other.execute("ROLLBACK")
    assert ask(on_file).json()["reason"] == "not_on_record"


def test_a_file_that_is_taken_away_and_put_back(on_file: Running, kept: Path, tmp_path: Path) -> None:
    """Nothing more is written to a file that nobody will find again."""
    file = kept / "records" / FILE
    parts = [file, file.with_name(f"{FILE}-wal"), file.with_name(f"{FILE}-shm")]
    assert opt_out(on_file, "ann").status_code == 201
    for part in parts:
        part.rename(tmp_path / part.name)
    assert told(opt_out(on_file, "tom")) == told(ask(on_file)) == UNAVAILABLE
    assert told(CLIENT.get(f"{on_file.url}/readyz")) == (503, PREFIX + "not-ready")
    for part in parts:
        (tmp_path / part.name).replace(part)
    until(lambda: answered(on_file))
    assert [ask(on_file, buyer).json()["opt_out"] for buyer in ("ann", "tom")] == [True, False]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process's files")
def test_a_disk_that_is_full_and_has_room_again(on_file: Running, kept: Path) -> None:
    """No file may grow, as where the disk is full; lines of the log are lost meanwhile, no record is."""
    pid, grown = on_file.process.pid, kept / "records" / f"{FILE}-wal"
    ids = [ask(on_file).json()["id"] for _ in range(20)]
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (grown.stat().st_size, before[1]))
    assert told(ask(on_file)) == told(opt_out(on_file, "eve")) == UNAVAILABLE
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
    until(lambda: answered(on_file))
    assert ask(on_file, "eve").json()["reason"] == "not_on_record"  # what was not recorded was not said to be
    assert missing(Settings(records=kept / "records"), ids) == []


def test_slow_clients_hold_up_nobody(on_file: Running) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(on_file.send(HEADERS[: 10 + i % 20])) for i in range(200)]
        assert all(ask(on_file).is_success for _ in range(20))
        assert [one.recv(100) for one in slow] == [b""] * len(slow)  # each is sent away in the end


def test_a_worker_that_is_killed_is_replaced_while_the_other_answers(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path, "--workers", "2") as server:
        until(lambda: len(started(server)) == 2)
        ids = []
        for number in count():
            try:  # over a connection of its own each: one that a killed worker held breaks
                ids.append(ask(server, f"buyer {number}").raise_for_status().json()["id"])
            except httpx.TransportError:
                continue
            if len(ids) == 20:
                os.kill(started(server)[0], signal.SIGKILL)
            if len(ids) > 20 and len(started(server)) == 3:
                break
        assert opt_out(server, "maya").status_code == 201
        assert {ask(server).json()["opt_out"] for _ in range(20)} == {True}  # whichever worker is asked
    assert missing(Settings(records=tmp_path / "records"), ids) == []


def started(server: Running) -> list[int]:
    """The workers that ever began to answer, the first one first."""
    return [line["process"] for line in server.lines() if line["message"] == "Application startup complete."]


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime (Debian's package faketime) is not installed")
def test_a_clock_that_jumps_changes_nobody_s_rights(models: Path, tmp_path: Path) -> None:
    now = tmp_path / "now"
    now.write_text("+0")
    with Records.open(Settings(records=tmp_path / "records")) as records:
        _, token = records.keys.create("tool", ["check"])
    faked = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(now), "FAKETIME_NO_CACHE": "1"}
    settings = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "SENDGATE_RATE": "1", "SENDGATE_BURST": "5"}
    with running(models, tmp_path, **faked, **settings) as server:
        client = httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=60)
        ids = []
        for jump in ("+0", "+3650d", "-3650d", "+0"):
            now.write_text(jump)
            response = client.post("/v1/check", json={"body": REVIEW, "buyer_opted_out": True})
            assert response.status_code == 200, jump  # its key is good as before, and it does not wait for years
            ids.append(response.json()["id"])
        spent = [client.post("/v1/check", json={"body": REVIEW, "buyer_opted_out": True}) for _ in range(20)]
        refused = [one for one in spent if one.status_code == 429]
        assert refused  # nor did any jump fill its purse
        assert {int(one.headers["retry-after"]) for one in refused} == {1}
        client.close()
    assert missing(Settings(records=tmp_path / "records"), ids) == []
