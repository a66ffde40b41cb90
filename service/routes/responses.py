"""What the routes have in common: the problems they document, and plain JSON."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import Path, Response

from service.schemas import Problem

# The id of something kept, in a path. Others than these characters no id has, and PostgreSQL takes not every one.
Id = Annotated[str, Path(pattern="^[0-9A-Za-z-]{1,64}$")]

_MEANINGS = {
    401: "The request has no key that is good.",
    403: "The key is not good for this.",
    404: "There is nothing of that id.",
    408: "The body did not come in time.",
    413: "The body or the list is too large.",
    422: "The request does not have the form it must have.",
    429: "The key was used too often; `Retry-After` says how many seconds to wait.",
    503: "The database cannot be used at present, so nothing was recorded and nothing is answered.",
}


GUARDED = (401, 403, 408, 429)  # of every address that a key is asked for


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents of ``statuses``, as OpenAPI wants them."""
    return {
        status: {"model": Problem, "content": {"application/problem+json": {}}, "description": _MEANINGS[status]}
        for status in statuses
    }


def json_response(document: dict[str, Any]) -> Response:
    """``document`` as it stands; it was built to its schema and is not checked against it again."""
    return Response(orjson.dumps(document), media_type="application/json")
