"""``sendgate diff``: one library, two model versions."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from model.gate import Gate
from model.store import version_named
from service.library.kinds import KINDS, Kind
from service.settings import settings_from


@click.command()
@click.argument("old")
@click.argument("new")
@click.argument("library", metavar="IN", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(KINDS), help="What IN is, where its name does not tell.")
@click.option("--subject", metavar="COLUMN", help="The column of the subject.  [default: guessed; '' for none]")
@click.option("--body", metavar="COLUMN", help="The column of the body.  [default: guessed]")
@click.option("--id", "name", metavar="COLUMN", help="The column that names a row.  [default: guessed]")
@click.option("--show", default=20, show_default=True, type=click.IntRange(0), help="How many flips to show.")
@click.pass_context
def diff(
    ctx: click.Context,
    old: str,
    new: str,
    library: tuple[Path, ...],
    kind: Kind | None,
    subject: str | None,
    body: str | None,
    name: str | None,
    show: int,
) -> None:
    """Judge the library IN by the model versions OLD and NEW: which rows flip, and why.

    A version is the beginning of its name, `current`, `challenger`, or its folder. Exit status: 0 nothing flips,
    1 something does, 2 error.
    """
    from service.library.columns import Wanted
    from service.library.diff import difference
    from service.library.tables import Form
    from service.show_diff import show_difference

    settings = settings_from()
    gates = [Gate.open(version_named(settings.models, version), settings.policy) for version in (old, new)]
    found = difference(gates[0], gates[1], list(library), Wanted(subject, body, None, name), Form(kind))
    show_difference(Console(highlight=False), found, show)
    ctx.exit(1 if found.flipped else 0)
