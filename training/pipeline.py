"""From the corpus to a version: validate, split, fit, choose the threshold, evaluate, write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version as version_of
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from model.artefact import Manifest
from model.judge import Judge
from training.compose import composed
from training.corpus import digest_of, load_corpus
from training.embeddings import load_embedding
from training.evaluate import Evaluation, evaluate
from training.fit import Settings, fit
from training.matrices import matrices_of
from training.split import fold_of
from training.threshold import NoThreshold, Threshold, choose_threshold
from training.versions import make_current, save_version

KNOWN_SHARE = 0.5  # a message with fewer known words than this is not judged
_LIBRARIES = ("numpy", "scikit-learn", "scipy", "spacy", "selectolax", "wordllama")


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training run left behind."""

    folder: Path
    manifest: Manifest
    threshold: Threshold
    evaluation: Evaluation


def train(
    data: Path,
    store: Path,
    *,
    risk: float,
    confidence: float,
    settings: Settings | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Trained:
    """Trains on ``data/training``, evaluates on ``data/evaluation``, writes a version into ``store``.

    Raises BadCorpus for bad lines and NoThreshold where the risk cannot be kept.
    """
    settings = settings or Settings()
    progress("reading the corpus")
    examples = load_corpus(data / "training")
    held_back = load_corpus(data / "evaluation")
    with threadpool_limits(limits=1):  # sums in one order: the same data gives the same bytes
        embedding = load_embedding()
        matrices = matrices_of(examples, embedding)
        spoiled = matrices_of(composed(examples, partial(fold_of, count=settings.folds)), embedding)
        fitted = fit(matrices, spoiled, embedding, settings, progress)
    progress("choosing the threshold")
    threshold = choose_threshold(fitted.held_out.probability, matrices.allowed, risk, confidence)
    progress("evaluating")
    languages = sorted({example.language for example in examples})
    of = np.array([example.language for example in examples])
    own = {}
    for language in languages:
        inside = of == language
        with suppress(NoThreshold):  # too few messages to promise anything by themselves: the common one holds
            own[language] = choose_threshold(
                fitted.held_out.probability[inside], matrices.allowed[inside], risk, confidence
            ).value
    judge = Judge(fitted.parameters, threshold.value, KNOWN_SHARE, languages, own)
    evaluation = evaluate(judge, held_back)
    progress("writing the version")
    folder, manifest = save_version(
        store,
        fitted.parameters,
        {
            "languages": languages,
            "threshold": threshold.value,
            "thresholds": own,
            "known_share": KNOWN_SHARE,
            "risk": _promise(threshold),
            "metrics": _metrics(evaluation),
            "data": {part: digest_of(data / part) for part in ("training", "evaluation")},
            "libraries": {name: version_of(name) for name in _LIBRARIES},
        },
    )
    make_current(store, manifest.version)
    return Trained(folder, manifest, threshold, evaluation)


def _promise(threshold: Threshold) -> dict[str, float]:
    return {
        "risk": threshold.risk,
        "confidence": threshold.confidence,
        "bound": round(threshold.bound, 6),
        "wrong_allows": threshold.wrong_allows,
        "must_block": threshold.must_block,
        "wrong_blocks": threshold.wrong_blocks,
        "may_allow": threshold.may_allow,
    }


def _metrics(evaluation: Evaluation) -> dict[str, float]:
    return {
        "messages": len(evaluation.judged),
        "wrong_allows": round(evaluation.overall.wrong_allows.value, 6),
        "wrong_blocks": round(evaluation.overall.wrong_blocks.value, 6),
        "macro_f1": round(evaluation.macro_f1, 6),
        "sentence_accuracy": round(evaluation.sentence_accuracy, 6),
    }
