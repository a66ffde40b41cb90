"""Where things live and what applies, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from model.errors import SendgateError
from model.policy import DEFAULT

_PREFIX = "SENDGATE_"
_PROJECT = Path(__file__).resolve().parent.parent
_SWITCH = {"on": True, "off": False}


class BadSetting(SendgateError):
    """A setting that is unknown or has no usable value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; each is read from ``SENDGATE_`` and its name in capitals."""

    models: Path = _PROJECT / "artefacts"  # the folder of model versions
    data: Path = _PROJECT / "data"  # the corpus
    policy: str = DEFAULT
    max_body: int = 1_048_576  # bytes of a request's body
    max_batch: int = 500  # messages of one batch, entries of one request to the ledger
    records: Path = _PROJECT / "records"  # the folder of the SQLite database and of the key of its digests
    database_url: str = field(default="", repr=False)  # sqlite:///… or postgresql://…; empty: a file in `records`
    digest_key: str = field(default="", repr=False)  # the secret of the digests; empty: a file in `records`
    journal: bool = True  # whether every decision is recorded before it is given


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. Raises BadSetting for an unknown name or an unusable value."""
    known = {field.name: field for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in environment.items():
        if not name.startswith(_PREFIX):
            continue
        key = name.removeprefix(_PREFIX).lower()
        if key not in known:
            allowed = ", ".join(_PREFIX + field.upper() for field in known)
            raise BadSetting(f"{name} is no setting of sendgate; settings are {allowed}")
        values[key] = _parsed(name, text, type(known[key].default))
    return Settings(**values)  # type: ignore[arg-type]


def _parsed(name: str, text: str, kind: type) -> object:
    if not text.strip():
        raise BadSetting(f"{name} is empty; set it or leave it out")
    if kind is bool:
        if text.lower() not in _SWITCH:
            raise BadSetting(f"{name} must be on or off, not {text!r}")
        return _SWITCH[text.lower()]
    if kind is int:
        if not text.isdecimal() or int(text) < 1:
            raise BadSetting(f"{name} must be a whole number above 0, not {text!r}")
        return int(text)
    return Path(text) if issubclass(kind, Path) else text
