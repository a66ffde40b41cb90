"""A message in, its visible sentences out: the first step of every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.disguise import gathered
from model.errors import UnreadableMessage
from model.message import Field, Message, Reading, Sentence
from model.normalise import normalised
from model.quoted import without_quoted
from model.sentences import split
from model.trace import Traced
from model.visible import entity_end, looks_like_html, visible_text

MAX_CHARACTERS = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.01
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def read(message: Message) -> Reading:
    """The sentences of ``message`` that the buyer would see.

    Raises UnreadableMessage for a message that is empty, binary, too long or nested too deeply.
    """
    subject, body = _shown("subject", message.subject), _shown("body", message.body)
    (subject_text, in_subject), (body_text, in_body) = (gathered(normalised(shown)) for shown in (subject, body))
    sentences = (
        *_sentences("subject", message.subject, subject_text),
        *_sentences("body", message.body, body_text),
    )
    if not sentences:
        raise UnreadableMessage("the message has no visible text; send a subject or a body with words in it")
    return Reading(sentences, f"{subject.text}\n{body.text}", (*in_subject, *in_body))


def well_formed(text: str) -> str:
    """``text`` with lone surrogates, which no encoding can carry, replaced one for one."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _shown(field: Field, source: str) -> Traced:
    """What the buyer sees of a field, quoted mail cut off."""
    _check(field, source)
    source = well_formed(source)
    if field == "subject":
        return Traced(source)
    return without_quoted(visible_text(source) if looks_like_html(source) else Traced(source))


def _sentences(field: Field, source: str, text: Traced) -> Iterator[Sentence]:
    for start, end, words in split(text.text):
        first, last = text.source_span(start, end)
        # The last character may be all that is traced of an entity. Looked up rarely: few sentences end at an "&".
        if field == "body" and source[last - 1] == "&" and looks_like_html(source):
            last = entity_end(source, last - 1)
        yield Sentence(field, first, last, text.text[start:end], words)


def _check(field: Field, source: str) -> None:
    if len(source) > MAX_CHARACTERS:
        raise UnreadableMessage(f"the {field} has {len(source):,} characters; send at most {MAX_CHARACTERS:,}")
    control = len(_CONTROL.findall(source))
    if control and control > _MAX_CONTROL_SHARE * len(source):
        raise UnreadableMessage(f"the {field} is binary data, not text; send the message's text or HTML")
