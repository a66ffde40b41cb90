"""What a classifier says of sentences whose family it never saw.

It works as the product's does (each sentence by its words, then in its message), with less of everything. It need
not be as right, only honest: no message of a family that is judged was fitted on.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from model.context import context_features
from model.labels import LABELS, TOPICS
from training.corpus import Example
from training.embeddings import load_embedding
from training.matrices import Matrices, matrices_of
from training.split import Fold, folds_by_family

FOLDS = 3
_UNITS, _ROUNDS, _DECAY = 32, 12, 1.0
_STEPS = 40_000  # sentences seen at least, however few there are
_LOW = -1.0  # the score of a label that no sentence carries
_LEAST = 1e-6


def held_out_probabilities(examples: Sequence[Example], folds: int = FOLDS) -> NDArray[np.floating]:
    """Probabilities (n, 10) of each label, a row for each sentence that the reader finds in ``examples``."""
    with threadpool_limits(limits=1):
        data = matrices_of(examples, load_embedding())
        parts = [fold for fold in folds_by_family(data.families, folds) if len(fold.train) and len(fold.test)]
        scores, about = _scores(data, parts)
        features = context_features(scores, about, data.shape, data.starts)
        found = np.full((len(data.labels), len(LABELS)), _LEAST)
        for fold in parts:
            inside, outside = (np.isin(data.owner, side) for side in (fold.train, fold.test))
            rounds = max(_ROUNDS, _STEPS // int(inside.sum()))
            net = MLPClassifier((_UNITS,), alpha=_DECAY, max_iter=rounds, random_state=0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is the point
                model = make_pipeline(StandardScaler(), net).fit(features[inside], data.labels[inside])
            found[np.ix_(outside, model.classes_)] += model.predict_proba(features[outside])
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _scores(data: Matrices, folds: Sequence[Fold]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Scores of every sentence (n, 10) and message (m, 10), by linear models that did not see the family."""
    sentences = np.full((len(data.labels), len(LABELS)), _LOW)
    messages = np.full((len(data.starts), 1 + len(TOPICS)), _LOW)
    carried = data.labels[:, None] == np.arange(len(LABELS))[None, :]
    said = np.column_stack([data.allowed, data.topics])
    for fold in folds:
        inside, outside = (np.flatnonzero(np.isin(data.owner, side)) for side in (fold.train, fold.test))
        for rows, targets, train, test, into in (
            (data.sentences, carried, inside, outside, sentences),
            (data.messages, said, fold.train, fold.test, messages),
        ):
            used = np.flatnonzero(np.diff(rows[train].tocsc().indptr))  # most buckets are empty
            known, new = rows[train][:, used], rows[test][:, used]
            for i, target in enumerate(targets[train].T):
                if target.all() or not target.any():
                    continue
                into[test, i] = LinearSVC(tol=0.3, random_state=0).fit(known, target).decision_function(new)
    return sentences, messages
