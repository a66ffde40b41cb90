"""The bench runs, its traffic is what it says, and its client measures what happened. No figure is judged here."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from model.read import read
from tests.load.bench import __main__ as bench
from tests.load.bench.client import Client
from tests.load.bench.figures import Figure
from tests.load.bench.traffic import TEMPLATES, WORDS, Traffic, bodies
from training.corpus import Example

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@pytest.fixture
def traffic(evaluation_set: list[Example]) -> Traffic:
    return Traffic(evaluation_set)


@pytest.mark.parametrize("kind", ["filled", "unseen"])
def test_messages_have_about_a_hundred_words(traffic: Traffic, kind: str) -> None:
    lengths = [len(message.body.split()) for message in islice(getattr(traffic, kind)(), 300)]
    assert WORDS * 0.8 < sum(lengths) / len(lengths) < WORDS * 1.2


def test_unseen_text_repeats_no_line(traffic: Traffic) -> None:
    lines = [line for message in islice(traffic.unseen(), 300) for line in message.body.splitlines()]
    assert len(set(lines)) == len(lines)


def test_templates_recur_and_their_fills_vary(traffic: Traffic) -> None:
    messages = list(islice(traffic.filled(), 5 * TEMPLATES))
    assert len({message.body for message in messages}) > 2 * TEMPLATES
    lines = [sentence.text for message in messages for sentence in read(message).sentences]
    assert len(set(lines)) < len(lines) / 2


def test_the_same_traffic_comes_again(evaluation_set: list[Example]) -> None:
    one, other = (bodies(Traffic(evaluation_set).unseen(), 20) for _ in range(2))
    assert one == other
    assert orjson.loads(one[0])["buyer_opted_out"] is True


@pytest.mark.parametrize(
    ("value", "bar", "at_least", "verdict"),
    [
        (0.81, 0.8, True, "met"),
        (0.5, 0.8, True, "short by 0.30"),
        (5.0, 5.0, False, "met"),
        (7.5, 5.0, False, "over by 2.50"),
        (7.5, None, False, ""),
    ],
)
def test_a_figure_says_whether_it_reaches_its_bar(
    value: float, bar: float | None, at_least: bool, verdict: str
) -> None:
    assert Figure("x", value, bar=bar, at_least=at_least).row[-1] == verdict


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def _answering(server: socket.socket, answer: bytes) -> None:
    """Answers whatever comes over one connection, in two pieces."""

    def answers() -> None:
        connection, _ = server.accept()
        with connection:
            while connection.recv(1 << 16):
                connection.sendall(answer[:9])
                connection.sendall(answer[9:])

    threading.Thread(target=answers, daemon=True).start()


@pytest.mark.parametrize("rate", [None, 500.0])
def test_every_request_is_answered_and_timed(server: socket.socket, rate: float | None) -> None:
    for _ in range(50):
        _answering(server, ANSWER)
    client = Client(server.getsockname()[1], "/x", [b"{}"] * 50)
    load = client.open(rate) if rate else client.closed(4)
    assert (load.requests, load.failures) == (50, 0)
    assert 0 < load.median <= load.p99 <= load.longest <= load.seconds


def test_a_request_that_fails_is_counted(server: socket.socket) -> None:
    _answering(server, ANSWER.replace(b"200", b"503"))
    load = Client(server.getsockname()[1], "/x", [b"{}"] * 3).closed(1)
    assert load.failures == 3


def test_a_server_that_stalls_is_not_spared(server: socket.socket) -> None:
    """Times run from when a request was to be sent, though it found no connection for long."""
    go = threading.Event()

    def answers() -> None:
        connections = [server.accept()[0] for _ in range(20)]  # the answers wait until all were sent
        go.set()
        for connection in connections:
            with connection:
                connection.recv(1 << 16)
                connection.sendall(ANSWER)

    threading.Thread(target=answers, daemon=True).start()
    load = Client(server.getsockname()[1], "/x", [b"{}"] * 20).open(10_000.0)
    assert go.is_set()
    assert load.failures == 0


def test_the_whole_bench_prints_and_writes_one_table(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))
    out = tmp_path / "bench.md"
    result = CliRunner().invoke(bench.main, ["--quick", "--out", str(out)])
    assert result.exit_code == 0, result.output
    table = out.read_text()
    for what in ("throughput of a no-op", "p99 at", "judging alone", "process start", "memory of", "reload"):
        assert what in table
    assert {len(line.split("|")) for line in table.splitlines() if line.startswith("|")} == {6}
