"""A policy: the rules of a marketplace as data, read from a TOML file and checked before use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from model.errors import BadPolicy
from model.labels import CRITICAL, TOPICS, Label

DEFAULT = "opt-out-2017"
_FOLDER = Path(__file__).parent / "policies"
_KEYS: dict[str, type] = {
    "name": str,
    "version": int,
    "title": str,
    "critical_topics": list,
    "replies_exempt": bool,
    "sending": dict,
    "instead": dict,
}
_SENDING_KEYS: dict[str, type] = {"subject": str, "channel": str, "limit_to": str, "operations": dict}


@dataclass(frozen=True, slots=True)
class Sending:
    """How a critical message is sent."""

    subject: str
    channel: str
    limit_to: str
    operations: Mapping[Label, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be sent to a buyer who opted out, and what to do otherwise."""

    name: str
    version: int
    title: str
    critical_topics: frozenset[Label]
    replies_exempt: bool
    sending: Sending
    instead: Mapping[Label, str]

    @property
    def id(self) -> str:
        """Name and version, as answers carry them: ``opt-out-2017@1``."""
        return f"{self.name}@{self.version}"


def load_policy(name: str = DEFAULT) -> Policy:
    """The policy ``name`` (a file of this package) or at the path ``name`` (ending in .toml).

    Raises BadPolicy where the file is missing or says something it must not.
    """
    path = Path(name) if name.endswith(".toml") else _FOLDER / f"{name}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in _FOLDER.glob("*.toml")))
        raise BadPolicy(f"there is no policy {name!r}; use one of {known}, or a path ending in .toml") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPolicy(f"{path.name} cannot be read: {error}") from error
    return parse_policy(document, path.name)


def parse_policy(document: Mapping[str, object], where: str) -> Policy:
    """The policy that ``document`` states; ``where`` names it in errors. Raises BadPolicy."""
    _check_keys(document, _KEYS, where)
    sending = cast("dict[str, object]", document["sending"])
    _check_keys(sending, _SENDING_KEYS, f"{where} [sending]")
    critical = _topics(cast("list[object]", document["critical_topics"]), f"{where} critical_topics")
    if critical != CRITICAL:
        raise BadPolicy(
            f"{where} critical_topics must be {sorted(CRITICAL)}, which the model learned to tell from the rest; "
            f"it has {sorted(critical)}"
        )
    operations = _advice(cast("dict[str, object]", sending["operations"]), critical, f"{where} [sending.operations]")
    instead = _advice(
        cast("dict[str, object]", document["instead"]), frozenset(TOPICS) - critical, f"{where} [instead]"
    )
    return Policy(
        name=cast("str", document["name"]),
        version=cast("int", document["version"]),
        title=cast("str", document["title"]),
        critical_topics=critical,
        replies_exempt=cast("bool", document["replies_exempt"]),
        sending=Sending(
            subject=cast("str", sending["subject"]),
            channel=cast("str", sending["channel"]),
            limit_to=cast("str", sending["limit_to"]),
            operations=operations,
        ),
        instead=instead,
    )


def _check_keys(table: Mapping[str, object], keys: Mapping[str, type], where: str) -> None:
    for key in table:
        if key not in keys:
            raise BadPolicy(f"{where} has an unknown key {key!r}; it may have {', '.join(keys)}")
    for key, kind in keys.items():
        if key not in table:
            raise BadPolicy(f"{where} lacks the key {key!r}")
        if type(table[key]) is not kind:
            raise BadPolicy(f"{where} {key} must be of type {kind.__name__}, not {type(table[key]).__name__}")


def _topics(values: list[object], where: str) -> frozenset[Label]:
    for value in values:
        if value not in TOPICS:
            raise BadPolicy(f"{where} names an unknown topic {value!r}; topics are {', '.join(TOPICS)}")
    return frozenset(cast("list[Label]", values))


def _advice(table: Mapping[str, object], topics: frozenset[Label], where: str) -> Mapping[Label, str]:
    """One text for each of ``topics`` and for nothing else."""
    _check_keys(table, dict.fromkeys(sorted(topics), str), where)
    return MappingProxyType(cast("dict[Label, str]", dict(table)))
