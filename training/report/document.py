"""The evaluation as plain data: what `sendgate evaluate --json` prints."""

from __future__ import annotations

from typing import Any

from model.artefact import Manifest
from model.labels import LABELS
from training.evaluate import Evaluation
from training.rate import Rate
from training.slices import Slice

_SHARES = (0.01, 0.02)


def document(evaluation: Evaluation, manifest: Manifest, worst: int) -> dict[str, Any]:
    """Every figure of the report, and the ``worst`` mistakes by their ids."""
    return {
        "model": manifest.version,
        "risk": dict(manifest.risk),
        **_figures(evaluation),
        "languages": {
            code: {"threshold": manifest.thresholds.get(code, manifest.threshold), **_figures(part)}
            for code, part in evaluation.languages().items()
        },
        "slices": {part.name: _errors(part) for part in (evaluation.overall, *evaluation.slices)},
        "topics": {
            topic: {"precision": score.precision, "recall": score.recall, "f1": score.f1, "support": score.support}
            for topic, score in evaluation.topics.items()
        },
        "reliability": [
            {"low": part.low, "high": part.high, "predicted": part.predicted, "may_be_sent": _rate(part.observed)}
            for part in evaluation.reliability.bins
        ],
        "confusion": {"labels": list(LABELS), "sentences": evaluation.confusion.tolist()},
        "mistakes": [
            {
                "id": judged.example.id,
                "mistake": "wrong_allow" if judged.allowed else "wrong_block",
                "probability": judged.probability,
                "problem": judged.judgement.problem,
            }
            for judged in evaluation.worst(worst)
        ],
    }


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "messages": len(evaluation.judged),
        **_errors(evaluation.overall),
        "wrong_blocks_at": {str(share): _rate(evaluation.wrong_blocks_at(share)) for share in _SHARES},
        "macro_f1": evaluation.macro_f1,
        "sentence_accuracy": evaluation.sentence_accuracy,
        "calibration_error": evaluation.calibration_error,
        "not_judged": sum(judged.probability is None for judged in evaluation.judged),
    }


def _errors(part: Slice) -> dict[str, Any]:
    return {"wrong_allows": _rate(part.wrong_allows), "wrong_blocks": _rate(part.wrong_blocks)}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"errors": rate.errors, "trials": rate.trials, "rate": rate.value, "interval": rate.interval}
