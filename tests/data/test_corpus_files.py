"""The corpus as it lies in data/: form, sizes, and nothing shared between training and evaluation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from model.labels import CRITICAL, NEUTRAL, TOPICS
from training.audit.findings import KIN, Audit
from training.audit.run import audit
from training.corpus import Example


@pytest.fixture(scope="module")
def audited(project: Path) -> Audit:
    return audit(project / "data", labels=False)


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


def test_the_audit_finds_no_error(audited: Audit) -> None:
    """Nothing shared between what is fitted, calibrated and measured on, no message with two verdicts."""
    assert [f"{found.where}: {found.what}" for found in audited.findings if found.check.severity == "error"] == []


def test_no_message_is_told_twice_in_two_families(audited: Audit) -> None:
    assert [f"{found.where}: {found.what}" for found in audited.findings if found.check == KIN] == []


def test_some_sentence_has_a_purpose_in_every_message(training_set: list[Example]) -> None:
    aimless = [example.id for example in training_set if not example.topics]
    assert len(aimless) <= len(training_set) / 50
    assert NEUTRAL not in {topic for example in training_set for topic in example.topics}
