"""Who may pass: a key is asked for, its scope seen to and its rate kept, before anything of the body is read."""

from __future__ import annotations

from math import ceil
from time import monotonic

from starlette.types import ASGIApp, Receive, Scope, Send

from service.guard.bucket import Bucket
from service.guard.keyring import KeyRing
from service.guard.scopes import scope_of
from service.problems import problem_response

KEY, _BUCKET = "sendgate.key", "sendgate.bucket"  # what a request carries on: its key's id, and what it may spend


class Guard:
    """ASGI middleware that lets through what ``ring`` has a key for, ``rate`` a second and ``burst`` at once a key."""

    def __init__(self, app: ASGIApp, ring: KeyRing, rate: int, burst: int) -> None:
        self._app = app
        self._ring = ring
        self._rate, self._burst = rate, burst
        self._buckets: dict[str, Bucket] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on or answers 401, 403 or 429."""
        wanted = scope_of(scope["path"]) if scope["type"] == "http" and self._ring.guarded else None
        if wanted is None:
            await self._app(scope, receive, send)
            return
        key = self._ring.holder(_token(scope))
        if key is None:
            detail = "send a key that is good as `Authorization: Bearer …`; `sendgate keys create` makes one"
            response = problem_response(401, "unauthenticated", detail)
            response.headers.update({"www-authenticate": "Bearer", "connection": "close"})
        elif not key.may(wanted):
            detail = f"this needs a key with the scope {wanted}; this one has {', '.join(sorted(key.scopes))}"
            response = problem_response(403, "forbidden", detail)
            response.headers["connection"] = "close"
        elif wait := self._bucket(key.id).take(monotonic()):
            detail = f"this key may send {self._rate} a second, {self._burst} at once; wait {ceil(wait)} s"
            response = problem_response(429, "rate-limited", detail)
            response.headers["retry-after"] = str(ceil(wait))
        else:
            scope[KEY], scope[_BUCKET] = key.id, self._bucket(key.id)
            await self._app(scope, receive, send)
            return
        await response(scope, receive, send)

    def _bucket(self, key: str) -> Bucket:
        return self._buckets.setdefault(key, Bucket(self._rate, self._burst, monotonic()))


def charge(scope: Scope, extra: int) -> None:
    """Counts a request as ``extra`` more: a batch costs what its messages would one by one."""
    bucket: Bucket | None = scope.get(_BUCKET)
    if bucket is not None:
        bucket.owe(extra)


def _token(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else ""
    return ""
