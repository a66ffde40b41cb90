"""Label Studio: messages out as tasks with proposed labels, its export back in as drafts.

The subject is labelled as a whole (Choices), the body in parts (Labels on Text). Offsets are characters (code points),
as Label Studio counts them; releases before 1.5 counted UTF-16 units, which is found out by the text kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from model.labels import CRITICAL, LABELS, NEUTRAL
from model.message import Message
from training.adding.draft import BadRow, Draft, Row, Span, label_from
from training.adding.spread import Piece

PARTS, SUBJECT = "label", "subject_label"
_FACTS = ("lang", "source", "kind", "medium", "register", "trade", "family")
_GO, _STOP, _QUIET = "#16794c", "#b42318", "#98a2b3"


def labeling_config() -> str:
    """The labeling configuration that the tasks need, as XML."""
    view = ET.Element("View")
    ET.SubElement(view, "Style").text = ".htx-text { white-space: pre-wrap; }"
    ET.SubElement(view, "Header", value="Subject: what it does as a whole")
    ET.SubElement(view, "Text", name="subject", value="$subject")
    choices = ET.SubElement(
        view, "Choices", name=SUBJECT, toName="subject", choice="single-radio", showInline="true", required="false"
    )
    ET.SubElement(view, "Header", value="Body: mark every sentence with what it does in this message")
    labels = ET.SubElement(view, "Labels", name=PARTS, toName="body", choice="single", showInline="true")
    ET.SubElement(view, "Text", name="body", value="$body", granularity="word")
    for label in LABELS:
        ET.SubElement(choices, "Choice", value=label)
        colour = _QUIET if label == NEUTRAL else _GO if label in CRITICAL else _STOP
        ET.SubElement(labels, "Label", value=label, background=colour)
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def task_of(message: Message, pieces: Sequence[Piece], facts: Mapping[str, Any], model: str) -> dict[str, Any]:
    """``message`` as a task whose proposed labels are those of ``pieces``. Line ends must be plain (`plain_lines`)."""
    results, position = [], 0
    for number, piece in enumerate(pieces):
        region: dict[str, Any] = {"id": f"p{number}", "score": 1.0 if piece.confidence is None else piece.confidence}
        if piece.field == "subject":
            value: dict[str, Any] = {"choices": [piece.label]}
            region |= {"from_name": SUBJECT, "to_name": "subject", "type": "choices", "value": value}
        else:
            start = position + len(piece.text) - len(piece.text.lstrip())
            end = position + len(piece.text.rstrip())
            value = {"start": start, "end": end, "text": message.body[start:end], "labels": [piece.label]}
            region |= {"from_name": PARTS, "to_name": "body", "type": "labels", "value": value}
            position += len(piece.text)
        results.append(region)
    least = min((region["score"] for region in results), default=0.0)  # what Label Studio sorts tasks by
    kept = {name: facts[name] for name in _FACTS if facts.get(name)}
    return {
        "data": {"subject": message.subject, "body": message.body, **kept},
        "predictions": [{"model_version": model, "score": least, "result": results}],
    }


def plain_lines(message: Message) -> Message:
    """``message`` with the line ends that a browser makes of it, so that offsets mean the same there."""
    return Message(*(text.replace("\r\n", "\n").replace("\r", "\n") for text in (message.body, message.subject)))


def draft_of_task(row: Row) -> Draft:
    """A task of Label Studio's JSON export. Raises BadRow."""
    data, annotations = row.cells.get("data"), row.cells.get("annotations")
    if not isinstance(data, dict) or not isinstance(data.get("body"), str):
        raise BadRow("is no task of sendgate's: it needs data with a body; export it with `sendgate data export`")
    if not isinstance(annotations, list):
        raise BadRow("has no annotations; export as JSON from Label Studio, not as JSON-MIN or as tasks")
    message = Message(data["body"], str(data.get("subject") or ""))
    done = [one for one in annotations if isinstance(one, dict) and not one.get("was_cancelled")]
    if not done:
        raise BadRow("is not labelled yet; submit it in Label Studio and export again")
    found = [_spans(one.get("result") or [], message) for one in done]
    if any(set(spans) != set(found[0]) for spans in found[1:]):
        raise BadRow(
            f"its {len(found)} annotators disagree; settle it in Label Studio and cancel the other annotations"
        )
    return Draft((row,), message, found[0], facts={name: str(data[name]) for name in _FACTS if data.get(name)})


def _spans(results: Iterable[Any], message: Message) -> tuple[Span, ...]:
    spans = []
    for result in results:
        value = result.get("value") or {}
        if result.get("from_name") == SUBJECT and message.subject:
            spans.append(Span("subject", 0, len(message.subject), label_from(_only(value.get("choices")))))
        elif result.get("from_name") == PARTS:
            start, end = _place(value, message.body)
            spans.append(Span("body", start, end, label_from(_only(value.get("labels")))))
    return tuple(sorted(spans, key=lambda span: (span.field, span.start)))


def _only(labels: Any) -> str:
    if not isinstance(labels, list) or len(labels) != 1:
        raise BadRow(f"a part carries the labels {labels}; give it exactly one")
    return str(labels[0])


def _place(value: Mapping[str, Any], body: str) -> tuple[int, int]:
    """Where a part stands in ``body``, in characters."""
    start, end, text = value.get("start"), value.get("end"), value.get("text")
    if not isinstance(start, int) or not isinstance(end, int):
        raise BadRow(f"a part has no whole numbers for start and end but {start!r} and {end!r}")
    if 0 <= start < end <= len(body) and (text is None or _same(body[start:end], text)):
        return start, end
    units = body.encode("utf-16-le")
    if 0 <= start < end <= len(units) // 2:
        before, inside = (units[2 * a : 2 * b].decode("utf-16-le", "replace") for a, b in ((0, start), (start, end)))
        if _same(inside, str(text)):
            return len(before), len(before) + len(inside)
    raise BadRow(f"a part from {start} to {end} is not the text that it names; was the body altered?")


def _same(found: str, text: str) -> bool:
    return found == text or found.split() == text.replace("\\n", "\n").split()
