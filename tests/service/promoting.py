"""Models promoted in a folder of a test's own: good ones, and some that must not serve."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from pathlib import Path

from model.artefact import Artefact, read_artefact
from model.store import current_version
from training.versions import make_current, save_version


def store_in(folder: Path, models: Path) -> Path:
    """A copy of the current version, current there too."""
    store, version = folder / "models", current_version(models)
    shutil.copytree(version, store / version.name)
    make_current(store, version.name)
    return store


def facts_of(artefact: Artefact) -> dict[str, object]:
    made = {"format", "version", "labels", "buckets", "files"}
    return {name: value for name, value in asdict(artefact.manifest).items() if name not in made}


def promote_another(store: Path) -> str:
    """Makes a version current that judges like the one before, under another name."""
    artefact = read_artefact(current_version(store))
    facts = {**facts_of(artefact), "metrics": {"number": float(len(list(store.iterdir())))}}
    folder, _ = save_version(store, artefact.parameters, facts)
    make_current(store, folder.name)
    return folder.name


def promote_a_wrong_one(store: Path) -> None:
    """Makes a version current that is whole, and finds the contrary of what is so."""
    artefact = read_artefact(current_version(store))
    parameters = replace(artefact.parameters, verdict=-artefact.parameters.verdict)
    folder, _ = save_version(store, parameters, facts_of(artefact))
    make_current(store, folder.name)


def promote_an_altered_one(store: Path) -> None:
    """Makes a version current of which a byte was changed."""
    shutil.copytree(current_version(store), store / "altered")
    file = store / "altered" / "verdict.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    make_current(store, "altered")
