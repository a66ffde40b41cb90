"""What MLflow is told of a search: one run for the whole, and below it one for every setting tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from training.tracking import Run, Tracking
from training.tune import Trial

EXPERIMENT = "sendgate-tune"


def track_search(store: Path, found: Sequence[Trial], risk: float, seed: int) -> None:
    """Remembers ``found``, the best first. Raises Untracked where MLflow is missing or fails."""
    told = {"risk": str(risk), "seed": str(seed), "trials": str(len(found))}
    with Tracking.open(store) as tracking:
        whole = tracking.remember(Run("search", told, _metrics(found[0]), {}, {}), experiment=EXPERIMENT)
        for place, trial in enumerate(found, start=1):
            parameters = {name: str(value) for name, value in asdict(trial.settings).items()}
            run = Run(f"trial {place}", parameters, _metrics(trial), {}, {})
            tracking.remember(run, parent=whole, experiment=EXPERIMENT)


def _metrics(trial: Trial) -> dict[str, float]:
    return {"wrong_blocks": trial.wrong_blocks.value, "log_loss": trial.log_loss}
