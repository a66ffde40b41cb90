"""The real server: several workers, slow clients, signals, promoted models."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from model.store import current_version
from tests.api.test_api import ADDRESS, REVIEW
from tests.load.bench.processes import descendants, memory
from tests.service.promoting import promote_a_wrong_one, promote_an_altered_one, promote_another, store_in
from tests.service.running import SENDGATE, Running, repeatedly, running, until
from training.versions import make_current

CHECK = {"body": REVIEW, "buyer_opted_out": True}
HEADERS = b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
SWAPPED, REFUSED = (f'sendgate_reloads_total{{result="{result}"}}' for result in ("swapped", "refused"))
BODY = b'{"body": "Hello", "buyer_opted_out": true}'


@pytest.fixture
def store(models: Path, tmp_path: Path) -> Path:
    """Models of a test's own."""
    return store_in(tmp_path, models)


@pytest.fixture(scope="module")
def shared(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models of the server that several tests use."""
    return store_in(tmp_path_factory.mktemp("shared"), models)


@pytest.fixture(scope="module")
def two_workers(shared: Path) -> Iterator[Running]:
    settings = {"SENDGATE_RELOAD": "1", "SENDGATE_LOG_LEVEL": "debug"}
    with running(shared, shared.parent, "--workers", "2", **settings) as server:
        until(lambda: serving(server, shared) == 2)
        yield server


def serving(server: Running, store: Path) -> float:
    """How many workers answer with the current version."""
    version = current_version(store).name
    return server.metric(f'sendgate_model_info{{policy="opt-out-2017@1",version="{version}"}}')


def test_metrics_are_those_of_all_workers_dead_ones_too(two_workers: Running, shared: Path) -> None:
    counted = 'sendgate_decisions_total{decision="block",reason="not_critical"}'
    before = two_workers.metric(counted)
    for _ in range(40):  # over connections of their own, so that both workers get some
        httpx.post(f"{two_workers.url}/v1/check", json=CHECK).raise_for_status()
    workers = {line["process"] for line in two_workers.lines() if line["message"] == "request"}
    assert {two_workers.metric(counted) for _ in range(8)} == {before + 40}
    assert len(workers) == 2
    os.kill(workers.pop(), signal.SIGKILL)
    until(lambda: len({line["process"] for line in two_workers.lines() if "Started server" in line["message"]}) == 3)
    until(lambda: serving(two_workers, shared) == 2)
    assert {two_workers.metric(counted) for _ in range(8)} == {before + 40}


def test_a_promoted_model_takes_over_in_every_worker_and_no_request_fails(two_workers: Running, shared: Path) -> None:
    answers: list[tuple[int, str]] = []

    def ask() -> None:
        response = client.post("/v1/check", json=CHECK)
        answers.append((response.status_code, response.json()["model"]))

    first, swapped = current_version(shared).name, two_workers.metric(SWAPPED)
    with httpx.Client(base_url=two_workers.url, timeout=60) as client, repeatedly(ask, callers=4):
        until(lambda: len(answers) > 50)
        second = promote_another(shared)
        until(lambda: serving(two_workers, shared) == 2)
        before = len(answers)
        until(lambda: len(answers) > before + 50)
    assert {status for status, _ in answers} == {200}
    assert {model for _, model in answers} == {first, second}
    assert answers[-1][1] == second
    assert two_workers.metric(f'sendgate_model_info{{policy="opt-out-2017@1",version="{first}"}}') == 0
    assert two_workers.metric(SWAPPED) == swapped + 2


@pytest.mark.parametrize(
    ("promote", "said"),
    [(promote_a_wrong_one, "canary"), (promote_an_altered_one, "digest differs")],
)
def test_a_bad_model_is_refused_and_the_old_one_serves_on(
    two_workers: Running, shared: Path, promote: Callable[[Path], None], said: str
) -> None:
    first, refused = current_version(shared).name, two_workers.metric(REFUSED)
    promote(shared)
    until(lambda: two_workers.metric(REFUSED) == refused + 2)
    refusals = [line["message"] for line in two_workers.lines() if "is refused" in line["message"]]
    assert all(said in one and f"{first} serves on" in one for one in refusals[-2:])
    assert httpx.post(f"{two_workers.url}/v1/check", json=CHECK).json()["model"] == first
    make_current(shared, first)
    promote_another(shared)
    until(lambda: serving(two_workers, shared) == 2)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_bad_model_does_not_start(store: Path, tmp_path: Path, workers: str) -> None:
    promote_a_wrong_one(store)
    environment = {"SENDGATE_MODELS": str(store), "SENDGATE_RECORDS": str(tmp_path / "records")}
    command = [SENDGATE, "serve", "--port", "0", "--workers", workers]
    ended = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "canary" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells which pages are shared")
def test_workers_share_the_pages_of_what_they_import(two_workers: Running) -> None:
    workers = {line["process"] for line in two_workers.lines() if line["message"] == "Application startup complete."}
    alive = [memory(pid) for pid in workers & set(descendants(two_workers.process.pid))]
    assert len(alive) == 2
    assert all(one["Pss"] < 0.7 * one["Rss"] for one in alive)


def test_a_slow_client_is_sent_away(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path, SENDGATE_CLIENT_TIMEOUT="1") as server:
        with server.send(b"") as silent, server.send(HEADERS) as half, server.send(HEADERS + b"X: ") as later:
            assert silent.recv(100) == b""
            assert half.recv(100) == b""
            assert later.recv(100) == b""
        with server.send(HEADERS + b"Content-Length: 10\r\n\r\n{") as headers_only:
            answer = _all(headers_only)
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b"urn:sendgate:problem:too-slow" in answer
        with server.send(_request()) as quick:  # and again on the same connection
            answer = quick.recv(10_000)
            while not answer.endswith(b"}"):
                answer += quick.recv(10_000)
            assert answer.startswith(b"HTTP/1.1 200 ")
            quick.sendall(HEADERS)
            assert quick.recv(100) == b""


def test_what_is_under_way_is_answered_after_sigterm(models: Path, tmp_path: Path) -> None:
    with running(models, tmp_path) as server:
        expecting = b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY)
        with server.send(HEADERS + expecting) as under_way:
            assert under_way.recv(100).startswith(b"HTTP/1.1 100 ")  # it has begun
            server.process.send_signal(signal.SIGTERM)
            until(lambda: _refused(server.port))
            under_way.sendall(BODY)
            assert _all(under_way).startswith(b"HTTP/1.1 200 ")
        server.process.wait()
        assert any(line["message"] == "Application shutdown complete." for line in server.lines())


def test_every_line_of_the_log_is_json_and_none_has_the_text(two_workers: Running) -> None:
    secret = "xyzzyquux"
    for _ in range(10):
        httpx.post(f"{two_workers.url}/v1/check", json={"body": f"{secret} {ADDRESS}", "buyer": secret})
        httpx.post(f"{two_workers.url}/v1/check?{secret}", content=f'{{"{secret}')
    with two_workers.send(b"%s nonsense\r\n\r\n" % secret.encode()) as connection:
        _all(connection)
    assert len([line for line in two_workers.lines() if line["message"] == "request"]) >= 20
    assert secret not in two_workers.log.read_text()


def _request() -> bytes:
    return HEADERS + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


def _all(connection: socket.socket) -> bytes:
    """What comes until the server closes the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def _refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionError:
        return True
    return False
