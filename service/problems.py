"""Errors of the API: RFC 9457 problem documents with stable types."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPMethod, HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from service.records.database import RecordsUnavailable

PREFIX = "urn:sendgate:problem:"
TITLES = {
    "invalid-request": "The request does not have the form it must have",
    "unauthenticated": "The request has no key that is good",
    "forbidden": "The key is not good for this",
    "rate-limited": "The key was used too often",
    "too-slow": "The request's body did not come in time",
    "body-too-large": "The request's body is too large",
    "batch-too-large": "The batch holds too many items",
    "not-a-bounce": "The message is no notice that a buyer opted out",
    "not-found": "There is nothing at this address",
    "method-not-allowed": "This address does not take that method",
    "not-ready": "The service is not ready",
    "records-unavailable": "The database cannot be used",
    "internal": "Something went wrong in the service",
}
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 408: "too-slow", 413: "body-too-large", 503: "not-ready"}


class ProblemError(Exception):
    """A problem to be answered with its document."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


def problem_document(status: int, kind: str, detail: str, errors: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The document of a problem of ``kind`` (a key of `TITLES`)."""
    document: dict[str, Any] = {"type": PREFIX + kind, "title": TITLES[kind], "status": status, "detail": detail}
    return document | ({"errors": errors} if errors else {})


def problem_response(status: int, kind: str, detail: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """The same as a response."""
    content = orjson.dumps(problem_document(status, kind, detail, errors))
    return Response(content, status, media_type="application/problem+json")


def field_errors(errors: Sequence[Any]) -> list[dict[str, Any]]:
    """Where each validation error is and what it says; never the value, which may be a message's text."""
    return [
        {"where": ".".join(str(part) for part in error["loc"]), "problem": error["msg"].removeprefix("Value error, ")}
        for error in errors
    ]


def summary_of(errors: Sequence[dict[str, Any]]) -> str:
    """Validation errors in one line."""
    return "; ".join(f"{error['where']}: {error['problem']}" for error in errors[:3])


def install_problems(app: FastAPI) -> None:
    """Answers the errors of ``app`` with problem documents; those nobody expected are `service.watch.requests`'s."""

    @app.exception_handler(ProblemError)
    async def _problem(_: Request, error: ProblemError) -> Response:
        return problem_response(error.status, error.kind, error.detail)

    @app.exception_handler(RecordsUnavailable)
    async def _unrecorded(_: Request, error: RecordsUnavailable) -> Response:
        detail = "the database cannot be used at present, so nothing was recorded and nothing is allowed; ask again"
        return problem_response(503, "records-unavailable", detail)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        errors = field_errors(error.errors())
        return problem_response(422, "invalid-request", summary_of(errors), errors)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's word for bytes that are no text
            return problem_response(422, "invalid-request", "body: it is not JSON in UTF-8")
        kind = _BY_STATUS.get(error.status_code, "invalid-request")
        detail = str(error.detail) if error.detail else HTTPStatus(error.status_code).phrase
        response = problem_response(error.status_code, kind, detail)
        response.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["allow"] = ", ".join(_methods(app.routes, request.scope))
        return response


def _methods(routes: Sequence[BaseRoute], scope: Scope) -> list[str]:
    """What may be done at an address; a route by itself tells only of its own methods."""
    return [
        method
        for method in HTTPMethod
        if any(route.matches({**scope, "method": method.value})[0] is Match.FULL for route in routes)
    ]
