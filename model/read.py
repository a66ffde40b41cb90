"""A message in, its visible sentences out: the first step of every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from model.disguise import gathered
from model.errors import UnreadableMessage
from model.message import Field, Message, Reading, Sentence
from model.normalise import normalised
from model.quoted import without_quoted
from model.sentences import split
from model.trace import Traced
from model.visible import looks_like_html, visible_text

MAX_CHARACTERS = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.01
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def read(message: Message) -> Reading:
    """The sentences of ``message`` that the buyer would see.

    Raises UnreadableMessage for a message that is empty, binary, too long or nested too deeply.
    """
    subject, body = _shown("subject", message.subject), _shown("body", message.body)
    (subject_text, in_subject), (body_text, in_body) = (gathered(normalised(shown)) for shown in (subject, body))
    sentences = (*_sentences("subject", subject_text), *_whole(_sentences("body", body_text), message.body))
    if not sentences:
        raise UnreadableMessage("the message has no visible text; send a subject or a body with words in it")
    return Reading(sentences, f"{subject.text}\n{body.text}", (*in_subject, *in_body))


def well_formed(text: str) -> str:
    """``text`` with lone surrogates, which no encoding can carry, replaced one for one."""
    return _SURROGATE.sub("\ufffd", text)


def _shown(field: Field, source: str) -> Traced:
    """What the buyer sees of a field, quoted mail cut off."""
    _check(field, source)
    source = well_formed(source)
    if field == "subject":
        return Traced(source)
    return without_quoted(visible_text(source) if looks_like_html(source) else Traced(source))


def _sentences(field: Field, text: Traced) -> Iterator[Sentence]:
    for start, end, words in split(text.text):
        yield Sentence(field, *text.source_span(start, end), text.text[start:end], words)


def _whole(sentences: Iterator[Sentence], source: str) -> Iterator[Sentence]:
    """The same, one that ends with an HTML entity reaching to the entity's end."""
    if not looks_like_html(source):
        yield from sentences
        return
    for sentence in sentences:
        entity = _ENTITY.match(source, sentence.end - 1)
        yield sentence if entity is None else replace(sentence, end=entity.end())


def _check(field: Field, source: str) -> None:
    if len(source) > MAX_CHARACTERS:
        raise UnreadableMessage(f"the {field} has {len(source):,} characters; send at most {MAX_CHARACTERS:,}")
    control = len(_CONTROL.findall(source))
    if control and control > _MAX_CONTROL_SHARE * len(source):
        raise UnreadableMessage(f"the {field} is binary data, not text; send the message's text or HTML")
