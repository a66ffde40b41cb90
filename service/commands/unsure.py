"""``sendgate unsure``: the masked texts that the service was unsure of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from service.commands.ages import Age
from service.settings import settings_from


@click.group()
def unsure() -> None:
    """Masked texts that the service was unsure of, kept where SENDGATE_KEEP_UNSURE is on."""


@unsure.command()
def export() -> None:
    """Write every text to standard output, one JSON object a line, the oldest first."""
    import orjson

    from service.records.records import Records

    with Records.open(settings_from()) as records:
        for kept in records.unsure.all():
            click.echo(orjson.dumps(kept).decode())


@unsure.command()
@click.option("--older-than", type=Age(), help="How old: 12h, 90d, 8w.")
@click.option("--all", "everything", is_flag=True, help="Every one.")
def prune(older_than: timedelta | None, everything: bool) -> None:
    """Delete the texts older than that, or all; the service may run meanwhile."""
    if (older_than is not None) == everything:
        raise click.UsageError("say --older-than AGE, or --all")
    from service.records.records import Records

    before = None if older_than is None else datetime.now(UTC) - older_than
    with Records.open(settings_from()) as records:
        gone = records.unsure.prune(before)
    click.echo(f"{gone} texts deleted")
