"""A model version on disk: a folder with a manifest and plain arrays.

Arrays are read without pickle and memory-mapped, so workers share their pages. Every file's
digest is checked before anything is used. To raise FORMAT: change `ARRAYS` or the manifest's
fields, raise the number, and let `read_artefact` refuse the older one by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

import numpy as np

from model.errors import BrokenArtefact
from model.features import BUCKETS
from model.labels import LABELS
from model.stages import Parameters

FORMAT = 4
MANIFEST = "manifest.json"
REFERENCE = "reference.json"  # what is compared with the journal; not needed to judge
ARRAYS = (
    "table",
    "bias",
    "piece_table",
    "pieces",
    "hidden",
    "output",
    "verdict",
    "topics",
    "vocabulary",
    "pairs",
    "belonging",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version says of itself; JSON beside the arrays."""

    format: int
    version: str
    labels: tuple[str, ...]
    languages: tuple[str, ...]
    buckets: int
    threshold: float
    thresholds: Mapping[str, float]  # of languages that can keep the promise on their own
    risk: Mapping[str, float]  # the promise about wrong allows and what it was seen on
    metrics: Mapping[str, float]
    data: Mapping[str, str]  # digests of the corpus
    libraries: Mapping[str, str]
    files: Mapping[str, str]  # file name to SHA-256


@dataclass(frozen=True, slots=True)
class Artefact:
    """A version ready to judge with."""

    manifest: Manifest
    parameters: Parameters


def write_artefact(
    folder: Path, parameters: Parameters, facts: Mapping[str, object], beside: Mapping[str, str] = MappingProxyType({})
) -> Manifest:
    """Writes ``parameters`` and a manifest with ``facts`` into ``folder``; the same input gives the same bytes.

    ``beside`` are texts by the names of files that judging does not need; versions without them are whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(parameters, name), allow_pickle=False)
    for name, text in beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    files = {name: _digest(folder / name) for name in (*(f"{array}.npy" for array in ARRAYS), *beside)}
    content: dict[str, object] = {
        "format": FORMAT,
        "labels": LABELS,
        "buckets": BUCKETS,
        **facts,
        "files": files,
    }
    version = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    manifest = _manifest({**content, "version": version}, folder)
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the version in ``folder``. Raises BrokenArtefact."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenArtefact(f"{folder} holds no {MANIFEST}; run `sendgate train`") from None
    except (OSError, ValueError) as error:
        raise BrokenArtefact(f"{folder / MANIFEST} cannot be read: {error}") from error
    return _manifest(content, folder)


def read_artefact(folder: Path) -> Artefact:
    """The version in ``folder``, every digest checked. Raises BrokenArtefact."""
    manifest = read_manifest(folder)
    for name in ARRAYS:
        file = folder / f"{name}.npy"
        if not file.is_file():
            raise BrokenArtefact(f"{file} is missing; train again or restore the folder")
        if _digest(file) != manifest.files.get(file.name):
            raise BrokenArtefact(f"{file} was altered after training (its digest differs); train again or restore it")
    # Plain views of the mapped pages: numpy's memmap class costs time at every indexing.
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray) for name in ARRAYS
    }
    return Artefact(manifest, Parameters(**arrays))


def read_beside(folder: Path, name: str) -> str:
    """A text beside the arrays of the version in ``folder``, its digest checked.

    Raises FileNotFoundError for a version that was made without it, and BrokenArtefact.
    """
    digest = read_manifest(folder).files.get(name)
    if digest is None:
        raise FileNotFoundError(folder / name)
    try:
        if _digest(folder / name) == digest:
            return (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        raise BrokenArtefact(f"{folder / name} cannot be read: {error.strerror}; restore it or train again") from error
    raise BrokenArtefact(f"{folder / name} was altered after training (its digest differs); restore it or train again")


def _manifest(content: object, folder: Path) -> Manifest:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        found = content.get("format") if isinstance(content, dict) else None
        raise BrokenArtefact(f"{folder} has format {found}, this sendgate reads format {FORMAT}; train again")
    if tuple(content.get("labels", ())) != LABELS or content.get("buckets") != BUCKETS:
        raise BrokenArtefact(f"{folder} was trained with other labels or features; train again")
    fields = set(Manifest.__dataclass_fields__)
    if set(content) != fields:
        raise BrokenArtefact(f"{folder / MANIFEST} lacks or has extra fields: {sorted(set(content) ^ fields)}")
    known = cast("dict[str, object]", content)
    return Manifest(**{**known, "labels": LABELS, "languages": tuple(cast("list[str]", known["languages"]))})  # type: ignore[arg-type]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
