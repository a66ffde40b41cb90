"""Who is let in: keys, scopes, rates; and what every answer says to browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from model.gate import Gate
from service.api import create_app
from service.guard.host import Unguarded, check_host
from service.guard.scopes import scope_of
from service.problems import PREFIX
from service.records.keys import Scope
from service.records.records import Records
from service.settings import Settings

CHECK = {"body": "Would you leave us a review?", "buyer_opted_out": True}
OPEN = {"/healthz", "/readyz"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(records=tmp_path, rate=1, burst=5)


@pytest.fixture
def tokens(settings: Settings) -> dict[Scope, str]:
    scopes: tuple[Scope, ...] = ("check", "ledger", "corrections", "admin")
    with Records.open(settings) as records:
        return {scope: records.keys.create(scope, [scope])[1] for scope in scopes}


@pytest.fixture
def client(gate: Gate, settings: Settings, tokens: dict[Scope, str]) -> Iterator[TestClient]:
    with TestClient(create_app(gate, settings)) as found:
        yield found


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/v1/check", "check"),
        ("/v1/check/batch", "check"),
        ("/v1/decisions/x", "check"),
        ("/v1/opt-outs", "ledger"),
        ("/v1/opt-outs/lookup", "ledger"),
        ("/v1/bounces", "ledger"),
        ("/v1/corrections", "corrections"),
        ("/v1/anything-new", "admin"),
        ("/v1/checks", "admin"),
        ("/v1/", "admin"),
        ("/v1", "admin"),
        ("/metrics", "admin"),
        ("/metrics/", "admin"),
        ("/", None),
        ("/docs", None),
        ("/healthz", None),
        ("/readyz", None),
    ],
)
def test_the_scope_of_every_address(path: str, scope: Scope | None) -> None:
    assert scope_of(path) == scope


def test_nothing_that_does_anything_is_open(client: TestClient) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            response = client.request(method, path)
            if path in OPEN:
                assert response.status_code == 200
                assert "security" not in operation
            elif path.startswith("/v1/") or path == "/metrics":
                assert response.status_code == 401, path
                assert operation["security"] == [{"key": []}]
                assert {"401", "403", "429"} <= set(operation["responses"]), path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(""),
        bearer("sg_000000000000_" + "0" * 64),
        {"authorization": "Basic c2c6c2c="},
        {"authorization": "sg"},
        {"x-api-key": "sg"},
    ],
)
def test_without_a_good_key_nobody_is_let_in(client: TestClient, headers: dict[str, str]) -> None:
    response = client.post("/v1/check", json=CHECK, headers=headers)
    assert (response.status_code, response.json()["type"]) == (401, PREFIX + "unauthenticated")
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_key_opens_what_it_is_for_and_nothing_else(client: TestClient, tokens: dict[Scope, str]) -> None:
    asked: list[tuple[Scope, str, str, Any]] = [
        ("check", "POST", "/v1/check", CHECK),
        ("ledger", "GET", "/v1/opt-outs", None),
        ("corrections", "POST", "/v1/corrections", {"body": "x", "topics": [], "source": "Ann"}),
        ("admin", "GET", "/metrics", None),
    ]
    for wanted, method, path, body in asked:
        for scope, token in tokens.items():
            response = client.request(method, path, json=body, headers=bearer(token))
            if scope in {wanted, "admin"}:
                assert response.is_success, (scope, path)
            else:
                assert (response.status_code, response.json()["type"]) == (403, PREFIX + "forbidden")
                assert wanted in response.json()["detail"]


def test_the_key_is_asked_for_before_the_body_is_read(client: TestClient, settings: Settings) -> None:
    assert client.post("/v1/check", content=b"{").status_code == 401
    too_large = client.post("/v1/check", content=b" " * (settings.max_body + 1))
    assert too_large.status_code == 413  # and the cap comes before the key


def test_a_key_that_is_used_too_often_waits(client: TestClient, tokens: dict[Scope, str]) -> None:
    answers = [client.post("/v1/check", json=CHECK, headers=bearer(tokens["check"])) for _ in range(20)]
    refused = [one for one in answers if one.status_code == 429]
    assert [one.status_code for one in answers[:5]] == [200] * 5
    assert refused
    assert all(one.json()["type"] == PREFIX + "rate-limited" for one in refused)
    assert all(int(one.headers["retry-after"]) == 1 for one in refused)
    other = client.get("/v1/opt-outs", headers=bearer(tokens["ledger"]))
    assert other.is_success  # each key has its own


def test_a_batch_costs_what_its_messages_would(client: TestClient, tokens: dict[Scope, str]) -> None:
    headers = bearer(tokens["check"])
    assert client.post("/v1/check/batch", json={"messages": [CHECK] * 60}, headers=headers).is_success
    waits = client.post("/v1/check", json=CHECK, headers=headers)
    assert waits.status_code == 429
    assert int(waits.headers["retry-after"]) > 30


def test_the_last_key_revoked_does_not_open_the_service(gate: Gate, settings: Settings) -> None:
    with Records.open(settings) as records:
        key, token = records.keys.create("tool", ["check"])
        records.keys.revoke(key.id)
    with TestClient(create_app(gate, settings)) as client:
        assert client.post("/v1/check", json=CHECK, headers=bearer(token)).status_code == 401


def test_without_keys_only_loopback_is_listened_at(tmp_path: Path) -> None:
    settings = Settings(records=tmp_path)
    for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost"):
        check_host(host, settings)
    for host in ("0.0.0.0", "::", "192.0.2.1", "sendgate.example", ""):
        with pytest.raises(Unguarded, match="sendgate keys create"):
            check_host(host, settings)
    with Records.open(settings) as records:
        records.keys.create("tool", ["check"])
    check_host("0.0.0.0", settings)


@pytest.mark.parametrize("path", ["/healthz", "/v1/check", "/nowhere", "/docs"])
def test_every_answer_tells_browsers_what_they_may_not_do(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert ("default-src 'none'" in headers["content-security-policy"]) is (path != "/docs")
