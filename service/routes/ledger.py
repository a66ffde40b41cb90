"""The opt-out ledger over HTTP: recorded, looked up, listed, taken off, and read out of non-delivery notices."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from service.bounces import NotABounce, read_bounce
from service.ledger_schemas import (
    BounceAnswer,
    Entries,
    LookupRequest,
    NewEntries,
    NewEntry,
    OptOutEntry,
    OptOutsRequest,
)
from service.problems import ProblemError
from service.records.ledger import Entry, Ledger, Question
from service.records.notices import record_bounce
from service.routes.responses import GUARDED, Id, problems

_NOTICE = {
    "requestBody": {
        "required": True,
        "content": {"message/rfc822": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def ledger_routes(ledger: Ledger, max_entries: int) -> APIRouter:
    """``/v1/opt-outs`` and ``POST /v1/bounces``."""
    router = APIRouter(prefix="/v1", tags=["ledger"], responses=problems(*GUARDED, 413, 422, 503))

    @router.post("/opt-outs", status_code=201, response_model=NewEntries)
    def add(request: OptOutsRequest) -> dict[Literal["opt_outs"], list[Entry]]:
        """Record that buyers opted out. Recording one again changes nothing and says so."""
        if len(request.opt_outs) > max_entries:
            detail = f"there are {len(request.opt_outs)} opt-outs; send at most {max_entries}"
            raise ProblemError(413, "batch-too-large", detail)
        return {"opt_outs": ledger.add([one.opt_out for one in request.opt_outs])}

    @router.post("/opt-outs/lookup", response_model=Entries)
    def lookup(request: LookupRequest) -> dict[Literal["opt_outs"], list[Entry]]:
        """The entries that stand against writing to a buyer."""
        return {"opt_outs": ledger.find(Question(request.buyer, request.seller))}

    @router.get("/opt-outs", response_model=Entries)
    def page(
        after: Annotated[str, Query(max_length=32, pattern="^[0-9a-f]*$", description="The last id seen.")] = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> dict[Literal["opt_outs"], list[Entry]]:
        """All entries, page by page in the order of their ids."""
        return {"opt_outs": ledger.page(after, limit)}

    @router.get("/opt-outs/{id}", response_model=OptOutEntry, responses=problems(404))
    def entry(id: Id) -> Entry:  # noqa: A002 – the name in the path
        """One entry."""
        found = ledger.get(id)
        if found is None:
            raise _no_entry()
        return found

    @router.delete("/opt-outs/{id}", status_code=204, responses=problems(404))
    def remove(id: Id) -> Response:  # noqa: A002
        """Take an entry off: the buyer wants messages again, or it was recorded by mistake."""
        if not ledger.remove(id):
            raise _no_entry()
        return Response(status_code=204)

    @router.post("/bounces", status_code=201, response_model=BounceAnswer, openapi_extra=_NOTICE)
    async def bounce(request: Request) -> BounceAnswer:
        """Record what a raw RFC 5322 non-delivery notice says: who opted out of every seller."""
        return await run_in_threadpool(_record, ledger, await request.body())

    return router


def _record(ledger: Ledger, raw: bytes) -> BounceAnswer:
    try:
        found = read_bounce(raw)
    except NotABounce as error:
        raise ProblemError(422, "not-a-bounce", str(error)) from error
    entries = record_bounce(ledger, found, source="api")
    return BounceAnswer(
        order=found.order, buyer=found.buyer, opt_outs=[NewEntry.model_validate(entry) for entry in entries]
    )


def _no_entry() -> ProblemError:
    return ProblemError(404, "not-found", "the ledger has no entry of this id; it may have been taken off")
