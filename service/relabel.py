"""A file of messages in, the same file with topics and decisions out, row by row."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from model.decide import decide
from model.errors import SendgateError
from model.gate import Gate
from model.message import Message

ADDED = ("topic", "topics", "decision_if_opted_out", "reason", "confidence", "error")
_GUESSES = {
    "subject": ("subject", "title", "betreff", "objet", "asunto", "oggetto"),
    "body": ("body", "text", "message", "content", "template", "body_html", "html"),
}
_CSV, _JSONL = {".csv", ".tsv", ".txt"}, {".jsonl", ".ndjson"}
csv.field_size_limit(10_000_000)


class BadTable(SendgateError):
    """A file whose rows cannot be read as messages."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns; None where they are to be guessed."""

    subject: str | None = None
    body: str | None = None
    label: str | None = None


@dataclass(slots=True)
class Summary:
    """What a run came to."""

    subject: str | None
    body: str
    rows: int = 0
    errors: int = 0
    compared: int = 0
    agreed: int = 0
    decisions: Counter[str] = field(default_factory=Counter)


def relabel_file(gate: Gate, source: Path, target: Path, columns: Columns) -> Summary:
    """Writes ``source`` with the columns `ADDED` to ``target``, which appears whole or not at all.

    A row that cannot be judged carries its error and block. Raises BadTable where the file as a
    whole cannot be read.
    """
    if source.resolve() == target.resolve():
        raise BadTable("IN and OUT are the same file; give OUT another name, so that nothing is lost")
    kind = source.suffix.lower()
    if kind not in _CSV | _JSONL or target.suffix.lower() not in _CSV | _JSONL:
        raise BadTable(f"{source.name} and {target.name} must end in .csv, .tsv or .jsonl")
    if (kind in _JSONL) != (target.suffix.lower() in _JSONL):
        raise BadTable(f"{target.name} must be of the same kind as {source.name}")
    with _written_aside(target) as out, _opened(source) as rows:
        return (_relabel_jsonl if kind in _JSONL else _relabel_csv)(gate, rows, out, columns)


def _relabel_csv(gate: Gate, source: TextIO, out: TextIO, columns: Columns) -> Summary:
    try:
        reader = csv.DictReader(source, dialect=_dialect(source), restkey="", strict=True)
        names = list(reader.fieldnames or ())
        _check_names(names)
        summary = _summary(names, columns)
        writer = csv.DictWriter(out, [*names, *ADDED], dialect="excel", delimiter=reader.reader.dialect.delimiter)
        writer.writeheader()
        for row in reader:
            extra = row.pop("", None)
            problem = f"the row has {len(extra)} more cells than there are columns" if extra else ""
            writer.writerow({**row, **_labelled(gate, row, summary, columns.label, problem)})
    except csv.Error as error:
        raise BadTable(f"not a CSV file: {error}") from error
    except UnicodeDecodeError as error:
        raise BadTable(f"not UTF-8 text: {error.reason} at byte {error.start}; save it as UTF-8") from error
    return summary


def _relabel_jsonl(gate: Gate, source: TextIO, out: TextIO, columns: Columns) -> Summary:
    summary: Summary | None = None
    for line in source:
        if not line.strip():
            continue
        row, problem = _parsed(line)
        if summary is None:
            if problem:
                raise BadTable(f"the first line is no JSON object: {problem}")
            _check_names(list(row))
            summary = _summary(list(row), columns)
        added = _labelled(gate, row, summary, columns.label, problem)
        added["topics"] = [topic for topic in added["topics"].split("|") if topic]
        out.write(json.dumps({**row, **added}, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n")
    if summary is None:
        raise BadTable("the file holds no rows")
    return summary


def _parsed(line: str) -> tuple[dict[str, Any], str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"line": line.rstrip("\n")}, f"not JSON: {error}"
    return (row, "") if isinstance(row, dict) else ({"line": row}, "a line must hold one JSON object")


def _labelled(gate: Gate, row: Mapping[str, Any], summary: Summary, label: str | None, problem: str) -> dict[str, Any]:
    """The columns added to ``row``; counts what they say in ``summary``."""
    subject = row.get(summary.subject) if summary.subject else ""
    body = row.get(summary.body)
    if not problem and not isinstance(body, str):
        problem = f"the column {summary.body!r} holds no text"
    if not problem and not isinstance(subject, str | None):
        problem = f"the column {summary.subject!r} holds no text"
    added = _error(problem) if problem else _answered(gate, Message(str(body), subject or ""))
    summary.rows += 1
    summary.errors += bool(added["error"])
    summary.decisions[added["decision_if_opted_out"]] += 1
    if label is not None and row.get(label):
        summary.compared += 1
        summary.agreed += str(row[label]) in {added["topic"], *added["topics"].split("|")}
    return added


def _answered(gate: Gate, message: Message) -> dict[str, Any]:
    judgement = gate.judge(message)
    decision, reason = decide(judgement.outcome, opted_out=True, reply=False, policy=gate.policy)
    topics = [topic.topic for topic in judgement.topics]
    return {
        "topic": topics[0] if topics else "",
        "topics": "|".join(topics),
        "decision_if_opted_out": decision,
        "reason": reason,
        "confidence": round(judgement.confidence, 4),
        "error": judgement.problem if judgement.outcome == "unreadable" else "",
    }


def _error(problem: str) -> dict[str, Any]:
    return dict(zip(ADDED, ("", "", "block", "unreadable", 0.0, problem), strict=True))


def _summary(names: list[str], columns: Columns) -> Summary:
    for wanted in (columns.subject, columns.body, columns.label):
        if wanted is not None and wanted not in names:
            raise BadTable(f"there is no column {wanted!r}; the columns are {', '.join(map(repr, names))}")
    body = columns.body or _guessed("body", names)
    if body is None:
        raise BadTable(f"no column looks like the body; name it with --body: {', '.join(map(repr, names))}")
    return Summary(subject=columns.subject or _guessed("subject", names), body=body)


def _guessed(what: str, names: list[str]) -> str | None:
    lower = {name.strip().lower(): name for name in reversed(names)}
    return next((lower[guess] for guess in _GUESSES[what] if guess in lower), None)


def _check_names(names: list[str]) -> None:
    if not names:
        raise BadTable("the file holds no columns")
    if len(set(names)) < len(names):
        raise BadTable(f"two columns have the same name: {', '.join(map(repr, names))}")
    if taken := [name for name in names if name in ADDED]:
        raise BadTable(f"the columns {', '.join(taken)} would be overwritten; rename them first")


def _dialect(source: TextIO) -> type[csv.Dialect]:
    sample = source.read(65_536)
    source.seek(0)
    try:
        return csv.Sniffer().sniff(sample.splitlines()[0] if sample else "", delimiters=",;\t|")
    except csv.Error:
        return csv.excel


@contextmanager
def _opened(source: Path) -> Iterator[TextIO]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as stream:
            yield stream
    except OSError as error:
        raise BadTable(f"{source} cannot be read: {error.strerror}") from error


@contextmanager
def _written_aside(target: Path) -> Iterator[TextIO]:
    """A file that takes the name ``target`` when it is complete, and is gone otherwise."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BadTable(f"{target} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
