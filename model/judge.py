"""A message read and judged: what it is about, sentence by sentence, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.disguise import disguised
from model.errors import UnreadableMessage
from model.labels import CRITICAL, LABELS, NEUTRAL, TOPICS, Label
from model.language import language_of
from model.memory import Lookups
from model.message import Message, Reading, Said, Sentence
from model.read import read
from model.stages import Parameters, Scores, Stages

Outcome = Literal["critical", "mixed", "not_critical", "unsure", "unreadable", "unsupported_language"]

_TOGETHER = 100  # messages judged in one pass: more take more memory, and hardly less time
_BLOCKING = frozenset(i for i, label in enumerate(LABELS) if label != NEUTRAL and label not in CRITICAL)
_LEAST_VARIETY = 0.05  # distinct words a word; the least varied message of the corpus has 0.58


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a message is about."""

    topic: Label
    confidence: float

    @property
    def critical(self) -> bool:
        """Whether it may be written about to a buyer who opted out."""
        return self.topic in CRITICAL


@dataclass(frozen=True, slots=True)
class Finding:
    """What one sentence does, and whether it is a reason to block."""

    sentence: Sentence
    topic: Label
    confidence: float
    blocking: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a message is. ``confidence`` is the probability that its outcome, allow or block, is right."""

    outcome: Outcome
    confidence: float
    topics: tuple[Topic, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    unknown_words: float | None = None  # share of its words that the corpus lacks; None where none were looked up


class _Legible(NamedTuple):
    """A message that can be judged, and its language where that is sure."""

    reading: Reading
    language: str


class Judge:
    """Judges messages with one set of parameters; holds no state but bounded memories."""

    def __init__(
        self,
        parameters: Parameters,
        threshold: float,
        languages: Collection[str],
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self._stages = Stages(parameters)
        self._least_allowed, self._least_blocked = parameters.belonging[3:].tolist()
        self._threshold = threshold
        self._languages = frozenset(languages)
        self._thresholds = dict(thresholds or {})

    @property
    def lookups(self) -> Lookups:
        """How often what it remembers was of use."""
        return self._stages.lookups

    def knows(self, word: str) -> bool:
        """Whether the corpus has ``word``, in lower case."""
        return self._stages.familiarity.knows(word)

    def judge(self, message: Message) -> Judgement:
        """What ``message`` is about and whether it may go to a buyer who opted out."""
        return self._judge_together([message])[0]

    def judge_all(self, messages: Sequence[Message]) -> list[Judgement]:
        """The same of each of ``messages``, which takes less time than one by one."""
        parts = (messages[start : start + _TOGETHER] for start in range(0, len(messages), _TOGETHER))
        return [judgement for part in parts for judgement in self._judge_together(part)]

    def _judge_together(self, messages: Sequence[Message]) -> list[Judgement]:
        readings = [self._read(message) for message in messages]
        legible = [one.reading.sentences for one in readings if isinstance(one, _Legible)]
        scores = iter(self._scores(legible) if legible else ())
        return [self._judged(one, next(scores)) if isinstance(one, _Legible) else one for one in readings]

    def _read(self, message: Message) -> _Legible | Judgement:
        """``message`` read, or what is to be said of one that cannot be judged."""
        try:
            reading = read(message)
        except UnreadableMessage as error:
            return Judgement("unreadable", 0.0, problem=str(error))
        said = [word for sentence in reading.sentences for word in sentence.words if word.isalpha()]
        words = set(said)
        if not words:
            return Judgement("unsure", 0.0, problem="the message has no words to judge by")
        if len(words) < _LEAST_VARIETY * len(said):
            return Judgement("unsure", 0.0, problem=f"the message repeats the same {len(words)} words over and over")
        language = language_of(reading.shown)
        if language and language not in self._languages:
            known = ", ".join(sorted(self._languages))
            problem = f"the message is in {language!r}; the model was trained on {known}"
            return Judgement("unsupported_language", 0.0, problem=problem)
        return _Legible(reading, language)

    def _judged(self, legible: _Legible, scores: Scores) -> Judgement:
        reading, language = legible
        allowed = scores.probability >= self._thresholds.get(language, self._threshold)
        if problem := self._doubt(reading, scores.belonging, allowed=allowed):
            near = scores.belonging >= self._least_allowed
            findings = _findings(reading.sentences, scores, blocking=False)
            topics = _topics(scores.topics, allowed=False) if near else ()
            return Judgement("unsure", 0.0, topics, findings, problem, scores.unknown)
        return _judgement(reading.sentences, scores, allowed=allowed)

    def _doubt(self, reading: Reading, belonging: float, *, allowed: bool) -> str:
        """Why nobody can be sure of what was read, or nothing."""
        if belonging < (self._least_allowed if allowed else self._least_blocked):
            return "it does not read like a message about an order, or too few of its words are known"
        texts = (sentence.text for sentence in reading.sentences)
        hidden = disguised(texts, reading.apart, self._stages.familiarity.knows) if allowed else None
        return f"the word {hidden!r} looks disguised; write it plainly" if hidden else ""

    def probability(self, message: Message) -> float:
        """The probability that ``message`` may be sent, by its sentences alone. Raises UnreadableMessage."""
        return self._scores([read(message).sentences])[0].probability

    def probabilities(
        self, sentences: tuple[Sentence, ...]
    ) -> tuple[NDArray[np.floating], float, NDArray[np.floating]]:
        """Label probabilities (n, 10), probability that the message may be sent, topic probabilities (9,)."""
        scores = self._scores([sentences])[0]
        return scores.labels, scores.probability, np.array(scores.topics)

    def _scores(self, messages: Sequence[tuple[Sentence, ...]]) -> list[Scores]:
        return self._stages.scores([tuple(Said(one.field, one.words) for one in message) for message in messages])


def _judgement(sentences: tuple[Sentence, ...], scores: Scores, *, allowed: bool) -> Judgement:
    topics = _topics(scores.topics, allowed=allowed)
    findings = _findings(sentences, scores, blocking=not allowed)
    if allowed:
        return Judgement("critical", scores.probability, topics, findings, unknown_words=scores.unknown)
    critical = any(topic.critical for topic in topics)
    spoiled = any(not topic.critical for topic in topics)
    outcome: Outcome = "mixed" if critical and spoiled else "not_critical" if spoiled else "unsure"
    return Judgement(outcome, 1.0 - scores.probability, topics, findings, unknown_words=scores.unknown)


def _topics(about: Sequence[float], *, allowed: bool) -> tuple[Topic, ...]:
    """Topics more likely than not, the likeliest first and at least one; an allowed message has only critical ones."""
    order = sorted(range(len(TOPICS)), key=about.__getitem__, reverse=True)
    possible = [i for i in order if not allowed or TOPICS[i] in CRITICAL]
    found = [i for i in possible if about[i] >= 0.5] or possible[:1]
    return tuple(Topic(TOPICS[i], about[i]) for i in found)


def _findings(sentences: tuple[Sentence, ...], scores: Scores, *, blocking: bool) -> tuple[Finding, ...]:
    return tuple(
        Finding(sentence, LABELS[best], sure, blocking and best in _BLOCKING)
        for sentence, best, sure in zip(sentences, scores.best, scores.sure, strict=True)
    )
