"""``sendgate relabel``: a whole library, labelled."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from model.store import current_version
from service.library.kinds import KINDS, Kind
from service.settings import settings_from

INTERRUPTED = 130


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--format", "kind", type=click.Choice(KINDS), help="What IN is, where its name does not tell.")
@click.option("--subject", metavar="COLUMN", help="The column of the subject.  [default: guessed; '' for none]")
@click.option("--body", metavar="COLUMN", help="The column of the body.  [default: guessed]")
@click.option("--label", metavar="COLUMN", help="A column of old labels to compare with.  [default: guessed]")
@click.option("--id", "name", metavar="COLUMN", help="The column that names a row.  [default: guessed]")
@click.option("--encoding", help="The encoding of a CSV file.  [default: found by looking]")
@click.option("--delimiter", help="The delimiter of a CSV file.  [default: found by looking]")
@click.option("--jobs", type=click.IntRange(1), help="Processes that judge.  [default: one a core]")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="What runs it.")
@click.option("--address", help="A Ray cluster's address.  [default: Ray on this machine]")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="A page to write of what was found.")
@click.pass_context
def relabel(
    ctx: click.Context,
    source: str,
    target: str,
    kind: Kind | None,
    subject: str | None,
    body: str | None,
    label: str | None,
    name: str | None,
    encoding: str | None,
    delimiter: str | None,
    jobs: int | None,
    engine: str,
    address: str | None,
    report: Path | None,
) -> None:
    """Label every message of a library: IN with more columns becomes OUT.

    IN is a CSV, JSONL, Parquet or Excel file, a folder or a pattern of such files, or - for standard input; text may
    be packed with gzip or zstd. OUT is of the same kind, a folder where IN is several files. A run that was
    interrupted goes on when it is started again. With --engine ray, IN and OUT are Parquet at any path or address
    that Arrow knows, and OUT is a folder.

    Exit status: 0 all rows answered, 1 some rows carry an error, 2 nothing written.
    """
    from service.library.columns import Wanted
    from service.library.places import places_of
    from service.library.report import Gathering, write_report
    from service.library.run import Job, Relabelling
    from service.library.tables import Form
    from service.library.workers import Model, cores
    from service.show_library import show_summary, watching

    settings = settings_from()
    model = Model(current_version(settings.models), settings.policy)
    wanted = Wanted(subject=subject, body=body, label=label, id=name)
    job = Job(model, jobs or cores(), wanted, Form(kind, delimiter, encoding))
    console = Console(stderr=True, highlight=False)
    if engine == "ray":
        if report or kind not in {None, "parquet"}:
            raise click.UsageError("--engine ray reads and writes Parquet and takes no --report")
        from service.library.ray_engine import relabel_on_ray

        summary = relabel_on_ray(model, source, target, wanted, address=address, jobs=job.jobs)
        show_summary(console, summary, None)
        ctx.exit(1 if summary.errors else 0)
    if address:
        raise click.UsageError("--address is for --engine ray")
    places = places_of(source, target, kind)
    gathering = Gathering() if report else None
    run = Relabelling(job, gathering.keep if gathering else lambda _: None)
    try:
        with watching(console) as watcher:
            summary = run.over(places, watcher)
    except KeyboardInterrupt:
        console.print("interrupted; run the same command again, it goes on where it was")
        ctx.exit(INTERRUPTED)
    if report and gathering:
        write_report(report, summary, gathering, model.folder.name)
    show_summary(console, summary, report)
    ctx.exit(1 if summary.errors else 0)
