"""``sendgate serve``: the HTTP API."""

from __future__ import annotations

import click

from service.settings import settings_from


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Another than loopback needs API keys.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256), help="How many processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the HTTP API."""
    from service.server import run

    run(settings_from(), host, port, workers)
