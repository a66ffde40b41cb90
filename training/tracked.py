"""What MLflow is told: of a training run."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from training.figures import metrics_of, parameters_of
from training.fit import Settings
from training.pipeline import Trained
from training.report.plots import reliability_figure, threshold_figure
from training.report.words import LANGUAGE_NAMES
from training.report.write import write_report
from training.source import Source
from training.tracked_roles import tell_roles
from training.tracking import Run, Tracking

VERSION, REPORT, PLOTS = "version", "report", "plots"


def track_training(store: Path, trained: Trained, settings: Settings, data: Path, source: Source, who: str) -> str:
    """Remembers a training run with everything it left, registers its version, and returns the run's id.

    Raises Untracked where MLflow is missing or fails.
    """
    manifest = trained.manifest
    with TemporaryDirectory() as folder:
        report, plots = Path(folder) / REPORT, Path(folder) / PLOTS
        write_report(report, trained.evaluation, manifest, data)
        _draw(plots, trained)
        run = Run(
            name=manifest.version,
            parameters=parameters_of(manifest, settings),
            metrics=metrics_of(trained.evaluation, manifest),
            tags=_tags(trained, source, who),
            folders={VERSION: trained.folder, REPORT: report, PLOTS: plots},
        )
        with Tracking.open(store) as tracking:
            number = tracking.remember(run)
            tracking.register(manifest.version, number, VERSION)
            tell_roles(store, tracking)
    return number


def _tags(trained: Trained, source: Source, who: str) -> dict[str, str]:
    digests = trained.manifest.data
    whole = hashlib.sha256("".join(f"{part}={digests[part]};" for part in sorted(digests)).encode()).hexdigest()
    return {
        "mlflow.user": who,
        "mlflow.source.name": "sendgate train",
        **({"mlflow.source.git.commit": source.commit} if source.commit else {}),
        "sendgate.version": trained.manifest.version,
        "sendgate.data": whole,
        **{f"sendgate.data.{part}": digest for part, digest in digests.items()},
        "sendgate.data.committed": "no" if source.problem else "yes",
        "sendgate.languages": " ".join(trained.manifest.languages),
    }


def _draw(folder: Path, trained: Trained) -> None:
    """The pictures one by one, for those who look through runs."""
    folder.mkdir()
    manifest = trained.manifest
    risk, confidence = manifest.risk["risk"], manifest.risk["confidence"]
    (folder / "reliability.svg").write_text(reliability_figure(trained.evaluation.reliability), encoding="utf-8")
    for code, part in trained.evaluation.languages().items():
        if part.judged:
            threshold = manifest.thresholds.get(code, manifest.threshold)
            chosen = part.overall.wrong_allows, part.overall.wrong_blocks
            picture = threshold_figure(LANGUAGE_NAMES[code], part.curve(), threshold, risk, confidence, chosen)
            (folder / f"threshold-{code}.svg").write_text(picture, encoding="utf-8")
