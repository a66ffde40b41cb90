"""``sendgate corrections``: what people corrected, for the next training."""

from __future__ import annotations

import click

from service.settings import settings_from


@click.group()
def corrections() -> None:
    """Messages whose labels people corrected."""


@corrections.command()
def export() -> None:
    """Write every correction to standard output, one JSON object a line, the oldest first."""
    import orjson

    from service.records.records import Records

    with Records.open(settings_from()) as records:
        for correction in records.corrections.all():
            document = {
                "id": correction.id,
                "time": correction.time,
                "source": correction.source,
                "subject": correction.subject,
                "body": correction.body,
                **correction.labels,
            }
            click.echo(orjson.dumps(document).decode())
