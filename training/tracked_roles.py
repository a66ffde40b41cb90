"""What MLflow is told of who is champion and challenger now."""

from __future__ import annotations

from pathlib import Path

from training.champion import roles
from training.tracking import Tracking, tracked_before


def track_roles(store: Path) -> None:
    """Tells the registry, where anything was tracked. Raises Untracked."""
    if tracked_before(store):
        with Tracking.open(store) as tracking:
            tell_roles(store, tracking)


def tell_roles(store: Path, tracking: Tracking) -> None:
    """Makes the aliases of the registry follow the folder."""
    tracking.call({str(role): version for role, version in roles(store).items()})
