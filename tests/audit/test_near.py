"""Near-duplicates: exact shares, the same whichever way they are asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.message import Message
from training.near import Nearby

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=12).map(" ".join)


def share(one: str, other: str) -> float:
    index = Nearby()
    index.add(Message(one))
    return dict(index.near(Message(other), least=0.0)).get(0, 0.0)


@given(WORDS, WORDS)
def test_the_share_is_symmetric_and_whole_for_the_same_words(one: str, other: str) -> None:
    assert share(one, other) == share(other, one)
    assert share(one, one) == 1.0
    assert 0.0 <= share(one, other) <= 1.0


def test_markup_case_and_punctuation_do_not_count() -> None:
    assert share("<p>Which day, please, would suit you?</p>", "which DAY please would suit you") == 1.0
    assert share("one two three four five six", "one two three four five seven") == 1 / 3
