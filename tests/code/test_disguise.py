"""Words dressed up so that a filter does not know them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.disguise import disguised, gathered
from model.trace import Traced

KNOWN = frozenset({"review", "discount", "feedback", "sale", "please", "leave", "us", "a"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("leave a r.e.v.i.e.w today", "leave a review today"),
        ("leave your r e v i e w today", "leave your review today"),
        ("leave a r-e-v-i-e-w, please", "leave a review, please"),
        ("R*E*V*I*E*W us", "REVIEW us"),
        ("at 10 a.m. or 4 p.m.", "at 10 a.m. or 4 p.m."),
        ("size A B C", "size A B C"),
        ("e.g. a mug", "e.g. a mug"),
        ("call 1-800-555", "call 1-800-555"),
    ],
)
def test_letters_set_apart_are_brought_together(text: str, read: str) -> None:
    assert gathered(Traced(text))[0].text == read


@given(st.text(st.sampled_from("ab .-*_1é\n"), max_size=60))
def test_a_gathered_text_remembers_where_its_characters_stood(text: str) -> None:
    found = gathered(Traced(text))[0]
    for i, char in enumerate(found.text):
        start, _ = found.source_span(i, i + 1)
        assert text[start] == char


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("please leave us a r3v13w", "r3v13w"),
        ("big 5ale", "5ale"),
        ("a r*vi*w", "r*vi*w"),
        ("your d1sc0unt", "d1sc0unt"),
        ("f33db@ck", "f33db@ck"),
        ("order B2B-4711 for J**n", None),
        ("unit 4a, SW1A 1AA, line1 of date1", None),
        ("$name and {{a1b}}", None),
    ],
)
def test_a_hidden_word_is_named(text: str, word: str | None) -> None:
    assert disguised([text], [], KNOWN.__contains__) == word


@pytest.mark.parametrize(
    ("apart", "word"), [(["review"], None), (["leaveusareview"], "leaveusareview"), (["USA"], None)]
)
def test_letters_that_make_no_known_word_are_named(apart: list[str], word: str | None) -> None:
    assert disguised([], apart, KNOWN.__contains__) == word
