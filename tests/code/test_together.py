"""Many messages judged in one pass are judged as one by one, and what is remembered changes no answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from model.artefact import Artefact, read_artefact
from model.decide import OptedOut
from model.gate import Gate, Question, judge_of
from model.judge import Judgement
from model.memory import Memory
from model.message import Message
from model.policy import DEFAULT, load_policy
from model.store import current_version
from service.library.answers import Answer, answers_to
from training.corpus import Example


@pytest.fixture(scope="module")
def artefact(models: Path) -> Artefact:
    return read_artefact(current_version(models))


@pytest.fixture(scope="module")
def messages(evaluation_set: list[Example]) -> list[Message]:
    odd = [Message(""), Message("?!"), Message("\x00\x01\x02"), Message("a " * 500), Message("Это не наш язык, " * 5)]
    return [message for example in evaluation_set[::4] for message in (example.message, *odd[:1])] + odd


def said(judgement: Judgement) -> tuple[object, ...]:
    findings = [(finding.sentence, finding.topic, finding.blocking) for finding in judgement.findings]
    return judgement.outcome, judgement.problem, [topic.topic for topic in judgement.topics], findings


def sure(judgement: Judgement) -> list[float]:
    parts = (*judgement.topics, *judgement.findings)
    return [judgement.confidence, *(part.confidence for part in parts)]


def test_together_as_one_by_one(artefact: Artefact, messages: list[Message]) -> None:
    alone, together = judge_of(artefact), judge_of(artefact)
    for one, among_others in zip(map(alone.judge, messages), together.judge_all(messages), strict=True):
        assert said(one) == said(among_others)
        assert sure(one) == pytest.approx(sure(among_others), abs=1e-12)


def test_an_answer_does_not_depend_on_what_it_is_asked_with(artefact: Artefact, messages: list[Message]) -> None:
    def answers(parts: Sequence[Sequence[Message]]) -> list[Answer]:
        gate = Gate(artefact, load_policy(DEFAULT))
        return [answer for part in parts for answer in answers_to(gate, part)]

    one_by_one = answers([[message] for message in messages])
    assert one_by_one == answers([messages])
    assert one_by_one == answers([messages[:7], messages[7:200], messages[200:]])
    assert {answer.reason for answer in one_by_one} >= {"critical_only", "mixed", "not_critical", "unreadable"}


def test_what_is_remembered_is_worked_out_once_and_bounded() -> None:
    worked: list[list[str]] = []

    def lengths(keys: Sequence[str]) -> list[int]:
        worked.append(list(keys))
        return [len(key) for key in keys]

    memory = Memory(lengths, limit=3)
    assert memory.of(["a", "bb", "a"]) == [1, 2, 1]
    assert memory.of(["bb", "ccc"]) == [2, 3]
    assert memory.of(["dddd", "a"]) == [4, 1]  # one too many: what was kept is forgotten
    assert memory.of(["bb"]) == [2]
    assert worked == [["a", "bb"], ["ccc"], ["dddd", "a"], ["bb"]]
    assert memory.lookups == (2, 6)


def test_questions_are_answered_together_as_one_by_one(artefact: Artefact, messages: list[Message]) -> None:
    gate = Gate(artefact, load_policy(DEFAULT))
    flags: list[tuple[OptedOut, bool]] = [(True, False), (False, False), (True, True), ("not_on_record", False)]
    questions = [Question(message, *flags[i % len(flags)]) for i, message in enumerate(messages)]
    alone = [gate.check(message, opted_out=opted_out, reply=reply) for message, opted_out, reply in questions]
    for one, among_others in zip(alone, gate.check_all(questions), strict=True):
        assert (one.decision, one.reason, one.opted_out) == (
            among_others.decision,
            among_others.reason,
            among_others.opted_out,
        )
        assert one.advice == among_others.advice
