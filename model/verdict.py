"""Third stage: what the sentences say together.

A message may go out if something in it is critical and nothing is anything else. Both are read
off the sentences' probabilities in context, which have seen the whole message, and weighed by a
logistic regression; another tells each topic's probability.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.labels import CRITICAL, LABELS, NEUTRAL, TOPICS

Array = NDArray[np.floating]

_CRITICAL = [i for i, label in enumerate(LABELS) if label in CRITICAL]
_HARMLESS = [i for i, label in enumerate(LABELS) if label in CRITICAL or label == NEUTRAL]
_FLOOR = 1e-3  # a probability nearer 0 than this tells nothing more


def verdict_features(labels: Array, starts: Sequence[int] | NDArray[np.intp]) -> Array:
    """Features of each message's verdict, one row a message.

    ``labels`` (n, 10) are the sentences' label probabilities. In order: log-probability that no
    sentence is non-critical; that some sentence is critical; that the likeliest non-critical
    sentence is not.
    """
    first = np.asarray(starts)
    harmless = _log(labels[:, _HARMLESS].sum(axis=1))
    not_critical = _log(1.0 - labels[:, _CRITICAL].sum(axis=1))
    clean = np.add.reduceat(harmless, first)
    critical = np.log(1.0 - np.exp(np.add.reduceat(not_critical, first)) + _FLOOR)
    worst = np.minimum.reduceat(harmless, first)
    return np.stack([clean, critical, worst], axis=1)


def _log(probabilities: Array) -> Array:
    return np.log(np.minimum(np.maximum(probabilities, _FLOOR), 1.0))


def topic_features(labels: Array, message: Array, starts: Sequence[int] | NDArray[np.intp]) -> Array:
    """Features of each message's topics, shape (m, 9, 2): strongest sentence's log-odds, message's score."""
    count = len(TOPICS)
    strongest = np.maximum.reduceat(labels[:, :count], np.asarray(starts), axis=0)
    odds = np.log((strongest + _FLOOR) / (1.0 - strongest + _FLOOR))
    return np.stack([odds, message[:, 1 : 1 + count]], axis=2)


def sigmoid(scores: Array) -> Array:
    """Log-odds to probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))))
