"""Headers that tell a browser what it may not do with an answer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"cross-origin-resource-policy": b"same-origin",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
}
_DOCS = "/docs"  # FastAPI's page loads scripts and styles from elsewhere
_OF_DOCS = _HEADERS | {b"content-security-policy": b"frame-ancestors 'none'"}


class SecurityHeaders:
    """ASGI middleware that adds what a response does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                more = _OF_DOCS if scope["path"].startswith(_DOCS) else _HEADERS
                message["headers"] = [*message["headers"], *(one for one in more.items() if one[0] not in said)]
            await send(message)

        await self._app(scope, receive, secured if scope["type"] == "http" else send)
