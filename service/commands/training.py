"""``sendgate train`` and ``sendgate evaluate``: a new version, and how right it is."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from model.errors import SendgateError
from model.store import current_version
from service.commands.opening import training_part
from service.settings import settings_from


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
@click.option("--models", type=click.Path(file_okay=False, path_type=Path), help="Where versions are kept.")
@click.option(
    "--risk", default=0.01, show_default=True, type=click.FloatRange(0.0001, 0.5), help="Wrong allows, at most."
)
@click.option("--confidence", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.9999))
@click.option(
    "--settings", "tuned", type=click.Path(dir_okay=False, path_type=Path), help="What `sendgate tune` wrote."
)
@click.option("--if-missing", is_flag=True, help="Only where there is no model yet.")
@click.option("--promote", "promoting", is_flag=True, help="Promote it at once, if nothing speaks against it.")
@click.option("--no-track", is_flag=True, help="Keep the run out of MLflow.")
@click.pass_context
def train(
    ctx: click.Context,
    data: Path | None,
    models: Path | None,
    risk: float,
    confidence: float,
    tuned: Path | None,
    if_missing: bool,
    promoting: bool,
    no_track: bool,
) -> None:
    """Train on the corpus, choose the threshold, evaluate, and keep the new version as the challenger.

    Where there is no model yet it serves at once; else `sendgate compare` tells what it changes and `sendgate promote`
    makes it serve. Exit status: 0 trained (and, with --promote, promoted), 1 --promote was refused, 2 error.
    """
    settings = settings_from()
    store, corpus = models or settings.models, data or settings.data
    if if_missing and _has_model(store):
        return
    console = Console(stderr=True, highlight=False)
    pipeline = training_part("pipeline", "train")
    options = training_part("tune", "read_settings")(tuned) if tuned else training_part("fit", "Settings")()
    from service.commands.promotion import promotion
    from service.show import progress_of, show_trained
    from training.champion import enter
    from training.source import source_of, who

    source, name = source_of(corpus), who(corpus)
    with progress_of(console) as progress:
        trained = pipeline(corpus, store, risk=risk, confidence=confidence, settings=options, progress=progress)
    version = trained.manifest.version
    role = enter(store, version, source, name)
    show_trained(console, trained)
    if role == "champion":
        console.print(f"[bold]{version}[/] is the champion: it serves", soft_wrap=True)
    else:
        console.print(
            f"[bold]{version}[/] is the challenger; `sendgate compare` tells what it changes, `sendgate promote` makes "
            "it serve",
            soft_wrap=True,
        )
    if not no_track:
        _track(console, store, trained, options, corpus, source, name)
    if promoting and role == "challenger" and not promotion(settings, store, version, corpus, why="", force=None):
        ctx.exit(1)


def _track(console: Console, *run: object) -> None:
    """Tells MLflow of the run; what was trained stands where it cannot."""
    from service.show import progress_of

    try:
        with progress_of(console) as progress:
            progress("tracking the run")
            training_part("tracked", "track_training")(*run)
    except SendgateError as error:
        console.print(f"the run was not tracked: {error}", soft_wrap=True, markup=False)


@click.command()
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Messages with labels.  [default: data/evaluation]"
)
@click.option(
    "--worst", default=10, show_default=True, type=click.IntRange(0), help="How many of the worst mistakes to show."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for a page of pictures and a model card.",
)
def evaluate(data: Path | None, worst: int, as_json: bool, report: Path | None) -> None:
    """Measure the current model on messages it was never fitted on."""
    settings = settings_from()
    load_corpus, run = training_part("corpus", "load_corpus"), training_part("evaluate", "evaluate")
    from model.artefact import read_artefact
    from model.gate import judge_of
    from service.show import show_evaluation

    artefact = read_artefact(current_version(settings.models))
    result = run(judge_of(artefact), load_corpus(data or settings.data / "evaluation"))
    if as_json:
        document = training_part("report.document", "document")
        click.echo(json.dumps(document(result, artefact.manifest, worst), indent=2))
    else:
        show_evaluation(Console(highlight=False), result, artefact.manifest, worst)
    if report is not None:
        page = training_part("report.write", "write_report")(report, result, artefact.manifest, settings.data)
        Console(stderr=True, highlight=False).print(f"report: {page}", soft_wrap=True)


def _has_model(store: Path) -> bool:
    try:
        current_version(store)
    except SendgateError:
        return False
    return True
