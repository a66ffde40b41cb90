"""Whether the messages of late are still those that the model was made for.

Four things that the journal keeps of every decision are counted into classes and compared with the calibration sample,
which stands for ordinary traffic and was never fitted on: the topics found, how sure the model was, how often it could
not say, and how many words it did not know. The distance is the population stability index, read as credit scoring
does (Siddiqi, *Credit Risk Scorecards*, 2006): from 0.1 worth watching, from 0.25 another population. It grows with few
messages by chance alone: where nothing changed it is about ``(1/n + 1/m)`` times a chi-square with one degree less than
there are classes (Yurdakul and Naranjo, 2020), so that less than its 99 % point is called noise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Literal, Protocol

from scipy.stats import chi2

from model.artefact import REFERENCE, read_beside
from model.errors import SendgateError
from model.judge import Judge, Judgement
from model.labels import TOPICS
from training.corpus import Example

WATCH, DUE = 0.1, 0.25  # population stability index
ENOUGH = 200  # decisions; fewer say nothing of any class but the largest
SURELY = 0.99  # how seldom chance alone may do it: once in a hundred
NO_TOPIC = "none"
Verdict = Literal["stable", "watch", "due", "too few"]
Classes = Mapping[str, int]
_CONFIDENCE = (0.5, 0.8, 0.9, 0.95, 0.99)
_UNKNOWN = (0.001, 0.02, 0.05, 0.1, 0.2)
_SEEN_IN_ALL = 0.5  # added to every class, so that an empty one is no infinity


class Observation(Protocol):
    """What was said of one message, as the journal keeps it."""

    @property
    def topics(self) -> Sequence[str]:
        """What it is about."""

    @property
    def confidence(self) -> float:
        """How sure the model was; 0 where it could not say."""

    @property
    def unknown_words(self) -> float | None:
        """Share of its words that the model did not know; None where nobody counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Messages counted into the classes of each measure."""

    messages: int
    measures: Mapping[str, Classes]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, then and now."""

    name: str
    then: Classes
    now: Classes

    @property
    def psi(self) -> float:
        """The population stability index."""
        return sum((b - a) * log(b / a) for a, b in zip(_shares(self.then), _shares(self.now), strict=True))

    @property
    def noise(self) -> float:
        """What chance alone exceeds once in a hundred times."""
        n, m = sum(self.then.values()), sum(self.now.values())
        return float((1 / n + 1 / m) * chi2.ppf(SURELY, len(self.then) - 1)) if n and m else float("inf")

    @property
    def verdict(self) -> Verdict:
        """What the distance means."""
        if min(sum(self.then.values()), sum(self.now.values())) < ENOUGH:
            return "too few"
        if self.psi < max(WATCH, self.noise):
            return "stable"
        return "due" if self.psi >= DUE else "watch"


@dataclass(frozen=True, slots=True)
class Drift:
    """All measures together."""

    model: str
    then: int  # messages of the reference
    now: int  # decisions looked at
    measures: tuple[Measure, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of any measure."""
        found = {measure.verdict for measure in self.measures}
        order: tuple[Verdict, ...] = ("due", "watch", "stable")
        return next((verdict for verdict in order if verdict in found), "too few")


def counted(observed: Iterable[Observation]) -> Counted:
    """Counts ``observed``, once through."""
    topics, sure, said, unknown = (Counter[str]() for _ in range(4))
    messages = 0
    for one in observed:
        messages += 1
        topics.update(one.topics or (NO_TOPIC,))
        said["no" if one.confidence == 0 else "yes"] += 1
        if one.confidence > 0:
            sure[_class(one.confidence, _CONFIDENCE)] += 1
        if one.unknown_words is not None:
            unknown[_class(one.unknown_words, _UNKNOWN)] += 1
    return Counted(
        messages,
        {
            "topics": _laid_out(topics, (*TOPICS, NO_TOPIC)),
            "confidence": _laid_out(sure, _names(_CONFIDENCE)),
            "could say": _laid_out(said, ("yes", "no")),
            "unknown words": _laid_out(unknown, _names(_UNKNOWN)),
        },
    )


def reference_of(judge: Judge, examples: Sequence[Example]) -> str:
    """The reference that is kept beside a version, as JSON: what ``judge`` says of ``examples``, counted."""
    found = counted(_Said(judgement) for judgement in judge.judge_all([example.message for example in examples]))
    document = {"messages": found.messages, "measures": found.measures}
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def read_reference(version: Path) -> Counted:
    """What was kept beside the ``version``. Raises BrokenArtefact or SendgateError."""
    try:
        document = json.loads(read_beside(version, REFERENCE))
    except FileNotFoundError:
        raise SendgateError(
            f"{version.name} was trained by an older sendgate, which kept nothing to compare with; train again"
        ) from None
    return Counted(document["messages"], document["measures"])


def drift(model: str, then: Counted, now: Counted) -> Drift:
    """How far ``now`` is from ``then``."""
    measures = (
        Measure(name, {one: then.measures.get(name, {}).get(one, 0) for one in classes}, classes)
        for name, classes in now.measures.items()
    )
    return Drift(model, then.messages, now.messages, tuple(measures))


class _Said:
    """A judgement as an observation."""

    def __init__(self, judgement: Judgement) -> None:
        self.topics = [topic.topic for topic in judgement.topics]
        self.confidence = round(judgement.confidence, 4)
        self.unknown_words = judgement.unknown_words


def _class(value: float, edges: tuple[float, ...]) -> str:
    return _names(edges)[sum(value >= edge for edge in edges)]


@cache
def _names(edges: tuple[float, ...]) -> tuple[str, ...]:
    """The classes between ``edges``, for a person."""
    bounds = [f"{edge:.1%}".replace(".0%", "%") for edge in edges]
    between = (f"{low} to {high}" for low, high in pairwise(bounds))
    return (f"under {bounds[0]}", *between, f"{bounds[-1]} and more")


def _laid_out(found: Mapping[str, int], classes: Iterable[str]) -> dict[str, int]:
    return {name: found.get(name, 0) for name in classes}


def _shares(classes: Classes) -> list[float]:
    total = sum(classes.values()) + _SEEN_IN_ALL * len(classes)
    return [(count + _SEEN_IN_ALL) / total for count in classes.values()]
