"""The journal: what is kept of a decision, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from model.gate import Gate
from model.message import Message
from service.records import journal as journal_module
from service.records.journal import Decision
from service.records.records import Records

NOW = datetime(2026, 6, 1, tzinfo=UTC)
KEPT = Decision("a" * 32, NOW, "b" * 32, None, "block", "mixed", 0.75, "address_issue promotion", "m1", "p@1")


def test_a_decision_comes_back_as_it_was_written(records: Records) -> None:
    named = replace(KEPT, id="c" * 32, buyer="d" * 32, topics="")
    records.journal.write([KEPT, named])
    assert records.journal.get(KEPT.id) == KEPT
    assert records.journal.get(named.id) == named
    assert records.journal.get("nonesuch") is None


def test_nothing_of_message_or_buyer_can_be_read_in_it(records: Records, gate: Gate) -> None:
    answer = gate.check(Message("Could you send us the flat number, Maya?", "Subject"), opted_out=True)
    records.journal.write([records.journal.record_of(answer, Message("flat number", "Subject"), "maya@example.org")])
    with records.databases[0].transaction() as connection:
        row = " ".join(str(cell) for cell in connection.execute(text("SELECT * FROM decisions")).one())
    assert answer.id in row
    assert [word for word in ("flat", "Subject", "maya", "example") if word in row.lower()] == []


def test_the_same_text_and_buyer_have_the_same_digests(records: Records, gate: Gate) -> None:
    answer = gate.check(Message("Hello"), opted_out=True)
    one = records.journal.record_of(answer, Message("Hello"), "Maya@example.org")
    same = records.journal.record_of(answer, Message("Hello"), "maya@example.org")
    moved = records.journal.record_of(answer, Message("", "Hello"), "tom@example.org")
    assert (one.message, one.buyer) == (same.message, same.buyer)
    assert one.message != moved.message
    assert one.buyer != moved.buyer


def test_pruning_deletes_what_is_older_and_nothing_else(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "_PRUNED_AT_ONCE", 3)
    records.journal.write([replace(KEPT, id=f"{age:032}", time=NOW - timedelta(days=age)) for age in range(20)])
    assert records.journal.prune(NOW - timedelta(days=9)) == 10
    assert [age for age in range(20) if records.journal.get(f"{age:032}")] == list(range(10))
    assert records.journal.prune(NOW - timedelta(days=9)) == 0
