"""The gate: one question in, one answer with its reasons out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from model.advice import Advice, Rewrite, asking_again, blocking_advice, sending_advice, without_blocking
from model.artefact import Artefact, read_artefact
from model.decide import EXPLANATIONS, OptedOut, Reason, decide
from model.judge import Finding, Judge, Judgement, Topic
from model.labels import Verdict
from model.memory import Lookups
from model.message import Message
from model.policy import DEFAULT, Policy, load_policy


class Question(NamedTuple):
    """A message, and what is known of the buyer it is to go to."""

    message: Message
    opted_out: OptedOut
    reply: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a message may go to a buyer, and everything that led to it."""

    id: str
    decision: Verdict
    reason: Reason
    explanation: str
    confidence: float
    unknown_words: float | None
    topics: tuple[Topic, ...]
    findings: tuple[Finding, ...]
    advice: Advice | None
    opted_out: OptedOut
    model: str
    policy: str


def judge_of(artefact: Artefact) -> Judge:
    """The judge that a version is."""
    manifest = artefact.manifest
    return Judge(artefact.parameters, manifest.threshold, manifest.languages, manifest.thresholds)


class Gate:
    """Answers with one model version and one policy."""

    def __init__(self, artefact: Artefact, policy: Policy) -> None:
        manifest = artefact.manifest
        self._judge = judge_of(artefact)
        self.policy = policy
        self.manifest = manifest

    @classmethod
    def open(cls, folder: Path, policy: str = DEFAULT) -> Gate:
        """A gate with the model version in ``folder``. Raises BrokenArtefact or BadPolicy."""
        return cls(read_artefact(folder), load_policy(policy))

    @property
    def lookups(self) -> Lookups:
        """How often what its model remembers was of use."""
        return self._judge.lookups

    def knows(self, word: str) -> bool:
        """Whether the corpus has ``word``, in lower case."""
        return self._judge.knows(word)

    def judge(self, message: Message) -> Judgement:
        """What ``message`` is about, whoever it goes to."""
        return self._judge.judge(message)

    def judge_all(self, messages: Sequence[Message]) -> list[Judgement]:
        """What each of ``messages`` is about, sooner than one by one."""
        return self._judge.judge_all(messages)

    def check(self, message: Message, *, opted_out: OptedOut, reply: bool = False) -> Answer:
        """May ``message`` go to a buyer who ``opted_out`` (or of whom this is known), as a ``reply`` to one or not?"""
        return self.check_all([Question(message, opted_out, reply)])[0]

    def check_all(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers to ``questions``, in order, sooner than one by one."""
        judgements = self._judge.judge_all([question.message for question in questions])
        return [self._answer(*each) for each in zip(questions, judgements, strict=True)]

    def _answer(self, question: Question, judgement: Judgement) -> Answer:
        message, opted_out, reply = question
        decision, reason = decide(judgement.outcome, opted_out=opted_out, reply=reply, policy=self.policy)
        return Answer(
            id=uuid4().hex,
            decision=decision,
            reason=reason,
            explanation=EXPLANATIONS[reason],
            confidence=judgement.confidence,
            unknown_words=judgement.unknown_words,
            topics=judgement.topics,
            findings=judgement.findings,
            advice=self._advice(message, judgement, reason),
            opted_out=opted_out,
            model=self.manifest.version,
            policy=self.policy.id,
        )

    def _advice(self, message: Message, judgement: Judgement, reason: Reason) -> Advice | None:
        if reason in {"not_opted_out", "not_on_record", "reply_to_buyer"}:
            return None
        if reason == "ledger_unavailable":
            return asking_again()
        if reason == "critical_only":
            return sending_advice(judgement, self.policy)
        return blocking_advice(judgement, self.policy, self._rewrite(message, judgement))

    def _rewrite(self, message: Message, judgement: Judgement) -> Rewrite | None:
        """The sendable part of a mixed message and what it would be answered."""
        shorter = without_blocking(message, judgement.findings) if judgement.outcome == "mixed" else None
        if shorter is None:
            return None
        outcome = self._judge.judge(shorter).outcome
        decision, _ = decide(outcome, opted_out=True, reply=False, policy=self.policy)
        return Rewrite(shorter.subject, shorter.body, decision)
