"""``sendgate opt-outs``: the ledger from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from model.errors import SendgateError
from service.commands.opening import source_of
from service.settings import settings_from

SOME_BAD = 1


@click.group("opt-outs")
def opt_outs() -> None:
    """The ledger of buyers who opted out."""


@opt_outs.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.pass_context
def import_(ctx: click.Context, file: Path) -> None:
    """Record every row of a CSV file with a column buyer, and scope, seller, reason, source, time if it has them.

    Exit status: 0 all rows recorded, 1 some rows are wrong (each is named), 2 nothing recorded.
    """
    from service.opt_out_import import import_opt_outs
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        summary = import_opt_outs(records.ledger, file, source_of(file), lambda problem: click.echo(problem, err=True))
    click.echo(f"{summary.new} recorded, {summary.known} on record already, {summary.wrong} wrong")
    ctx.exit(SOME_BAD if summary.wrong else 0)


@opt_outs.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """List every entry: its id, scope, reason, source and time. Buyers are kept as digests and cannot be told."""
    import orjson

    from service.records.records import Records

    with Records.open(settings_from()) as records:
        for entry in records.ledger.all():
            shown = {"id": entry.id, "scope": entry.scope, "reason": entry.reason, "source": entry.source}
            time = f"{entry.time:%Y-%m-%dT%H:%M:%SZ}"
            if as_json:
                click.echo(orjson.dumps({**shown, "time": time}).decode())
            else:
                click.echo("  ".join([*shown.values(), time]))


@opt_outs.command()
@click.argument("id")
def remove(id: str) -> None:  # noqa: A002 – the argument's name
    """Take the entry ID off the ledger."""
    from service.records.records import Records

    with Records.open(settings_from()) as records:
        removed = records.ledger.remove(id)
    if not removed:
        raise SendgateError(f"the ledger has no entry {id}; `sendgate opt-outs list` shows them")
    click.echo(f"{id} removed")
