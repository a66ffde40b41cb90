"""Corrections: the same one twice is one, in whatever order its labels come."""

from __future__ import annotations

import pytest

from model.message import Message
from service.records.corrections import Labels, SentenceLabel
from service.records.records import Records

MESSAGE = Message("Pick a day. Leave a review.", "Order")
DAY = SentenceLabel("body", 0, 11, "delivery_scheduling")
REVIEW = SentenceLabel("body", 12, 27, "review_request")


@pytest.mark.parametrize(
    ("message", "labels", "same"),
    [
        (MESSAGE, Labels(("delivery_scheduling", "review_request"), (DAY, REVIEW)), True),
        (MESSAGE, Labels(("review_request", "delivery_scheduling", "review_request"), (REVIEW, DAY)), True),
        (MESSAGE, Labels(("delivery_scheduling",), (DAY, REVIEW)), False),
        (MESSAGE, Labels(None, (DAY, REVIEW)), False),
        (MESSAGE, Labels(("delivery_scheduling", "review_request")), False),
        (Message(MESSAGE.body), Labels(("delivery_scheduling", "review_request"), (DAY, REVIEW)), False),
    ],
)
def test_which_corrections_are_the_same(records: Records, message: Message, labels: Labels, same: bool) -> None:
    first = records.corrections.add(MESSAGE, Labels(("delivery_scheduling", "review_request"), (DAY, REVIEW)), "Ann")
    second = records.corrections.add(message, labels, "Ben")
    assert first.new
    assert second.new is not same
    assert (second.id == first.id) is same


def test_they_are_kept_for_training_with_who_and_when(records: Records) -> None:
    records.corrections.add(MESSAGE, Labels((), ()), "Ann")
    records.corrections.add(MESSAGE, Labels(None, (REVIEW, DAY)), "Ben")
    first, second = records.corrections.all()
    assert (first.subject, first.body, first.source) == (MESSAGE.subject, MESSAGE.body, "Ann")
    assert first.labels == {"topics": [], "sentences": []}
    assert [one["label"] for one in second.labels["sentences"]] == ["delivery_scheduling", "review_request"]
    assert first.time <= second.time
