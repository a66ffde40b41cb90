"""New files of the corpus, all of them or none."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from model.errors import SendgateError
from training.adding.prepare import Prepared
from training.corpus import Example, Labelled
from training.datasheet import MARK, rewritten

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_WRITTEN = re.compile(r"(?:\.(?:confirm|rest)(?:-\d+)?)+\Z")  # ends of the names of the files beside


def batch_name(stem: str, data: Path) -> str:
    """A name for what comes from a file called ``stem`` that no file of the corpus has yet."""
    plain = _NOT_PLAIN.sub("-", original_stem(stem).lower()).strip("-") or "added"
    taken = {file.stem for part in ("training", "phrases") for file in (data / part).rglob("*.jsonl")}
    return next(name for number in count(1) if (name := plain if number == 1 else f"{plain}-{number}") not in taken)


def original_stem(stem: str) -> str:
    """The name of the file that ``stem`` is to be confirmed or mended for, or itself."""
    return _WRITTEN.sub("", stem)


def write_batch(data: Path, name: str, prepared: Prepared) -> list[Path]:
    """Writes the messages and phrases of ``prepared`` under ``data`` and counts the datasheet anew.

    Returns the new files. Raises SendgateError where the disk refuses; then nothing is left behind.
    """
    texts: dict[Path, str] = {}
    for part, examples in (("training", prepared.messages), ("phrases", prepared.phrases)):
        for example in examples:
            file = data / part / example.language / f"{name}.jsonl"
            texts[file] = texts.get(file, "") + (_phrase if part == "phrases" else line_of)(example) + "\n"
    written: list[Path] = []
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            aside = file.with_name(f".{file.name}.partial")
            written.append(aside)
            aside.write_text(text, encoding="utf-8", newline="\n")
            os.replace(aside, file)
            written[-1] = file
    except OSError as error:
        for file in written:
            file.unlink(missing_ok=True)
        raise SendgateError(f"the corpus in {data} cannot be written to: {error.strerror or error}") from error
    if texts:
        _count_anew(data)
    return list(texts)


def line_of(example: Example) -> str:
    """``example`` as a line of the corpus."""
    row: dict[str, Any] = {
        "id": example.id,
        "lang": example.language,
        "kind": example.kind,
        "medium": example.medium,
        "register": example.register,
        "trade": example.trade,
        "family": example.family,
        "source": example.source,
        "hard": list(example.hard),
    }
    if example.subject is not None:
        row["subject"] = _piece(example.subject)
    return json.dumps({**row, "sentences": _pieces(example.parts)}, ensure_ascii=False)


def _phrase(example: Example) -> str:
    row = {"id": example.id, "lang": example.language, "purpose": example.kind, **_piece(example.parts[0])}
    return json.dumps(row, ensure_ascii=False)


def _pieces(parts: Iterable[Labelled]) -> list[dict[str, str]]:
    return [_piece(part) for part in parts]


def _piece(part: Labelled) -> dict[str, str]:
    return {"text": part.text, "label": part.label}


def _count_anew(data: Path) -> None:
    """The datasheet, where the corpus has one."""
    sheet = data / "README.md"
    if sheet.is_file() and MARK in sheet.read_text(encoding="utf-8"):
        for name, content in rewritten(data).items():
            (data / name).write_text(content, encoding="utf-8")
