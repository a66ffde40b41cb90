"""Masked texts that the model was unsure of: what is kept, for how long, and that nobody's answer depends on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from sqlalchemy import text, update

from model.gate import Answer, Gate
from model.message import Message
from service.api import create_app
from service.cli import main
from service.records.records import Records
from service.records.tables import unsure
from service.records.unsure import Unsure, is_unsure
from service.settings import Settings

DOUBTFUL = "Hello Zbigniew, the thing about order 302-8823411-9982331 is somewhat like that, zbig@mail.example."
SURE = "Would you leave us a review?"


@pytest.fixture
def answer(gate: Gate) -> Answer:
    found = gate.check(Message(DOUBTFUL), opted_out=True)
    assert is_unsure(found)
    return found


def bodies(records: Records) -> list[str]:
    return [kept.body for kept in records.unsure.all()]


def test_a_text_is_kept_once_and_the_latest_stay(settings: Settings, answer: Answer) -> None:
    with Records.open(replace(settings, unsure_most=3)) as records:
        for number in (1, 1, 2, 3, 4):
            records.unsure.write([Unsure(Message(f"text {number}"), answer)])
        assert bodies(records) == ["text 2", "text 3", "text 4"]


def test_what_is_too_old_is_neither_told_nor_kept(records: Records, answer: Answer) -> None:
    records.unsure.write([Unsure(Message("old"), answer)])
    with records.databases[0].transaction() as connection:
        connection.execute(update(unsure).values(time=answer_time(records) - timedelta(days=91)))
    assert bodies(records) == []
    records.unsure.write([Unsure(Message("new"), answer)])
    assert records.unsure.prune() == 1


def answer_time(records: Records) -> datetime:
    return next(iter(records.unsure.all())).time


def test_the_service_keeps_what_it_was_unsure_of_masked(gate: Gate, settings: Settings) -> None:
    with TestClient(create_app(gate, replace(settings, keep_unsure=True))) as client:
        for body in (DOUBTFUL, SURE, DOUBTFUL, "", "12345"):
            client.post("/v1/check", json={"body": body, "buyer_opted_out": True})
    with Records.open(settings) as records:
        [kept] = records.unsure.all()
        with records.databases[0].transaction() as connection:
            row = " ".join(str(cell) for cell in connection.execute(text("SELECT subject, body FROM unsure")).one())
    assert kept.body == row.strip()
    assert kept.body.startswith("Hello [name], the thing about order 111-1111111-1111111")
    assert "zbig" not in kept.body.lower()


def test_without_consent_nothing_is_kept(gate: Gate, settings: Settings) -> None:
    with TestClient(create_app(gate, settings)) as client:
        client.post("/v1/check", json={"body": DOUBTFUL, "buyer_opted_out": True})
    with Records.open(settings) as records:
        assert bodies(records) == []


def test_an_answer_is_given_though_its_text_cannot_be_kept(gate: Gate, settings: Settings) -> None:
    app = create_app(gate, replace(settings, keep_unsure=True))
    with Records.open(settings) as records, records.databases[0].transaction() as connection:
        connection.execute(text("DROP TABLE unsure"))
    with TestClient(app) as client:
        assert client.post("/v1/check", json={"body": DOUBTFUL, "buyer_opted_out": True}).status_code == 200


def test_the_commands_show_and_delete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path))
    with Records.open(Settings(records=tmp_path)) as records:
        records.unsure.write([Unsure(Message("Hello", "Hi"), answer)])

    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["unsure", *arguments]).output

    document = json.loads(run("export"))
    assert (document["subject"], document["body"], document["model"]) == ("Hi", "Hello", answer.model)
    assert run("prune", "--older-than", "1h") == "0 texts deleted\n"
    assert "say --older-than AGE, or --all" in run("prune")
    assert run("prune", "--all") == "1 texts deleted\n"
