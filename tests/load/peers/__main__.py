"""Fits every peer, measures all in processes of their own, and writes the table: ``make peers``."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from model.artefact import read_manifest
from model.store import current_version
from service.settings import settings_from
from tests.load.peers.data import truth_of
from tests.load.peers.fit import CHOSEN
from tests.load.peers.measure import SCORES, TIMES
from tests.load.peers.roster import OURS, PEERS
from tests.load.peers.table import COSTS, ERRORS, Measured, costs, errors, markdown
from training.corpus import digest_of, load_corpus

_CORES = 2  # fitted at once; measured one after the other
_FITTED_ON = ("training", "contrast", "phrases")


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(PEERS)), help="These peers alone.")
@click.option("--keep", is_flag=True, help="Measure the peers as they were fitted before.")
@click.option("--work", default="build/peers", type=click.Path(path_type=Path), help="Where fitted peers are kept.")
@click.option("--out", default="reports/peers.md", type=click.Path(path_type=Path), help="The table.")
def main(only: tuple[str, ...], keep: bool, work: Path, out: Path) -> None:
    """Set sendgate beside its peers on the same data and the same evaluation set."""
    settings = settings_from()
    version = current_version(settings.models)
    evaluation = load_corpus(settings.data / "evaluation")
    names = only or tuple(PEERS)
    with ThreadPoolExecutor(_CORES) as cores:
        list(cores.map(partial(_fit, work=work, keep=keep), names))
    measured = [_ours(version, work), *(_peer(name, work / name, work) for name in names)]
    truth = truth_of(evaluation)
    languages = np.array([example.language for example in evaluation])
    groups = {"English": languages == "en"}
    if len(set(languages.tolist())) > 1:
        groups["All languages"] = np.ones(len(evaluation), dtype=bool)
    tables = [
        (f"{group}: {int(inside.sum())} messages", ERRORS, [errors(one, truth, inside) for one in measured])
        for group, inside in groups.items()
    ]
    tables.append(("What it costs, on one thread", COSTS, [row for one in measured for row in costs(one)]))
    for title, head, rows in tables:
        _show(title, head, rows)
    text = "\n".join(f"## {title}\n\n{markdown(head, rows)}" for title, head, rows in tables)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(f"# Side by side\n\n{_preamble(version, settings.data)}\n{text}{_chosen(work, names)}")
    click.echo(f"written: {out}")


def _fit(name: str, work: Path, keep: bool) -> None:
    if not (keep and (work / name / CHOSEN).exists()):
        _run("fit", name, work / name)


def _ours(version: Path, work: Path) -> Measured:
    _run("measure", OURS, version, work / f"{OURS}-measured")
    return _measured(OURS, work, [0.5] * 9)


def _peer(name: str, folder: Path, work: Path) -> Measured:
    _run("measure", name, folder, work / f"{name}-measured")
    return _measured(name, work, json.loads((folder / CHOSEN).read_text())["cuts"])


def _measured(name: str, work: Path, cuts: list[float]) -> Measured:
    folder = work / f"{name}-measured"
    times = json.loads((folder / TIMES).read_text())
    return Measured(times["name"], np.load(folder / SCORES), cuts, times)


def _run(stage: str, *arguments: object) -> None:
    """A stage in a process of its own: libraries, caches and threads of one peer do not touch another's times."""
    click.echo(f"{stage} {arguments[0]} …", err=True)
    command = [sys.executable, "-m", f"tests.load.peers.{stage}", *map(str, arguments)]
    if subprocess.run(command, check=False).returncode:
        raise click.ClickException(f"{' '.join(command)} failed; what it said is above")


def _show(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(title=title)
    for i, name in enumerate(head):
        table.add_column(name, justify="right" if i else "left")
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)


def _preamble(version: Path, data: Path) -> str:
    manifest = read_manifest(version)
    changed = [part for part in _FITTED_ON if manifest.data.get(part) != digest_of(data / part)]
    note = f" It was trained before {' and '.join(changed)} changed: run `make train` first.\n" if changed else "\n"
    return f"sendgate is version `{manifest.version}`.{note}"


def _chosen(work: Path, names: tuple[str, ...]) -> str:
    lines = ["", "## What the peers chose on held-out families", ""]
    for name in names:
        chosen = json.loads((work / name / CHOSEN).read_text())
        settings = ", ".join(f"{key} {value}" for key, value in chosen["settings"].items())
        book = "with" if chosen["phrases"] else "without"
        lines.append(f"- {chosen['name']}: {settings}, {book} the book of phrases; fitted in {chosen['seconds']} s")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
