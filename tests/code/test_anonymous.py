"""What is kept of a message says what it does, and neither who wrote it nor to whom."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.anonymous import NAME, anonymous
from model.gate import Gate
from model.message import Message


def kept(gate: Gate, body: str, subject: str = "") -> Message:
    message = Message(body, subject)
    return anonymous(message, [found.sentence for found in gate.judge(message).findings], gate.knows)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Hi Maya Lindqvist, could you send the flat number?", "Hi [name], could you send the flat number?"),
        ("hi maya, pls send the flat number", "hi [name], pls send the flat number"),
        ("Hi there, which day suits you?", "Hi there, which day suits you?"),
        ("The parcel for Maya at 12 Baker Street came back.", "The parcel for [name] at 11 [name] came back."),
        ("Is Monday 12 March good?", "Is Monday 11 March good?"),
        ("Your order 302-8823411-9982331 is held.", "Your order 111-1111111-1111111 is held."),
        ("Write to anna.k@shop.example today.", "Write to name@example.com today."),
        ("See https://shop.example/x?buyer=maya now.", "See https://example.com/ now."),
        ("Call +44 20 7946 0958 to book a day.", "Call +11 11 1111 1111 to book a day."),
        ("It costs $12.50 for 3 pieces.", "It costs $11.11 for 1 pieces."),
        ("Your code is AB12CD34 for this order.", "Your code is XX11XX11 for this order."),
        ("Hello {{buyer_name}}, which colour?", "Hello {{buyer_name}}, which colour?"),
        ("Thanks for your order, [Maya].", "Thanks for your order, [name]."),
        ("Could you send it?\n\nBest regards,\nTom Miller", "Could you send it?\nBest regards,\n[name]"),
        ("Could you send it?\n\nTom from Oak & Ink", "Could you send it?\n[name] from [name]"),
        (
            "Sehr geehrte Frau Schröder, der Fahrer Mehmet Yıldız findet die Hausnummer nicht.",
            "Sehr geehrte Frau [name], der Fahrer [name] findet die Hausnummer nicht.",
        ),
        ("<p>Bonjour Élodie,</p><p>Quel texte ?</p>", "Bonjour [name],\nQuel texte ?"),
        ("Could you send it?\n\nOn Monday Maya wrote:\n> I live in Leeds", "Could you send it?"),
    ],
)
def test_what_is_kept(gate: Gate, said: str, told: str) -> None:
    assert kept(gate, said).body == told


def test_a_subject_in_capitals_stays(gate: Gate) -> None:
    assert kept(gate, "Hello", "[Important] Additional Information Required").subject == (
        "[Important] Additional Information Required"
    )
    assert kept(gate, "Hello", "Order for Maya").subject == "Order for [name]"


def test_what_the_model_says_of_it_is_nearly_what_it_said(gate: Gate, evaluation_set: list) -> None:  # type: ignore[type-arg]
    """Names and numbers do not decide: nine verdicts of ten and more stay."""
    some = [example.message for example in evaluation_set[::8]]
    before = gate.judge_all(some)
    after = [
        gate.judge(anonymous(one, [f.sentence for f in was.findings], gate.knows))
        for one, was in zip(some, before, strict=True)
    ]
    same = [(was.outcome == "critical") == (now.outcome == "critical") for was, now in zip(before, after, strict=True)]
    assert sum(same) >= 0.9 * len(same)


@given(
    st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True),
    st.integers(10**9, 10**12),
    st.sampled_from(
        ["Hi {n}, is the flat number {d}?", "We called {n} at {d}.", "Write to {n}{d}@mail.example, please."]
    ),
)
def test_no_name_and_no_number_comes_through(gate: Gate, name: str, number: int, pattern: str) -> None:
    told = kept(gate, pattern.format(n=name + "qx", d=number)).body
    assert name.lower() + "qx" not in told.lower().replace(NAME, "")
    assert set(re.findall(r"\d", told)) <= {"1"}
