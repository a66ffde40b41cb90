"""The command line: verdicts, exit statuses, and the same answers as the API and the batch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.gate import Gate
from service.api import create_app
from service.cli import main
from service.settings import Settings
from tests.api.test_api import ADDRESS, REVIEW


@pytest.fixture(autouse=True)
def _models(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=given)


@pytest.mark.parametrize(
    ("body", "flags", "status", "shown"),
    [
        (ADDRESS, [], 0, "ALLOW"),
        (REVIEW, [], 1, "BLOCK"),
        (REVIEW, ["--not-opted-out"], 0, "ALLOW"),
        (REVIEW, ["--reply"], 0, "ALLOW"),
        ("", [], 1, "BLOCK"),
    ],
)
def test_check(body: str, flags: list[str], status: int, shown: str) -> None:
    result = run("check", *flags, given=body)
    assert result.exit_code == status
    assert shown in result.output


def test_check_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "m.txt").write_text(ADDRESS)
    assert run("check", str(tmp_path / "m.txt")).exit_code == 0


def test_check_survives_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "m.bin").write_bytes(bytes(range(256)) * 10)
    result = run("check", str(tmp_path / "m.bin"))
    assert result.exit_code == 1
    assert "binary" in result.output


def test_errors_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = run("check", str(tmp_path / "nonesuch"))
    assert missing.exit_code == 2
    assert "cannot be read" in missing.output
    monkeypatch.setenv("SENDGATE_MODELS", str(tmp_path))
    untrained = run("check", given=ADDRESS)
    assert untrained.exit_code == 2
    assert "run `sendgate train`" in untrained.output
    monkeypatch.setenv("SENDGATE_MODLES", "x")
    assert "no setting" in run("check", given=ADDRESS).output


def test_version() -> None:
    assert run("--version").output.startswith("sendgate, version ")


@pytest.fixture(scope="module")
def client(gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(create_app(gate, Settings(records=tmp_path_factory.mktemp("records")))) as found:
        yield found


PIECES = st.lists(
    st.sampled_from([ADDRESS, REVIEW, "<p>Hi</p>", "Your order has shipped.", "\n", "é🎉", "Pick a day: {{slots}}"]),
    max_size=4,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, st.booleans(), st.booleans())
def test_every_way_of_asking_gives_the_same_answer(
    client: TestClient, pieces: list[str], opted_out: bool, reply: bool
) -> None:
    body = " ".join(pieces)
    request = {"body": body, "subject": "Order", "buyer_opted_out": opted_out, "in_reply_to_buyer": reply}
    single = client.post("/v1/check", json=request).json()
    batch = client.post("/v1/check/batch", json={"messages": [request]}).json()["results"][0]["answer"]
    flags = ["--opted-out" if opted_out else "--not-opted-out", *(["--reply"] if reply else [])]
    typed = json.loads(run("check", "--json", "--subject", "Order", *flags, given=body).output)
    assert _but_id(single) == _but_id(batch) == _but_id(typed)


def _but_id(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "id"}
