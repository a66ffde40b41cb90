"""The folder of model versions, seen by those who only use them."""

from __future__ import annotations

from pathlib import Path

from model.errors import BrokenArtefact

CURRENT = "current"


def current_version(store: Path) -> Path:
    """The folder of the version that serves. Raises BrokenArtefact where there is none."""
    pointer = store / CURRENT
    if not pointer.is_file():
        raise BrokenArtefact(f"there is no model in {store}; run `sendgate train`")
    folder = store / pointer.read_text(encoding="utf-8").strip()
    if not folder.is_dir():
        raise BrokenArtefact(f"{pointer} names {folder.name}, which is not there; run `sendgate train`")
    return folder
