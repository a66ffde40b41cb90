"""Harmless changes of a message, which should change no verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from model.message import Message
from training.corpus import Example

_NAMES = {
    "Anna": "Priyanka",
    "Maya": "Oluwaseun",
    "Tom": "Bartholomew",
    "Sarah": "Xiomara",
    "John": "Dmitri",
    "Emma": "Ngozi",
}
_GREETING = {
    "en": "Hello Priyanka,",
    "de": "Hallo Priyanka,",
    "fr": "Bonjour Priyanka,",
    "es": "Hola, Priyanka:",
    "it": "Ciao Priyanka,",
}
_SIGNATURE = {
    "en": "Kind regards,\nOluwaseun",
    "de": "Viele Grüße\nOluwaseun",
    "fr": "Cordialement,\nOluwaseun",
    "es": "Un saludo,\nOluwaseun",
    "it": "Cordiali saluti,\nOluwaseun",
}
_ORDER = {"en": "Order", "de": "Bestellung", "fr": "Commande", "es": "Pedido", "it": "Ordine"}
_WORD = re.compile(r"[^\W\d_]+")

Noise = Callable[[Example], Message]


def greeting(example: Example) -> Message:
    """A greeting on a line before it."""
    return _around(example, f"{_GREETING[example.language]}\n\n", "")


def signature(example: Example) -> Message:
    """A signature below it."""
    return _around(example, "", f"\n\n{_SIGNATURE[example.language]}")


def order_id(example: Example) -> Message:
    """The order's number on a line before it."""
    return _around(example, f"{_ORDER[example.language]} 113-4725189-7723461\n\n", "")


def other_names(example: Example) -> Message:
    """Common first names exchanged for rarer ones."""
    message = example.message
    return Message(_renamed(message.body), _renamed(message.subject))


def lower_case(example: Example) -> Message:
    """All in lower case."""
    message = example.message
    return Message(message.body.lower(), message.subject.lower())


def upper_case(example: Example) -> Message:
    """All in capitals; placeholders and markup stay."""
    return (
        example.message
        if example.medium == "html"
        else Message(example.message.body.upper(), example.message.subject.upper())
    )


def html_wrapping(example: Example) -> Message:
    """Plain text as the HTML that a mail tool makes of it."""
    message = example.message
    if "<" in message.body:
        return message
    lines = "".join(f"<div>{escape(line) or '&nbsp;'}</div>\n" for line in message.body.split("\n"))
    return replace(message, body=f'<html><body style="font-family:Arial">\n{lines}</body></html>')


NOISES: dict[str, Noise] = {
    "greeting": greeting,
    "signature": signature,
    "order id": order_id,
    "other names": other_names,
    "lower case": lower_case,
    "upper case": upper_case,
    "HTML wrapping": html_wrapping,
}


def _around(example: Example, before: str, after: str) -> Message:
    message = example.message
    if example.medium == "html":
        before, after = (f"<p>{text.strip()}</p>" if text else "" for text in (before, after))
    return replace(message, body=f"{before}{message.body}{after}")


def _renamed(text: str) -> str:
    return _WORD.sub(lambda match: _NAMES.get(match[0], match[0]), text)
