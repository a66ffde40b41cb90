"""The ledger: who counts as opted out, for whom, and what recording twice does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.records.ledger import OptOut, Question
from service.records.records import Records

OUT, CLEAR = True, "not_on_record"


@pytest.mark.parametrize(
    ("recorded", "asked", "standing"),
    [
        # of the whole marketplace: out for every seller
        (OptOut("maya"), Question("maya"), OUT),
        (OptOut("maya"), Question("maya", seller="oak"), OUT),
        (OptOut("maya"), Question("tom"), CLEAR),
        # of one seller: out for that one, and for whoever does not say which they are
        (OptOut("maya", seller="oak"), Question("maya", seller="oak"), OUT),
        (OptOut("maya", seller="oak"), Question("maya", seller="OAK "), OUT),
        (OptOut("maya", seller="oak"), Question("maya", seller="ink"), CLEAR),
        (OptOut("maya", seller="oak"), Question("maya"), OUT),
        # a notice that names no more than the order
        (OptOut("002-1234567-1234567"), Question("maya", order="002-1234567-1234567"), OUT),
        (OptOut("002-1234567-1234567"), Question("maya", order="002-1234567-7654321"), CLEAR),
        (OptOut("002-1234567-1234567"), Question("maya"), CLEAR),
        # however the buyer is spelled
        (OptOut("Maya L <x7@marketplace.example>"), Question("X7+more@Marketplace.example"), OUT),
    ],
)
def test_who_counts(records: Records, recorded: OptOut, asked: Question, standing: object) -> None:
    records.ledger.add([recorded])
    assert records.ledger.standings([asked]) == [standing]
    assert bool(records.ledger.find(asked)) == (standing is OUT)


def test_an_entry_keeps_its_reason_source_and_time(records: Records) -> None:
    when = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    [entry] = records.ledger.add([OptOut("maya", "oak", "unsubscribed", "tool", when)])
    assert (entry.scope, entry.reason, entry.source, entry.time, entry.new) == (
        "seller", "unsubscribed", "tool", when, True,
    )  # fmt: skip
    kept = records.ledger.get(entry.id)
    assert kept is not None
    assert (kept.scope, kept.reason, kept.source, kept.time) == ("seller", "unsubscribed", "tool", when)


def test_the_same_opt_out_twice_is_one(records: Records) -> None:
    first, second, other = records.ledger.add([OptOut("maya"), OptOut("MAYA"), OptOut("maya", "oak")])
    [again] = records.ledger.add([OptOut("maya", reason="asked")])
    assert first.id == second.id == again.id != other.id
    assert [first.new, second.new, other.new, again.new] == [True, False, True, False]
    assert again.reason == first.reason


def test_who_is_taken_off_may_be_written_to(records: Records) -> None:
    [entry] = records.ledger.add([OptOut("maya")])
    assert records.ledger.remove(entry.id)
    assert not records.ledger.remove(entry.id)
    assert records.ledger.get(entry.id) is None
    assert records.ledger.standings([Question("maya")]) == [CLEAR]


def test_many_are_recorded_asked_for_and_listed(records: Records) -> None:
    entries = records.ledger.add([OptOut(f"buyer {number}") for number in range(1_200)])
    standings = records.ledger.standings([Question(f"buyer {number}") for number in range(1_300)])
    assert standings == [OUT] * 1_200 + [CLEAR] * 100
    assert [entry.id for entry in records.ledger.all()] == sorted(entry.id for entry in entries)
    assert records.ledger.add([]) == []
    assert records.ledger.standings([]) == []
