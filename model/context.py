"""Second stage: a sentence read in its message.

"Your tracking number is …" is a confirmation in one message and context in another. So the label
of a sentence is decided by its own scores together with its neighbours', the message's, and
where it stands, by a small network with one hidden layer (stacked generalisation, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from model.message import Said, Sentence

Array = NDArray[np.floating]

_SHARPNESS = 3.0  # margins to rough probabilities: which label leads shows even where all margins are low
_REACH = np.array([1, -1, 2, -2])  # neighbours looked at: the sentence before, after, and one further each way


def shape_of(sentences: Sequence[Sentence | Said]) -> Array:
    """What is seen of each sentence but its words, shape (n, 5)."""
    return np.array(
        [
            (
                sentence.field == "subject",
                "?" in sentence.words,
                "!" in sentence.words,
                len(sentence.words) < 4,
                log1p(len(sentence.words)),
            )
            for sentence in sentences
        ],
        dtype=np.float32,
    )


def context_features(scores: Array, message: Array, shape: Array, starts: Sequence[int] | NDArray[np.intp]) -> Array:
    """The second stage's features, one row a sentence.

    ``scores`` (n, 10) are the sentences' label scores, ``message`` (m, 10) the messages' scores,
    ``shape`` (n, 5) as of `shape_of`; message i owns the sentences from ``starts[i]`` to the next.
    """
    first = np.asarray(starts)
    count = np.diff([*starts, len(scores)])
    owner = np.repeat(np.arange(len(first)), count)
    number = np.arange(len(scores))
    place, length = number - first[owner], count[owner]
    highest = np.maximum.reduceat(scores, first, axis=0)[owner]
    mean = (np.add.reduceat(scores, first, axis=0) / count[:, None])[owner]
    position = np.empty((len(scores), 5))
    position[:, 0] = place / np.maximum(length - 1, 1)
    position[:, 1] = place == 0
    position[:, 2] = place == length - 1
    position[:, 3] = np.log(count)[owner]
    position[:, 4] = shape[first, 0][owner]
    leaning = softmax(_SHARPNESS * scores)
    near = _near(scores, number, place, length)
    return np.concatenate([scores, leaning, near, message[owner], highest, mean, shape, position], axis=1)


def _near(scores: Array, number: NDArray[np.intp], place: NDArray[np.intp], length: NDArray[np.intp]) -> Array:
    """The scores of each sentence's neighbours, one behind the other, zeros where its message has none."""
    at = place[:, None] - _REACH
    seen = np.where((at >= 0) & (at < length[:, None]), number[:, None] - _REACH, len(scores))
    padded = np.concatenate([scores, np.zeros_like(scores[:1])])
    return np.asarray(padded.take(seen, axis=0).reshape(len(scores), -1))


def label_probabilities(features: Array, hidden: Array, output: Array) -> Array:
    """The second stage's answer, (n, 10): ``hidden`` and ``output`` are layers, their last rows the biases."""
    active = np.maximum(features @ hidden[:-1] + hidden[-1], 0.0)
    return softmax(active @ output[:-1] + output[-1])


def softmax(scores: Array) -> Array:
    """Rows of scores to rows of probabilities."""
    powers = np.exp(scores - np.maximum.reduce(scores, axis=1, keepdims=True))
    return np.asarray(powers / np.add.reduce(powers, axis=1, keepdims=True))
