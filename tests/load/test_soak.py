"""The soak's arithmetic, and that it runs; how long it is meant to last, nobody waits for here."""

from __future__ import annotations

import pytest

from tests.load.soak import Sample, growth


@pytest.mark.parametrize(
    ("memory", "grown"),
    [
        ([90, 100, 101, 102, 100, 104], 4.0),  # what comes before the warm-up's end counts for nothing
        ([90, 100, 101, 120, 100, 100], 0.0),  # nor does what was given back
        ([90, 100, 110, 120, 130, 140], 40.0),
        ([90], 0.0),
    ],
)
def test_memory_is_compared_with_that_after_the_warm_up(memory: list[int], grown: float) -> None:
    samples = [Sample(60.0 * at, 4_000 * at, 0, one) for at, one in enumerate(memory)]
    assert growth(samples, warm=60.0) == pytest.approx(grown)
