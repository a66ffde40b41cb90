"""The question that everything is about, singly and in a batch."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from service.checking import Checking
from service.guard.guard import charge
from service.problems import ProblemError, field_errors, problem_document, summary_of
from service.routes.responses import GUARDED, json_response, problems
from service.schemas import BatchAnswer, BatchRequest, CheckAnswer, CheckRequest, answer_document


def check_routes(checking: Checking, max_batch: int) -> APIRouter:
    """``POST /v1/check`` and ``POST /v1/check/batch``."""
    router = APIRouter(prefix="/v1", tags=["check"], responses=problems(*GUARDED, 413, 422, 503))

    # Judging takes less time than handing it to a thread would, so it runs on the event loop.
    @router.post("/check", response_model=CheckAnswer)
    async def check(request: CheckRequest) -> Response:
        """May this message go to this buyer?"""
        [answer] = await checking.answers([request])
        return json_response(answer_document(answer))

    @router.post("/check/batch", response_model=BatchAnswer)
    async def check_batch(request: BatchRequest, asked: Request) -> Response:
        """The same for many messages: one answer or one error an item, in order."""
        if len(request.messages) > max_batch:
            detail = f"the batch has {len(request.messages)} messages; send at most {max_batch}"
            raise ProblemError(413, "batch-too-large", detail)
        charge(asked.scope, len(request.messages) - 1)
        items = [_read(item) for item in request.messages]
        answers = iter(await checking.answers([item for item in items if isinstance(item, CheckRequest)]))
        return json_response(
            {
                "results": [
                    {"answer": answer_document(next(answers)), "error": None}
                    if isinstance(item, CheckRequest)
                    else {"answer": None, "error": item}
                    for item in items
                ]
            }
        )

    return router


def _read(item: object) -> CheckRequest | dict[str, Any]:
    """The request that ``item`` is, or the problem with it."""
    try:
        return CheckRequest.model_validate(item)
    except ValidationError as error:
        errors = field_errors(error.errors())
        return problem_document(422, "invalid-request", summary_of(errors), errors)
