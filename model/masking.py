"""Variable parts of a message made alike: order ids, links, amounts, dates, placeholders.

A mask has the length of what it covers, so offsets hold: a private character that tells the kind, then another that
fills. `word_of` names what the scorer reads for it. The words inside a placeholder stay, the first one joined to the
mask: ``{{tracking_url}}`` is not the word "tracking", but near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_KINDS = ("link", "mail", "order", "placeholder", "money", "percent", "time", "date", "code", "number", "phone", "run")
_PRIVATE_BASE = 0xE000
_CHAR = {kind: chr(_PRIVATE_BASE + i) for i, kind in enumerate(_KINDS)}
_NAME = {char: f"<{kind}>" for kind, char in _CHAR.items()}
NUMBER = _CHAR["number"]
KIND = f"[{''.join(_CHAR.values())}]"  # a pattern of how any mask begins
FILLER = "\uf8ff"  # what it goes on with

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août"
    r"|ene|abr|ago|dic|gen|mag|giu|lug|set|ott)[a-zé]*\.?"
)
_AMOUNT = r"\d(?:[\d.,]*\d)?"
_PATTERNS = {
    "run": r"[^\w\s]{12,}",
    "placeholder": (
        r"\{\{\{?[^{}\n]{0,120}\}?\}\}|\{%[^\n]{0,160}?%\}|[#$@]\{[^{}\n]{0,120}\}|\{[^{}\n]{0,120}\}"
        r"|\[\[[^\[\]\n]{0,80}\]\]|\[[^\[\]\n]{1,60}\]|<<[^<>\n]{1,60}>>|<[A-Za-z_][^<>\n@/]{0,50}>"
        r"|%[A-Za-z][A-Za-z0-9_.]{1,40}%|%(?:\d\$)?[sd]\b|%\([a-z_]+\)s|\$[A-Za-z_][A-Za-z0-9_]*(?:(?:->|\.)[A-Za-z_]+)*\$?"
        r"|@(?:if|endif|else|elseif|foreach|endforeach)\b(?:\([^()\n]{0,80}\))?|_{3,}|\b[xX]{3,}\b|\.{5,}|\b[A-Z]+(?:_[A-Z]+)+\b"
    ),
    "link": r"(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)]|\b[a-z0-9-]+\.(?:com|net|org|co|io|shop|me|ly|de|fr|es|it|uk|eu)(?:/[^\s<>\"']*)?\b",
    "mail": r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,40}",
    "order": r"\b\d{3}-\d{7}-\d{7}\b|#[ ]?[A-Za-z]{0,6}-?\d[\w-]{0,30}",
    "money": (
        rf"(?:[$€£]|\b(?:eur|usd|gbp|rs\.?|aed)[ ]?)[ ]?{_AMOUNT}"
        rf"|\b{_AMOUNT}[ ]?(?:[€£$]|(?:eur|euros?|usd|gbp|dollars?|pounds?)\b)"
    ),
    "percent": r"\b\d(?:[\d.,]*\d)?[ ]?(?:%|percent\b|prozent\b|por ciento\b|per cento\b)",
    "time": r"\b\d{1,2}(?:[:.h]\d{2})?[ ]?(?:am|pm|a\.m\.|p\.m\.|uhr)\b|\b\d{1,2}[:h]\d{2}\b",
    "date": (
        r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)?[ ](?:of[ ]|de[ ])?{_MONTH}\b"
        rf"|\b{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?\b"
    ),
    "phone": r"(?:\+|\b00)\d[\d ()./-]{7,18}\d\b|\(\d{3}\)[ ]?\d{3}-\d{4}\b|\b\d{3}-\d{3}-\d{4}\b",
    "code": r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9-]{7,40}\b|\b\d{9,30}\b|\S{120,}",
    "number": r"\b\d(?:[\d.,]*\d)?\b",
}
# Words in which no variable part can begin are passed over in one step: letters alone, set apart by white space, no
# row of x, no digit next (after a month or a currency it would be part of what is covered). Nothing is tried twice.
_LETTERS = r"(?![xX]{3})[A-Za-zÀ-ÖØ-öø-ÿ]"
_WORD = rf"[\"'(]?+{_LETTERS}{{1,40}}+(?:['-]{_LETTERS}{{1,20}}+){{0,2}}+[,.!?;:)\"']{{0,3}}+"
_PLAIN = rf"(?-i:(?<!\S)(?:{_WORD}(?:\s++(?!\d)|\Z))++)"
# Nor is anything tried at a sign that only a row of signs, or anything very long, can begin with.
_BEGINS = r"(?=[^\s,;!?)}\]>\"]|[^\w\s]{12}|\S{120})"
_HINT = re.compile(r"[\d{\[<%$@_]|xxx|\.\.\.|\.[a-z]{2}|[^\w\s]{12}|\S{120}", re.IGNORECASE)
_KIND = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS.items())
_VARIABLE = re.compile(f"(?P<plain>{_PLAIN})|{_BEGINS}(?:{_KIND})", re.IGNORECASE)
_NO_WORD = re.compile(r"[^A-Za-zÀ-ÿ]")


def masked(text: str) -> str:
    """``text`` with its variable parts covered, of the same length."""
    return _VARIABLE.sub(_cover, text) if _HINT.search(text) else text


def variable_parts(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the parts that `masked` covers begin and end, and their kinds."""
    for match in _VARIABLE.finditer(text):
        if match.lastgroup != "plain":
            yield match.start(), match.end(), match.lastgroup or "number"


def word_of(token: str) -> str:
    """The word that ``token``, in lower case, counts as: a mask is its kind, e.g. ``<order>``."""
    name = _NAME.get(token[0])
    return name + token[1:].lstrip(FILLER) if name else token


def _cover(match: re.Match[str]) -> str:
    kind = match.lastgroup or "number"
    if kind == "plain":
        return match[0]
    if kind == "placeholder":
        return _cover_of_placeholder(match[0])
    return _CHAR[kind] + FILLER * (len(match[0]) - 1)


@lru_cache(maxsize=2_000)  # templates have the same ones all over
def _cover_of_placeholder(found: str) -> str:
    char = _CHAR["placeholder"]
    inner = _NO_WORD.sub(" ", found)
    words = inner.lstrip()
    if not words or not words.strip("xX "):
        return char + FILLER * (len(found) - 1)
    lead = len(inner) - len(words)
    return " " * (lead - 1) + char + words if lead else char + words[1:]
