"""Which unlabelled messages teach the most: uncertain, unlike the corpus, and unlike one another.

Farthest-first picking of a core-set (Sener and Savarese, *Active learning for convolutional neural networks: a
core-set approach*, ICLR 2018), every distance weighted by how uncertain the model is (Lewis and Gale, SIGIR 1994):
what is picked next has the greatest product of uncertainty and distance to the nearest message that the corpus has or
that was picked before. The place of a message is the mean of its words' vectors, less the mean of all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.embeddings import Embedding
from training.matrices import embedded

Array = NDArray[np.floating]

_PART = 1_000  # messages whose distances are computed at once
_LEAST = 0.02  # uncertainty of a message of which the model is sure: the corpus may still lack it


def places_of(texts: Sequence[Sequence[str]], embedding: Embedding) -> Array:
    """Where each of ``texts``, given as its words, lies: rows of unit length, or zeros for one without words."""
    words = [tuple(word for word in text if word.isalpha()) for text in texts]
    sums = np.asarray(embedded(words, embedding).todense())
    means = sums / np.maximum(1, [[len(text)] for text in words])
    centred = means - means[[bool(text) for text in words]].mean(axis=0)
    return np.asarray(centred / np.maximum(1e-9, np.linalg.norm(centred, axis=1, keepdims=True)))


def uncertainty_of(confidence: Sequence[float]) -> Array:
    """From 0 to 1: most where allow and block are as likely, and where the model could not say (confidence 0)."""
    sure = np.asarray(confidence, dtype=float)
    return np.where(sure == 0, 1.0, np.maximum(_LEAST, 1 - np.abs(2 * sure - 1)))


def pick(pool: Array, uncertainty: Array, corpus: Array, count: int) -> list[int]:
    """The ``count`` rows of ``pool`` to label, the most useful first; of equals the first."""
    distance = _distances(pool, corpus)
    chosen: list[int] = []
    left = np.ones(len(pool), dtype=bool)
    while len(chosen) < min(count, len(pool)):
        worth = np.where(left, uncertainty * distance, -1.0)
        best = int(worth.argmax())
        chosen.append(best)
        left[best] = False
        distance = np.minimum(distance, 1 - pool @ pool[best])
    return chosen


def _distances(pool: Array, corpus: Array) -> Array:
    """Of each row of ``pool`` the cosine distance to the nearest of ``corpus``."""
    if not len(corpus):
        return np.ones(len(pool))
    parts = (pool[start : start + _PART] for start in range(0, len(pool), _PART))
    return np.concatenate([1 - (part @ corpus.T).max(axis=1) for part in parts])
