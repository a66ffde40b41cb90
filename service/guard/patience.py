"""A connection that sends no whole request in time is closed: slow ones would otherwise hold it for ever."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEADERS = 65_536  # bytes


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, but a request's headers must have come within ``seconds`` and hold `MAX_HEADERS`.

    uvicorn itself has no such limits. That for bodies is `service.bodycap`'s, that for idle connections uvicorn's own.
    """

    def __init__(self, *arguments: Any, seconds: float, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._seconds = seconds
        self._waiting: asyncio.TimerHandle | None = None
        self._awaited = 0  # bytes of the headers that are not whole yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begins to wait for the first request."""
        super().connection_made(transport)
        if own := transport.get_extra_info("socket"):
            # asyncio does so itself, but not for the socket that uvicorn shares among workers: an answer's second
            # packet would wait 40 ms for the first one to be acknowledged.
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Goes on waiting, until a request's headers are whole."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
            return
        self._awaited += len(data)
        if self._awaited > MAX_HEADERS and not self.transport.is_closing():
            self.send_400_response(f"The request's headers are larger than {MAX_HEADERS:,} bytes.")
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits no more."""
        self._forget()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(self._seconds, self.transport.close)

    def _forget(self) -> None:
        self._awaited = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
