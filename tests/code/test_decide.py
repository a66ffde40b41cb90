"""The truth table: every judgement × opted out × reply, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from model.decide import EXPLANATIONS, OptedOut, Reason, decide
from model.judge import Outcome
from model.policy import load_policy

POLICY = load_policy()

TABLE = [
    # outcome, opted out, reply, decision, reason
    ("critical", False, False, "allow", "not_opted_out"),
    ("critical", False, True, "allow", "not_opted_out"),
    ("critical", True, False, "allow", "critical_only"),
    ("critical", True, True, "allow", "reply_to_buyer"),
    ("mixed", False, False, "allow", "not_opted_out"),
    ("mixed", False, True, "allow", "not_opted_out"),
    ("mixed", True, False, "block", "mixed"),
    ("mixed", True, True, "allow", "reply_to_buyer"),
    ("not_critical", False, False, "allow", "not_opted_out"),
    ("not_critical", False, True, "allow", "not_opted_out"),
    ("not_critical", True, False, "block", "not_critical"),
    ("not_critical", True, True, "allow", "reply_to_buyer"),
    ("unsure", False, False, "allow", "not_opted_out"),
    ("unsure", False, True, "allow", "not_opted_out"),
    ("unsure", True, False, "block", "unsure"),
    ("unsure", True, True, "allow", "reply_to_buyer"),
    ("unreadable", False, False, "allow", "not_opted_out"),
    ("unreadable", False, True, "allow", "not_opted_out"),
    ("unreadable", True, False, "block", "unreadable"),
    ("unreadable", True, True, "allow", "reply_to_buyer"),
    ("unsupported_language", False, False, "allow", "not_opted_out"),
    ("unsupported_language", False, True, "allow", "not_opted_out"),
    ("unsupported_language", True, False, "block", "unsupported_language"),
    ("unsupported_language", True, True, "allow", "reply_to_buyer"),
    ("critical", "not_on_record", False, "allow", "not_on_record"),
    ("critical", "not_on_record", True, "allow", "not_on_record"),
    ("critical", "unavailable", False, "block", "ledger_unavailable"),
    ("critical", "unavailable", True, "block", "ledger_unavailable"),
    ("mixed", "not_on_record", False, "allow", "not_on_record"),
    ("mixed", "not_on_record", True, "allow", "not_on_record"),
    ("mixed", "unavailable", False, "block", "ledger_unavailable"),
    ("mixed", "unavailable", True, "block", "ledger_unavailable"),
    ("not_critical", "not_on_record", False, "allow", "not_on_record"),
    ("not_critical", "not_on_record", True, "allow", "not_on_record"),
    ("not_critical", "unavailable", False, "block", "ledger_unavailable"),
    ("not_critical", "unavailable", True, "block", "ledger_unavailable"),
    ("unsure", "not_on_record", False, "allow", "not_on_record"),
    ("unsure", "not_on_record", True, "allow", "not_on_record"),
    ("unsure", "unavailable", False, "block", "ledger_unavailable"),
    ("unsure", "unavailable", True, "block", "ledger_unavailable"),
    ("unreadable", "not_on_record", False, "allow", "not_on_record"),
    ("unreadable", "not_on_record", True, "allow", "not_on_record"),
    ("unreadable", "unavailable", False, "block", "ledger_unavailable"),
    ("unreadable", "unavailable", True, "block", "ledger_unavailable"),
    ("unsupported_language", "not_on_record", False, "allow", "not_on_record"),
    ("unsupported_language", "not_on_record", True, "allow", "not_on_record"),
    ("unsupported_language", "unavailable", False, "block", "ledger_unavailable"),
    ("unsupported_language", "unavailable", True, "block", "ledger_unavailable"),
]


@pytest.mark.parametrize(("outcome", "opted_out", "reply", "decision", "reason"), TABLE)
def test_truth_table(outcome: Outcome, opted_out: OptedOut, reply: bool, decision: str, reason: str) -> None:
    assert decide(outcome, opted_out=opted_out, reply=reply, policy=POLICY) == (decision, reason)


def test_the_table_has_every_row() -> None:
    rows = {(outcome, opted_out, reply) for outcome, opted_out, reply, _, _ in TABLE}
    assert rows == set(product(get_args(Outcome), (False, True, "not_on_record", "unavailable"), (False, True)))


def test_a_policy_without_the_reply_exemption_judges_replies_too() -> None:
    strict = replace(POLICY, replies_exempt=False)
    assert decide("mixed", opted_out=True, reply=True, policy=strict) == ("block", "mixed")


def test_every_reason_is_explained() -> None:
    assert set(EXPLANATIONS) == set(get_args(Reason))
