"""Direction (CheckList, Ribeiro et al., 2020): one sentence more, or another buyer, turns the verdict as it should."""

from __future__ import annotations

import pytest

from model.gate import Gate
from model.labels import Label
from model.message import Message
from tests.behaviour.requiring import every_language, require
from training.behaviour.direction import (
    SPOILING,
    a_neutral_line_changes_nothing,
    one_sentence_more_blocks_it,
    the_spoilers_block_together,
    without_the_marked_sentences_it_passes,
)
from training.behaviour.tables import Specification


@every_language
@pytest.mark.parametrize("topic", SPOILING)
def test_one_sentence_more_blocks_it(gate: Gate, specification: Specification, topic: Label) -> None:
    require(one_sentence_more_blocks_it(gate, specification, topic))


@every_language
def test_the_spoilers_of_a_language_block_together(gate: Gate, specification: Specification) -> None:
    require(the_spoilers_block_together(gate, specification))


@every_language
def test_without_the_sentences_marked_it_is_allowed_again(gate: Gate, specification: Specification) -> None:
    require(without_the_marked_sentences_it_passes(gate, specification))


@every_language
def test_a_neutral_line_more_changes_nothing(gate: Gate, specification: Specification) -> None:
    require(a_neutral_line_changes_nothing(gate, specification))


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
