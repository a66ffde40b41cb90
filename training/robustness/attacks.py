"""Ways in which people try to slip a message past the gate, each a function from an example to a message.

A buyer who reads the attacked message reads what was there before; the gate must not be led to allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from model.labels import CRITICAL, NEUTRAL
from model.message import Message
from training.corpus import Example, Labelled

_WORD = re.compile(r"(?<![\w{<%$\[@#/.:=&])[A-Za-zÀ-ÿ]{4,}(?![\w}>%$\]@/=])")
_TAG = re.compile(r"<[^<>]*>")
_LOOK_ALIKE = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")
_LEET = str.maketrans("aeiotsAEIOTS", "431075431075")
_CRITICAL_TEXT = (
    "We cannot find your address. Please send us the full street address and choose a delivery day, "
    "and confirm the proof of your engraving."
)
_CRITICAL_WORDS = "Address, delivery date, time slot, proof, engraving, personalization, confirm, street, house number."
_QUOTED_MAIL = (
    "\n\nOn Mon, 3 Mar 2025 at 10:12, Support <support@example.com> wrote:\n"
    "> Your address is incomplete.\n> Could you send us the house number and choose a delivery day?\n"
)

Attack = Callable[[Example], Message]


def zero_width(example: Example) -> Message:
    """A character of no width between all letters of every longer word."""
    return _disguised(example, "\u200b".join)


def look_alike(example: Example) -> Message:
    """Cyrillic letters that look the same."""
    return _disguised(example, lambda word: word.translate(_LOOK_ALIKE))


def dotted(example: Example) -> Message:
    """r.e.v.i.e.w"""
    return _disguised(example, ".".join)


def spaced(example: Example) -> Message:
    """R e v i e w"""
    return _disguised(example, " ".join)


def starred(example: Example) -> Message:
    """r*vi*w"""
    return _disguised(example, lambda word: word[0] + re.sub(r"[aeiouAEIOU]", "*", word[1:-1]) + word[-1])


def leet(example: Example) -> Message:
    """r3v13w"""
    return _disguised(example, lambda word: word.translate(_LEET))


def hidden_by_style(example: Example) -> Message:
    """Critical text that no reader sees, by CSS."""
    return _with_hidden(example, f'<div style="display:none;max-height:0">{_CRITICAL_TEXT}</div>')


def white_on_white(example: Example) -> Message:
    """Critical text in the colour of its background."""
    return _with_hidden(example, f'<p style="color:#ffffff;background-color:white">{_CRITICAL_TEXT}</p>')


def stuffed_footer(example: Example) -> Message:
    """Critical words in the footer."""
    message = example.message
    return replace(message, body=f"{message.body}\n\n--\n{_CRITICAL_WORDS}")


def cut_across(example: Example) -> Message:
    """The sentences with a purpose cut in two by a line break."""
    return _rewritten(example, lambda text: _halved(text, ".\n"))


def quoted_mail(example: Example) -> Message:
    """A critical mail pasted below as if quoted."""
    message = example.message
    return replace(message, body=message.body + _QUOTED_MAIL)


def false_urgency(example: Example) -> Message:
    """The subject that marks critical messages."""
    return replace(example.message, subject="[Important] Additional Information Required")


ATTACKS: dict[str, Attack] = {
    "zero-width characters": zero_width,
    "look-alike letters": look_alike,
    "dotted words": dotted,
    "spaced words": spaced,
    "starred words": starred,
    "leet": leet,
    "critical text hidden by style": hidden_by_style,
    "critical text white on white": white_on_white,
    "critical words in the footer": stuffed_footer,
    "sentences cut in two": cut_across,
    "critical mail quoted": quoted_mail,
    "false [Important]": false_urgency,
}


def _disguised(example: Example, disguise: Callable[[str], str]) -> Message:
    return _rewritten(
        example, lambda text: _outside_tags(text, lambda piece: _WORD.sub(lambda m: disguise(m[0]), piece))
    )


def _rewritten(example: Example, change: Callable[[str], str]) -> Message:
    """The message with ``change`` made to every piece that spoils it."""
    subject = example.subject
    return Message(
        "".join(change(part.text) if _spoils(part) else part.text for part in example.parts),
        "" if subject is None else change(subject.text) if _spoils(subject) else subject.text,
    )


def _spoils(piece: Labelled) -> bool:
    return piece.label != NEUTRAL and piece.label not in CRITICAL


def _outside_tags(text: str, change: Callable[[str], str]) -> str:
    out: list[str] = []
    position = 0
    for tag in _TAG.finditer(text):
        out += (change(text[position : tag.start()]), tag[0])
        position = tag.end()
    return "".join([*out, change(text[position:])])


def _halved(text: str, cut: str) -> str:
    spaces = [i for i, char in enumerate(text.strip()) if char == " " and "<" not in text]
    return text if len(spaces) < 4 else f"{text[: spaces[len(spaces) // 2]]}{cut}{text[spaces[len(spaces) // 2] + 1 :]}"


def _with_hidden(example: Example, hidden: str) -> Message:
    message = example.message
    body = message.body if example.medium == "html" else "<p>" + escape(message.body).replace("\n", "<br>\n") + "</p>"
    return replace(message, body=body + hidden)
