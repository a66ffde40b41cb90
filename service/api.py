"""The HTTP API, put together from its routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from model.gate import Gate
from service.assets import read_page
from service.bodycap import BodyCap
from service.checking import Checking
from service.guard.guard import Guard
from service.guard.headers import SecurityHeaders
from service.guard.keyring import FRESH, KeyRing
from service.guard.scopes import scope_of
from service.problems import install_problems
from service.records.records import Records
from service.reload import Reloader
from service.repeating import repeat
from service.routes.checks import check_routes
from service.routes.corrections import correction_routes
from service.routes.health import health_routes
from service.routes.journal import journal_routes
from service.routes.ledger import ledger_routes
from service.routes.page import page_routes
from service.serving import Serving
from service.settings import Settings
from service.watch.metrics import Metrics
from service.watch.requests import Watched


def create_app(gate: Gate, settings: Settings, *, follow: bool = False) -> FastAPI:
    """The application that answers with ``gate`` and keeps its records where ``settings`` say.

    If it is to ``follow``, a model promoted in ``settings.models`` takes over while it runs.
    Raises BadSetting, BadKey or RecordsUnavailable where they cannot be kept there.
    """
    records = Records.open(settings)
    ring = KeyRing(records.keys)
    metrics = Metrics()
    serving = Serving(gate)
    metrics.serving(gate)
    reloader = Reloader(serving, settings, metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(repeat(FRESH, ring.refresh))]
        if follow:
            tasks.append(asyncio.create_task(repeat(settings.reload, reloader.look)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        records.close()

    app = FastAPI(
        title="sendgate",
        version=version("sendgate"),
        summary="May this message go to this buyer?",
        docs_url="/docs",
        redoc_url=None,
        lifespan=lifespan,
    )
    checking = Checking(serving, records, settings.journal, metrics, settings.keep_unsure)
    # The first ones are found first.
    app.include_router(check_routes(checking, settings.max_batch))
    app.include_router(health_routes(serving, records, metrics))
    app.include_router(ledger_routes(records.ledger, settings.max_batch))
    app.include_router(journal_routes(records.journal))
    app.include_router(correction_routes(records.corrections))
    app.include_router(page_routes(read_page()))
    install_problems(app)
    # The last one added is asked first: a request is named and timed, then capped, then let in, then read.
    app.add_middleware(Guard, ring=ring, rate=settings.rate, burst=settings.burst)
    app.add_middleware(BodyCap, limit=settings.max_body, patience=settings.client_timeout)
    app.add_middleware(Watched, metrics=metrics)
    app.add_middleware(SecurityHeaders)
    _declare_keys(app, ring)
    return app


def _declare_keys(app: FastAPI, ring: KeyRing) -> None:
    """Says in the OpenAPI document where a key may be sent and, once there are any, must be."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        document = described()
        document.setdefault("components", {})["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path, operations in document["paths"].items():
            if scope_of(path) is not None:
                for operation in operations.values():
                    operation["security"] = [{"key": []}] if ring.guarded else [{"key": []}, {}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]
