"""Corrections over HTTP: a message and what it should have been found to be."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from model.labels import NEUTRAL, Label
from model.message import Field as MessageField
from model.message import Message
from model.read import MAX_CHARACTERS
from service.records.corrections import Correction, Corrections, Labels, SentenceLabel
from service.routes.responses import GUARDED, problems

_NO_NUL = r"^[^\x00]*$"  # what PostgreSQL takes no text with
_EXAMPLE: dict[str, Any] = {
    "subject": "About your order",
    "body": "Please pick a delivery day. Would you leave us a review?",
    "sentences": [
        {"field": "body", "start": 0, "end": 27, "label": "delivery_scheduling"},
        {"field": "body", "start": 28, "end": 56, "label": "review_request"},
    ],
    "source": "content team",
}
# The first thing that `_says_something_true_of_the_text` asks for, in the words of JSON Schema.
_SAYS_SOMETHING: list[Any] = [
    {"required": ["topics"], "properties": {"topics": {"type": "array"}}},
    {"required": ["sentences"], "properties": {"sentences": {"minItems": 1}}},
]


class SentenceCorrection(BaseModel):
    """The right label of the characters from ``start`` to ``end`` of a field."""

    model_config = ConfigDict(extra="forbid")

    field: MessageField
    start: Annotated[int, Field(ge=0, strict=True)]
    end: Annotated[int, Field(ge=1, strict=True)]
    label: Label


class CorrectionRequest(BaseModel):
    """A message with its right labels: its topics, or those of its sentences, or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE], "anyOf": _SAYS_SOMETHING})

    body: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS, pattern=_NO_NUL)]
    subject: Annotated[str, Field(max_length=MAX_CHARACTERS, pattern=_NO_NUL)] = ""
    topics: Annotated[list[Label] | None, Field(max_length=16, description="Empty: the message has none.")] = None
    sentences: Annotated[list[SentenceCorrection], Field(max_length=1000)] = []
    source: Annotated[
        str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="Who says so.")
    ]

    @model_validator(mode="after")
    def _says_something_true_of_the_text(self) -> CorrectionRequest:
        if self.topics is None and not self.sentences:
            raise ValueError("give topics or sentences, whichever you know")
        if self.topics is not None and NEUTRAL in self.topics:
            raise ValueError("neutral is no topic; leave topics empty for a message without any")
        ends = {"subject": len(self.subject), "body": len(self.body)}
        for at, one in enumerate(self.sentences):
            if not one.start < one.end <= ends[one.field]:
                raise ValueError(
                    f"sentence {at} must lie within the {one.field}, which has {ends[one.field]} characters"
                )
        return self

    @property
    def message(self) -> Message:
        """The message in it."""
        return Message(self.body, self.subject)

    @property
    def labels(self) -> Labels:
        """The labels in it."""
        return Labels(
            topics=None if self.topics is None else tuple(self.topics),
            sentences=tuple(SentenceLabel(one.field, one.start, one.end, one.label) for one in self.sentences),
        )


class CorrectionAnswer(BaseModel):
    """What is on record: ``new`` is false where the same correction stood there before."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: str
    time: AwareDatetime
    source: str
    new: bool


def correction_routes(corrections: Corrections) -> APIRouter:
    """``POST /v1/corrections``."""
    router = APIRouter(prefix="/v1", tags=["corrections"], responses=problems(*GUARDED, 413, 422, 503))

    @router.post(
        "/corrections",
        status_code=201,
        response_model=CorrectionAnswer,
        responses={200: {"model": CorrectionAnswer, "description": "The same correction is on record already."}},
    )
    def correct(request: CorrectionRequest, response: Response) -> Correction:
        """Keep the right labels of a message for the next training."""
        correction = corrections.add(request.message, request.labels, request.source)
        if not correction.new:
            response.status_code = 200
        return correction

    return router
