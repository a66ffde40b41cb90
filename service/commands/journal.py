"""``sendgate journal``: how long decisions are kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from service.settings import settings_from

_AGE = re.compile(r"([1-9]\d{0,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class _Age(click.ParamType[timedelta]):
    """A length of time such as 12h, 90d or 8w."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Reads it."""
        if isinstance(value, timedelta):
            return value
        found = _AGE.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no age; write hours, days or weeks as in 12h, 90d or 8w", param, ctx)
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.group()
def journal() -> None:
    """The journal of decisions."""


@journal.command()
@click.option("--older-than", required=True, type=_Age(), help="How old: 12h, 90d, 8w.")
def prune(older_than: timedelta) -> None:
    """Delete the decisions older than that; the service may run meanwhile."""
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        gone = records.journal.prune(datetime.now(UTC) - older_than)
    click.echo(f"{gone} decisions deleted")
