"""Invariance (CheckList, Ribeiro et al., 2020): what says nothing about the purpose changes no verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from model.gate import Gate
from model.labels import Verdict
from training.behaviour.bars import BLOCKED, LANGUAGE, TABLE, Demand, decided
from training.behaviour.tables import Harmless, Specification

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
WORD = re.compile(r"[^\W\d_]+")

Ways = Callable[[str, Harmless], list[str]]  # a body, changed in each way of one kind


def names(body: str, harmless: Harmless) -> list[str]:
    """Each name with every other in its place."""
    return [body.replace(name, other) for name, others in harmless.names.items() for other in others]


def order_ids(body: str, harmless: Harmless) -> list[str]:
    """Its number on a line before, and another number where there was one."""
    return [f"{harmless.order}\n\n{body}", ORDER_ID.sub(ORDER_ID.findall(harmless.order)[0], body)]


def greetings(body: str, harmless: Harmless) -> list[str]:
    """Each greeting above it."""
    return [f"{greeting}\n\n{body}" for greeting in harmless.greetings]


def signatures(body: str, harmless: Harmless) -> list[str]:
    """Each signature below it."""
    return [f"{body}\n\n{signature}" for signature in harmless.signatures]


def case(body: str, _: Harmless) -> list[str]:
    """Small letters, and capitals; a placeholder is never shouted."""
    return [body.lower(), PLACEHOLDER.sub(lambda found: found[0].lower(), body.upper())]


def html(body: str, _: Harmless) -> list[str]:
    """A page, and bold lines."""
    text = escape(body, quote=False)
    return [f"<html><body><p>{text}</p></body></html>", f"<div><b>{text.replace('. ', '.<br> ')}</b></div>"]


def typos(body: str, harmless: Harmless) -> list[str]:
    """The first word for which the language has a typo, mistyped."""
    for word in WORD.finditer(body):
        mistyped = harmless.typos.get(word[0].lower())
        if mistyped:
            kept = mistyped.capitalize() if word[0].istitle() else mistyped
            return [body[: word.start()] + kept + body[word.end() :]]
    return []


def placeholders(body: str, _: Harmless) -> list[str]:
    """As other template tools write them."""
    return [PLACEHOLDER.sub(dialect, body) for dialect in (r"[\1]", r"{\1}", r"%\1%", r"${\1}")]


CHANGES: list[Ways] = [names, order_ids, greetings, signatures, case, html, typos, placeholders]


def it_stays(gate: Gate, specification: Specification, verdict: Verdict, *changes: Ways) -> Demand:
    """What comes out of the changed rows that came out right, ``verdict``, before."""
    right = [row.body for row in specification.rows_to(verdict) if decided(gate, row.body, verdict).held]
    changed = [
        other for body in right for change in changes for other in change(body, specification.harmless) if other != body
    ]
    bar = BLOCKED if verdict == "block" else TABLE if len(changes) == 1 else LANGUAGE
    what = changes[0].__name__.replace("_", " ") if len(changes) == 1 else "all harmless changes"
    return Demand(f"{what}, {verdict} stays", [decided(gate, body, verdict) for body in changed], bar)


def invariance(gate: Gate, specification: Specification) -> Iterator[Demand]:
    """Every demand of this kind."""
    yield from (it_stays(gate, specification, "allow", change) for change in CHANGES)
    yield it_stays(gate, specification, "allow", *CHANGES)
    yield from (it_stays(gate, specification, "block", change) for change in CHANGES)
