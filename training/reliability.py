"""Whether a probability means what it says: the reliability diagram and the expected calibration error.

Of the messages given a probability near 0.9 that they may be sent, nine in ten should be sendable (Guo et al.,
"On Calibration of Modern Neural Networks", 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.rate import Rate

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The messages whose probability lies in one stretch of equal width."""

    low: float
    high: float
    predicted: float  # their mean probability
    observed: Rate  # how many of them are what the probability is about

    @property
    def gap(self) -> float:
        """How far the mean probability is from what happened."""
        return abs(self.predicted - self.observed.value)


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold anything, lowest first."""

    bins: tuple[Bin, ...]

    @property
    def messages(self) -> int:
        """How many messages have a probability."""
        return sum(part.observed.trials for part in self.bins)

    @property
    def expected_calibration_error(self) -> float:
        """Mean gap over the messages; 0 where there are none."""
        return sum(part.gap * part.observed.trials for part in self.bins) / self.messages if self.bins else 0.0


def reliability(probability: NDArray[np.floating], truth: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Compares ``probability`` (m,) with ``truth`` (m,) in ``bins`` of equal width; 1.0 belongs to the last."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return Reliability(
        tuple(
            Bin(
                low=i / bins,
                high=(i + 1) / bins,
                predicted=float(probability[place == i].mean()),
                observed=Rate(int(truth[place == i].sum()), int((place == i).sum())),
            )
            for i in np.unique(place).tolist()
        )
    )
