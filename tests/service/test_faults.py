"""What goes wrong around a running service: it says so, allows nothing meanwhile, loses nothing, and goes on after."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import threading
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
from tests.service.running import Running, running, until

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
UNAVAILABLE = (503, PREFIX + "records-unavailable")
KEY = "the same for every server of one database"
HEADERS = b"POST /v1/check HTTP/1.1\r\nHost: x\r\n"


def on(database: Cluster) -> dict[str, str]:
    return {"SENDGATE_DATABASE_URL": database.url, "SENDGATE_DIGEST_KEY": KEY}


def ask(server: Running, buyer: str = "maya", **more: Any) -> httpx.Response:
    return httpx.post(f"{server.url}/v1/check", json={"body": ADDRESS, "buyer": buyer, **more}, timeout=60)


def opt_out(server: Running, buyer: str) -> httpx.Response:
    return httpx.post(f"{server.url}/v1/opt-outs", json={"opt_outs": [{"buyer": buyer}]}, timeout=60)


def told(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"]


def answered(server: Running) -> bool:
    return ask(server).is_success


def missing(settings: Settings, ids: list[str]) -> list[str]:
    """Which of the answers given are not on record."""
    with Records.open(settings) as records:
        return [one for one in ids if records.journal.get(one) is None]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with cluster() as found:
        yield found


def test_a_database_that_is_killed_and_comes_back(postgresql: Cluster, models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path, "--workers", "2", **on(postgresql)) as server:
        assert opt_out(server, "maya").status_code == 201
        ids = [ask(server).json()["id"] for _ in range(20)]
        postgresql.kill()
        assert (
            told(ask(server)) == told(ask(server, buyer_opted_out=False)) == told(opt_out(server, "tom")) == UNAVAILABLE
        )
        assert told(httpx.get(f"{server.url}/readyz")) == (503, PREFIX + "not-ready")
        assert httpx.get(f"{server.url}/healthz").is_success
        postgresql.start()
        until(lambda: answered(server))
        assert ask(server).json()["opt_out"] is True
        assert ask(server, "tom").json()["reason"] == "not_on_record"  # what was not recorded was not said to be
    assert missing(Settings(records=tmp_path, database_url=postgresql.url, digest_key=KEY), ids) == []


def test_a_database_killed_under_load_loses_no_answer(postgresql: Cluster, models: Path, tmp_path: Path) -> None:
    ids: list[str] = []
    failed: list[tuple[int, str]] = []
    stop = threading.Event()

    def keep_asking(server: Running) -> None:
        while not stop.is_set():
            response = ask(server)
            if response.is_success:
                ids.append(response.json()["id"])
            else:
                failed.append(told(response))

    with running(models, tmp_path, **on(postgresql)) as server:
        callers = [threading.Thread(target=keep_asking, args=(server,)) for _ in range(4)]
        for caller in callers:
            caller.start()
        try:
            until(lambda: len(ids) > 20)
            postgresql.kill()
            until(lambda: len(failed) > 10)
            postgresql.start()
            before = len(ids)
            until(lambda: len(ids) > before + 20)
        finally:
            stop.set()
            for caller in callers:
                caller.join()
    assert set(failed) == {UNAVAILABLE}
    assert missing(Settings(records=tmp_path, database_url=postgresql.url, digest_key=KEY), ids) == []


def test_a_file_that_is_locked_and_set_free(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path) as server:
        with closing(sqlite3.connect(tmp_path / "records" / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert told(ask(server)) == UNAVAILABLE
            assert told(opt_out(server, "maya")) == UNAVAILABLE
            other.execute("ROLLBACK")
        assert ask(server).json()["reason"] == "not_on_record"


@pytest.mark.parametrize("journal", ["on", "off"])
def test_a_file_that_is_taken_away_and_put_back(models: Path, tmp_path: Path, journal: str) -> None:
    """Nothing more is written to a file that nobody will find again."""
    file = tmp_path / "records" / FILE
    parts = [file, file.with_name(f"{FILE}-wal"), file.with_name(f"{FILE}-shm")]
    with running(models, tmp_path, SENDGATE_JOURNAL=journal) as server:
        assert opt_out(server, "maya").status_code == 201
        for part in parts:
            part.rename(tmp_path / part.name)
        assert told(opt_out(server, "tom")) == UNAVAILABLE
        assert not httpx.get(f"{server.url}/readyz").is_success
        if journal == "on":
            assert told(ask(server)) == UNAVAILABLE
        else:
            answer = ask(server).json()
            assert (answer["decision"], answer["reason"], answer["opt_out"]) == ("block", "ledger_unavailable", None)
        for part in parts:
            (tmp_path / part.name).replace(part)
        until(lambda: ask(server).is_success)
        assert ask(server).json()["opt_out"] is True
        assert ask(server, "tom").json()["opt_out"] is False


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process's files")
def test_a_disk_that_is_full_and_has_room_again(models: Path, tmp_path: Path) -> None:
    """No file may grow, as where the disk is full; the log's lines are lost meanwhile, no record is."""
    log = tmp_path / "records" / f"{FILE}-wal"
    with running(models, tmp_path) as server:
        ids = [ask(server).json()["id"] for _ in range(20)]
        before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
        assert [told(ask(server, f"buyer {i}")) for i in range(3)] == [UNAVAILABLE] * 3
        assert told(opt_out(server, "tom")) == UNAVAILABLE
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
        until(lambda: answered(server))
        ids.append(ask(server).json()["id"])
        assert ask(server, "tom").json()["reason"] == "not_on_record"
    assert missing(Settings(records=tmp_path / "records"), ids) == []


def test_slow_clients_hold_up_nobody(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path, SENDGATE_CLIENT_TIMEOUT="2") as server, ExitStack() as stack:
        slow = [stack.enter_context(server.send(HEADERS[: 10 + i % 20])) for i in range(200)]
        assert all(ask(server).is_success for _ in range(20))
        assert [one.recv(100) for one in slow] == [b""] * len(slow)  # each is sent away in the end


def test_a_worker_that_is_killed_is_replaced_while_the_other_answers(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path, "--workers", "2") as server:
        until(lambda: len(started(server)) == 2)
        ids: list[str] = []
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
