"""A server killed under load: every answer it gave is in the journal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from service.records.records import Records
from service.settings import Settings
from tests.api.test_api import ADDRESS

CALLERS = 8
ANSWERS = 200  # before the server is killed


@contextmanager
def server(models: Path, settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real ``sendgate serve`` process that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SENDGATE_MODELS": str(models), "SENDGATE_RECORDS": str(settings.records)}
    if settings.database_url:
        environment["SENDGATE_DATABASE_URL"] = settings.database_url
    process = subprocess.Popen(
        [Path(sys.executable).with_name("sendgate"), "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None and not ready(f"http://127.0.0.1:{port}/readyz"):
            threading.Event().wait(0.05)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def ready(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def ask_until_it_dies(address: str, answered: list[str], enough: threading.Event) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        while True:
            try:
                response = client.post("/v1/check", json={"body": ADDRESS, "buyer": "maya"})
            except httpx.TransportError:
                enough.set()
                return
            answered.append(response.raise_for_status().json()["id"])
            if len(answered) >= ANSWERS:
                enough.set()


@pytest.mark.parametrize("servers", [1, 2])
def test_no_answered_id_is_missing_after_kill_9(models: Path, settings: Settings, servers: int) -> None:
    """With two servers on one database, one is killed and the other goes on."""
    answered: list[str] = []
    enough = threading.Event()
    with server(models, settings) as (process, address):
        if servers == 1:
            callers = start(address, answered, enough)
            enough.wait()
            process.kill()
            join(callers)
        else:
            with server(models, settings) as (other, second):
                callers = [*start(address, answered, enough), *start(second, answered, enough)]
                enough.wait()
                other.kill()
                assert httpx.get(f"{address}/healthz").is_success
                process.kill()
                join(callers)
    assert len(answered) >= ANSWERS
    with Records.open(settings) as records:
        assert [one for one in answered if records.journal.get(one) is None] == []


def start(address: str, answered: list[str], enough: threading.Event) -> list[threading.Thread]:
    callers = [threading.Thread(target=ask_until_it_dies, args=(address, answered, enough)) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    return callers


def join(callers: list[threading.Thread]) -> None:
    for caller in callers:
        caller.join()
