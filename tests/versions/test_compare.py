"""Better, worse or noise: the paired test and what it objects to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from training.compare import Paired
from training.history import Event
from training.objections import Promise, broken_promise, misbehaviour, unknown, worse_languages
from training.rate import Rate
from training.source import Source


@pytest.mark.parametrize(
    ("mended", "spoiled", "p", "worse", "better"),
    [
        (0, 0, 1.0, False, False),
        (5, 5, 1.0, False, False),
        (0, 5, 0.0625, False, False),
        (0, 6, 0.03125, True, False),
        (6, 0, 0.03125, False, True),
        (10, 25, 0.0167, True, False),
        (9, 38, 2.49e-05, True, False),
    ],
)
def test_the_exact_test_of_mcnemar(mended: int, spoiled: int, p: float, worse: bool, better: bool) -> None:
    paired = Paired(mended, spoiled)
    assert paired.p == pytest.approx(p, rel=0.01)
    assert (paired.worse, paired.better_among(1)) == (worse, better)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_test_is_the_binomial_one_and_favours_nobody(mended: int, spoiled: int) -> None:
    paired, mirrored = Paired(mended, spoiled), Paired(spoiled, mended)
    few, count = min(mended, spoiled), mended + spoiled
    assert paired.p == pytest.approx(min(1.0, 2 * float(stats.binom.cdf(few, count, 0.5))))
    assert paired.p == pytest.approx(mirrored.p)
    assert not (paired.worse and mirrored.worse)


def test_one_of_several_languages_must_be_worse_by_more() -> None:
    good = dict.fromkeys(("de", "fr", "es", "it"), Paired(0, 0))
    assert list(worse_languages({"en": Paired(0, 6)})) != []
    assert list(worse_languages({"en": Paired(0, 6), **good})) == []
    [said] = worse_languages({"en": Paired(0, 9), **good})
    assert "in the language en are worse beyond noise: 9 messages spoiled, 0 mended" in said


@pytest.mark.parametrize(("errors", "broken"), [(0, False), (10, False), (11, True)])
def test_the_promise_of_the_champion_is_kept_or_broken(errors: int, broken: bool) -> None:
    assert bool(list(broken_promise(Promise(0.015, 0.95, Rate(errors, 1201))))) is broken


def test_many_failing_demands_are_told_in_few_lines() -> None:
    assert len(list(misbehaviour([f"d{i}" for i in range(20)]))) == 6
    assert list(misbehaviour([])) == []


GOOD, DIRTY = Source("c"), Source("c", 1, "a.jsonl")


@pytest.mark.parametrize(
    ("sources", "objected"),
    [([], True), ([GOOD], False), ([DIRTY], True), ([DIRTY, GOOD], False), ([GOOD, DIRTY], False)],
)
def test_committed_data_is_asked_for_once(sources: list[Source], objected: bool) -> None:
    history = [Event("trained", "v", "Anna", source=source) for source in sources]
    history.append(Event("trained", "w", "Anna", source=GOOD))
    assert bool(list(unknown(history, "v"))) is objected
