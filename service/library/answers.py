"""What is said of one message of a library: the columns it gains, and what a report shows beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.advice import without_blocking
from model.decide import decide
from model.gate import Gate
from model.judge import Judgement
from model.message import Message

Spoiling = tuple[str, int, int, str]  # field, start, end, topic of a sentence that blocks
Sendable = tuple[str, str, bool]  # subject, body, and whether that may be sent


class Answer(NamedTuple):
    """The columns of `service.library.columns.ADDED`; of a mixed message also what spoils it, and what is left."""

    topic: str
    topics: list[str]
    decision: str
    reason: str
    confidence: float
    error: str
    spoiling: Sequence[Spoiling] = ()
    sendable: Sendable | None = None

    @property
    def cells(self) -> tuple[str, list[str], str, str, float, str]:
        """The values of the added columns."""
        return self[:6]

    @property
    def freed(self) -> bool:
        """Whether the message may be sent when its spoiling sentences are taken out."""
        return self.sendable is not None and self.sendable[2]


def answers_to(gate: Gate, messages: Sequence[Message]) -> list[Answer]:
    """What is to be said of each of ``messages``, were it sent to a buyer who opted out."""
    judgements = gate.judge_all(messages)
    shorter = [_shorter(message, judgement) for message, judgement in zip(messages, judgements, strict=True)]
    left = iter(gate.judge_all([message for message in shorter if message is not None]))
    return [
        _answer(gate, judgement, None if part is None else (part.subject, part.body, next(left).outcome == "critical"))
        for judgement, part in zip(judgements, shorter, strict=True)
    ]


def _answer(gate: Gate, judgement: Judgement, sendable: Sendable | None) -> Answer:
    decision, reason = decide(judgement.outcome, opted_out=True, reply=False, policy=gate.policy)
    topics: list[str] = [topic.topic for topic in judgement.topics]
    return Answer(
        topic=topics[0] if topics else "",
        topics=topics,
        decision=decision,
        reason=reason,
        confidence=round(judgement.confidence, 4),
        error=judgement.problem if judgement.outcome == "unreadable" else "",
        spoiling=_spoiling(judgement),
        sendable=sendable,
    )


def failed(problem: str) -> Answer:
    """The answer to a row that holds no message; it blocks."""
    return Answer("", [], "block", "unreadable", 0.0, problem)


def _spoiling(judgement: Judgement) -> tuple[Spoiling, ...]:
    if judgement.outcome != "mixed":
        return ()
    found = (finding for finding in judgement.findings if finding.blocking)
    return tuple((each.sentence.field, each.sentence.start, each.sentence.end, each.topic) for each in found)


def _shorter(message: Message, judgement: Judgement) -> Message | None:
    """A mixed message without its spoiling sentences."""
    return without_blocking(message, judgement.findings) if judgement.outcome == "mixed" else None
