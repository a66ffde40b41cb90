"""The two errors against the threshold: what a stricter gate would cost, and a laxer one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.rate import Rate


@dataclass(frozen=True, slots=True)
class Point:
    """The errors where messages pass at ``threshold`` and above."""

    threshold: float
    wrong_allows: Rate
    wrong_blocks: Rate


def threshold_curve(probability: NDArray[np.floating], allowed: NDArray[np.bool_]) -> tuple[Point, ...]:
    """A point at every threshold that changes a verdict, the laxest first.

    ``probability`` (m,) that a message may be sent, ``allowed`` (m,) whether it may.
    """
    blockable, sendable = np.sort(probability[~allowed]), np.sort(probability[allowed])
    return tuple(
        Point(
            threshold,
            Rate(len(blockable) - int(np.searchsorted(blockable, threshold)), len(blockable)),
            Rate(int(np.searchsorted(sendable, threshold)), len(sendable)),
        )
        for threshold in np.unique(probability).tolist()
    )


def wrong_blocks_at(probability: NDArray[np.floating], allowed: NDArray[np.bool_], wrong_allows: float) -> Rate:
    """The wrong blocks at the lowest threshold that lets pass at most ``wrong_allows`` of what must be blocked.

    The threshold is found by ranking these very messages, so that models are compared and not the luck of a threshold.
    """
    sendable, blockable = probability[allowed], np.sort(probability[~allowed])[::-1]
    passing = int(wrong_allows * len(blockable))  # the first that must not pass is at this place
    strictest = blockable[passing] if passing < len(blockable) else -np.inf
    return Rate(int((sendable <= strictest).sum()), len(sendable))
