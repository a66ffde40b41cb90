"""Who did what with which version, when and why: a file that only grows."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from training.source import Source

FILE = "history.jsonl"
Deed = Literal["trained", "promoted", "rolled back"]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history."""

    what: Deed
    version: str
    who: str
    why: str = ""
    before: str | None = None  # the champion until then
    overruled: tuple[str, ...] = ()  # what spoke against it when it was forced
    source: Source | None = None  # what it was trained on
    when: str = ""  # UTC, to the second


def record(store: Path, event: Event) -> Event:
    """Adds ``event`` with the time to the history of ``store``, on disk before this returns."""
    dated = {**asdict(event), "when": datetime.now(UTC).isoformat(timespec="seconds")}
    line = json.dumps(dated, ensure_ascii=False) + "\n"
    with (store / FILE).open("a+b") as stream:
        torn = stream.tell() > 0 and _last_byte(stream) != b"\n"
        stream.write((b"\n" if torn else b"") + line.encode())
        stream.flush()
        os.fsync(stream.fileno())
    return _event(dated)


def events(store: Path) -> list[Event]:
    """The history of ``store``, oldest first; a line cut off by a crash is left out."""
    file = store / FILE
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return [_event(row) for row in map(_row, lines) if row is not None]


def champions(history: Sequence[Event]) -> list[str]:
    """The versions that a rollback would come to, the oldest first, the champion last."""
    line: list[str] = []
    for event in history:
        if event.what == "trained":
            continue
        if event.before and line[-1:] != [event.before]:
            line.append(event.before)  # made current before there was a history, or by hand
        if event.what == "rolled back" and event.version in line:
            del line[line.index(event.version) + 1 :]
        elif line[-1:] != [event.version]:
            line.append(event.version)
    return line


def _last_byte(stream: Any) -> bytes:
    stream.seek(-1, os.SEEK_END)
    return bytes(stream.read(1))


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and {"what", "version", "who"} <= row.keys() else None


def _event(row: dict[str, Any]) -> Event:
    known = {name: row[name] for name in Event.__dataclass_fields__ if name in row}
    source = row.get("source")
    return Event(
        **{**known, "overruled": tuple(row.get("overruled", ())), "source": Source(**source) if source else None}
    )
