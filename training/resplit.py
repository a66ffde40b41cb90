"""Whether the way thresholds are chosen keeps its promise: half of the messages choose, the other half checks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.rate import Rate
from training.threshold import NoThreshold, choose_threshold


def broken_promises(
    probability: NDArray[np.floating],
    allowed: NDArray[np.bool_],
    families: NDArray[np.str_],
    risk: float,
    confidence: float,
    splits: int = 200,
    seed: int = 0,
) -> Rate:
    """In how many of ``splits`` the other half's wrong allows passed ``risk``.

    Halves are drawn by family; a split whose half is too small for any threshold keeps its promise by refusing.
    The promise allows 1 - ``confidence`` of them, and the other half, being finite, adds chance of its own.
    """
    rng = np.random.default_rng(seed)
    names, place = np.unique(families, return_inverse=True)
    broken = 0
    for _ in range(splits):
        chooses = rng.permutation(len(names))[place] < len(names) / 2
        try:
            value = choose_threshold(probability[chooses], allowed[chooses], risk, confidence).value
        except NoThreshold:
            continue
        checked = probability[~chooses & ~allowed]
        broken += int((checked >= value).mean() > risk)
    return Rate(broken, splits)
