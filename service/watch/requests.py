"""Every request watched: named by an id, counted, logged, and answered even where the service itself is at fault."""

from __future__ import annotations

import logging
from http import HTTPStatus
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.guard.guard import KEY
from service.problems import problem_response
from service.watch.logs import FIELDS, REQUEST_ID, request_id
from service.watch.metrics import Metrics

_HEADER = b"x-request-id"
_QUIET = {"/healthz", "/readyz", "/metrics"}  # asked every few seconds; logged only where they fail, or at debug
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_log = logging.getLogger("sendgate.requests")


class Watched:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; an error nobody expected is logged and answered with its problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status = 0
        id_ = request_id(_given(scope))
        reset = REQUEST_ID.set(id_)

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (_HEADER, id_.encode())]
            await send(message)

        try:
            await self._app(scope, receive, named)
        except ClientDisconnect:
            pass  # nobody is left to answer
        except Exception as error:
            _log.exception("a request failed", extra={FIELDS: {"route": _route(scope)}})
            if status:  # half an answer is out; only the connection can tell that the rest is missing
                raise
            detail = f"unexpected {type(error).__name__}; the log says more under request id {id_}"
            await problem_response(500, "internal", detail)(scope, receive, named)
        finally:
            self._told(scope, status, perf_counter() - began)
            REQUEST_ID.reset(reset)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = _route(scope), scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.request(route, method, status, seconds)
        level = logging.DEBUG if route in _QUIET and status < HTTPStatus.BAD_REQUEST else logging.INFO
        if _log.isEnabledFor(level):
            fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 2)}
            if key := scope.get(KEY):
                fields["key"] = key
            _log.log(level, "request", extra={FIELDS: fields})


def _given(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == _HEADER:
            return str(value.decode("latin-1"))
    return ""


def _route(scope: Scope) -> str:
    """The address as the API declares it: bounded in number, and nothing a caller may have put into it."""
    return getattr(scope.get("route"), "path", "none")
