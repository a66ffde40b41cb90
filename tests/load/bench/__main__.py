"""Measures all, prints one table and writes it down: ``make bench``."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from model.store import current_version
from service.settings import Settings, settings_from
from tests.load.bench.figures import FULL, HEAD, QUICK, Figure, Scale
from tests.load.bench.judging import judging
from tests.load.bench.process import reload, start, worker_memory
from tests.load.bench.throughput import throughput
from tests.load.bench.traffic import Traffic
from tests.load.peers.table import markdown
from training.corpus import load_all

_PARTS = ("throughput", "judging", "start", "memory", "reload")
_PACKAGES = ("uvicorn", "fastapi", "pydantic", "numpy", "scikit-learn")


@click.command()
@click.option("--quick", is_flag=True, help="A few requests of each: that it runs, not what it shows.")
@click.option("--only", multiple=True, type=click.Choice(_PARTS), help="These parts alone.")
@click.option("--out", default="reports/bench.md", type=click.Path(path_type=Path), help="The table.")
def main(quick: bool, only: tuple[str, ...], out: Path) -> None:
    """Measure the service beside the bars it is to reach."""
    settings = settings_from()
    console = Console(width=120)
    table = Table(title=_machine())
    for i, name in enumerate(HEAD):
        table.add_column(name, justify="right" if i in {1, 2} else "left")
    rows = []
    for figure in _figures(settings, QUICK if quick else FULL, only or _PARTS):
        rows.append(figure.row)
        table.add_row(*figure.row)
        click.echo(": ".join(filter(None, figure.row[:2])) + f"  {figure.row[3]}", err=True)
    console.print(table)
    out.parent.mkdir(parents=True, exist_ok=True)
    model = current_version(settings.models).name
    out.write_text(
        f"# What the service costs\n\n{_machine()}; model {model}.\n\n{markdown(HEAD, rows)}", encoding="utf-8"
    )
    click.echo(f"written: {out}")


def _figures(settings: Settings, scale: Scale, parts: tuple[str, ...]) -> Iterator[Figure]:
    corpus = load_all(settings.data)
    traffic = Traffic(corpus.evaluation)
    if "throughput" in parts:
        yield from throughput(settings.models, traffic, scale)
    if "judging" in parts:
        yield from judging(settings.models, traffic, [*corpus.training, *corpus.contrast], scale)
    if "start" in parts:
        yield from start(settings.models, scale)
    if "memory" in parts:
        yield from worker_memory(settings.models, traffic, scale)
    if "reload" in parts:
        yield from reload(settings.models, traffic, scale)


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return f"{os.cpu_count()} cores ({_processor()}), Python {platform.python_version()}, {packages}"


def _processor() -> str:
    """What the system calls its processor."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
