"""What to do with a message: how to send it, what to take out, or what to do instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from model.judge import Finding, Judgement
from model.labels import Verdict
from model.message import Field, Message
from model.policy import Policy
from model.read import well_formed

_TAG = re.compile(r"<[^<>]*>")
_GAPS = re.compile(r"[ \t]+(?=\n)|(?<=\n)[ \t]+\Z")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The message without its spoiling sentences, and what it would be answered."""

    subject: str
    body: str
    decision: Verdict


@dataclass(frozen=True, slots=True)
class Advice:
    """``steps`` in words; ``subject`` and ``operation`` to send with; ``rewrite`` where parts spoil the rest."""

    steps: tuple[str, ...]
    subject: str | None = None
    operation: str | None = None
    rewrite: Rewrite | None = None


def sending_advice(judgement: Judgement, policy: Policy) -> Advice:
    """How a critical message is sent to a buyer who opted out."""
    sending = policy.sending
    critical = [topic.topic for topic in judgement.topics if topic.topic in policy.critical_topics]
    operation = sending.operations[critical[0]] if critical else None
    return Advice((sending.channel, sending.limit_to), subject=sending.subject, operation=operation)


def asking_again() -> Advice:
    """What to do where nobody can say whether the buyer opted out."""
    return Advice(("Ask again when the ledger answers, or say yourself whether the buyer opted out.",))


def blocking_advice(judgement: Judgement, policy: Policy, rewrite: Rewrite | None) -> Advice:
    """What to do instead of sending a message that is blocked."""
    if judgement.outcome in {"unreadable", "unsupported_language"}:
        return Advice((judgement.problem,) if judgement.problem else ("Send it in a language the model knows.",))
    steps = [policy.instead[topic.topic] for topic in judgement.topics if topic.topic in policy.instead]
    if judgement.outcome == "mixed":
        steps.insert(0, "Take out the marked sentences and send only what is needed to complete the order.")
    if judgement.outcome == "unsure":
        steps.insert(0, judgement.problem or "Say plainly what the buyer must answer, and nothing else.")
    return Advice(tuple(dict.fromkeys(steps)), rewrite=rewrite)


def without_blocking(message: Message, findings: Sequence[Finding]) -> Message | None:
    """``message`` less its blocking sentences; None where there are none or nothing would be left."""
    blocking = [finding.sentence for finding in findings if finding.blocking]
    if not blocking or len(blocking) == len(findings):
        return None
    spans: dict[Field, list[tuple[int, int]]] = {"subject": [], "body": []}
    for sentence in blocking:
        spans[sentence.field].append((sentence.start, sentence.end))
    return Message(
        body=_without(well_formed(message.body), spans["body"]),
        subject=_without(well_formed(message.subject), spans["subject"]),
    )


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` less ``spans``; markup inside them stays, so that HTML stays whole."""
    if not spans:
        return text
    kept, position = [], 0
    for start, end in sorted(spans):
        if text[start:end] == "<":  # it was thrown out of a table and joined to other text: it has no place of its own
            continue
        kept.append(text[position:start])
        kept.append("".join(_TAG.findall(text[start:end])))
        position = max(position, end)
    kept.append(text[position:])
    return _BLANK_LINES.sub("\n\n", _GAPS.sub("", "".join(kept))).strip()
