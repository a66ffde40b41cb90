"""Rows of every form, made into drafts. A row that cannot be one becomes a refusal; the others go on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from model.labels import NEUTRAL, TOPICS, Label, topics_of
from model.message import Field, Message
from training.adding.draft import BadRow, Draft, Refusal, Row, Span, label_from
from training.adding.forms import Form
from training.adding.label_studio import draft_of_task
from training.corpus import Example, parse_example

_FACTS = ("lang", "kind", "medium", "register", "trade", "family", "source")
_SEVERAL = re.compile(r"[|,;\n]")
_NO_TOPIC = {"neutral", "none", "no topic", "-", "–"}
_YES = {"yes", "y", "true", "1", "1.0", "x", "✓", "ok", "ja", "oui", "si", "sí", "sì"}
_ENDS = re.compile(r"(?:\s|>)\Z")


def drafts_of(rows: Sequence[Row], form: Form, *, accept: bool = False) -> Iterator[Draft | Refusal]:
    """What ``rows`` of ``form`` say, in their order. With ``accept`` unconfirmed sentences are taken as they are."""
    good = [row for row in rows if not row.problem]
    yield from (Refusal((row,), row.problem) for row in rows if row.problem)
    if form == "sentences":
        yield from _sentences(good, accept=accept)
        return
    parse: dict[Form, Callable[[Row], Draft]] = {
        "messages": _message,
        "corpus": _corpus,
        "corrections": _correction,
        "label-studio": draft_of_task,
    }
    for row in good:
        try:
            yield parse[form](row)
        except ValueError as error:
            yield Refusal((row,), str(error))


def spans_of(example: Example) -> tuple[Span, ...]:
    """The labels of ``example`` as spans of its message."""
    spans, position = [], 0
    for part in example.parts:
        spans.append(Span("body", position, position + len(part.text), part.label))
        position += len(part.text)
    if example.subject:
        spans.insert(0, Span("subject", 0, len(example.subject.text), example.subject.label))
    return tuple(spans)


def _message(row: Row) -> Draft:
    subject = _text(row, "subject", needed=False)
    given = row.cells.get("topics", row.cells.get("label"))
    told = "topics" in row.cells or "label" in row.cells
    topics = _topics(given) if told else None
    return Draft((row,), Message(_text(row, "body"), subject), topics=topics, facts=_facts(row))


def _topics(value: object) -> frozenset[Label]:
    parts = [str(part) for part in value] if isinstance(value, list | tuple) else _SEVERAL.split(str(value or ""))
    names = [part.strip() for part in parts if part.strip()]
    if not names and not isinstance(value, list | tuple):
        raise BadRow(f"has no topics; write some of {', '.join(TOPICS)}, or neutral where it has none")
    return topics_of(NEUTRAL if name.lower() in _NO_TOPIC else label_from(name) for name in names)


def _corpus(row: Row) -> Draft:
    """The corpus's own form; what the corpus needs beyond the texts and labels may be missing."""
    cells = {name: value for name, value in row.cells.items() if value is not None}
    for name in ("subject", "sentences"):
        if isinstance(cells.get(name), str):  # from a spreadsheet or Parquet
            cells[name] = _json(cells[name], name)
    form = _DUMMY | {name: cells[name] for name in ("subject", "sentences") if name in cells}
    example = parse_example(json.dumps(form))
    facts = _facts(row) | {name: cells[name] for name in ("id", "hard") if cells.get(name)}
    return Draft((row,), example.message, spans_of(example), facts=facts)


_DUMMY: dict[str, Any] = {
    "id": "-", "lang": "en", "kind": "-", "medium": "email", "register": "friendly", "trade": "-",
    "family": "-", "source": None, "hard": [],
}  # fmt: skip


def _correction(row: Row) -> Draft:
    message = Message(_text(row, "body"), _text(row, "subject", needed=False))
    given, listed = row.cells.get("topics"), row.cells.get("sentences") or []
    if isinstance(listed, str):
        listed = _json(listed, "sentences")
    if not isinstance(listed, list | tuple) or (given is None and not listed):
        raise BadRow("has neither topics nor sentences; a correction needs one of them")
    spans = tuple(_span(one, message) for one in listed)
    topics = None if given is None else _topics(given)
    facts = {name: value for name, value in _facts(row).items() if name != "source"}
    source = f"correction {row.cells['id']}" if row.cells.get("id") else None
    return Draft((row,), message, spans, topics, facts | ({"source": source} if source else {}))


def _span(one: Any, message: Message) -> Span:
    if not isinstance(one, dict) or not {"field", "start", "end", "label"} <= one.keys():
        raise BadRow("a sentence needs field, start, end and label")
    text = {"subject": message.subject, "body": message.body}.get(one["field"])
    inside = isinstance(one["start"], int) and isinstance(one["end"], int)
    if text is None or not inside or not 0 <= one["start"] < one["end"] <= len(text):
        raise BadRow(f"a sentence from {one['start']} to {one['end']} does not lie within the {one['field']}")
    return Span(one["field"], one["start"], one["end"], label_from(one["label"]))


def _sentences(rows: Sequence[Row], *, accept: bool) -> Iterator[Draft | Refusal]:
    """Rows of one message, which need not follow one another, become one draft; a row of none is a phrase."""
    messages: dict[str, list[Row]] = {}
    for row in rows:
        name = row.cells.get("message")
        alone = name is None or not str(name).strip()
        messages.setdefault(f"row {row.number}" if alone else f"message {name}", []).append(row)
    for name, members in messages.items():
        try:
            if not accept:
                _check_confirmed(members)
            yield _joined(members, lone=name.startswith("row "))
        except ValueError as error:
            yield Refusal(tuple(members), str(error))


def _check_confirmed(rows: Iterable[Row]) -> None:
    for row in rows:
        if "confirmed" in row.cells and str(row.cells["confirmed"] or "").strip().lower() not in _YES:
            raise BadRow(f"{row.where} is not confirmed; write yes in its column confirmed, or add the file with --yes")


def _joined(rows: Sequence[Row], *, lone: bool) -> Draft:
    texts: dict[Field, str] = {"subject": "", "body": ""}
    spans = []
    for row in rows:
        field, piece = _field(row), _text(row, "sentence" if "sentence" in row.cells else "body")
        before = texts[field]
        if before and not _ENDS.search(before):  # a spreadsheet may have lost the space between two sentences
            before += " "
        texts[field] = before + piece
        spans.append(Span(field, len(before), len(texts[field]), _in(row, label_from, row.cells.get("label"))))
    facts = {name: value for row in reversed(rows) for name, value in _facts(row).items()}
    if lone and rows[0].cells.get("purpose"):
        facts["purpose"] = str(rows[0].cells["purpose"])
    return Draft(tuple(rows), Message(texts["body"], texts["subject"]), tuple(spans), facts=facts, lone=lone)


def _in(row: Row, parse: Callable[[object], Label], value: object) -> Label:
    try:
        return parse(value)
    except BadRow as error:
        raise BadRow(f"{row.where} {error}") from None


def _field(row: Row) -> Field:
    name = str(row.cells.get("field") or "body").strip().lower()
    if name not in {"subject", "body"}:
        raise BadRow(f"{row.where} has the field {name!r}; fields are subject and body")
    return cast("Field", name)


def _text(row: Row, name: str, *, needed: bool = True) -> str:
    value = row.cells.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        if needed:
            raise BadRow(f"has no {name}; fill it in or leave the row out")
        return ""
    if not isinstance(value, str):
        raise BadRow(f"has a {name} that is no text but {value!r}; write it as text")
    return value


def _facts(row: Row) -> dict[str, Any]:
    return {name: str(row.cells[name]).strip() for name in _FACTS if row.cells.get(name)}


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadRow(f"has a column {name} that is not JSON: {error}") from None
