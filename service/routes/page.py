"""The web page at ``/`` and the files it loads."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.assets import Asset, Page
from service.problems import ProblemError

# Nothing from elsewhere, nothing inline, no markup made of text (Trusted Types; `inert` is reading.js's own parser),
# no form that a browser sends by itself: a message leaves the page by fetch, to this service, or not at all.
_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types inert",
    ]
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
_ASK_FIRST = "no-cache"
_FOR_GOOD = "public, max-age=31536000, immutable"


def page_routes(page: Page) -> APIRouter:
    """``GET /`` and ``GET /web/{version}/{name}``; not part of the API, hence not of its document."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        return _response(request, page.index, _ASK_FIRST)

    @router.api_route("/web/{version}/{name}", methods=["GET", "HEAD"])
    async def file(request: Request, version: str, name: str) -> Response:
        if name not in page.files:
            raise ProblemError(404, "not-found", "the page has no file of this name")
        # While a release rolls out, a page of one version may ask a server of another: it gets what is there, unkept.
        return _response(request, page.files[name], _FOR_GOOD if version == page.version else _ASK_FIRST)

    return router


def _response(request: Request, asset: Asset, caching: str) -> Response:
    headers = _HEADERS | {"etag": asset.etag, "cache-control": caching}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if asset.etag in known:
        return Response(status_code=304, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
