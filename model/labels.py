"""The labels a sentence can carry, and what they make of a message.

A message's topics are the labels of its sentences other than neutral; the verdict for a buyer
who opted out follows from them. Both are computed here and nowhere stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Label = Literal[
    "customization",
    "delivery_scheduling",
    "address_issue",
    "review_request",
    "order_confirmation",
    "proactive_service",
    "stock_or_delay",
    "promotion",
    "other",
    "neutral",
]
Verdict = Literal["allow", "block"]

LABELS: tuple[Label, ...] = get_args(Label)
NEUTRAL: Label = "neutral"
TOPICS: tuple[Label, ...] = tuple(label for label in LABELS if label != NEUTRAL)
CRITICAL: frozenset[Label] = frozenset({"customization", "delivery_scheduling", "address_issue"})
INDEX: dict[Label, int] = {label: i for i, label in enumerate(LABELS)}


def topics_of(labels: Iterable[Label]) -> frozenset[Label]:
    """The topics of a message whose sentences carry ``labels``."""
    return frozenset(labels) - {NEUTRAL}


def verdict_of(topics: Iterable[Label]) -> Verdict:
    """What an opted-out buyer may be sent: something critical and nothing else."""
    found = frozenset(topics)
    return "allow" if found and found <= CRITICAL else "block"
