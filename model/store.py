"""The folder of model versions, seen by those who only use them."""

from __future__ import annotations

from pathlib import Path

from model.errors import BrokenArtefact

CURRENT = "current"  # the file that names the champion, the version that serves
CHALLENGER = "challenger"  # the file that names the version last trained, until it is promoted
_POINTERS = {"champion": CURRENT, CURRENT: CURRENT, CHALLENGER: CHALLENGER}


def current_version(store: Path) -> Path:
    """The folder of the version that serves. Raises BrokenArtefact where there is none."""
    pointer = store / CURRENT
    if not pointer.is_file():
        raise BrokenArtefact(f"there is no model in {store}; run `sendgate train`")
    return _followed(pointer)


def version_named(store: Path, name: str) -> Path:
    """The version that ``name`` means. Raises BrokenArtefact.

    It is the beginning of a version's name, ``current`` (or ``champion``), ``challenger``, or a folder.
    """
    if _POINTERS.get(name) == CURRENT:
        return current_version(store)
    if name == CHALLENGER:
        pointer = store / CHALLENGER
        if not pointer.is_file():
            raise BrokenArtefact(f"there is no challenger in {store}; run `sendgate train`, or name a version")
        return _followed(pointer)
    if name and Path(name).is_dir():
        return Path(name)
    known = [folder.name for folder in _versions(store)]
    found = [version for version in known if version.startswith(name)] if name.isalnum() else []
    if len(found) != 1:
        how = "several versions begin with" if found else "there is no version"
        raise BrokenArtefact(f"{how} {name!r} in {store}; versions are {', '.join(known) or 'none'}")
    return store / found[0]


def _followed(pointer: Path) -> Path:
    folder = pointer.parent / pointer.read_text(encoding="utf-8").strip()
    if not folder.is_dir():
        raise BrokenArtefact(f"{pointer} names {folder.name}, which is not there; run `sendgate train`")
    return folder


def _versions(store: Path) -> list[Path]:
    """Folders beside them hold other things: what was tracked, a version half written."""
    return sorted(folder.parent for folder in store.glob("[!.]*/manifest.json"))
