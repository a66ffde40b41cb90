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
    "--risk", default=0.015, show_default=True, type=click.FloatRange(0.0001, 0.5), help="Wrong allows, at most."
)
@click.option("--confidence", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.9999))
@click.option("--if-missing", is_flag=True, help="Only where there is no model yet.")
def train(data: Path | None, models: Path | None, risk: float, confidence: float, if_missing: bool) -> None:
    """Train on the corpus, choose the threshold, evaluate, and make the new version current."""
    settings = settings_from()
    store = models or settings.models
    if if_missing and _has_model(store):
        return
    console = Console(stderr=True, highlight=False)
    pipeline = training_part("pipeline", "train")
    from service.show import progress_of, show_trained

    with progress_of(console) as progress:
        trained = pipeline(data or settings.data, store, risk=risk, confidence=confidence, progress=progress)
    show_trained(console, trained)


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
