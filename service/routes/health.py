"""Whether the process lives, whether it can answer, and what it counted."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from service.problems import ProblemError
from service.records.database import RecordsUnavailable
from service.records.records import Records
from service.routes.responses import problems
from service.serving import Serving
from service.watch.metrics import Metrics

_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The metrics.", "content": {CONTENT_TYPE_LATEST: {"schema": {"type": "string"}}}}
}


def health_routes(serving: Serving, records: Records, metrics: Metrics) -> APIRouter:
    """``GET /healthz``, ``GET /readyz`` and ``GET /metrics``."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz", responses=problems(503))
    def readyz() -> dict[str, str]:
        """The model is loaded and the database can be reached."""
        try:
            records.reachable()
        except RecordsUnavailable as error:
            raise ProblemError(503, "not-ready", "the database cannot be reached; no answer could be kept") from error
        gate = serving.gate
        return {"status": "ready", "model": gate.manifest.version, "policy": gate.policy.id}

    @router.get("/metrics", response_class=Response, responses=_TEXT | problems(401, 403, 429))
    def metrics_() -> Response:
        """Counters and histograms of all workers, for Prometheus; a key must be an admin's."""
        return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)

    return router
