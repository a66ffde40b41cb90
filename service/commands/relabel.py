"""``sendgate relabel``: a whole library, labelled."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from service.commands.opening import open_gate
from service.settings import settings_from


@click.command()
@click.argument("source", metavar="IN", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--subject", help="The column of the subject.")
@click.option("--body", help="The column of the body.")
@click.option("--label", help="A column of old labels to compare with.")
@click.pass_context
def relabel(
    ctx: click.Context, source: Path, target: Path, subject: str | None, body: str | None, label: str | None
) -> None:
    """Label every message of a CSV or JSONL file: IN with more columns becomes OUT.

    Exit status: 0 all rows answered, 1 some rows carry an error, 2 nothing written.
    """
    from service.relabel import Columns, relabel_file
    from service.show import show_summary

    gate = open_gate(settings_from())
    summary = relabel_file(gate, source, target, Columns(subject=subject, body=body, label=label))
    show_summary(Console(stderr=True, highlight=False), summary, target)
    ctx.exit(1 if summary.errors else 0)
