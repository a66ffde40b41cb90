"""From the corpus to a version: validate, split, fit, choose the threshold, evaluate, write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from model.artefact import REFERENCE, Manifest
from model.judge import Judge
from training.corpus import PARTS, Corpus, digest_of, load_all
from training.drift import reference_of
from training.evaluate import Evaluation, evaluate
from training.fit import Fitted, Settings
from training.prepared import prepare
from training.resplit import broken_promises
from training.threshold import NoThreshold, Threshold, choose_threshold, threshold_at
from training.versions import save_version

_ENOUGH = 1_000  # messages that must be blocked, for a language to have a threshold of its own
_LIBRARIES = ("numpy", "scikit-learn", "scipy", "selectolax", "wordllama")


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
    """Trains on ``data`` and writes a version into ``store``; which version serves is not its business.

    Fitting sees ``training``, ``contrast``, ``phrases`` and the texts from elsewhere; the threshold is chosen on
    ``calibration``; ``evaluation`` is measured.
    Raises BadCorpus for bad lines and NoThreshold where the risk cannot be kept.
    """
    settings = settings or Settings()
    progress("reading the corpus")
    corpus = load_all(data)
    examples = [*corpus.training, *corpus.contrast]
    with threadpool_limits(limits=1):  # sums in one order: the same data gives the same bytes
        fitted = prepare(data, corpus, settings.folds).fit(settings, progress)
    progress("choosing the threshold")
    languages = sorted({example.language for example in examples})
    unseen = _calibration(fitted, corpus)
    threshold, own = _thresholds(unseen, risk, confidence)
    progress("evaluating")
    judge = Judge(fitted.parameters, threshold.value, languages, own)
    evaluation = evaluate(judge, corpus.evaluation)
    progress("writing the version")
    folder, manifest = save_version(
        store,
        fitted.parameters,
        {
            "languages": languages,
            "threshold": threshold.value,
            "thresholds": own,
            "risk": _promise(threshold),
            "metrics": _metrics(evaluation) | _held_out(fitted, corpus, own, threshold, risk, confidence),
            "data": {part: digest_of(data / part) for part in PARTS},
            "libraries": {name: version_of(name) for name in _LIBRARIES},
        },
        {REFERENCE: reference_of(judge, corpus.calibration)},
    )
    return Trained(folder, manifest, threshold, evaluation)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Messages that nothing was fitted on, one row a message."""

    probability: NDArray[np.floating]
    allowed: NDArray[np.bool_]
    language: NDArray[np.str_]


def _calibration(fitted: Fitted, corpus: Corpus) -> Unseen:
    """The sample of what is sent. Training is none: half of it is hard on purpose."""
    judge = Judge(fitted.parameters, 1.0, ())
    return Unseen(
        probability=np.array([judge.probability(example.message) for example in corpus.calibration]),
        allowed=np.array([example.verdict == "allow" for example in corpus.calibration]),
        language=np.array([example.language for example in corpus.calibration]),
    )


def _held_out(
    fitted: Fitted, corpus: Corpus, own: dict[str, float], common: Threshold, risk: float, confidence: float
) -> dict[str, float]:
    """How the families of training fare that were held out, and how often a promise made on a sample of them breaks."""
    count = len(corpus.training)
    probability = fitted.held_out.probability[:count]
    allowed = np.array([example.verdict == "allow" for example in corpus.training])
    least = np.array([own.get(example.language, common.value) for example in corpus.training])
    families = np.array([example.family for example in corpus.training])
    broken = broken_promises(probability, allowed, families, risk, confidence)
    return {
        "held_out_wrong_allows": round(float((probability >= least)[~allowed].mean()), 6),
        "held_out_wrong_blocks": round(float((probability < least)[allowed].mean()), 6),
        "resplits": broken.trials,
        "promises_broken": broken.errors,
    }


def _thresholds(unseen: Unseen, risk: float, confidence: float) -> tuple[Threshold, dict[str, float]]:
    """The threshold that keeps the promise, and those of the languages whose sample is large enough to keep it alone.

    A language that has not proved itself is let through no sooner than one that has. Raises NoThreshold.
    """
    common = choose_threshold(unseen.probability, unseen.allowed, risk, confidence)
    own: dict[str, float] = {}
    names, counts = np.unique(unseen.language[~unseen.allowed], return_counts=True)
    for language in names[counts >= _ENOUGH]:
        inside = unseen.language == language
        with suppress(NoThreshold):  # the common one holds
            found = choose_threshold(unseen.probability[inside], unseen.allowed[inside], risk, confidence)
            own[str(language)] = found.value
    strictest = max([common.value, *own.values()])
    return threshold_at(strictest, unseen.probability, unseen.allowed, risk, confidence), own


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
