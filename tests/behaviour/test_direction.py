"""Direction (CheckList, Ribeiro et al., 2020): one sentence more, or another buyer, turns the verdict as it should."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from model.gate import Answer, Gate
from model.labels import CRITICAL, TOPICS, Label
from model.message import Message
from tests.behaviour.bars import LANGUAGE, TABLE, WEAK, Check, require
from tests.behaviour.tables import SPECIFICATIONS, Specification

SPOILING = tuple(topic for topic in TOPICS if topic not in CRITICAL)

every_language = pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda given: given.language)


def check(gate: Gate, body: str) -> Answer:
    return gate.check(Message(body), opted_out=True)


def allowed(gate: Gate, specification: Specification) -> list[str]:
    """The messages of the critical tables that pass as they are."""
    return [row.body for row in specification.rows_to("allow") if check(gate, row.body).decision == "allow"]


def spoiled(gate: Gate, specification: Specification, topic: Label) -> Iterator[str]:
    """Each of them with each sentence of a topic that is not critical."""
    return (f"{body}\n{line}" for body in allowed(gate, specification) for line in specification.spoilers[topic])


def blocked(gate: Gate, body: str) -> Check:
    answer = check(gate, body)
    return Check(body, answer.decision == "block", answer.reason)


@every_language
@pytest.mark.parametrize("topic", SPOILING)
def test_one_sentence_more_blocks_it(gate: Gate, specification: Specification, topic: Label) -> None:
    bar = WEAK.get((specification.language, topic), TABLE)
    require([blocked(gate, body) for body in spoiled(gate, specification, topic)], bar)


@every_language
def test_the_spoilers_of_a_language_block_together(gate: Gate, specification: Specification) -> None:
    bar = WEAK.get((specification.language, "together"), LANGUAGE)
    require([blocked(gate, body) for topic in SPOILING for body in spoiled(gate, specification, topic)], bar)


@every_language
def test_without_the_sentences_marked_it_is_allowed_again(gate: Gate, specification: Specification) -> None:
    checks = []
    for body in (body for topic in SPOILING for body in spoiled(gate, specification, topic)):
        advice = check(gate, body).advice
        rewrite = advice.rewrite if advice else None
        if rewrite:
            checks.append(Check(body, rewrite.decision == "allow", f"{rewrite.decision}: {rewrite.body!r}"))
    require(checks, LANGUAGE)


@every_language
def test_a_neutral_line_more_changes_nothing(gate: Gate, specification: Specification) -> None:
    answers = [
        (f"{body}\n{line}", check(gate, f"{body}\n{line}"))
        for body in allowed(gate, specification)
        for line in specification.neutral
    ]
    require([Check(body, answer.decision == "allow", answer.reason) for body, answer in answers], LANGUAGE)


@every_language
@pytest.mark.parametrize(
    ("opted_out", "reply", "reason"), [(True, True, "reply_to_buyer"), (False, False, "not_opted_out")]
)
def test_whom_nothing_protects_may_be_written_anything(
    gate: Gate, specification: Specification, opted_out: bool, reply: bool, reason: str
) -> None:
    for row in specification.rows:
        answer = gate.check(Message(row.body), opted_out=opted_out, reply=reply)
        assert (answer.decision, answer.reason) == ("allow", reason), row.body
