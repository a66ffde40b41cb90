"""From what the caller names (a file, a folder, a pattern, ``-``) to pairs of input and output."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.library.batch import BadTable
from service.library.kinds import Kind, check_target, kind_from, kind_of

STANDARD = "-"


@dataclass(frozen=True, slots=True)
class Place:
    """One file to read (None: standard input) and where its rows go (None: standard output)."""

    source: Path | None
    target: Path | None


@dataclass(frozen=True, slots=True)
class Places:
    """Everything one run reads and writes. ``journal`` is where it notes how far it came, if it can."""

    files: tuple[Place, ...]
    journal: Path | None


def places_of(source: str, target: str, kind: Kind | None) -> Places:
    """The files that ``source`` names, each with its output at or under ``target``.

    A folder or a pattern goes into a folder, names kept. Raises BadTable where nothing is to be read or
    an input would be overwritten.
    """
    if source == STANDARD or Path(source).is_file():
        return _single(None if source == STANDARD else Path(source), target, kind)
    root, files = _many(source, kind)
    folder = Path(target)
    if target == STANDARD or folder.is_file():
        raise BadTable(f"{source} names several files, so OUT must be a folder, not {target}")
    if folder.resolve().is_relative_to(root.resolve()):
        raise BadTable(f"{target} lies in {root}, where the input is; name a folder elsewhere, so that nothing is lost")
    found = tuple(Place(file, _named(folder / file.relative_to(root), kind)) for file in files)
    return Places(found, folder / ".sendgate-answers")


def _single(source: Path | None, target: str, kind: Kind | None) -> Places:
    if target == STANDARD:
        return Places((Place(source, None),), None)
    out = Path(target)
    if out.is_dir():
        raise BadTable(f"{target} is a folder; name a file, as the input is one")
    if source is not None and source.resolve() == out.resolve():
        raise BadTable("IN and OUT are the same file; give OUT another name, so that nothing is lost")
    check_target(out, kind_from(source, kind))
    return Places((Place(source, out),), out.with_name(f".{out.name}.answers"))


def _many(source: str, kind: Kind | None) -> tuple[Path, list[Path]]:
    """The folder that the names are kept from, and the files in order."""
    if Path(source).is_dir():
        root = Path(source)
        found: Iterator[Path] = iter(root.rglob("*"))
    else:
        root = Path(*_before_pattern(Path(source)))
        found = map(Path, glob.iglob(source, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
    hidden = (file for file in found if not any(part.startswith(".") for part in file.relative_to(root).parts))
    files = sorted(file for file in hidden if file.is_file() and (kind or kind_of(file)))
    if not files:
        raise BadTable(f"{source} names no file that can be read; name a file, a folder or a pattern, or - for stdin")
    return root, files


def _before_pattern(path: Path) -> Iterator[str]:
    for part in path.parts[:-1]:
        if glob.has_magic(part):
            return
        yield part


def _named(target: Path, kind: Kind | None) -> Path:
    """``target``, which for Excel must be the kind that can be written."""
    return target.with_suffix(".xlsx") if (kind or kind_of(target)) == "excel" else target
