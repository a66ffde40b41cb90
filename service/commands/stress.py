"""``sendgate stress``: attacks, harmless noise and junk, with the current model."""

from __future__ import annotations

import click
from rich.console import Console

from service.commands.opening import open_judge, training_part
from service.settings import settings_from


@click.command()
@click.option(
    "--junk",
    "count",
    default=10_000,
    show_default=True,
    type=click.IntRange(1),
    help="How many texts of junk to judge.",
)
def stress(count: int) -> None:
    """Try to slip the evaluation messages past the current model, add noise to them, and feed it junk."""
    settings = settings_from()
    measure, junk = training_part("robustness.measure", "measure"), training_part("robustness.junk", "junk")
    load_corpus = training_part("corpus", "load_corpus")
    load_elsewhere = training_part("elsewhere", "load_elsewhere")
    from service.show import show_robustness

    texts = junk(
        load_corpus(settings.data / "training"), load_elsewhere(settings.data / "elsewhere" / "evaluation"), count
    )
    result = measure(open_judge(settings), load_corpus(settings.data / "evaluation"), texts)
    show_robustness(Console(highlight=False), result)
