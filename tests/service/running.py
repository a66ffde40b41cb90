"""A real ``sendgate serve``, its log, and waiting for what it does by itself."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

SENDGATE = Path(sys.executable).with_name("sendgate")
_PATIENCE, _PAUSE = 60.0, 0.05  # seconds


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lines(self) -> list[dict[str, Any]]:
        """What it logged; every line must be JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def metric(self, name: str) -> float:
        """The value of a metric, labels and all; 0 where there is none yet."""
        text = httpx.get(f"{self.url}/metrics").raise_for_status().text
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def send(self, content: bytes) -> socket.socket:
        """A connection over which ``content`` was sent, and nothing more."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sendall(content)
        return connection


@contextmanager
def running(
    models: Path, folder: Path, *options: str, look_every: float = _PAUSE, **settings: str
) -> Iterator[Running]:
    """Serves with ``models``, keeping records and a log in ``folder``."""
    port = free_port()
    command = [str(SENDGATE), "serve", "--port", str(port), *options]
    with started(command, port, models, folder, settings, look_every) as found:
        yield found


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    models: Path,
    folder: Path,
    settings: Mapping[str, str],
    look_every: float = _PAUSE,
) -> Iterator[Running]:
    """The server that ``command`` is, once it answers at ``port``."""
    log = folder / "log.jsonl"
    environment = {"SENDGATE_MODELS": str(models), "SENDGATE_RECORDS": str(folder / "records"), **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=out)
    found = Running(process, port, log)
    try:
        until(lambda: process.poll() is not None or ready(found.url), look_every)
        assert process.poll() is None, log.read_text()
        yield found
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def until(holds: Callable[[], bool], look_every: float = _PAUSE) -> None:
    """Waits for what happens by itself."""
    for _ in range(round(_PATIENCE / look_every)):
        if holds():
            return
        threading.Event().wait(look_every)
    raise AssertionError("it did not happen within a minute")


@contextmanager
def repeatedly(ask: Callable[[], None], callers: int) -> Iterator[None]:
    """Meanwhile ``callers`` threads do ``ask`` over and over."""
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            ask()

    threads = [threading.Thread(target=go_on) for _ in range(callers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
