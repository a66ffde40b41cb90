"""What several commands open: the gate that the settings name."""

from __future__ import annotations

from model.gate import Gate
from model.store import current_version
from service.settings import Settings


def open_gate(settings: Settings) -> Gate:
    """The gate with the current model and the policy in force."""
    return Gate.open(current_version(settings.models), settings.policy)
