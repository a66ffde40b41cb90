"""Minimum functionality (CheckList, Ribeiro et al., 2020): plain messages come out as the tables say."""

from __future__ import annotations

import pytest

from model.gate import Gate
from model.labels import TOPICS, Label, verdict_of
from tests.behaviour.requiring import every_language, require
from training.behaviour.functionality import (
    a_table_holds,
    the_tables_hold_together,
    what_must_be_blocked_is_blocked,
)
from training.behaviour.tables import SPECIFICATIONS, Specification
from training.corpus import LANGUAGES, Corpus


@every_language
@pytest.mark.parametrize("topic", TOPICS)
def test_a_table_holds(gate: Gate, specification: Specification, topic: Label) -> None:
    require(a_table_holds(gate, specification, topic))


@every_language
def test_the_tables_of_a_language_hold_together(gate: Gate, specification: Specification) -> None:
    require(the_tables_hold_together(gate, specification))


@every_language
def test_what_must_be_blocked_is_blocked(gate: Gate, specification: Specification) -> None:
    require(what_must_be_blocked_is_blocked(gate, specification))


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
