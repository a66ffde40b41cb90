"""Which kind of file a name says it is."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, get_args

from service.library.batch import BadTable
from service.library.streams import SUFFIXES

Kind = Literal["csv", "jsonl", "parquet", "excel"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_KINDS: dict[str, Kind] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), "excel"),
}
_PACKABLE = frozenset({"csv", "jsonl"})


def kind_of(path: PurePath) -> Kind | None:
    """The kind of the file ``path`` by its name, None where that tells nothing."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return _KINDS.get(suffix)
    inner = _KINDS.get(PurePath(path.stem).suffix.lower())
    return inner if inner in _PACKABLE else None


def kind_from(path: PurePath | None, given: Kind | None) -> Kind:
    """The kind ``given``, else that of ``path``. Raises BadTable where neither tells."""
    kind = given or (kind_of(path) if path is not None else None)
    if kind is None:
        ends = ", ".join(_KINDS)
        raise BadTable(
            f"cannot tell what kind of file {path or 'standard input'} is; "
            f"name it with --format, or let its name end in one of {ends} (text also with .gz or .zst)"
        )
    return kind


def check_target(target: PurePath, kind: Kind) -> None:
    """Raises BadTable where ``target`` is named as another kind of file than ``kind``."""
    named = kind_of(target)
    if named not in {kind, None} or (kind == "excel" and target.suffix.lower() != ".xlsx"):
        ending = ".xlsx" if kind == "excel" else f"a name for {kind}, as the input is"
        raise BadTable(f"{target.name} must end in {ending}")
