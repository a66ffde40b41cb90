"""Versions in a folder of models, and which of them serves."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from model.artefact import Manifest, write_artefact
from model.stages import Parameters
from model.store import CURRENT


def save_version(store: Path, parameters: Parameters, facts: Mapping[str, object]) -> tuple[Path, Manifest]:
    """Writes a version into ``store`` under its own name, whole or not at all."""
    store.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=store))
    try:
        manifest = write_artefact(aside, parameters, facts)
        aside.chmod(0o755)
        folder = store / manifest.version
        if folder.exists():
            shutil.rmtree(folder)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder, manifest


def make_current(store: Path, version: str) -> None:
    """Names ``version`` as the one that serves; readers see the old name or the new one, never half."""
    pointer = store / f"{CURRENT}.writing"
    pointer.write_text(version + "\n", encoding="utf-8")
    os.replace(pointer, store / CURRENT)
