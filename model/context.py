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
_REACH = (1, -1, 2, -2)  # neighbours looked at: the sentence before, after, and one further each way


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
    counts = np.diff(np.append(first, len(scores)))
    owner = np.repeat(np.arange(len(first)), counts)
    place = np.arange(len(scores)) - first[owner]
    highest = np.maximum.reduceat(scores, first, axis=0)[owner]
    mean = (np.add.reduceat(scores, first, axis=0) / counts[:, None])[owner]
    position = np.stack(
        [
            place / np.maximum(counts[owner] - 1, 1),
            place == 0,
            place == counts[owner] - 1,
            np.log(counts)[owner],
            shape[first, 0][owner],
        ],
        axis=1,
    )
    leaning = softmax(_SHARPNESS * scores)
    return np.concatenate(
        [scores, leaning, _near(scores, place, counts[owner]), message[owner], highest, mean, shape, position], axis=1
    )


def _near(scores: Array, place: NDArray[np.intp], count: NDArray[np.intp]) -> Array:
    """The scores of each sentence's neighbours, one behind the other, zeros where its message has none."""
    number, nobody = np.arange(len(scores)), len(scores)
    seen = [np.where((place >= reach) & (place - reach < count), number - reach, nobody) for reach in _REACH]
    padded = np.concatenate([scores, np.zeros_like(scores, shape=(1, scores.shape[1]))])
    return np.asarray(padded.take(np.stack(seen, axis=1), axis=0).reshape(len(scores), -1))


def label_probabilities(features: Array, hidden: Array, output: Array) -> Array:
    """The second stage's answer, (n, 10): ``hidden`` and ``output`` are layers, their last rows the biases."""
    active = np.maximum(features @ hidden[:-1] + hidden[-1], 0.0)
    return softmax(active @ output[:-1] + output[-1])


def softmax(scores: Array) -> Array:
    """Rows of scores to rows of probabilities."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
