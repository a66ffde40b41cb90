"""The corpus as it lies in data/: form, sizes, and nothing shared between training and evaluation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from datasketch import MinHash, MinHashLSH

from model.labels import CRITICAL, NEUTRAL, TOPICS
from training.corpus import Corpus, Example

_WORD = re.compile(r"\w+")
_NEAR = 0.6  # share of five-word runs at which two messages are the same one told twice


def _by_topic(examples: Iterable[Example]) -> Counter[str]:
    return Counter(topic for example in examples for topic in example.topics)


def _english(examples: Iterable[Example]) -> list[Example]:
    return [example for example in examples if example.language == "en"]


def test_training_is_large_enough(training_set: list[Example]) -> None:
    english = _english(training_set)
    counts = _by_topic(english)
    assert len(english) >= 2_000
    assert sum(len(example.parts) for example in english) >= 12_000
    assert {topic: counts[topic] for topic in CRITICAL if counts[topic] < 350} == {}
    assert {topic: counts[topic] for topic in set(TOPICS) - CRITICAL if counts[topic] < 200} == {}
    assert 0.35 <= sum(example.verdict == "allow" for example in english) / len(english) <= 0.45


def test_evaluation_is_large_enough(evaluation_set: list[Example]) -> None:
    assert len(_english(evaluation_set)) >= 500


def test_half_of_each_set_follows_real_sources(training_set: list[Example], evaluation_set: list[Example]) -> None:
    for examples, sources in ((training_set, 200), (evaluation_set, 60)):
        cited = [example.source for example in examples if example.source]
        assert len(cited) >= len(examples) / 2
        assert len(set(cited)) >= sources
        assert max(Counter(cited).values()) <= 6


def test_a_quarter_is_hard(training_set: list[Example], evaluation_set: list[Example]) -> None:
    for examples in (training_set, evaluation_set):
        assert sum(bool(example.hard) for example in examples) >= len(examples) / 4


def test_every_placeholder_dialect_occurs(training_set: list[Example]) -> None:
    text = "\n".join(example.message.body for example in training_set)
    for dialect in (r"\{\{ ?\w+", r"\[\w+", r"\[\[\w+", r"%\w+%", r"<[a-z_]+>", r"(?<![{$%])\{\w+\}", r"\$[A-Z]\w+"):
        assert re.search(dialect, text), dialect


def _sides(corpus: Corpus) -> list[tuple[list[Example], list[Example]]]:
    """What must share nothing: what is fitted, calibrated and measured on, and contrast sets with their kin."""
    fitted = corpus.training + corpus.contrast
    return [
        (fitted + corpus.calibration, corpus.evaluation),
        (fitted, corpus.calibration),
        (corpus.contrast, corpus.training),
    ]


def test_no_family_is_on_both_sides(corpus: Corpus) -> None:
    for one, other in _sides(corpus):
        assert not {example.family for example in one} & {example.family for example in other}


def test_no_source_is_on_both_sides(corpus: Corpus) -> None:
    for one, other in _sides(corpus):
        assert not {example.source for example in one if example.source} & {example.source for example in other}


def test_no_text_is_on_both_sides(corpus: Corpus) -> None:
    for one, other in _sides(corpus):
        index = MinHashLSH(threshold=_NEAR, num_perm=64)
        for example in one:
            index.insert(example.id, _sketch(example))
        shared = {example.id: found for example in other if (found := index.query(_sketch(example)))}
        assert shared == {}


def test_no_phrase_is_a_message_of_evaluation(corpus: Corpus) -> None:
    phrases = {" ".join(_WORD.findall(phrase.message.body.lower())) for phrase in corpus.phrases}
    for example in (*corpus.calibration, *corpus.evaluation):
        assert " ".join(_WORD.findall(example.message.body.lower())) not in phrases, example.id


def test_some_sentence_has_a_purpose_in_every_message(training_set: list[Example]) -> None:
    aimless = [example.id for example in training_set if not example.topics]
    assert len(aimless) <= len(training_set) / 50
    assert NEUTRAL not in {topic for example in training_set for topic in example.topics}


def _sketch(example: Example) -> MinHash:
    words = _WORD.findall(f"{example.message.subject} {example.message.body}".lower())
    sketch = MinHash(num_perm=64)
    runs = zip(*(words[i:] for i in range(5)), strict=False) if len(words) >= 5 else [tuple(words)]
    sketch.update_batch([" ".join(run).encode() for run in runs])
    return sketch
