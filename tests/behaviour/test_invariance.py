"""Invariance (CheckList, Ribeiro et al., 2020): what says nothing about the purpose changes no verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest

from model.gate import Gate
from model.labels import Verdict
from model.message import Message
from tests.behaviour.bars import BLOCKED, LANGUAGE, TABLE, Check, require
from tests.behaviour.tables import SPECIFICATIONS, Harmless, Specification

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}")
WORD = re.compile(r"[^\W\d_]+")


every_language = pytest.mark.parametrize("specification", SPECIFICATIONS, ids=lambda given: given.language)

Ways = Callable[[str, Harmless], list[str]]  # a body, changed in each way of one kind


def names(body: str, harmless: Harmless) -> list[str]:
    """Each name with every other in its place."""
    return [body.replace(name, other) for name, others in harmless.names.items() for other in others]


def order_ids(body: str, harmless: Harmless) -> list[str]:
    """Its number on a line before, and another number where there was one."""
    return [f"{harmless.order}\n\n{body}", ORDER_ID.sub(ORDER_ID.findall(harmless.order)[0], body)]


def greetings(body: str, harmless: Harmless) -> list[str]:
    return [f"{greeting}\n\n{body}" for greeting in harmless.greetings]


def signatures(body: str, harmless: Harmless) -> list[str]:
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


def after(gate: Gate, specification: Specification, change: Ways, verdict: Verdict) -> list[Check]:
    """What comes out of the changed rows that came out right, ``verdict``, before."""
    right = [
        row
        for row in specification.rows_to(verdict)
        if gate.check(Message(row.body), opted_out=True).decision == verdict
    ]
    changed = [body for row in right for body in change(row.body, specification.harmless) if body != row.body]
    answers = [(body, gate.check(Message(body), opted_out=True)) for body in changed]
    return [Check(body, answer.decision == verdict, f"{answer.decision} ({answer.reason})") for body, answer in answers]


@every_language
@pytest.mark.parametrize("change", CHANGES, ids=lambda given: given.__name__)
def test_what_is_allowed_stays_so(gate: Gate, specification: Specification, change: Ways) -> None:
    require(after(gate, specification, change, "allow"), TABLE)


@every_language
def test_what_is_allowed_stays_so_whatever_changes(gate: Gate, specification: Specification) -> None:
    require([check for change in CHANGES for check in after(gate, specification, change, "allow")], LANGUAGE)


@every_language
@pytest.mark.parametrize("change", CHANGES, ids=lambda given: given.__name__)
def test_what_is_blocked_stays_so(gate: Gate, specification: Specification, change: Ways) -> None:
    require(after(gate, specification, change, "block"), BLOCKED)
