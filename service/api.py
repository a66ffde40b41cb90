"""The HTTP API: one question, asked singly or in a batch, and two about the service's health."""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Response
from pydantic import ValidationError

from model.gate import Gate
from service.bodycap import BodyCap
from service.problems import ProblemError, field_errors, install_problems, problem_document, summary_of
from service.schemas import BatchAnswer, BatchRequest, CheckAnswer, CheckRequest, Problem, answer_document
from service.settings import Settings

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": meaning}
    for status, meaning in {
        413: "The body or the batch is too large.",
        422: "The request does not have the form it must have.",
    }.items()
}


def create_app(gate: Gate, settings: Settings) -> FastAPI:
    """The application that answers with ``gate``."""
    app = FastAPI(
        title="sendgate",
        version=version("sendgate"),
        summary="May this message go to this buyer?",
        docs_url="/docs",
        redoc_url=None,
    )
    app.include_router(_health(gate))
    app.include_router(_checks(gate, settings))
    install_problems(app)
    app.add_middleware(BodyCap, limit=settings.max_body)
    return app


def _health(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> dict[str, str]:
        """The model is loaded and checks can be answered."""
        return {"status": "ready", "model": gate.manifest.version, "policy": gate.policy.id}

    return router


def _checks(gate: Gate, settings: Settings) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["check"], responses=_PROBLEMS)

    # Judging takes less time than handing it to a thread would, so it runs on the event loop.
    @router.post("/check", response_model=CheckAnswer)
    async def check(request: CheckRequest) -> Response:
        """May this message go to this buyer?"""
        return _json(answer_of(gate, request))

    @router.post("/check/batch", response_model=BatchAnswer)
    async def check_batch(request: BatchRequest) -> Response:
        """The same for many messages: one answer or one error an item, in order."""
        if len(request.messages) > settings.max_batch:
            detail = f"the batch has {len(request.messages)} messages; send at most {settings.max_batch}"
            raise ProblemError(413, "batch-too-large", detail)
        results = []
        for item in request.messages:
            results.append(_item(gate, item))
            await asyncio.sleep(0)  # let others in between two messages
        return _json({"results": results})

    return router


def answer_of(gate: Gate, request: CheckRequest) -> dict[str, Any]:
    """The answer's document for one request."""
    answer = gate.check(request.message, opted_out=request.buyer_opted_out, reply=request.in_reply_to_buyer)
    return answer_document(answer)


def _item(gate: Gate, item: object) -> dict[str, Any]:
    try:
        request = CheckRequest.model_validate(item)
    except ValidationError as error:
        errors = field_errors(error.errors())
        return {"answer": None, "error": problem_document(422, "invalid-request", summary_of(errors), errors)}
    return {"answer": answer_of(gate, request), "error": None}


def _json(document: dict[str, Any]) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")
