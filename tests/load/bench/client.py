"""A load generator: ``python -m tests.load.bench.client PORT PATH FILE``, in a process and on a core of its own.

It speaks HTTP/1.1 over kept connections on plain sockets, and knows no more of it than the service's answers need, so
that it takes a fraction of what they cost. Without ``--rate`` every connection sends as soon as it was answered; with
it requests are sent at random times drawn beforehand, whether or not earlier ones were answered, and each one's time
runs from when it was to be sent: a server that stalls is not spared the ones that would have come meanwhile.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np

_SPIN = 0.001  # seconds before a request is due from which on the clock is watched instead of slept by
_PATIENCE = 30.0  # seconds without any answer after which the server counts as gone


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a round; times in seconds."""

    requests: int
    failures: int
    seconds: float
    own_seconds: float  # of CPU that this client took
    median: float
    p99: float
    longest: float


class _Connection:
    """One kept connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = 0.0
        self._received = b""
        self._whole = -1  # bytes of the answer, once its headers are there

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self._received, self._whole = b"", -1
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Reads what is there; whether the answer is whole."""
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise ConnectionError("the server closed a connection")
        self._received += piece
        if self._whole < 0 and (end := self._received.find(b"\r\n\r\n")) >= 0:
            at = self._received.index(b"content-length: ") + len(b"content-length: ")
            self._whole = end + 4 + int(self._received[at : self._received.index(b"\r", at)])
        return 0 <= self._whole <= len(self._received)

    @property
    def good(self) -> bool:
        return self._received.startswith(b"HTTP/1.1 200")


class Client:
    """Sends requests over a pool of connections and takes down what each took."""

    def __init__(self, port: int, path: str, bodies: Sequence[bytes]) -> None:
        self._port = port
        self._requests = [_request(path, body) for body in bodies]
        self._selector = selectors.DefaultSelector()
        self._idle: list[_Connection] = []
        self._took: list[float] = []
        self._failures = 0

    def closed(self, connections: int) -> Load:
        """Sends all, ``connections`` at once."""
        began, own = time.perf_counter(), time.process_time()
        waiting = iter(self._requests)
        for _, request in zip(range(connections), waiting, strict=False):
            self._send(request, time.perf_counter())
        while self._selector.get_map():
            for connection in self._answers(_PATIENCE):
                self._end(connection)
                if request := next(waiting, b""):
                    self._send(request, time.perf_counter())
        return self._load(began, own)

    def open(self, rate: float) -> Load:
        """Sends all, ``rate`` a second on average, at random as callers who know nothing of each other do."""
        draw = random.Random(9)
        began, own = time.perf_counter(), time.process_time()
        due, schedule = began, deque[tuple[float, bytes]]()
        for request in self._requests:
            due += draw.expovariate(rate)
            schedule.append((due, request))
        while schedule or self._selector.get_map():
            now = time.perf_counter()
            while schedule and schedule[0][0] <= now:
                due, request = schedule.popleft()
                self._send(request, due)
            pause = schedule[0][0] - time.perf_counter() - _SPIN if schedule else _PATIENCE
            for connection in self._answers(max(0.0, pause)):
                self._end(connection)
        return self._load(began, own)

    def _send(self, request: bytes, due: float) -> None:
        connection = self._idle.pop() if self._idle else _Connection(self._port)
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(request, due)

    def _answers(self, pause: float) -> list[_Connection]:
        """The connections whose answers are whole by now; one that broke is dropped, its request counts as failed."""
        found = []
        ready = self._selector.select(pause)
        if not ready and pause == _PATIENCE:
            raise click.ClickException(f"the server has not answered for {_PATIENCE:g} seconds")
        for key, _ in ready:
            try:
                if key.data.answered():
                    found.append(key.data)
            except OSError:
                self._selector.unregister(key.data.socket)
        return found

    def _end(self, connection: _Connection) -> None:
        self._took.append(time.perf_counter() - connection.due)
        self._failures += not connection.good
        self._selector.unregister(connection.socket)
        self._idle.append(connection)

    def _load(self, began: float, own: float) -> Load:
        for connection in self._idle:
            connection.socket.close()
        if not self._took:
            raise click.ClickException("the server answered no request")
        took = np.array(self._took)
        return Load(
            len(self._requests),
            self._failures + len(self._requests) - len(self._took),
            time.perf_counter() - began,
            time.process_time() - own,
            float(np.median(took)),
            float(np.quantile(took, 0.99)),
            float(took.max()),
        )


def _request(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@click.command()
@click.argument("port", type=int)
@click.argument("path")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--connections", default=16, help="Requests under way at once.")
@click.option("--rate", type=float, help="Requests a second, whatever becomes of them.")
def main(port: int, path: str, file: Path, connections: int, rate: float | None) -> None:
    """Send every line of FILE as a body to PATH of the service at PORT and print what came of it as JSON."""
    client = Client(port, path, file.read_bytes().splitlines())
    click.echo(json.dumps(asdict(client.open(rate) if rate else client.closed(connections))))


if __name__ == "__main__":
    main()
