"""``sendgate keys``: who may use the API, and for what."""

from __future__ import annotations

from typing import cast

import click

from model.errors import SendgateError
from service.records.keys import SCOPES, Scope
from service.settings import settings_from


@click.group()
def keys() -> None:
    """The keys of the API. From the first one on, every request needs one."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help="What it may be used for; give it several times for several.  [default: check]",
)
def create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key for NAME and show it, this once: only its digest is kept."""
    from service.records.records import Records

    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise SendgateError("a key's name must have 1 to 100 printable characters")
    with Records.open(settings_from()) as records:
        key, token = records.keys.create(name, cast("tuple[Scope, ...]", scopes or ("check",)))
    click.echo(f"key {key.id} for {name}: {', '.join(sorted(key.scopes))}; it is not shown again", err=True)
    click.echo(token)


@keys.command("list")
def list_() -> None:
    """List every key: its id, name, scopes, when it was made and, if so, revoked."""
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        for key in records.keys.all():
            revoked = f"revoked {key.revoked:%Y-%m-%dT%H:%M:%SZ}" if key.revoked else "good"
            scopes = ",".join(sorted(key.scopes))
            click.echo("  ".join([key.id, key.name, scopes, f"{key.created:%Y-%m-%dT%H:%M:%SZ}", revoked]))


@keys.command()
@click.argument("id")
def revoke(id: str) -> None:  # noqa: A002 – the argument's name
    """Make the key ID good for nothing; running services know it within seconds."""
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        revoked = records.keys.revoke(id)
    if not revoked:
        raise SendgateError(f"there is no good key {id}; `sendgate keys list` shows them")
    click.echo(f"{id} revoked")
