"""Minimum functionality (CheckList, Ribeiro et al., 2020): plain messages come out as the tables say."""

from __future__ import annotations

import pytest

from model.gate import Gate
from model.labels import TOPICS, Label, verdict_of
from model.message import Message
from tests.behaviour.bars import BLOCKED, LANGUAGE, TABLE, Check, require
from tests.behaviour.tables import SPECIFICATIONS, Row, Specification
from training.corpus import LANGUAGES, Corpus

every_language = pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda given: given.language)


def comes_out(gate: Gate, row: Row) -> Check:
    answer = gate.check(Message(row.body), opted_out=True)
    topics = [topic.topic for topic in answer.topics]
    held = answer.decision == row.verdict and row.topic in topics
    return Check(row.body, held, f"{answer.decision} ({answer.reason}), topics: {', '.join(topics) or 'none'}")


@every_language
@pytest.mark.parametrize("topic", TOPICS)
def test_a_table_holds(gate: Gate, specification: Specification, topic: Label) -> None:
    require([comes_out(gate, row) for row in specification.tables[topic]], TABLE)


@every_language
def test_the_tables_of_a_language_hold_together(gate: Gate, specification: Specification) -> None:
    require([comes_out(gate, row) for row in specification.rows], LANGUAGE)


@every_language
def test_what_must_be_blocked_is_blocked(gate: Gate, specification: Specification) -> None:
    checks = [(row, gate.check(Message(row.body), opted_out=True)) for row in specification.rows_to("block")]
    require([Check(row.body, answer.decision == "block", answer.reason) for row, answer in checks], BLOCKED)


def test_every_language_has_tables() -> None:
    assert {specification.language for specification in SPECIFICATIONS} == set(LANGUAGES)


@every_language
def test_the_tables_say_what_the_policy_says(specification: Specification) -> None:
    assert all(len(table) >= 8 for table in specification.tables.values())
    assert all(row.verdict == verdict_of({row.topic}) for row in specification.rows)
    assert set(specification.spoilers) == {topic for topic in TOPICS if verdict_of({topic}) == "block"}


def test_no_row_was_learnt(corpus: Corpus) -> None:
    learnt = {example.message.body.strip() for example in [*corpus.training, *corpus.contrast, *corpus.phrases]}
    assert [row.body for specification in SPECIFICATIONS for row in specification.rows if row.body in learnt] == []
