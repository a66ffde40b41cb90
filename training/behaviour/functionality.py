"""Minimum functionality (CheckList, Ribeiro et al., 2020): plain messages come out as the tables say."""

from __future__ import annotations

from collections.abc import Iterator

from model.gate import Gate
from model.labels import TOPICS, Label
from model.message import Message
from training.behaviour.bars import BLOCKED, LANGUAGE, TABLE, Check, Demand, decided
from training.behaviour.tables import Row, Specification


def a_table_holds(gate: Gate, specification: Specification, topic: Label) -> Demand:
    """The rows of one topic: their verdicts, and that the topic is found."""
    return Demand(topic, [_comes_out(gate, row) for row in specification.tables[topic]], TABLE)


def the_tables_hold_together(gate: Gate, specification: Specification) -> Demand:
    """All rows of a language."""
    return Demand("all tables", [_comes_out(gate, row) for row in specification.rows], LANGUAGE)


def what_must_be_blocked_is_blocked(gate: Gate, specification: Specification) -> Demand:
    """The rows where an error is the costly one, whatever topic is found."""
    checks = [decided(gate, row.body, "block") for row in specification.rows_to("block")]
    return Demand("what must be blocked", checks, BLOCKED)


def functionality(gate: Gate, specification: Specification) -> Iterator[Demand]:
    """Every demand of this kind."""
    yield from (a_table_holds(gate, specification, topic) for topic in TOPICS)
    yield the_tables_hold_together(gate, specification)
    yield what_must_be_blocked_is_blocked(gate, specification)


def _comes_out(gate: Gate, row: Row) -> Check:
    answer = gate.check(Message(row.body), opted_out=True)
    topics = [topic.topic for topic in answer.topics]
    held = answer.decision == row.verdict and row.topic in topics
    return Check(row.body, held, f"{answer.decision} ({answer.reason}), topics: {', '.join(topics) or 'none'}")
