"""What is measured: calibration, the curve of the threshold, ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.curve import threshold_curve, wrong_blocks_at
from training.rate import Rate
from training.reliability import BINS, reliability

PROBABILITIES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def arrays(pairs: list[tuple[float, bool]]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array([p for p, _ in pairs]), np.array([true for _, true in pairs])


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([], 0.0),
        ([(1.0, True)] * 5, 0.0),  # sure and right
        ([(1.0, False)] * 5, 1.0),  # sure and wrong
        ([(0.75, True)] * 3 + [(0.75, False)], 0.0),  # three of four, as said
        ([(0.95, True)] * 4 + [(0.95, False)], 0.15),  # nineteen of twenty said, four of five seen
        ([(1.0, True)] * 3 + [(0.0, True)], 0.25),  # one of four wholly off
    ],
)
def test_expected_calibration_error(pairs: list[tuple[float, bool]], error: float) -> None:
    assert reliability(*arrays(pairs)).expected_calibration_error == pytest.approx(error)


@given(PROBABILITIES)
def test_every_message_is_in_one_bin_that_holds_its_probability(pairs: list[tuple[float, bool]]) -> None:
    probability, truth = arrays(pairs)
    found = reliability(probability, truth)
    assert found.messages == len(pairs)
    assert sum(part.observed.errors for part in found.bins) == truth.sum()
    assert all(part.low - 1e-9 <= part.predicted <= part.high + 1e-9 for part in found.bins)
    assert 0.0 <= found.expected_calibration_error <= 1.0
    assert len(found.bins) <= BINS


@given(PROBABILITIES)
def test_a_stricter_threshold_never_allows_more_nor_blocks_less(pairs: list[tuple[float, bool]]) -> None:
    curve = threshold_curve(*arrays(pairs))
    allows = [point.wrong_allows.errors for point in curve]
    blocks = [point.wrong_blocks.errors for point in curve]
    assert allows == sorted(allows, reverse=True)
    assert blocks == sorted(blocks)


@given(PROBABILITIES)
def test_the_curve_counts_what_passes(pairs: list[tuple[float, bool]]) -> None:
    probability, may = arrays(pairs)
    for point in threshold_curve(probability, may):
        passes = probability >= point.threshold
        assert point.wrong_allows == Rate(int((passes & ~may).sum()), int((~may).sum()))
        assert point.wrong_blocks == Rate(int((~passes & may).sum()), int(may.sum()))


@given(PROBABILITIES, st.floats(0, 1))
def test_ranking_finds_the_best_point_of_the_curve_that_keeps_the_share(
    pairs: list[tuple[float, bool]], share: float
) -> None:
    probability, may = arrays(pairs)
    curve = threshold_curve(probability, may)
    kept = [p.wrong_blocks.errors for p in curve if p.wrong_allows.errors <= share * p.wrong_allows.trials]
    assert wrong_blocks_at(probability, may, share).errors == min(kept, default=int(may.sum()))


def test_a_rate_says_its_counts_and_interval() -> None:
    assert str(Rate(3, 100)) == "3.0% (3/100, 95 % 0.6%–8.5%)"
    assert Rate(0, 0).value == 0.0
    assert Rate(0, 299).bound(0.95) == pytest.approx(0.01, rel=0.01)
