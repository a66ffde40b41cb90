"""Whatever is spread over a message, its pieces are the message, and its topics are those that were given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.gate import Gate
from model.judge import Judge
from model.labels import LABELS, TOPICS, Label, topics_of
from model.message import Message
from training.adding.draft import BadRow, Draft, Row, Span
from training.adding.spread import pieces_of

SENTENCES = [
    "Hi Tom,\n", "Which day suits you? ", "<p>Your sign is ready.</p>\n", "Please rate us! ", "Buy two, pay one. ",
    "The flat number is missing.\n\n", "<br>", "🎉 ", "Thanks, Mia",
]  # fmt: skip
ROW = Row(0, "row 2", {})


@pytest.fixture(scope="session")
def judge(gate: Gate) -> Judge:
    return gate._judge


bodies = (
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8)
    .map("".join)
    .filter(lambda b: any(map(str.isalpha, b.replace("<br>", "").replace("<p>", ""))))
)


@settings(max_examples=60)
@given(body=bodies, topics=st.none() | st.frozensets(st.sampled_from(TOPICS), max_size=3))
def test_the_pieces_are_the_message_and_their_topics_those_given(
    judge: Judge, body: str, topics: frozenset[Label] | None
) -> None:
    draft = Draft((ROW,), Message(body, "About your order"), topics=topics)
    try:
        pieces = pieces_of(draft, judge)
    except BadRow:  # more topics than sentences
        assert topics
        return
    assert "".join(piece.text for piece in pieces if piece.field == "body") == body
    if topics is not None:
        assert topics_of(piece.label for piece in pieces) == topics


@settings(max_examples=60)
@given(body=bodies, data=st.data())
def test_what_a_person_marked_stays_as_marked(judge: Judge, body: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    label = data.draw(st.sampled_from(LABELS))
    pieces = pieces_of(Draft((ROW,), Message(body), (Span("body", start, end, label),)), judge)
    assert "".join(piece.text for piece in pieces) == body
    assert (label, None) in [(piece.label, piece.confidence) for piece in pieces]
