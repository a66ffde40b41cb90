"""The journal over HTTP: one decision, as it was given."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

from model.decide import Reason
from model.labels import Label, Verdict
from service.problems import ProblemError
from service.records.journal import Decision, Journal
from service.routes.responses import GUARDED, Id, problems


class DecisionRecord(BaseModel):
    """A decision as it is kept; ``message`` and ``buyer`` are keyed digests."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    id: str
    time: AwareDatetime
    message: str
    buyer: str | None
    decision: Verdict
    reason: Reason
    confidence: float
    topics: Annotated[list[Label], BeforeValidator(str.split)]
    model: str
    policy: str
    unknown_words: float | None


def journal_routes(journal: Journal) -> APIRouter:
    """``GET /v1/decisions/{id}``."""
    router = APIRouter(prefix="/v1", tags=["journal"], responses=problems(*GUARDED, 422, 503))

    @router.get("/decisions/{id}", response_model=DecisionRecord, responses=problems(404))
    def decision(id: Id) -> Decision:  # noqa: A002 – the name in the path
        """A decision given earlier, by its id."""
        found = journal.get(id)
        if found is None:
            raise ProblemError(404, "not-found", "the journal has no decision of this id; it may have been pruned")
        return found

    return router
