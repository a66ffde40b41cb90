"""Whether the way thresholds are chosen keeps its promise: samples drawn anew choose, the whole of them checks."""

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
    """In how many of ``splits`` the threshold chosen on a sample lets more than ``risk`` of the population through.

    The messages are the population; each sample draws as many families from it, with replacement, and a sample too
    small for any threshold keeps its promise by refusing. The promise allows 1 - ``confidence`` of broken ones.
    """
    rng = np.random.default_rng(seed)
    names, place = np.unique(families, return_inverse=True)
    members = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    broken = 0
    for _ in range(splits):
        sample = np.concatenate([members[i] for i in rng.integers(len(names), size=len(names))])
        try:
            value = choose_threshold(probability[sample], allowed[sample], risk, confidence).value
        except NoThreshold:
            continue
        broken += int((probability[~allowed] >= value).mean() > risk)
    return Rate(broken, splits)
