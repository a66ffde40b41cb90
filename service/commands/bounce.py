"""``sendgate bounce``: a non-delivery notice, read and recorded."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from model.errors import SendgateError
from service.commands.opening import source_of
from service.settings import settings_from

NOT_A_BOUNCE = 1


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what the notice holds and record nothing.")
@click.pass_context
def bounce(ctx: click.Context, file: Path, dry_run: bool) -> None:
    """Record the opt-out that a non-delivery notice tells of: FILE (.eml, or - for standard input).

    Exit status: 0 recorded, 1 the message is no such notice, 2 error.
    """
    from service.bounces import NotABounce, read_bounce
    from service.records.notices import record_bounce
    from service.records.records import Records

    settings = settings_from()
    try:
        found = read_bounce(_bytes_of(file))
    except NotABounce as error:
        click.echo(f"sendgate: {file} is no non-delivery notice: {error}", err=True)
        ctx.exit(NOT_A_BOUNCE)
    about = f"order {found.order}, buyer {found.buyer or 'not named'}"
    if dry_run:
        click.echo(f"a notice about {about}")
        return
    with Records.open(settings) as records:
        entries = record_bounce(records.ledger, found, source=source_of(file))
    known = "" if any(entry.new for entry in entries) else " (on record already)"
    click.echo(f"opted out: {about}{known}")


def _bytes_of(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise SendgateError(f"{file} cannot be read: {error.strerror}") from error
