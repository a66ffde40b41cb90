"""Fitting the three stages in scikit-learn, each on scores of messages its predecessor never saw."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from model.context import context_features, label_probabilities
from model.features import BUCKETS
from model.labels import LABELS, TOPICS
from model.scorer import BELONGS, MESSAGE_OUTPUTS, OUTPUTS, SENTENCE_OUTPUTS
from model.stages import Parameters
from model.verdict import sigmoid, topic_features, verdict_features
from training.embeddings import Embedding
from training.familiarity import familiarity_to, fit_belonging, held_out_familiarity
from training.matrices import Matrices
from training.split import Fold, folds_by_family

Array = NDArray[np.floating]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be tuned. The figures behind the defaults are in notebooks/features.py."""

    sentence_cost: float = 1.0
    message_cost: float = 1.0
    context_units: int = 48
    context_decay: float = 1.0
    context_rounds: int = 10
    context_nets: int = 4
    verdict_strength: float = 1.0
    tolerance: float = 3e-1
    folds: int = 3
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the stages say of messages whose family they never saw."""

    labels: Array  # (n, 10)
    probability: Array  # (m,)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters fitted on everything, and held-out answers from models fitted without."""

    parameters: Parameters
    held_out: HeldOut


def fit(
    data: Matrices,
    spoiled: Matrices,
    phrases: Matrices,
    elsewhere: Matrices,
    embedding: Embedding,
    settings: Settings,
    progress: Progress,
) -> Fitted:
    """Fits sentence and message scorers, context, verdict and topics, by stacked generalisation.

    ``spoiled`` are composed messages of the same families; only the context stage learns from them.
    ``phrases`` are single sentences; only the sentence scorers do. ``elsewhere`` are texts of other domains.
    """
    folds, beside, away = (folds_by_family(part.families, settings.folds) for part in (data, spoiled, elsewhere))
    progress("fitting sentences and messages")
    parts = [(fold.train, other.train) for fold, other in zip(folds, away, strict=True)]
    parts.append((np.arange(len(data.starts)), np.arange(len(elsewhere.starts))))
    models = Parallel(n_jobs=settings.jobs)(
        delayed(_first_stage)(data, phrases, elsewhere, inside, outside, settings) for inside, outside in parts
    )
    table, bias = models[-1]

    progress("fitting context")
    scores, message, margins = _held_out_scores(data, folds, models)
    features = context_features(scores, message, data.shape, data.starts)
    more = context_features(*_held_out_scores(spoiled, beside, models)[:2], spoiled.shape, spoiled.starts)
    rows = np.concatenate([features, more])
    known = np.concatenate([data.labels, spoiled.labels])
    inside = [
        np.concatenate([np.isin(data.owner, fold.train), np.isin(spoiled.owner, other.train)])
        for fold, other in zip(folds, beside, strict=True)
    ]
    everything = np.ones(len(rows), dtype=bool)
    nets = Parallel(n_jobs=settings.jobs)(
        delayed(_context)(rows[chosen], known[chosen], settings) for chosen in [*inside, everything]
    )
    labels = np.zeros((len(data.labels), len(LABELS)))
    for fold, net in zip(folds, nets, strict=False):
        outside = np.isin(data.owner, fold.test)
        labels[outside] = label_probabilities(features[outside], *net)
    hidden, output = nets[-1]

    progress("fitting verdict and topics")
    about = verdict_features(labels, data.starts)
    probability = np.zeros(len(data.starts))
    for fold in folds:
        weights = _logistic(about[fold.train], data.allowed[fold.train], settings)
        probability[fold.test] = sigmoid(about[fold.test] @ weights[:-1] + weights[-1])
    by_topic = topic_features(labels, message, data.starts)
    topics = np.stack([_logistic(by_topic[:, i], data.topics[:, i], settings) for i in range(len(TOPICS))])
    parameters = Parameters(
        table=table[:BUCKETS].astype(np.float32),
        piece_table=(embedding.vectors @ table[BUCKETS:]).astype(np.float32),
        pieces=np.frombuffer("\n".join(embedding.pieces).encode(), dtype=np.uint8),
        bias=bias.astype(np.float32),
        hidden=hidden.astype(np.float32),
        output=output.astype(np.float32),
        verdict=_logistic(about, data.allowed, settings).astype(np.float32),
        topics=topics.astype(np.float32),
        vocabulary=np.union1d(data.hashes.words, phrases.hashes.words),
        pairs=np.union1d(data.hashes.pairs, phrases.hashes.pairs),
        belonging=fit_belonging(
            np.column_stack([margins, held_out_familiarity(data.hashes, phrases.hashes, folds)]),
            np.column_stack(
                [
                    _held_out_scores(elsewhere, away, models)[2],
                    familiarity_to(elsewhere.hashes, [data.hashes, phrases.hashes]),
                ]
            ),
        ),
    )
    return Fitted(parameters, HeldOut(labels, probability))


def _first_stage(
    data: Matrices,
    phrases: Matrices,
    elsewhere: Matrices,
    train: NDArray[np.intp],
    others: NDArray[np.intp],
    settings: Settings,
) -> tuple[Array, Array]:
    """Weights (buckets, 21) and bias (21,) of the linear models.

    They are fitted on the messages ``train``, all phrases, and the texts ``others`` from elsewhere.
    """
    inside = np.isin(data.owner, train)
    table = np.zeros((data.sentences.shape[1], OUTPUTS), dtype=np.float32)
    bias = np.zeros(OUTPUTS)
    rows = sparse.vstack([data.sentences[inside], phrases.sentences]).tocsr()
    labels = np.concatenate([data.labels[inside], phrases.labels])
    _one_against_rest(table, bias, 0, rows, _columns(labels), settings.sentence_cost, settings)
    targets = np.column_stack([data.allowed, data.topics])[train]
    _one_against_rest(table, bias, SENTENCE_OUTPUTS, data.messages[train], targets, settings.message_cost, settings)
    strange = elsewhere.sentences[np.isin(elsewhere.owner, others)]
    both = sparse.vstack([data.sentences[inside], strange]).tocsr()
    belongs = np.arange(both.shape[0])[:, None] < inside.sum()
    _one_against_rest(table, bias, BELONGS, both, belongs, settings.sentence_cost, settings, weight="balanced")
    return table, bias


def _columns(labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray(labels[:, None] == np.arange(len(LABELS))[None, :])


def _one_against_rest(
    table: NDArray[np.float32],
    bias: Array,
    offset: int,
    rows: sparse.csr_matrix,
    targets: NDArray[np.bool_],
    cost: float,
    settings: Settings,
    weight: str | None = None,
) -> None:
    """Fits one linear support vector machine a target into the columns from ``offset`` on."""
    used = np.flatnonzero(np.diff(rows.tocsc().indptr))  # most buckets are empty: fit without them
    rows = rows[:, used]
    for i, target in enumerate(targets.T):
        if target.all() or not target.any():
            bias[offset + i] = 1.0 if target.all() else -1.0
            continue
        model = LinearSVC(C=cost, tol=settings.tolerance, class_weight=weight, random_state=0).fit(rows, target)
        table[used, offset + i] = model.coef_[0]
        bias[offset + i] = model.intercept_[0]


def _held_out_scores(
    data: Matrices, folds: Sequence[Fold], models: Sequence[tuple[Array, Array]]
) -> tuple[Array, Array, Array]:
    """As `Scorer.scores`, each message's by the model that did not see its family: (n, 10), (m, 10), (m,)."""
    scores = np.zeros((len(data.labels), OUTPUTS))
    message = np.zeros((len(data.starts), MESSAGE_OUTPUTS))
    for fold, (table, bias) in zip(folds, models, strict=False):
        outside = np.isin(data.owner, fold.test)
        verdicts = slice(SENTENCE_OUTPUTS, BELONGS)
        scores[outside] = data.sentences[outside] @ table + bias
        message[fold.test] = data.messages[fold.test] @ table[:, verdicts] + bias[verdicts]
    margins = np.add.reduceat(scores[:, BELONGS], data.starts) / np.bincount(data.owner)
    return scores[:, :SENTENCE_OUTPUTS], message, margins


def _context(features: Array, labels: NDArray[np.intp], settings: Settings) -> tuple[Array, Array]:
    """Hidden (features + 1, units) and output (units + 1, 10) layer of the context stage.

    Several networks from different starts, their log-probabilities averaged, laid side by side
    into one; scaling is folded in.
    """
    scale = StandardScaler().fit(features)
    scaled = scale.transform(features)
    nets = [_network(scaled, labels, seed, settings) for seed in range(settings.context_nets)]
    weights = np.concatenate([net.coefs_[0] for net in nets], axis=1) / scale.scale_[:, None]
    bias = np.concatenate([net.intercepts_[0] for net in nets]) - scale.mean_ @ weights
    output = np.zeros((weights.shape[1] + 1, len(LABELS)))
    output[-1] = -30.0  # a label that no sentence carries is never given
    output[:-1, nets[0].classes_] = np.concatenate([net.coefs_[1] for net in nets]) / len(nets)
    output[-1, nets[0].classes_] = np.mean([net.intercepts_[1] for net in nets], axis=0)
    return np.vstack([weights, bias]), output


def _network(features: Array, labels: NDArray[np.intp], seed: int, settings: Settings) -> MLPClassifier:
    net = MLPClassifier(
        (settings.context_units,),
        alpha=settings.context_decay,
        batch_size=min(200, len(labels)),
        max_iter=settings.context_rounds,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is the point
        return net.fit(features, labels)


def _logistic(features: Array, target: NDArray[np.bool_], settings: Settings) -> Array:
    """Weights and bias of a logistic regression, scaling folded in."""
    if target.all() or not target.any():
        return np.append(np.zeros(features.shape[1]), 8.0 if target.all() else -8.0)
    scale = StandardScaler().fit(features)
    model = LogisticRegression(C=settings.verdict_strength, max_iter=500).fit(scale.transform(features), target)
    weights = model.coef_[0] / scale.scale_
    return np.append(weights, model.intercept_[0] - weights @ scale.mean_)
