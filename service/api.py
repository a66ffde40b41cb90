"""The HTTP API, put together from its routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from model.gate import Gate
from service.assets import read_page
from service.bodycap import BodyCap
from service.checking import Checking
from service.problems import install_problems
from service.records.records import Records
from service.routes.checks import check_routes
from service.routes.corrections import correction_routes
from service.routes.journal import journal_routes
from service.routes.ledger import ledger_routes
from service.routes.page import page_routes
from service.settings import Settings


def create_app(gate: Gate, settings: Settings) -> FastAPI:
    """The application that answers with ``gate`` and keeps its records where ``settings`` say.

    Raises BadSetting, BadKey or RecordsUnavailable where they cannot be kept there.
    """
    records = Records.open(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        records.close()

    app = FastAPI(
        title="sendgate",
        version=version("sendgate"),
        summary="May this message go to this buyer?",
        docs_url="/docs",
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(_health(gate))
    app.include_router(check_routes(Checking(gate, records, settings.journal), settings.max_batch))
    app.include_router(ledger_routes(records.ledger, settings.max_batch))
    app.include_router(journal_routes(records.journal))
    app.include_router(correction_routes(records.corrections))
    app.include_router(page_routes(read_page()))
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
