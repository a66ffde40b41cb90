"""``sendgate data audit``: the corpus looked over."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from service.commands.opening import training_part
from service.settings import settings_from

ERRORS = 1


@click.command()
@click.option("--data", "folder", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="A page to write of what was found, .html."
)
@click.option("--labels/--no-labels", default=True, show_default=True, help="Look for wrong labels: some minutes.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(0), help="Findings of a check to print.")
@click.pass_context
def audit(ctx: click.Context, folder: Path | None, report: Path | None, labels: bool, most: int) -> None:
    """Look the corpus over: form, conflicts, leaks between sets, personal data, likely label errors, thin slices.

    Exit status: 0 no errors, though perhaps warnings, 1 errors, 2 nothing was read.
    """
    settings = settings_from()
    run = training_part("audit.run", "audit")
    if labels:
        training_part("audit.held_out", "held_out_probabilities")
        training_part("audit.labels", "suspicious_labels", extra="audit")
    from service.show import progress_of

    with progress_of(Console(stderr=True, highlight=False)) as progress:
        found = run(folder or settings.data, labels=labels, progress=progress)
    for line in training_part("audit.page", "audit_text")(found, most):
        click.echo(line)
    if report is not None:
        training_part("report.file", "write_page")(report, training_part("audit.page", "audit_page")(found))
        click.echo(f"report: {report}")
    ctx.exit(ERRORS if found.errors else 0)
