"""Fitting what tells a seller's message from a text of another domain; `model.familiar` says how it is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from model.familiar import familiarity, plain_pairs, plain_words
from training.split import Fold

# Shares of held-out messages of the corpus that may be taken for texts from elsewhere.
FALSE_ALARMS = 0.005  # of all: to block what may be sent is an error
DOUBTED = 0.03  # of those blocked anyway: to call them unsure costs only the reason


@dataclass(frozen=True, slots=True)
class Hashes:
    """The words and the neighbouring words of many messages, each with the number of its message."""

    words: NDArray[np.uint32]
    word_owner: NDArray[np.intp]
    pairs: NDArray[np.uint32]
    pair_owner: NDArray[np.intp]
    count: int


def hashes_of(read: Sequence[Sequence[tuple[str, ...]]]) -> Hashes:
    """Those of messages given as their sentences' words."""
    words = [[h for sentence in message for h in plain_words(sentence)] for message in read]
    pairs = [[h for sentence in message for h in plain_pairs(sentence)] for message in read]
    return Hashes(*_laid_out(words), *_laid_out(pairs), len(read))


def _laid_out(rows: list[list[int]]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    flat = np.array([h for row in rows for h in row], dtype=np.uint32)
    return flat, np.repeat(np.arange(len(rows)), [len(row) for row in rows])


def familiarity_to(hashes: Hashes, known: Sequence[Hashes]) -> NDArray[np.floating]:
    """The familiarity, (count, 2), of the messages of ``hashes`` to those of ``known``."""
    words, pairs = (np.concatenate([getattr(part, name) for part in known]) for name in ("words", "pairs"))
    return _familiarities(hashes, np.arange(hashes.count), words, pairs)


def held_out_familiarity(hashes: Hashes, always: Hashes, folds: Sequence[Fold]) -> NDArray[np.floating]:
    """The same of each message to the messages outside its fold and to those ``always`` known."""
    out = np.zeros((hashes.count, 2))
    for fold in folds:
        words, pairs = (
            np.concatenate([flat[np.isin(owner, fold.train)], more])
            for flat, owner, more in (
                (hashes.words, hashes.word_owner, always.words),
                (hashes.pairs, hashes.pair_owner, always.pairs),
            )
        )
        out[fold.test] = _familiarities(hashes, fold.test, words, pairs)
    return out


def _familiarities(
    hashes: Hashes, chosen: NDArray[np.intp], words: NDArray[np.uint32], pairs: NDArray[np.uint32]
) -> NDArray[np.floating]:
    counts = [
        np.bincount(owner, weights=flags, minlength=hashes.count)[chosen].astype(int).tolist()
        for flat, owner, known in ((hashes.words, hashes.word_owner, words), (hashes.pairs, hashes.pair_owner, pairs))
        for flags in (np.isin(flat, known), np.ones(len(flat)))
    ]
    return np.array([familiarity(row) for row in zip(*counts, strict=True)])


def fit_belonging(inside: NDArray[np.floating], outside: NDArray[np.floating]) -> NDArray[np.float32]:
    """Three weights and two least scores, one for what may be sent and one for what is blocked for a topic.

    ``inside`` (m, 3) are held-out margins and familiarities of messages of the corpus, ``outside`` (k, 3) of texts
    from elsewhere.
    """
    rows = np.concatenate([inside, outside])
    weights = LogisticRegression(class_weight="balanced").fit(rows, np.arange(len(rows)) < len(inside)).coef_[0]
    least = np.quantile(inside @ weights, [FALSE_ALARMS, DOUBTED])
    return np.concatenate([weights, least]).astype(np.float32)
