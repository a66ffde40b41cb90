"""What is counted and logged of requests, and that no message's text is among it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from model.errors import SendgateError
from model.gate import Gate
from service.api import create_app
from service.problems import PREFIX
from service.repeating import repeat
from service.settings import Settings
from service.watch.logs import JsonLines, log_config, request_id
from service.watch.metrics import Metrics
from service.watch.requests import Watched
from tests.api.test_api import ADDRESS, REVIEW
from tests.records.test_records_api import lose

SECRET = "xyzzyquux"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(records=tmp_path)


@pytest.fixture
def client(gate: Gate, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(gate, settings)) as found:
        yield found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, at every level, as the service writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: not record.name.startswith("httpx"))  # the test's own client
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def requests_in(log: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(log) if line["message"] == "request"]


def test_a_request_is_one_line(client: TestClient, log: io.StringIO) -> None:
    client.post("/v1/check", json={"body": REVIEW, "buyer_opted_out": True}, headers={"x-request-id": "order-7:a"})
    [line] = requests_in(log)
    told = {key: line[key] for key in ("level", "logger", "request_id", "method", "route", "status")}
    assert told == {
        "level": "info", "logger": "sendgate.requests", "request_id": "order-7:a", "method": "POST",
        "route": "/v1/check", "status": 200,
    }  # fmt: skip
    assert line["ms"] > 0


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, 'a"b', "é"])
def test_an_id_that_no_log_can_take_is_made_anew(client: TestClient, given: str) -> None:
    found = client.get("/healthz", headers={"x-request-id": given.encode()}).headers["x-request-id"]
    assert found != given
    assert request_id(found) == found


def test_health_is_logged_only_where_it_fails(client: TestClient, log: io.StringIO, settings: Settings) -> None:
    client.get("/readyz")
    lose(settings, "digest_keys")
    client.get("/readyz")
    assert [(line["level"], line["status"]) for line in requests_in(log)] == [("debug", 200), ("info", 503)]


def test_readiness_tells_of_the_database(client: TestClient, settings: Settings) -> None:
    assert client.get("/readyz").status_code == 200
    lose(settings, "digest_keys")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["type"]) == (503, PREFIX + "not-ready")
    assert client.get("/healthz").status_code == 200


def test_no_text_is_logged_whatever_goes_wrong(
    client: TestClient, log: io.StringIO, gate: Gate, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {"body": f"{SECRET} {ADDRESS}", "subject": SECRET, "buyer": SECRET, "seller": SECRET, "order": SECRET}
    json_ = {"content-type": "application/json"}
    client.post("/v1/check", json=good)
    client.post("/v1/check", json={**good, SECRET: SECRET})
    client.post("/v1/check", content=f'{{"body": "{SECRET}', headers=json_)
    client.post("/v1/check/batch", json={"messages": [good, SECRET, {"body": SECRET}]})
    client.post("/v1/bounces", content=SECRET.encode())
    client.post("/v1/corrections", json={"body": SECRET, "topics": [], "source": SECRET})
    client.get(f"/{SECRET}", params={SECRET: SECRET}, headers={"x-request-id": f"{SECRET} "})
    client.request(SECRET, "/v1/check", headers={"authorization": SECRET, "user-agent": SECRET})

    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"what is {SECRET}?\n{SECRET}") from error

    monkeypatch.setattr(Gate, "check_all", broken)
    failed = client.post("/v1/check", json={**good, "buyer_opted_out": True})
    assert (failed.status_code, failed.json()["type"]) == (500, PREFIX + "internal")
    monkeypatch.undo()
    for table in ("corrections", "opt_outs", "decisions"):
        lose(settings, table)
    client.post("/v1/corrections", json={"body": SECRET, "topics": [], "source": SECRET})
    client.post("/v1/check", json=good)
    assert len(requests_in(log)) == 11
    assert SECRET not in log.getvalue()


def test_an_error_is_told_by_its_kind_and_place(
    client: TestClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(Gate, "check_all", broken)
    response = client.post("/v1/check", json={"body": ADDRESS, "buyer_opted_out": True})
    [line] = [line for line in lines(log) if "error" in line]
    assert line["request_id"] == response.headers["x-request-id"]
    assert line["request_id"] in response.json()["detail"]
    assert line["error"]["kind"] == "ValueError"
    assert line["error"]["at"][-1].endswith(" broken")
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_caller_who_left_is_no_error(log: io.StringIO) -> None:
    async def left(*_: object) -> None:
        raise ClientDisconnect

    async def nothing(*_: object) -> Any:
        return {}

    asyncio.run(Watched(left, Metrics())({"type": "http", "method": "POST", "headers": []}, nothing, nothing))
    assert [(line["level"], line["status"]) for line in requests_in(log)] == [("info", 0)]


def test_an_error_halfway_through_an_answer_ends_the_connection(log: io.StringIO) -> None:
    async def half(_: object, __: object, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError(SECRET)

    async def nothing(*_: object) -> Any:
        return {}

    with pytest.raises(ValueError, match=SECRET):
        asyncio.run(Watched(half, Metrics())({"type": "http", "method": "GET", "headers": []}, nothing, nothing))
    assert SECRET not in log.getvalue()


def test_an_error_by_nobody_s_request_is_one_line_too() -> None:
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, f"never retrieved\n{SECRET}", None, None)
    line = json.loads(JsonLines().format(record))
    assert line["message"] == "never retrieved"
    assert "request_id" not in line


def test_the_log_s_level_is_a_setting() -> None:
    assert log_config("warning")["root"]["level"] == "WARNING"


def value(client: TestClient, name: str) -> float:
    text = client.get("/metrics").text
    found = [line.rsplit(" ", 1)[1] for line in text.splitlines() if line.startswith(name + " ")]
    return float(found[0]) if found else 0.0


def test_decisions_are_counted(client: TestClient, gate: Gate) -> None:
    for _ in range(2):
        client.post("/v1/check", json={"body": REVIEW, "buyer_opted_out": True})
    client.post("/v1/check/batch", json={"messages": [{"body": ADDRESS, "buyer_opted_out": True}, 5]})
    counted = {
        'sendgate_decisions_total{decision="block",reason="not_critical"}': 2,
        'sendgate_decisions_total{decision="allow",reason="critical_only"}': 1,
        'sendgate_topics_total{decision="block",topic="review_request"}': 2,
        'sendgate_topics_total{decision="allow",topic="address_issue"}': 1,
        'sendgate_confidence_count{decision="block"}': 2,
        'sendgate_confidence_count{decision="allow"}': 1,
        "sendgate_judge_seconds_count": 3,
        'sendgate_request_seconds_count{method="POST",route="/v1/check",status="200"}': 2,
        f'sendgate_model_info{{policy="{gate.policy.id}",version="{gate.manifest.version}"}}': 1,
    }
    assert {name: value(client, name) for name in counted} == counted
    # the second review request was known, if not the first one too
    assert value(client, 'sendgate_lookups_total{known="yes",what="message"}') >= 1


def test_no_caller_makes_metrics_grow(client: TestClient) -> None:
    for number in range(5):
        client.get(f"/nowhere/{number}")
        client.get(f"/v1/decisions/{number}")
        client.request(f"METHOD{number}", "/v1/check")
    text = client.get("/metrics").text
    assert text.count("sendgate_request_seconds_count{") == 3
    assert 'route="none"' in text


def test_work_that_fails_is_tried_again() -> None:
    done: list[int] = []

    async def until_it_was_done_thrice() -> None:
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()

        def work() -> None:
            done.append(1)
            if len(done) == 1:
                raise SendgateError("not now")
            if len(done) == 2:
                raise ValueError("never")
            loop.call_soon_threadsafe(enough.set)

        task = asyncio.create_task(repeat(0.001, work))
        await asyncio.wait_for(enough.wait(), 60)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(until_it_was_done_thrice())
    assert len(done) >= 3
