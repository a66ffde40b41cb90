"""``sendgate drift``: whether the messages of late are still those that the model was made for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console

from model.store import current_version
from service.commands.opening import training_part
from service.settings import settings_from

DUE = 1


@click.command()
@click.option("--weeks", default=4, show_default=True, type=click.IntRange(1, 520), help="How far back to look.")
@click.option("--json", "as_json", is_flag=True, help="Every figure as JSON.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="A page to write of it, .html.")
@click.pass_context
def drift(ctx: click.Context, weeks: int, as_json: bool, report: Path | None) -> None:
    """Compare what the journal says of the last weeks with what the model was made for: is retraining due?

    Looked at are the decisions that the present model gave: topics, confidence, how often it could not say, unknown
    words. Exit status: 0 nothing is due (or too few decisions to tell, which is said), 1 retraining is due, 2 error.
    """
    settings = settings_from()
    version = current_version(settings.models)
    counted, compare = training_part("drift", "counted"), training_part("drift", "drift")
    reference = training_part("drift", "read_reference")(version)
    from service.records.records import Records
    from service.show_drift import show_drift

    with Records.open(settings) as records:
        now = counted(records.journal.seen(datetime.now(UTC) - timedelta(weeks=weeks), version.name))
    found = compare(version.name, reference, now)
    if as_json:
        click.echo(json.dumps(training_part("report.drift", "drift_document")(found), indent=2))
    else:
        show_drift(Console(highlight=False), found, weeks)
    if report is not None:
        training_part("report.file", "write_page")(report, training_part("report.drift", "drift_page")(found, weeks))
        Console(stderr=True, highlight=False).print(f"report: {report}", soft_wrap=True)
    ctx.exit(DUE if found.verdict == "due" else 0)
