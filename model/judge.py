"""A message read and judged: what it is about, sentence by sentence, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.context import context_features, label_probabilities, shape_of
from model.disguise import disguised
from model.errors import UnreadableMessage
from model.familiar import Familiarity
from model.labels import CRITICAL, LABELS, NEUTRAL, TOPICS, Label
from model.language import language_of
from model.memory import Lookups
from model.message import Message, Reading, Said, Sentence
from model.read import read
from model.scorer import Scorer
from model.verdict import sigmoid, topic_features, verdict_features

Outcome = Literal["critical", "mixed", "not_critical", "unsure", "unreadable", "unsupported_language"]
Array = NDArray[np.float32]

_REMEMBERED = 10_000  # messages by their words, variable parts aside
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


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything training found, as plain arrays."""

    table: Array  # (buckets, 20) weights of hashed features
    bias: Array  # (20,)
    piece_table: Array  # (pieces, 20) weights of pieces of words
    pieces: NDArray[np.uint8]  # the pieces, UTF-8, one a line
    hidden: Array  # (features + 1, units) of the context stage, the last row being the bias
    output: Array  # (units + 1, 10)
    verdict: Array  # (features + 1,), the last being the bias
    topics: Array  # (9, 3): two weights and the bias
    vocabulary: NDArray[np.uint32]  # sorted hashes of the words of the corpus
    pairs: NDArray[np.uint32]  # sorted hashes of its neighbouring words
    belonging: Array  # (5,): three weights, and the least score of what may be sent and of what is blocked for a topic


class Judge:
    """Judges messages with one set of parameters; holds no state but bounded memories."""

    def __init__(
        self,
        parameters: Parameters,
        threshold: float,
        languages: Collection[str],
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self._parameters = parameters
        pieces = {piece: number for number, piece in enumerate(parameters.pieces.tobytes().decode().split("\n"))}
        self._scorer = Scorer(parameters.table, parameters.piece_table, pieces, parameters.bias)
        self._threshold = threshold
        self._languages = frozenset(languages)
        self._thresholds = dict(thresholds or {})
        self._familiarity = Familiarity(parameters.vocabulary, parameters.pairs, parameters.belonging[:3])
        self._remembered = lru_cache(_REMEMBERED)(self._scored)

    @property
    def lookups(self) -> Lookups:
        """How often what it remembers was of use."""
        whole = self._remembered.cache_info()
        return Lookups(whole.hits, whole.misses, *self._scorer.lookups)

    def judge(self, message: Message) -> Judgement:
        """What ``message`` is about and whether it may go to a buyer who opted out."""
        try:
            reading = read(message)
        except UnreadableMessage as error:
            return Judgement("unreadable", 0.0, problem=str(error))
        sentences = reading.sentences
        said = [word for sentence in sentences for word in sentence.words if word.isalpha()]
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
        labels, probability, topics, belonging = self._scores(sentences)
        allowed = probability >= self._thresholds.get(language, self._threshold)
        if problem := self._doubt(reading, belonging, allowed=allowed):
            near = belonging >= self._parameters.belonging[3]
            findings = _findings(sentences, labels, blocking=False)
            return Judgement("unsure", 0.0, _topics(topics, allowed=False) if near else (), findings, problem)
        return _judgement(sentences, labels, probability, topics, allowed=allowed)

    def _doubt(self, reading: Reading, belonging: float, *, allowed: bool) -> str:
        """Why nobody can be sure of what was read, or nothing."""
        if belonging < self._parameters.belonging[3 if allowed else 4]:
            return "it does not read like a message about an order, or too few of its words are known"
        texts = (sentence.text for sentence in reading.sentences)
        hidden = disguised(texts, reading.apart, self._familiarity.knows) if allowed else None
        return f"the word {hidden!r} looks disguised; write it plainly" if hidden else ""

    def probability(self, message: Message) -> float:
        """The probability that ``message`` may be sent, by its sentences alone. Raises UnreadableMessage."""
        return self.probabilities(read(message).sentences)[1]

    def probabilities(
        self, sentences: tuple[Sentence, ...]
    ) -> tuple[NDArray[np.floating], float, NDArray[np.floating]]:
        """Label probabilities (n, 10), probability that the message may be sent, topic probabilities (9,)."""
        return self._scores(sentences)[:3]

    def _scores(
        self, sentences: tuple[Sentence, ...]
    ) -> tuple[NDArray[np.floating], float, NDArray[np.floating], float]:
        """The same, and how surely the message belongs here at all.

        They depend on nothing but the fields and the words of the sentences, so messages that differ in their
        variable parts alone are scored once.
        """
        return self._remembered(tuple(Said(sentence.field, sentence.words) for sentence in sentences))

    def _scored(self, sentences: tuple[Said, ...]) -> tuple[NDArray[np.floating], float, NDArray[np.floating], float]:
        parameters, starts = self._parameters, [0]
        words = [scored_words(sentence) for sentence in sentences]
        scores, message, margin = self._scorer.scores(words)
        features = context_features(scores, message, shape_of(sentences), starts)
        labels = label_probabilities(features, parameters.hidden, parameters.output)
        verdict = verdict_features(labels, starts)[0]
        about = topic_features(labels, message, starts)[0]
        probability = sigmoid(verdict @ parameters.verdict[:-1] + parameters.verdict[-1])
        topics = sigmoid((about * parameters.topics[:, :2]).sum(axis=1) + parameters.topics[:, 2])
        belonging = self._familiarity.score(margin, [sentence.words for sentence in sentences])
        return labels, float(probability), topics, belonging


def scored_words(sentence: Sentence | Said) -> tuple[str, ...]:
    """The words by which a sentence is scored: its own, and a mark for a subject line."""
    return ("<subject>", *sentence.words) if sentence.field == "subject" else sentence.words


def _judgement(
    sentences: tuple[Sentence, ...],
    labels: NDArray[np.floating],
    probability: float,
    about: NDArray[np.floating],
    *,
    allowed: bool,
) -> Judgement:
    topics = _topics(about, allowed=allowed)
    findings = _findings(sentences, labels, blocking=not allowed)
    if allowed:
        return Judgement("critical", probability, topics, findings)
    critical = any(topic.critical for topic in topics)
    spoiled = any(not topic.critical for topic in topics)
    outcome: Outcome = "mixed" if critical and spoiled else "not_critical" if spoiled else "unsure"
    return Judgement(outcome, 1.0 - probability, topics, findings)


def _topics(about: NDArray[np.floating], *, allowed: bool) -> tuple[Topic, ...]:
    """Topics more likely than not, the likeliest first and at least one; an allowed message has only critical ones."""
    order = [i for i in np.argsort(-about, kind="stable") if not allowed or TOPICS[i] in CRITICAL]
    found = [i for i in order if about[i] >= 0.5] or order[:1]
    return tuple(Topic(TOPICS[i], float(about[i])) for i in found)


def _findings(sentences: tuple[Sentence, ...], labels: NDArray[np.floating], *, blocking: bool) -> tuple[Finding, ...]:
    best = labels.argmax(axis=1)
    return tuple(
        Finding(
            sentence,
            LABELS[i],
            float(row[i]),
            blocking and LABELS[i] != NEUTRAL and LABELS[i] not in CRITICAL,
        )
        for sentence, row, i in zip(sentences, labels, best, strict=True)
    )
