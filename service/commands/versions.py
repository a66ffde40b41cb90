"""``sendgate compare``, ``promote``, ``rollback`` and ``history``: which model serves, and why that one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from model.errors import BrokenArtefact, SendgateError
from model.gate import Gate
from model.store import CHALLENGER, version_named
from service.commands.opening import training_part
from service.settings import settings_from

_data = click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
_models = click.option(
    "--models", type=click.Path(file_okay=False, path_type=Path), help="Where versions are kept.  [default: artefacts]"
)


@click.command()
@click.argument("challenger", default=CHALLENGER)
@click.argument("champion", default="champion")
@_data
@_models
@click.option("--show", default=20, show_default=True, type=click.IntRange(0), help="How many flips to show.")
@click.option("--json", "as_json", is_flag=True, help="Every figure and every flip as JSON.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="A file for a page of it all.")
@click.pass_context
def compare(
    ctx: click.Context,
    challenger: str,
    champion: str,
    data: Path | None,
    models: Path | None,
    show: int,
    as_json: bool,
    report: Path | None,
) -> None:
    """Judge the evaluation set by two versions: is the CHALLENGER better than the CHAMPION, and what flips?

    A version is the beginning of its name, `challenger`, `champion`, or a folder. Exit status: 0 not worse,
    1 worse beyond noise or a canary flips, 2 error.
    """
    from service.show_versions import show_comparison

    settings = settings_from()
    store = models or settings.models
    run, load_corpus = training_part("compare", "compare"), training_part("corpus", "load_corpus")
    old, new = (Gate.open(version_named(store, name), settings.policy) for name in (champion, challenger))
    found = run(old, new, load_corpus((data or settings.data) / "evaluation"))
    if as_json:
        click.echo(json.dumps(training_part("report.comparison", "comparison_document")(found), indent=2))
    else:
        show_comparison(Console(highlight=False), found, show)
    if report is not None:
        training_part("report.file", "write_page")(report, training_part("report.comparison", "comparison_page")(found))
        Console(stderr=True, highlight=False).print(f"report: {report}", soft_wrap=True)
    ctx.exit(1 if found.worse or found.canaries_changed else 0)


@click.command()
@click.argument("version", default=CHALLENGER)
@_data
@_models
@click.option("--why", default="", help="Why, for the history.")
@click.option("--force", metavar="REASON", help="Promote whatever speaks against it, and record why.")
@click.pass_context
def promote(
    ctx: click.Context, version: str, data: Path | None, models: Path | None, why: str, force: str | None
) -> None:
    """Make a VERSION the champion, the one that serves: the challenger, if none is named.

    It is refused where it may break the promise about wrong allows, is worse than the champion beyond noise, fails
    a behaviour test, or was made from uncommitted data. One that fails a canary message is never promoted. A
    running service takes the new champion up by itself. Exit status: 0 promoted, 1 refused, 2 error.
    """
    from service.commands.promotion import promotion

    settings = settings_from()
    store = models or settings.models
    if force is not None and not force.strip():
        raise SendgateError("--force needs a reason, which the history keeps: --force 'why it must serve all the same'")
    folder = version_named(store, version)
    if folder.resolve().parent != store.resolve():
        raise BrokenArtefact(f"{folder} is not in {store}; copy it there, then promote it by its name")
    done = promotion(settings, store, folder.name, data or settings.data, why=why, force=force)
    ctx.exit(0 if done else 1)


@click.command()
@click.argument("version", required=False)
@_models
@click.option("--why", default="", help="Why, for the history.")
def rollback(version: str | None, models: Path | None, why: str) -> None:
    """Make the champion before this one serve again, or a VERSION by its name.

    Nothing is compared, only that the model is whole and answers its canary messages. A running service takes it
    up by itself. Exit status: 0 done, 2 error.
    """
    from service.commands.promotion import tell_registry
    from training.champion import rollback_to
    from training.source import who

    settings = settings_from()
    store = models or settings.models
    to = version_named(store, version).name if version else None
    before, now = rollback_to(store, to, who=who(settings.data), why=why)
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold]{now}[/] serves again in the place of {before}", soft_wrap=True)
    tell_registry(store, console)


@click.command()
@_models
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, the oldest first.")
def history(models: Path | None, as_json: bool) -> None:
    """Tell who trained, promoted and rolled back which version, when and why."""
    from service.show_versions import show_history
    from training.champion import champion_of
    from training.history import events

    store = models or settings_from().models
    found = events(store)
    if as_json:
        for event in found:
            click.echo(json.dumps(asdict(event), ensure_ascii=False))
        return
    show_history(Console(highlight=False), found, champion_of(store))
