"""How right a model is: the two errors with their intervals, topics, slices, worst mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from model.judge import Judge, Judgement
from model.labels import CRITICAL, TOPICS, Label, topics_of, verdict_of
from training.corpus import HARD, LANGUAGES, MEDIA, REGISTERS, Example
from training.threshold import interval

_TERSE = 160  # characters: what fits one SMS


@dataclass(frozen=True, slots=True)
class Rate:
    """A count of errors among trials."""

    errors: int
    trials: int

    @property
    def value(self) -> float:
        """The rate, 0 where nothing was tried."""
        return self.errors / self.trials if self.trials else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval."""
        return interval(self.errors, self.trials)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:6.1%}  ({self.errors}/{self.trials}, 95 % {low:.1%}–{high:.1%})"


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How well one topic is found in messages."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Judged:
    """An example and what the model said of it."""

    example: Example
    judgement: Judgement

    @property
    def allowed(self) -> bool:
        """Whether the model lets it through to a buyer who opted out."""
        return self.judgement.outcome == "critical"

    @property
    def wrong(self) -> bool:
        """Whether the model's verdict differs from the labels'."""
        return self.allowed != (self.example.verdict == "allow")


@dataclass(frozen=True, slots=True)
class Slice:
    """The two errors on some of the messages."""

    name: str
    wrong_allows: Rate
    wrong_blocks: Rate


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured on one set of messages."""

    overall: Slice
    slices: tuple[Slice, ...]
    topics: dict[Label, TopicScore]
    sentence_accuracy: float
    judged: tuple[Judged, ...]

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the nine topics."""
        return sum(score.f1 for score in self.topics.values()) / len(self.topics)

    def worst(self, count: int) -> list[Judged]:
        """The surest mistakes, wrong allows first."""
        wrong = [judged for judged in self.judged if judged.wrong]
        return sorted(wrong, key=lambda judged: (not judged.allowed, -judged.judgement.confidence))[:count]


def evaluate(judge: Judge, examples: Sequence[Example]) -> Evaluation:
    """Runs every example through ``judge`` and compares with its labels."""
    judged = tuple(Judged(example, judge.judge(example.message)) for example in examples)
    right = total = 0
    for item in judged:
        expected = [label for _, label in item.example.labelled_sentences()]
        found = [finding.topic for finding in item.judgement.findings]
        right += sum(a == b for a, b in zip(expected, found, strict=False))
        total += len(expected)
    return Evaluation(
        overall=_slice("all", judged),
        slices=tuple(_slice(name, [item for item in judged if test(item.example)]) for name, test in _slices(examples)),
        topics={topic: _topic_score(topic, judged) for topic in TOPICS},
        sentence_accuracy=right / total if total else 0.0,
        judged=judged,
    )


def _slice(name: str, judged: Iterable[Judged]) -> Slice:
    items = list(judged)
    must_block = [item for item in items if item.example.verdict == "block"]
    may_allow = [item for item in items if item.example.verdict == "allow"]
    return Slice(
        name,
        Rate(sum(item.wrong for item in must_block), len(must_block)),
        Rate(sum(item.wrong for item in may_allow), len(may_allow)),
    )


def _slices(examples: Sequence[Example]) -> list[tuple[str, Callable[[Example], bool]]]:
    """The slices that ``examples`` fill, each a name and a test."""
    found: list[tuple[str, Callable[[Example], bool]]] = [
        ("hard", lambda example: bool(example.hard)),
        ("plain", lambda example: not example.hard),
        ("terse", lambda example: len(example.message.body) <= _TERSE),
        ("mixed", lambda example: bool(example.topics & CRITICAL) and verdict_of(example.topics) == "block"),
    ]
    found += [(f"lang {name}", partial(_is, "language", name)) for name in LANGUAGES]
    found += [(f"hard {name}", partial(_has, "hard", name)) for name in HARD]
    found += [(f"medium {name}", partial(_is, "medium", name)) for name in MEDIA]
    found += [(f"register {name}", partial(_is, "register", name)) for name in REGISTERS]
    found += [(f"topic {name}", partial(_has, "topics", name)) for name in TOPICS]
    return [(name, test) for name, test in found if any(test(example) for example in examples)]


def _is(field: str, value: str, example: Example) -> bool:
    return bool(getattr(example, field) == value)


def _has(field: str, value: str, example: Example) -> bool:
    return value in getattr(example, field)


def _topic_score(topic: Label, judged: Sequence[Judged]) -> TopicScore:
    expected = [topic in item.example.topics for item in judged]
    found = [topic in topics_of(said.topic for said in item.judgement.topics) for item in judged]
    hits = sum(a and b for a, b in zip(expected, found, strict=True))
    precision = hits / sum(found) if any(found) else 0.0
    recall = hits / sum(expected) if any(expected) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    return TopicScore(precision, recall, f1, sum(expected))
