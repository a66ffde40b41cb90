"""Which version serves, and how another takes its place: always recorded, one change at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from model.artefact import read_manifest
from model.canaries import send_canaries
from model.errors import BrokenArtefact, SendgateError
from model.gate import Gate
from model.store import CHALLENGER, CURRENT, current_version, version_named
from training.history import Event, champions, events, record
from training.source import Source
from training.versions import make_current, point

Role = Literal["champion", "challenger"]
_LOCK = ".lock"
_PATIENCE = 10  # seconds; a change takes milliseconds


class NotChanged(SendgateError):
    """The champion stays what it was."""


def enter(store: Path, version: str, source: Source, who: str) -> Role:
    """Records that ``version`` was trained, and what it is now.

    It is the champion where it is already, or where there is none that this sendgate can read; else the challenger.
    """
    with _alone(store):
        before = champion_of(store)
        record(store, Event("trained", version, who, source=source))
        if before == version:
            return "champion"
        if before is None:
            record(store, Event("promoted", version, who, why="there was no model to serve"))
            make_current(store, version)
            return "champion"
        point(store / CHALLENGER, version)
        return "challenger"


def make_champion(
    store: Path, version: str, *, instead_of: str | None, who: str, why: str, overruled: Sequence[str]
) -> None:
    """Makes ``version`` the champion. Raises NotChanged where that is no longer ``instead_of``, FailedCanary."""
    _tried(store / version)
    with _alone(store):
        before = champion_of(store)
        if before != instead_of:
            raise NotChanged(
                f"{before} became champion while {version} was compared with {instead_of}; run `sendgate promote` again"
            )
        record(store, Event("promoted", version, who, why, before, tuple(overruled)))
        make_current(store, version)
        with suppress(FileNotFoundError):
            if (store / CHALLENGER).read_text(encoding="utf-8").strip() == version:
                (store / CHALLENGER).unlink()


def rollback_to(store: Path, to: str | None, *, who: str, why: str) -> tuple[str | None, str]:
    """Makes the version before, or ``to``, the champion again: the names of the one until then and of the one now."""
    with _alone(store):
        before = _named(store)
        version = to or _before(store, before)
        if version == before:
            raise NotChanged(f"{version} is the champion already")
        _tried(store / version)
        record(store, Event("rolled back", version, who, why, before))
        make_current(store, version)
    return before, version


def champion_of(store: Path) -> str | None:
    """The version that serves; nothing where there is none, or none that this sendgate can read."""
    try:
        folder = current_version(store)
        read_manifest(folder)
    except BrokenArtefact:
        return None
    return folder.name


def roles(store: Path) -> dict[Role, str | None]:
    """Which versions are what now."""
    try:
        challenger = version_named(store, CHALLENGER).name
    except BrokenArtefact:
        challenger = None
    return {"champion": champion_of(store), "challenger": challenger}


def _named(store: Path) -> str | None:
    """The name in the pointer, whatever became of its folder: one rolls back from a broken version too."""
    pointer = store / CURRENT
    return pointer.read_text(encoding="utf-8").strip() or None if pointer.is_file() else None


def _before(store: Path, champion: str | None) -> str:
    line = champions(events(store))
    if line[-1:] == [champion]:
        line.pop()
    if not line:
        raise NotChanged(
            f"the history of {store} knows no champion before {champion}; name a version: `sendgate rollback VERSION`"
        )
    return line[-1]


def _tried(folder: Path) -> None:
    """A service would refuse it otherwise, and the old one would serve on."""
    send_canaries(Gate.open(folder))


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    store.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(store / _LOCK, timeout=_PATIENCE):
            yield
    except Timeout:
        raise NotChanged(f"another command is changing the champion in {store}; try again") from None
