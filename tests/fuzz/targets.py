"""What may be done with anything at all: read or refused, and what always holds of it.

A target takes any input and raises AssertionError where something that always holds does not, or whatever else was
not meant to be raised. `tests/fuzz/test_fuzz.py` feeds them with Hypothesis, `make fuzz` with atheris.
"""

from __future__ import annotations

from model.errors import UnreadableMessage
from model.masking import masked
from model.message import Message
from model.normalise import normalised
from model.quoted import without_quoted
from model.read import read, well_formed
from model.trace import Traced
from model.visible import visible_text
from service.bounces import NotABounce, read_bounce


def message(text: str) -> None:
    """A body, and a subject where the first line is one: read or refused; every sentence lies in it, in order."""
    subject, _, body = text.partition("\n\n")
    try:
        reading = read(Message(body, subject))
    except UnreadableMessage:
        return
    ends = {"subject": len(subject), "body": len(body)}
    before = {"subject": 0, "body": 0}
    for sentence in reading.sentences:
        assert 0 <= sentence.start < sentence.end <= ends[sentence.field], sentence
        assert before[sentence.field] <= sentence.start or "<table" in body.lower(), sentence
        assert sentence.text.strip(), sentence
        before[sentence.field] = sentence.start


def visible(text: str) -> None:
    """HTML: what its reader sees comes from it, in order, character by character."""
    text = well_formed(text)
    try:
        seen = visible_text(text)
    except UnreadableMessage:
        return
    _traced(seen, text)


def plain(text: str) -> None:
    """Text: quotation cut off, letters brought home, variable parts covered; all trace to where they stood."""
    text = well_formed(text)
    left = without_quoted(Traced(text))
    assert text.startswith(left.text)
    _traced(normalised(left), text)
    assert len(masked(text)) == len(text)


def bounce(raw: bytes) -> None:
    """A mail: a notice that names an order and a buyer of one line, or refused."""
    try:
        found = read_bounce(raw)
    except NotABounce as refused:
        assert "\n" not in str(refused)
        return
    assert len(found.order) == 19
    assert found.buyer is None or (found.buyer.strip() and "\n" not in found.buyer and len(found.buyer) <= 400)


def _traced(seen: Traced, source: str) -> None:
    assert seen.origin is not None or seen.text == source or len(seen.text) <= len(source)
    if seen.origin is not None:
        assert len(seen.origin) == len(seen.text) + 1
        assert all(0 <= at <= len(source) for at in seen.origin)
        moved = "<table" in source.lower()  # what stands between a table's cells is shown before it
        assert moved or all(one <= other for one, other in zip(seen.origin, seen.origin[1:], strict=False))
