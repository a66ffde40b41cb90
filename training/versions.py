"""Versions in a folder of models, and which of them serves."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from model.artefact import Manifest, read_artefact, write_artefact
from model.errors import BrokenArtefact
from model.stages import Parameters
from model.store import CURRENT


def save_version(
    store: Path, parameters: Parameters, facts: Mapping[str, object], beside: Mapping[str, str] = MappingProxyType({})
) -> tuple[Path, Manifest]:
    """Writes a version into ``store`` under its own name, whole or not at all; ``beside`` as in `write_artefact`.

    One that is there and whole stays as it is, since it may be serving: the name tells that its bytes are the same.
    """
    store.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".writing-", dir=store))
    try:
        manifest = write_artefact(aside / "new", parameters, facts, beside)
        folder = store / manifest.version
        if not _whole(folder):
            if folder.exists():
                folder.rename(aside / "old")
            (aside / "new").rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder, manifest


def make_current(store: Path, version: str) -> None:
    """Names ``version`` as the one that serves; readers see the old name or the new one, never half."""
    point(store / CURRENT, version)


def point(pointer: Path, version: str) -> None:
    """Makes ``pointer`` name ``version``, at once and for good."""
    aside = pointer.with_name(f".{pointer.name}-{uuid4().hex}")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(version + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(aside, pointer)


def _whole(folder: Path) -> bool:
    try:
        read_artefact(folder)
    except BrokenArtefact:
        return False
    return True
