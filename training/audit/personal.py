"""Personal data in texts: what may belong to somebody, examples and placeholders aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_MAIL = re.compile(r"(?<![\w.+-])(?![xX]{3})[\w.+-]{1,64}@(?P<domain>[\w-]{1,63}(?:\.[\w-]{1,63})*\.[A-Za-z]{2,24})\b")
# Domains that RFC 2606 and RFC 6761 set aside, so that nobody can own them.
_EXAMPLE = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org|edu)|example|test|invalid|localhost)$", re.IGNORECASE)
_ORDER = re.compile(r"(?<![\d-])\d{3}-(\d{7})-(\d{7})(?![\d-])")
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_PHONE = re.compile(
    r"(?<![\w+/-])(?:\+\d{1,3}[ ./-]?(?:\(0\)[ ]?)?(?:[ ./-]?\d){6,12}|\(\d{2,5}\)[ ]?\d(?:[ ./-]?\d){5,9}"
    r"|0\d{1,4}[ /.-]\d(?:[ ./-]?\d){4,9}|0\d{9,11}|\d{3}[-. ]\d{3}[-. ]\d{4})(?![\w-])"
)
# Numbers that regulators keep for fiction: the North American 555-01xx, and Ofcom's.
_FICTION = re.compile(r"55501\d\d$|1632960\d{3}$|7700900\d{3}$|2079460\d{3}$|1\d\d4960\d{3}$")


class Personal(NamedTuple):
    """Something that may belong to somebody."""

    kind: str
    text: str


def personal_data(text: str) -> Iterator[Personal]:
    """E-mail addresses, order ids and telephone numbers in ``text`` that are no examples."""
    for match in _MAIL.finditer(text):
        if not _EXAMPLE.search(match["domain"]):
            yield Personal("e-mail address", match[0])
    for match in _ORDER.finditer(text):
        if not (_made_up(match[1]) or _made_up(match[2])):
            yield Personal("full order id", match[0])
    for match in _PHONE.finditer(_DATE.sub(" ", _ORDER.sub(" ", text))):
        digits = re.sub(r"\D", "", match[0])
        if not _FICTION.search(digits) and not _made_up(digits[-7:]):
            yield Personal("telephone number", match[0])


def _made_up(digits: str) -> bool:
    """Whether ``digits`` count up or down, or repeat one another."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return steps in ({0}, {1}, {9}) or len(set(digits)) <= 2
