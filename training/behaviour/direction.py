"""Direction (CheckList, Ribeiro et al., 2020): one sentence more turns the verdict as it should."""

from __future__ import annotations

from collections.abc import Iterator

from model.gate import Gate
from model.labels import CRITICAL, TOPICS, Label
from model.message import Message
from training.behaviour.bars import LANGUAGE, TABLE, WEAK, Check, Demand, decided
from training.behaviour.tables import Specification

SPOILING = tuple(topic for topic in TOPICS if topic not in CRITICAL)


def one_sentence_more_blocks_it(gate: Gate, specification: Specification, topic: Label) -> Demand:
    """Messages that pass, each with each sentence of a topic that is not critical."""
    checks = [decided(gate, body, "block") for body in _spoiled(gate, specification, topic)]
    return Demand(f"{topic} added", checks, WEAK.get((specification.language, topic), TABLE))


def the_spoilers_block_together(gate: Gate, specification: Specification) -> Demand:
    """The same over all such topics."""
    checks = [decided(gate, body, "block") for body in _all_spoiled(gate, specification)]
    return Demand("any spoiler added", checks, WEAK.get((specification.language, "together"), LANGUAGE))


def without_the_marked_sentences_it_passes(gate: Gate, specification: Specification) -> Demand:
    """The rewrite that a blocked message is answered with may be sent."""
    checks = []
    for body in _all_spoiled(gate, specification):
        advice = gate.check(Message(body), opted_out=True).advice
        if advice and advice.rewrite:
            rewrite = advice.rewrite
            checks.append(Check(body, rewrite.decision == "allow", f"{rewrite.decision}: {rewrite.body!r}"))
    return Demand("marked sentences removed", checks, LANGUAGE)


def a_neutral_line_changes_nothing(gate: Gate, specification: Specification) -> Demand:
    """Messages that pass still do with a line that says nothing about the purpose."""
    bodies = (f"{body}\n{line}" for body in _passing(gate, specification) for line in specification.neutral)
    return Demand("a neutral line added", [decided(gate, body, "allow") for body in bodies], LANGUAGE)


def direction(gate: Gate, specification: Specification) -> Iterator[Demand]:
    """Every demand of this kind."""
    yield from (one_sentence_more_blocks_it(gate, specification, topic) for topic in SPOILING)
    yield the_spoilers_block_together(gate, specification)
    yield without_the_marked_sentences_it_passes(gate, specification)
    yield a_neutral_line_changes_nothing(gate, specification)


def _passing(gate: Gate, specification: Specification) -> list[str]:
    return [row.body for row in specification.rows_to("allow") if decided(gate, row.body, "allow").held]


def _spoiled(gate: Gate, specification: Specification, topic: Label) -> Iterator[str]:
    return (f"{body}\n{line}" for body in _passing(gate, specification) for line in specification.spoilers[topic])


def _all_spoiled(gate: Gate, specification: Specification) -> Iterator[str]:
    return (body for topic in SPOILING for body in _spoiled(gate, specification, topic))
