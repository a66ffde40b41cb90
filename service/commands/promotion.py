"""Promoting as `sendgate promote` and `sendgate train --promote` do it: compare, object, switch, tell."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from model.canaries import send_canaries
from model.errors import SendgateError
from model.gate import Gate
from service.commands.opening import training_part
from service.settings import Settings
from service.show import progress_of
from service.show_versions import show_objections
from training.champion import champion_of, make_champion
from training.history import events
from training.source import who


def promotion(settings: Settings, store: Path, version: str, data: Path, *, why: str, force: str | None) -> bool:
    """Makes ``version`` champion unless something speaks against it that ``force`` does not overrule."""
    console = Console(stderr=True, highlight=False)
    champion = champion_of(store)
    if champion == version:
        console.print(f"{version} is the champion already")
        return True
    compare, objections = training_part("compare", "compare"), training_part("objections", "objections")
    load_corpus = training_part("corpus", "load_corpus")
    challenger = Gate.open(store / version, settings.policy)
    send_canaries(challenger)
    with progress_of(console) as progress:
        progress("reading the corpus")
        evaluation, calibration = (load_corpus(data / part) for part in ("evaluation", "calibration"))
        progress(f"comparing {version} with {champion or 'nothing'}")
        old = Gate.open(store / champion, settings.policy) if champion else challenger
        comparison = compare(old, challenger, evaluation)
        progress("asking calibration sample, behaviour tables and history")
        found = objections(challenger, comparison, calibration, events(store), version)
    show_objections(console, version, found, overruled=force is not None)
    if found and force is None:
        return False
    reason = force.strip() if found and force else why
    make_champion(store, version, instead_of=champion, who=who(data), why=reason, overruled=found)
    console.print(f"[bold]{version}[/] is the champion now; a running service takes it up within seconds")
    tell_registry(store, console)
    return True


def tell_registry(store: Path, console: Console) -> None:
    """MLflow's aliases follow; that they could not is said, and changes nothing."""
    try:
        training_part("tracked_roles", "track_roles")(store)
    except SendgateError as error:
        console.print(f"the registry was not told: {error}", soft_wrap=True, markup=False)
