"""``sendgate journal``: how long decisions are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from service.commands.ages import Age
from service.settings import settings_from


@click.group()
def journal() -> None:
    """The journal of decisions."""


@journal.command()
@click.option("--older-than", required=True, type=Age(), help="How old: 12h, 90d, 8w.")
def prune(older_than: timedelta) -> None:
    """Delete the decisions older than that; the service may run meanwhile."""
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        gone = records.journal.prune(datetime.now(UTC) - older_than)
    click.echo(f"{gone} decisions deleted")
