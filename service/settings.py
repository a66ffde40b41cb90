"""Where things live and what applies, from the environment or a file; the environment wins."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from model.errors import SendgateError
from model.policy import DEFAULT

_PREFIX = "SENDGATE_"
_CONFIG = "SENDGATE_CONFIG"
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
    keep_unsure: bool = False  # whether masked texts that the model was unsure of are kept to be learned from
    unsure_most: int = 10_000  # how many of them, the latest
    unsure_days: int = 90  # and for how long
    rate: int = 100  # messages and other requests a second of one API key, in each worker
    burst: int = 1_000  # how many of them may come at once
    client_timeout: int = 10  # seconds a client may take to send a request's headers, and again for its body
    keep_alive: int = 75  # seconds an idle connection is kept; longer than the reverse proxy's, which is often 60
    drain: int = 20  # seconds that requests under way are given to end when the service is told to stop
    reload: int = 2  # seconds between two looks whether another model was promoted
    log_level: str = field(default="info", metadata={"one_of": ("debug", "info", "warning", "error")})


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. Raises BadSetting for an unknown name, an unusable value or an unusable file."""
    texts = {name: text for name, text in environment.items() if name.startswith(_PREFIX)}
    file = texts.pop(_CONFIG, "")
    known = {field.name: field for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in {**(_from_file(Path(file)) if file else {}), **texts}.items():
        key = name.removeprefix(_PREFIX).lower()
        if key not in known:
            allowed = ", ".join([_CONFIG, *(_PREFIX + field.upper() for field in known)])
            raise BadSetting(f"{name} is no setting of sendgate; settings are {allowed}")
        values[key] = _parsed(name, text, known[key])
    return Settings(**values)  # type: ignore[arg-type]


def _from_file(file: Path) -> dict[str, str]:
    """What a TOML file says, under the names and in the words of the environment."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadSetting(f"the settings in {file} cannot be read: {reason}") from error
    return {_PREFIX + name.upper(): _text(file, name, value) for name, value in content.items()}


def _text(file: Path, name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if not isinstance(value, str | int):
        raise BadSetting(f"{name} in {file} must be a text, a whole number, true or false")
    return str(value)


def _parsed(name: str, text: str, setting: Field[Any]) -> object:
    kind: type = type(setting.default)
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
    if text not in setting.metadata.get("one_of", (text,)):
        raise BadSetting(f"{name} must be one of {', '.join(setting.metadata['one_of'])}, not {text!r}")
    return Path(text) if issubclass(kind, Path) else text
