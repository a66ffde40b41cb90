"""What may belong to somebody, and what cannot."""

from __future__ import annotations

import pytest

from training.audit.personal import personal_data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to anna.berg@gmail.com.", "e-mail address"),
        ("order 302-8104467-2291846 is here", "full order id"),
        ("call +49 170 8831276", "telephone number"),
        ("call 0171/8831276", "telephone number"),
        ("call (212) 664-7665", "telephone number"),
        ("call 212-664-7665", "telephone number"),
        ("appelez le 06 12 84 55 07", "telephone number"),
    ],
)
def test_found(text: str, kind: str) -> None:
    assert [found.kind for found in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "write to anna@example.com, a@shop.example or x@y.test",
        "xxxx@xxxx.de",
        "npm i vite@5.2.0",
        "order 002-1234567-1234567",
        "order 111-1111111-1111111",
        "call (212) 555-0123 or 020 7946 0123",
        "by 03.05.2025 or 04/06/2025",
        "invoice 00340434, batch 4711-22",
        "call 0123456789",
        "{{phone}} {email}",
    ],
)
def test_examples_dates_and_placeholders_are_let_be(text: str) -> None:
    assert list(personal_data(text)) == []
