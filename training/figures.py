"""A training run as flat names and values, as trackers of experiments want them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from model.artefact import Manifest
from training.evaluate import Evaluation
from training.fit import Settings
from training.slices import Slice


def metrics_of(evaluation: Evaluation, manifest: Manifest) -> dict[str, float]:
    """Every rate: overall, by slice and by language, of topics, and of the promise."""
    found = {f"promise/{name}": float(value) for name, value in manifest.risk.items()}
    found |= {name: float(value) for name, value in manifest.metrics.items()}
    found |= {"threshold": manifest.threshold, "calibration_error": evaluation.calibration_error}
    for part in (evaluation.overall, *evaluation.slices):
        found |= dict(_errors(part))
    for topic, score in evaluation.topics.items():
        if score.support:
            found[f"topic_f1/{topic}"] = score.f1
    for language, inside in evaluation.languages().items():
        if inside.judged:
            found[f"macro_f1/{language}"] = inside.macro_f1
            found[f"calibration_error/{language}"] = inside.calibration_error
    return found


def parameters_of(manifest: Manifest, settings: Settings) -> dict[str, str]:
    """What the run was told, and with which libraries."""
    told = {**asdict(settings), "risk": manifest.risk["risk"], "confidence": manifest.risk["confidence"]}
    libraries = {f"library/{name}": version for name, version in manifest.libraries.items()}
    return {name: str(value) for name, value in (told | libraries).items()}


def _errors(part: Slice) -> Iterator[tuple[str, float]]:
    for kind, rate in (("wrong_allows", part.wrong_allows), ("wrong_blocks", part.wrong_blocks)):
        if rate.trials:
            yield f"{kind}/{part.name.replace(' ', '/')}", rate.value
