"""A cap on request bodies, enforced while they stream in: on their size, and on the time they take."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import problem_response

_CLOSE = {"connection": "close"}


class BodyCap:
    """ASGI middleware: 413 once a body passes ``limit`` bytes, declared or not, 408 after ``patience`` seconds."""

    def __init__(self, app: ASGIApp, limit: int, patience: float) -> None:
        self._app = app
        self._limit = limit
        self._patience = patience
        self._detail = f"the body is larger than {limit:,} bytes; send a shorter message or a smaller batch"
        self._slow = f"the body did not come within {patience:g} seconds; send it at once"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counting what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._declared(scope) > self._limit:
            response = problem_response(413, "body-too-large", self._detail)
            response.headers.update(_CLOSE)
            await response(scope, receive, send)
            return
        seen = 0
        whole = False
        deadline = asyncio.get_running_loop().time() + self._patience

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:  # what comes now is that the client went away, which may take any time
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, self._slow, headers=_CLOSE) from None
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                whole = not message.get("more_body", False)
                if seen > self._limit:
                    raise HTTPException(413, self._detail, headers=_CLOSE)
            return message

        await self._app(scope, counted, send)

    @staticmethod
    def _declared(scope: Scope) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value)
        return 0
