"""The API's contract: what goes in, what comes out, and an answer told in it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, model_validator

from model.advice import Advice as GateAdvice
from model.decide import OptedOut, Reason
from model.gate import Answer
from model.labels import Label, Verdict
from model.message import Field as MessageField
from model.message import Message
from model.read import MAX_CHARACTERS
from service.records.digests import normalised

_EXAMPLE: dict[str, Any] = {
    "subject": "About your order 113-4725189-7723461",
    "body": "Hi Maya,\n\nThe carrier sent your parcel back because the apartment number is missing. "
    "Could you tell us the full address?\n\nTom, Oak & Ink",
    "buyer_opted_out": True,
    "in_reply_to_buyer": False,
}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _named(name: str) -> str:
    if not normalised(name):
        raise ValueError("it names nobody")
    return name


# A buyer, a seller or an order, as the caller calls them: e-mail alias or id.
Name = Annotated[str, Field(min_length=1, max_length=320), AfterValidator(_named)]

# What `_somebody_knows` asks for, in the words of JSON Schema.
_SOMEBODY_KNOWS: list[Any] = [
    {"required": [name], "properties": {name: {"type": kind}}}
    for name, kind in (("buyer_opted_out", "boolean"), ("buyer", "string"))
]


class CheckRequest(_Model):
    """A message and whom it would go to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE], "anyOf": _SOMEBODY_KNOWS})

    body: Annotated[str, Field(max_length=MAX_CHARACTERS, description="The message, as text or HTML.")]
    subject: Annotated[str, Field(max_length=MAX_CHARACTERS, description="Its subject, if it has one.")] = ""
    buyer_opted_out: Annotated[
        StrictBool | None,
        Field(description="Whether the buyer opted out; left out, the ledger is asked."),
    ] = None
    buyer: Annotated[Name | None, Field(description="The buyer, as the ledger knows them: e-mail alias or id.")] = None
    seller: Annotated[
        Name | None, Field(description="The seller who writes; left out, opt-outs of any seller count.")
    ] = None
    order: Annotated[
        Name | None, Field(description="The order it is about; a notice on record may name no more than that.")
    ] = None
    in_reply_to_buyer: Annotated[
        StrictBool, Field(description="Whether it answers a message of the buyer's, in its thread.")
    ] = False

    @model_validator(mode="after")
    def _somebody_knows(self) -> CheckRequest:
        if self.buyer_opted_out is None and self.buyer is None:
            raise ValueError("say buyer_opted_out, or give the buyer so that the ledger is asked")
        return self

    @property
    def message(self) -> Message:
        """The message in it."""
        return Message(self.body, self.subject)


class Topic(_Model):
    """Something the message is about."""

    topic: Label
    critical: bool
    confidence: float


class Sentence(_Model):
    """One sentence: ``start`` and ``end`` are offsets in characters into the field as sent."""

    field: MessageField
    start: int
    end: int
    topic: Label
    confidence: float
    blocking: bool


class Rewrite(_Model):
    """The message without its spoiling sentences, and what that would be answered."""

    subject: str
    body: str
    decision: Verdict


class Advice(_Model):
    """What to do: how to send it, what to take out, or what to do instead."""

    steps: list[str]
    subject: str | None = None
    operation: str | None = None
    rewrite: Rewrite | None = None


class CheckAnswer(_Model):
    """May the message go to this buyer, and why."""

    id: str
    decision: Verdict
    reason: Reason
    explanation: str
    confidence: float
    topics: list[Topic]
    sentences: list[Sentence]
    advice: Advice | None
    opt_out: Annotated[bool | None, Field(description="Whether the buyer opted out; null where nobody could say.")]
    model: str
    policy: str


class Problem(_Model):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None


class BatchRequest(_Model):
    """Messages to check, each on its own. An item that is not a valid request gets an error in its place."""

    messages: list[Any] = Field(
        description="Requests as of /v1/check.", min_length=1, json_schema_extra={"examples": [[_EXAMPLE]]}
    )


class BatchItem(_Model):
    """One answer or one error."""

    answer: CheckAnswer | None = None
    error: Problem | None = None


class BatchAnswer(_Model):
    """One item a message, in order."""

    results: list[BatchItem]


_OPT_OUT: dict[OptedOut, bool | None] = {True: True, False: False, "not_on_record": False, "unavailable": None}


def answer_document(answer: Answer) -> dict[str, Any]:
    """``answer`` as the plain data that every way of asking gives."""
    return {
        "id": answer.id,
        "decision": answer.decision,
        "reason": answer.reason,
        "explanation": answer.explanation,
        "confidence": round(answer.confidence, 4),
        "topics": [
            {"topic": topic.topic, "critical": topic.critical, "confidence": round(topic.confidence, 4)}
            for topic in answer.topics
        ],
        "sentences": [
            {
                "field": finding.sentence.field,
                "start": finding.sentence.start,
                "end": finding.sentence.end,
                "topic": finding.topic,
                "confidence": round(finding.confidence, 4),
                "blocking": finding.blocking,
            }
            for finding in answer.findings
        ],
        "advice": None if answer.advice is None else _advice_document(answer.advice),
        "opt_out": _OPT_OUT[answer.opted_out],
        "model": answer.model,
        "policy": answer.policy,
    }


def _advice_document(advice: GateAdvice) -> dict[str, Any]:
    rewrite = advice.rewrite
    return {
        "steps": list(advice.steps),
        "subject": advice.subject,
        "operation": advice.operation,
        "rewrite": None
        if rewrite is None
        else {"subject": rewrite.subject, "body": rewrite.body, "decision": rewrite.decision},
    }
