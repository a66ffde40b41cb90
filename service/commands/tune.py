"""``sendgate tune``: which settings of training are worth having."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from model.errors import SendgateError
from service.commands.opening import training_part
from service.settings import settings_from

if TYPE_CHECKING:
    from training.tune import Trial


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
@click.option("--models", type=click.Path(file_okay=False, path_type=Path), help="Where versions are kept.")
@click.option("--trials", default=12, show_default=True, type=click.IntRange(1), help="How many settings to try.")
@click.option("--seed", default=0, show_default=True, help="Which of the space are drawn.")
@click.option(
    "--risk", default=0.01, show_default=True, type=click.FloatRange(0.0001, 0.5), help="Wrong allows, at most."
)
@click.option("--backend", default="loky", show_default=True, type=click.Choice(["loky", "dask", "ray"]))
@click.option(
    "--jobs", default=os.cpu_count() or 1, type=click.IntRange(1), help="Processes here.  [default: all cores]"
)
@click.option("--cluster", metavar="ADDRESS", help="The Dask scheduler or Ray cluster, where there is one.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for the best settings.")
@click.option("--no-track", is_flag=True, help="Keep the trials out of MLflow.")
def tune(
    data: Path | None,
    models: Path | None,
    trials: int,
    seed: int,
    risk: float,
    backend: str,
    jobs: int,
    cluster: str | None,
    out: Path | None,
    no_track: bool,
) -> None:
    """Try settings of training, today's among them, on families of messages held out from fitting.

    The space is in training/tune.py. `--out FILE` keeps the best for `sendgate train --settings FILE`. Ranked by
    the wrong blocks where at most --risk of what must be blocked passes. Exit status: 0 done, 2 error.
    """
    settings = settings_from()
    corpus_of, prepare = training_part("corpus", "load_all"), training_part("prepared", "prepare")
    candidates, search = training_part("tune", "candidates"), training_part("tune", "search")
    computing, best_of = training_part("backends", "computing"), training_part("tune", "write_settings")
    defaults = training_part("fit", "Settings")()
    console = Console(stderr=True, highlight=False)
    from service.show import progress_of
    from service.show_tune import show_trials

    place = data or settings.data
    tried = candidates(trials, seed=seed)
    done: list[Trial] = []
    with progress_of(console) as progress:
        progress("reading the corpus")
        corpus = corpus_of(place)
        prepared = prepare(place, corpus, defaults.folds)
        progress(f"trying {len(tried)} settings on {backend}")

        def tell(trial: Trial) -> None:
            done.append(trial)
            progress(f"{len(done)} of {len(tried)} settings tried")

        with computing(backend, jobs, cluster):
            found = search(prepared, len(corpus.training), tried, risk, tell)
    show_trials(Console(highlight=False), found)
    if out is not None:
        best_of(out, found[0].settings)
        console.print(f"the best settings are in {out}: sendgate train --settings {out}", soft_wrap=True)
    if not no_track:
        try:
            training_part("tracked_search", "track_search")(models or settings.models, found, risk, seed)
        except SendgateError as error:
            console.print(f"the search was not tracked: {error}", soft_wrap=True, markup=False)
