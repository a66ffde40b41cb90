"""Folders of versions whose history is known, and commands run on them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.artefact import read_artefact
from model.store import CHALLENGER, CURRENT, current_version
from service.cli import main
from tests.service.promoting import facts_of, store_in
from training.champion import enter
from training.source import Source
from training.versions import save_version

COMMITTED = Source("c" * 40)
ANNA = "Anna <anna@example.org>"

Sendgate = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path, models: Path) -> Path:
    """The current model as champion, and nothing else."""
    return store_in(tmp_path, models)


def champion(store: Path) -> str:
    return (store / CURRENT).read_text().strip()


def challenger(store: Path) -> str:
    return (store / CHALLENGER).read_text().strip()


def another(store: Path, *, threshold: float | None = None, source: Source = COMMITTED) -> str:
    """Enters a version like the champion, but for its ``threshold`` or its name alone."""
    artefact = read_artefact(current_version(store))
    facts = facts_of(artefact) | {"metrics": {"number": float(len(list(store.iterdir())))}}
    if threshold is not None:
        facts |= {"threshold": threshold, "thresholds": {}}
    folder, _ = save_version(store, artefact.parameters, facts)
    enter(store, folder.name, source, ANNA)
    return folder.name


def a_wrong_one(store: Path) -> str:
    """Enters one that finds the contrary of what is so."""
    artefact = read_artefact(current_version(store))
    parameters = replace(artefact.parameters, verdict=-artefact.parameters.verdict)
    folder, _ = save_version(store, parameters, facts_of(artefact))
    enter(store, folder.name, COMMITTED, ANNA)
    return folder.name


@pytest.fixture(scope="session")
def few(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calibration sample, and every tenth message of the evaluation set."""
    folder = tmp_path_factory.mktemp("few")
    for part, step in (("evaluation", 10), ("calibration", 1)):
        files = sorted((project / "data" / part).rglob("*.jsonl"))
        lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines(keepends=True)]
        (folder / part).mkdir()
        (folder / part / "all.jsonl").write_text("".join(lines[::step]), encoding="utf-8")
    return folder


@pytest.fixture
def sendgate(store: Path, few: Path, monkeypatch: pytest.MonkeyPatch) -> Sendgate:
    """Runs a command on ``store`` and the few messages."""
    monkeypatch.setenv("SENDGATE_MODELS", str(store))
    monkeypatch.setenv("SENDGATE_DATA", str(few))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org"]
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)
