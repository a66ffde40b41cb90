"""The threshold that keeps a promise about wrong allows.

Thresholds are tried from the strictest down and the first that cannot be shown to keep the
risk ends the search, so the confidence holds for the one chosen (fixed-sequence testing, as in
Angelopoulos et al., "Learn then Test", 2021; the test is the exact binomial one of Clopper and
Pearson, 1934).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from model.errors import SendgateError


class NoThreshold(SendgateError):
    """No threshold keeps the stated risk."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Allow at ``value`` and above; the promise it keeps and what that was seen on."""

    value: float
    risk: float
    confidence: float
    bound: float  # upper bound of the rate of wrong allows, at that confidence
    wrong_allows: int
    must_block: int
    wrong_blocks: int
    may_allow: int


def upper_bound(errors: int, trials: int, confidence: float) -> float:
    """Exact (Clopper-Pearson) one-sided upper bound of a rate."""
    return 1.0 if errors >= trials else float(stats.beta.ppf(confidence, errors + 1, trials - errors))


def interval(errors: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact (Clopper-Pearson) two-sided interval of a rate."""
    if trials == 0:
        return 0.0, 1.0
    tail = (1.0 - confidence) / 2.0
    low = 0.0 if errors == 0 else float(stats.beta.ppf(tail, errors, trials - errors + 1))
    return low, upper_bound(errors, trials, 1.0 - tail)


def choose_threshold(
    probability: NDArray[np.floating], allowed: NDArray[np.bool_], risk: float, confidence: float
) -> Threshold:
    """The lowest threshold whose rate of wrong allows is at most ``risk`` with ``confidence``.

    ``probability`` (m,) are the held-out probabilities that a message may be sent, ``allowed``
    (m,) whether it may. Raises NoThreshold where even the strictest fails.
    """
    blockable = np.sort(probability[~allowed])[::-1]
    chosen: float | None = None
    for wrong in range(len(blockable)):
        if upper_bound(wrong, len(blockable), confidence) > risk:
            break
        chosen = _just_above(blockable[wrong])
    if chosen is None:
        raise NoThreshold(
            f"no threshold keeps wrong allows at most {risk:.1%} with {confidence:.0%} confidence: "
            f"{len(blockable)} held-out messages that must be blocked are too few even if none were wrongly allowed; "
            f"add such messages or state a higher risk"
        )
    return threshold_at(chosen, probability, allowed, risk, confidence)


def threshold_at(
    value: float, probability: NDArray[np.floating], allowed: NDArray[np.bool_], risk: float, confidence: float
) -> Threshold:
    """What is seen at ``value``, which is at least the one that `choose_threshold` chooses."""
    errors, must_block = int((probability[~allowed] >= value).sum()), int((~allowed).sum())
    return Threshold(
        value=value,
        risk=risk,
        confidence=confidence,
        bound=upper_bound(errors, must_block, confidence),
        wrong_allows=errors,
        must_block=must_block,
        wrong_blocks=int((probability[allowed] < value).sum()),
        may_allow=int(allowed.sum()),
    )


def _just_above(value: float) -> float:
    return float(np.nextafter(value, 1.0))
