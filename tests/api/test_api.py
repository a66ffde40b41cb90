"""The HTTP contract: answers, batches, problems, health."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from model.gate import Gate
from service.api import create_app
from service.problems import PREFIX
from service.settings import Settings

ADDRESS = "Hi Maya, the courier could not find your flat. Could you send us the full address with the flat number?"
REVIEW = "Hi Maya, we hope you love your mug! Would you leave us a five star review?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(max_body=20_000, max_batch=5, records=tmp_path_factory.mktemp("records"))


@pytest.fixture(scope="module")
def client(gate: Gate, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(gate, settings), raise_server_exceptions=False) as found:
        yield found


def check(client: TestClient, body: str, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/check", json={"body": body, "buyer_opted_out": True, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_answer_has_every_field_of_the_contract(client: TestClient) -> None:
    answer = check(client, ADDRESS)
    assert set(answer) == {
        "id", "decision", "reason", "explanation", "confidence", "topics", "sentences", "advice", "opt_out", "model",
        "policy",
    }  # fmt: skip
    assert answer["decision"] == "allow"
    assert answer["reason"] == "critical_only"
    assert [topic["topic"] for topic in answer["topics"]] == ["address_issue"]
    assert answer["advice"]["subject"] == "Additional Information Required"
    assert answer["advice"]["operation"] == "createUnexpectedProblem"
    asked = answer["sentences"][-1]
    assert ADDRESS[asked["start"] : asked["end"]].startswith("Could you send")


def test_a_review_request_is_blocked_with_its_sentence(client: TestClient) -> None:
    answer = check(client, REVIEW)
    assert (answer["decision"], answer["reason"]) == ("block", "not_critical")
    blocking = [REVIEW[s["start"] : s["end"]] for s in answer["sentences"] if s["blocking"]]
    assert any("review" in sentence for sentence in blocking)


def test_a_spoiled_message_comes_back_without_what_spoils_it(client: TestClient) -> None:
    answer = check(client, f"{ADDRESS} Would you also leave us a five star review?")
    assert (answer["decision"], answer["reason"]) == ("block", "mixed")
    assert "review" not in answer["advice"]["rewrite"]["body"]


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"buyer_opted_out": False}, "not_opted_out"),
        ({"in_reply_to_buyer": True}, "reply_to_buyer"),
    ],
)
def test_what_frees_a_message(client: TestClient, flags: dict[str, bool], reason: str) -> None:
    answer = check(client, REVIEW, **flags)
    assert (answer["decision"], answer["reason"]) == ("allow", reason)


@pytest.mark.parametrize("body", ["", "   ", "\x00\x01\x02", "<div>" * 2000 + "x"])
def test_what_cannot_be_read_is_blocked_and_says_why(client: TestClient, body: str) -> None:
    answer = check(client, body)
    assert (answer["decision"], answer["reason"]) == ("block", "unreadable")
    assert answer["advice"]["steps"]


def test_a_batch_answers_in_order_and_no_bad_item_stops_it(client: TestClient) -> None:
    good = {"body": ADDRESS, "buyer_opted_out": True}
    items = [good, {"body": 5, "buyer_opted_out": True}, "nonsense", {"body": "no flag"}, good]
    results = client.post("/v1/check/batch", json={"messages": items}).json()["results"]
    assert [item["answer"] is not None for item in results] == [True, False, False, False, True]
    assert all(item["error"]["type"] == PREFIX + "invalid-request" for item in results[1:4])


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "kind"),
    [
        ("POST", "/v1/check", b"{", 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "x"}', 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "x", "buyer_opted_out": true, "extra": 1}', 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "\\ud800", "buyer_opted_out": true}', 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "\xff", "buyer_opted_out": true}', 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "x", "buyer_opted_out": "no"}', 422, "invalid-request"),
        ("POST", "/v1/check", b'{"body": "x", "buyer_opted_out": 0}', 422, "invalid-request"),
        ("POST", "/v1/check", b" " * 20_001, 413, "body-too-large"),
        ("POST", "/v1/check/batch", b'{"messages": []}', 422, "invalid-request"),
        ("POST", "/v1/check/batch", b'{"messages": [1,1,1,1,1,1]}', 413, "batch-too-large"),
        ("GET", "/v1/check", b"", 405, "method-not-allowed"),
        ("GET", "/nowhere", b"", 404, "not-found"),
    ],
)
def test_problems_are_documents(
    client: TestClient, method: str, path: str, content: bytes, status: int, kind: str
) -> None:
    response = client.request(method, path, content=content, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    document = response.json()
    assert document["type"] == PREFIX + kind
    assert document["status"] == status
    assert document["detail"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/v1/check", "POST"), ("/v1/opt-outs", "GET, POST"), ("/v1/opt-outs/0", "DELETE, GET"), ("/", "GET, HEAD")],
)
def test_a_wrong_method_is_told_the_right_ones(client: TestClient, path: str, allowed: str) -> None:
    assert client.put(path).headers["allow"] == allowed


def test_health(client: TestClient, gate: Gate) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["model"] == gate.manifest.version


def test_openapi_has_examples(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["components"]["schemas"]["CheckRequest"]["examples"]
    assert {"/v1/check", "/v1/check/batch", "/healthz", "/readyz"} <= set(document["paths"])


@pytest.fixture(scope="module")
def address(gate: Gate, settings: Settings) -> Iterator[str]:
    """A real server on a free port."""
    server = uvicorn.Server(uvicorn.Config(create_app(gate, settings), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_the_body_cap_holds_while_streaming(address: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            yield b" " * 1000

    response = httpx.post(f"{address}/v1/check", content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert json.loads(response.content)["type"] == PREFIX + "body-too-large"
