"""The API of what is kept, on both databases: ledger, notices, journal, corrections, and what happens without them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from model.gate import Gate
from service.api import create_app
from service.problems import PREFIX
from service.records.records import Records
from service.settings import Settings
from tests.api.test_api import ADDRESS, REVIEW
from tests.records.test_bounces import NOTICE


def ask(client: TestClient, body: str = REVIEW, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/check", json={"body": body, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def opt_out(client: TestClient, *entries: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.post("/v1/opt-outs", json={"opt_outs": entries})
    assert response.status_code == 201, response.text
    kept: list[dict[str, Any]] = response.json()["opt_outs"]
    return kept


def lose(settings: Settings, table: str) -> None:
    """Takes a table away, as a database would that is not what it should be."""
    with Records.open(settings) as records, records.databases[0].transaction() as connection:
        connection.execute(text(f"DROP TABLE {table}"))


@pytest.mark.parametrize(
    ("asked", "decision", "reason", "known"),
    [
        ({"buyer": "tom"}, "allow", "not_on_record", False),
        ({"buyer": "maya"}, "block", "not_critical", True),
        ({"buyer": "maya", "seller": "oak"}, "block", "not_critical", True),
        ({"buyer": "maya", "in_reply_to_buyer": True}, "allow", "reply_to_buyer", True),
        ({"buyer": "maya", "body": ADDRESS}, "allow", "critical_only", True),
        ({"buyer": "eve", "seller": "oak"}, "block", "not_critical", True),
        ({"buyer": "eve", "seller": "ink"}, "allow", "not_on_record", False),
        # who says it needs no ledger
        ({"buyer": "maya", "buyer_opted_out": False}, "allow", "not_opted_out", False),
        ({"buyer": "tom", "buyer_opted_out": True}, "block", "not_critical", True),
    ],
)
def test_a_check_without_the_flag_asks_the_ledger(
    client: TestClient, asked: dict[str, Any], decision: str, reason: str, known: bool
) -> None:
    opt_out(client, {"buyer": "maya"}, {"buyer": "eve", "scope": "seller", "seller": "oak"})
    answer = ask(client, **asked)
    assert (answer["decision"], answer["reason"], answer["opt_out"]) == (decision, reason, known)


def test_without_flag_and_buyer_there_is_nothing_to_go_by(client: TestClient) -> None:
    response = client.post("/v1/check", json={"body": REVIEW})
    assert response.status_code == 422
    assert "say buyer_opted_out, or give the buyer" in response.json()["detail"]


def test_a_batch_asks_once_and_keeps_every_answer(client: TestClient) -> None:
    opt_out(client, {"buyer": "maya"})
    items = [{"body": REVIEW, "buyer": "maya"}, {"body": REVIEW}, {"body": REVIEW, "buyer": "tom"}]
    results = client.post("/v1/check/batch", json={"messages": items}).json()["results"]
    assert [item["answer"] and item["answer"]["reason"] for item in results] == ["not_critical", None, "not_on_record"]
    assert all(client.get(f"/v1/decisions/{item['answer']['id']}").is_success for item in results if item["answer"])


@pytest.mark.parametrize("body", [ADDRESS, REVIEW])
def test_a_ledger_that_cannot_be_asked_blocks(client: TestClient, settings: Settings, body: str) -> None:
    lose(settings, "opt_outs")
    answer = ask(client, body, buyer="maya")
    assert (answer["decision"], answer["reason"], answer["opt_out"]) == ("block", "ledger_unavailable", None)
    assert "Ask again" in answer["advice"]["steps"][0]
    assert ask(client, buyer_opted_out=False)["decision"] == "allow"
    response = client.get("/v1/opt-outs")
    assert (response.status_code, response.json()["type"]) == (503, PREFIX + "records-unavailable")


def test_an_answer_that_cannot_be_recorded_is_not_given(client: TestClient, settings: Settings) -> None:
    lose(settings, "decisions")
    request = {"body": ADDRESS, "buyer_opted_out": False}
    for path, document in (("/v1/check", request), ("/v1/check/batch", {"messages": [request]})):
        response = client.post(path, json=document)
        assert (response.status_code, response.json()["type"]) == (503, PREFIX + "records-unavailable")
        assert "allow" not in response.json()


def test_the_journal_tells_what_was_decided(client: TestClient) -> None:
    answer = ask(client, ADDRESS, buyer="maya", buyer_opted_out=True)
    kept = client.get(f"/v1/decisions/{answer['id']}").json()
    same = ("id", "decision", "reason", "confidence", "model", "policy")
    assert {key: kept[key] for key in same} == {key: answer[key] for key in same}
    assert kept["topics"] == ["address_issue"]
    assert set(kept) == {*same, "topics", "time", "message", "buyer", "unknown_words"}
    missing = client.get("/v1/decisions/nonesuch")
    assert (missing.status_code, missing.json()["type"]) == (404, PREFIX + "not-found")


def test_the_journal_can_be_switched_off(gate: Gate, tmp_path: Any) -> None:
    with TestClient(create_app(gate, Settings(records=tmp_path, journal=False))) as client:
        answer = ask(client, buyer_opted_out=True)
        assert client.get(f"/v1/decisions/{answer['id']}").status_code == 404


def test_an_entry_is_recorded_read_found_listed_and_taken_off(client: TestClient) -> None:
    [entry] = opt_out(
        client,
        {"buyer": "maya", "reason": "asked", "source": "phone", "time": "2026-05-01T10:00:00+02:00"},
    )
    assert entry.pop("new") is True
    assert entry["time"] == "2026-05-01T08:00:00Z"
    assert client.get(f"/v1/opt-outs/{entry['id']}").json() == entry
    assert client.post("/v1/opt-outs/lookup", json={"buyer": "Maya"}).json() == {"opt_outs": [entry]}
    assert client.post("/v1/opt-outs/lookup", json={"buyer": "tom"}).json() == {"opt_outs": []}
    assert client.get("/v1/opt-outs").json() == {"opt_outs": [entry]}
    assert client.get("/v1/opt-outs", params={"after": entry["id"]}).json() == {"opt_outs": []}
    assert client.delete(f"/v1/opt-outs/{entry['id']}").status_code == 204
    for method in ("GET", "DELETE"):
        assert client.request(method, f"/v1/opt-outs/{entry['id']}").json()["type"] == PREFIX + "not-found"


def test_a_notice_is_recorded_under_order_and_buyer(client: TestClient) -> None:
    response = client.post("/v1/bounces", content=NOTICE, headers={"content-type": "message/rfc822"})
    assert response.status_code == 201, response.text
    document = response.json()
    assert (document["order"], document["buyer"]) == ("002-1234567-1234567", "x7k2@marketplace.example")
    assert [(entry["scope"], entry["reason"], entry["new"]) for entry in document["opt_outs"]] == [
        ("marketplace", "notice", True)
    ] * 2
    assert ask(client, buyer="X7K2@marketplace.example")["decision"] == "block"
    assert ask(client, buyer="somebody else", order="002-1234567-1234567")["decision"] == "block"
    again = client.post("/v1/bounces", content=NOTICE).json()["opt_outs"]
    assert [entry["new"] for entry in again] == [False, False]


@pytest.mark.parametrize("content", [b"", b"Subject: Hello\n\nHow are you?", b"\xff\x00\xff"])
def test_what_is_no_notice_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post("/v1/bounces", content=content)
    assert (response.status_code, response.json()["type"]) == (422, PREFIX + "not-a-bounce")
    assert client.get("/v1/opt-outs").json() == {"opt_outs": []}


def test_the_same_correction_twice_is_one(client: TestClient) -> None:
    sentence = {"field": "body", "start": 0, "end": 5, "label": "neutral"}
    request = {"body": "Hello there", "topics": ["promotion"], "sentences": [sentence], "source": "Ann"}
    first, second = (client.post("/v1/corrections", json=request) for _ in range(2))
    assert (first.status_code, first.json()["new"]) == (201, True)
    assert (second.status_code, second.json()["new"]) == (200, False)
    assert first.json()["id"] == second.json()["id"]


_CORRECTION = {"body": "Hello", "topics": ["promotion"], "source": "Ann"}
_SENTENCE = {"field": "body", "start": 0, "end": 5, "label": "neutral"}


@pytest.mark.parametrize(
    ("path", "document", "said"),
    [
        ("/v1/check", {"body": "x", "buyer": ""}, "buyer"),
        ("/v1/check", {"body": "x", "buyer": " \u200b "}, "names nobody"),
        ("/v1/opt-outs", {"opt_outs": []}, "at least 1"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "scope": "seller"}]}, "name the seller"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "seller": "oak"}]}, "name the seller"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "time": "2026-05-01T10:00:00"}]}, "timezone"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "time": "0001-01-01T00:00:00+14:00"}]}, "from 2000"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "source": "a\u0000b"}]}, "source"),
        ("/v1/opt-outs", {"opt_outs": [{"buyer": "maya", "why": "x"}]}, "why"),
        ("/v1/corrections", {**_CORRECTION, "topics": None}, "give topics or sentences"),
        ("/v1/corrections", {**_CORRECTION, "topics": ["neutral"]}, "neutral is no topic"),
        ("/v1/corrections", {**_CORRECTION, "topics": ["weather"]}, "topics"),
        ("/v1/corrections", {**_CORRECTION, "body": "a\u0000b"}, "body"),
        ("/v1/corrections", {**_CORRECTION, "sentences": [{**_SENTENCE, "end": 6}]}, "must lie within the body"),
        ("/v1/corrections", {**_CORRECTION, "sentences": [{**_SENTENCE, "start": 5}]}, "must lie within the body"),
    ],
)
def test_what_is_refused_and_how_it_is_said(client: TestClient, path: str, document: Any, said: str) -> None:
    response = client.post(path, json=document)
    assert response.status_code == 422
    assert response.json()["type"] == PREFIX + "invalid-request"
    assert said in response.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/opt-outs/%00", "/v1/decisions/%00", "/v1/opt-outs?after=%00"])
def test_what_no_id_can_be_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).json()["type"] == PREFIX + "invalid-request"


def test_too_many_opt_outs_at_once_are_refused(client: TestClient, settings: Settings) -> None:
    entries = [{"buyer": f"buyer {number}"} for number in range(settings.max_batch + 1)]
    response = client.post("/v1/opt-outs", json={"opt_outs": entries})
    assert (response.status_code, response.json()["type"]) == (413, PREFIX + "batch-too-large")
