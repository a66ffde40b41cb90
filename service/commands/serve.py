"""``sendgate serve``: the HTTP API."""

from __future__ import annotations

import click

from service.commands.opening import open_gate
from service.settings import settings_from


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Serve the HTTP API."""
    import uvicorn

    from service.api import create_app

    settings = settings_from()
    uvicorn.run(create_app(open_gate(settings), settings), host=host, port=port, log_level="info", server_header=False)
