"""The corpus: whole messages in JSONL, each sentence labelled in its context.

A body is stored as its sentences in order, each with the white space or markup that follows it,
so that joining them gives the body back; topics and verdict are computed from the labels. The phrase
book holds single sentences whose purpose is plain without a message around them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from model.errors import SendgateError
from model.labels import LABELS, NEUTRAL, Label, Verdict, topics_of, verdict_of
from model.message import Message, Sentence
from model.read import read

UNKNOWN = "unknown"  # of messages that were collected, not written: nobody said
MEDIA = ("email", "html", "sms", "chat", "marketplace", "app", "form", "template", UNKNOWN)
REGISTERS = ("corporate", "friendly", "terse", "overpolite", "nonnative", "angry", UNKNOWN)
HARD = ("mixed", "looks-mixed", "dressed-up", "critical-words", "plain-words", "borderline")
PARTS = ("training", "contrast", "phrases", "elsewhere/training", "calibration", "evaluation")  # folders
LANGUAGES = ("en", "de", "fr", "es", "it")
_REQUIRED: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "lang": str,
    "kind": str,
    "medium": str,
    "register": str,
    "trade": str,
    "family": str,
    "source": (str, type(None)),
    "hard": list,
    "sentences": list,
}
_PHRASE: dict[str, type | tuple[type, ...]] = {"id": str, "lang": str, "purpose": str, "text": str, "label": str}
_ALLOWED = {"medium": MEDIA, "register": REGISTERS, "lang": LANGUAGES}
_MENTION = 12  # characters: a read sentence holding at least this much of a labelled part carries its label


class BadCorpus(SendgateError):
    """Lines of the corpus that cannot be used, each named by file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        shown = "\n".join(problems[:20])
        more = f"\n… and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(f"{len(problems)} problem(s) in the corpus:\n{shown}{more}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A piece of a message and what it does."""

    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class Example:
    """A message of the corpus."""

    id: str
    language: str
    kind: str
    medium: str
    register: str
    trade: str
    family: str
    source: str | None
    hard: tuple[str, ...]
    subject: Labelled | None
    parts: tuple[Labelled, ...]

    @property
    def message(self) -> Message:
        """The message as a seller would send it."""
        return Message("".join(part.text for part in self.parts), self.subject.text if self.subject else "")

    @property
    def topics(self) -> frozenset[Label]:
        """What the message is about."""
        return topics_of(piece.label for piece in (*self.parts, *((self.subject,) if self.subject else ())))

    @property
    def verdict(self) -> Verdict:
        """Whether it may go to a buyer who opted out."""
        return verdict_of(self.topics)

    def labelled_sentences(self) -> list[tuple[Sentence, Label]]:
        """The sentences that the reader finds, each with the label of the part it overlaps most."""
        spans: list[tuple[int, int, Label]] = []
        position = 0
        for part in self.parts:
            spans.append((position, position + len(part.text), part.label))
            position += len(part.text)
        subject = self.subject.label if self.subject else NEUTRAL
        return [
            (sentence, subject if sentence.field == "subject" else _label_of(sentence, spans))
            for sentence in read(self.message).sentences
        ]


def _label_of(sentence: Sentence, spans: list[tuple[int, int, Label]]) -> Label:
    overlap: dict[Label, int] = {}
    for start, end, label in spans:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if shared > 0:
            overlap[label] = overlap.get(label, 0) + shared
    purposes = {label: size for label, size in overlap.items() if label != NEUTRAL and size > _MENTION}
    candidates = purposes or overlap or {NEUTRAL: 1}
    return max(candidates, key=candidates.__getitem__)


def load_corpus(folder: Path) -> list[Example]:
    """Every message under ``folder`` (``*.jsonl``), in the order of file names and lines.

    Raises BadCorpus naming every bad line as file:line.
    """
    return load_each(folder, parse_example)


def load_phrases(folder: Path) -> list[Example]:
    """Every phrase under ``folder`` as a message of its one sentence; purposes are the families.

    Raises BadCorpus naming every bad line as file:line.
    """
    return load_each(folder, parse_phrase)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything under ``data``: what is fitted, what the threshold is chosen on, what is measured."""

    training: list[Example]
    contrast: list[Example]
    phrases: list[Example]
    calibration: list[Example]
    evaluation: list[Example]


def load_all(data: Path) -> Corpus:
    """The corpus in the folder ``data``. Raises BadCorpus naming every bad line as file:line."""
    return Corpus(
        training=load_corpus(data / "training"),
        contrast=load_corpus(data / "contrast"),
        phrases=load_phrases(data / "phrases"),
        calibration=load_corpus(data / "calibration"),
        evaluation=load_corpus(data / "evaluation"),
    )


def load_each(folder: Path, parse: Callable[[str], Example]) -> list[Example]:
    """What ``parse`` makes of every line of the ``*.jsonl`` files under ``folder``; ids must be unique."""
    files = sorted(folder.rglob("*.jsonl"))
    if not files:
        raise BadCorpus([f"{folder} holds no .jsonl file"])
    problems: list[str] = []
    examples: list[Example] = []
    seen: dict[str, str] = {}
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{file.relative_to(folder)}:{number}"
            try:
                example = parse(line)
            except ValueError as error:
                problems.append(f"{where}: {error}")
                continue
            if example.id in seen:
                problems.append(f"{where}: the id {example.id!r} was used at {seen[example.id]}")
            seen[example.id] = where
            examples.append(example)
    if problems:
        raise BadCorpus(problems)
    return examples


def parse_example(line: str) -> Example:
    """The message on one line of the corpus; ValueError says what is wrong with it."""
    row = object_of(line)
    _check_row(row)
    subject = row.get("subject")
    return Example(
        id=row["id"],
        language=row["lang"],
        kind=row["kind"],
        medium=row["medium"],
        register=row["register"],
        trade=row["trade"],
        family=row["family"],
        source=row["source"],
        hard=tuple(row["hard"]),
        subject=None if subject is None else _labelled(subject, "subject"),
        parts=tuple(_labelled(part, f"sentence {n}") for n, part in enumerate(row["sentences"], 1)),
    )


def parse_phrase(line: str) -> Example:
    """The phrase on one line of the phrase book; ValueError says what is wrong with it."""
    row = object_of(line)
    _check_keys(row, _PHRASE, ())
    _check_values(row, ("lang",))
    part = _labelled({"text": row["text"], "label": row["label"]}, "the phrase")
    return lone_text(row["id"], row["lang"], row["purpose"], "any", f"phrase-{row['purpose']}", part)


def lone_text(name: str, language: str, kind: str, trade: str, family: str, part: Labelled) -> Example:
    """A text that is no message of anybody's, as the message of its one ``part``."""
    return Example(
        id=name,
        language=language,
        kind=kind,
        medium="template",
        register="corporate",
        trade=trade,
        family=family,
        source=None,
        hard=(),
        subject=None,
        parts=(part,),
    )


def object_of(line: str) -> dict[str, Any]:
    """The JSON object on one line; ValueError says what else is there."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise ValueError("a line must hold one JSON object")
    return row


def _check_keys(
    row: Mapping[str, object], required: Mapping[str, type | tuple[type, ...]], free: Iterable[str]
) -> None:
    for key, kind in required.items():
        if key not in row:
            raise ValueError(f"lacks {key!r}")
        if not isinstance(row[key], kind):
            raise ValueError(f"{key!r} has the wrong type {type(row[key]).__name__}")
    if unknown := sorted(set(row) - set(required) - set(free)):
        raise ValueError(f"has unknown keys {unknown}")


def _check_values(row: Mapping[str, object], keys: Iterable[str]) -> None:
    for key in keys:
        allowed = _ALLOWED[key]
        if row[key] not in allowed:
            raise ValueError(f"{key} {row[key]!r} is none of {', '.join(allowed)}")


def _check_row(row: Mapping[str, object]) -> None:
    _check_keys(row, _REQUIRED, ("subject",))
    _check_values(row, _ALLOWED)
    if wrong := sorted(set(cast("list[str]", row["hard"])) - set(HARD)):
        raise ValueError(f"hard has {wrong}; allowed are {', '.join(HARD)}")
    if not row["sentences"]:
        raise ValueError("has no sentences")


def _labelled(piece: object, where: str) -> Labelled:
    if not isinstance(piece, dict) or set(piece) != {"text", "label"}:
        raise ValueError(f"{where} must be an object with 'text' and 'label'")
    if piece["label"] not in get_args(Label):
        raise ValueError(f"{where} has the unknown label {piece['label']!r}; labels are {', '.join(LABELS)}")
    if not isinstance(piece["text"], str) or not piece["text"].strip():
        raise ValueError(f"{where} has no text")
    return Labelled(piece["text"], piece["label"])


def digest_of(folder: Path) -> str:
    """SHA-256 over the names and bytes of the corpus files under ``folder``."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*.jsonl")):
        total.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def by_language(examples: Iterable[Example], language: str) -> Iterator[Example]:
    """Those of ``examples`` in ``language``."""
    return (example for example in examples if example.language == language)
