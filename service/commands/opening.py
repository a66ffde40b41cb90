"""What several commands do with what they are given: open the gate that the settings name, name a file as a source."""

from __future__ import annotations

from pathlib import Path

from model.gate import Gate
from model.store import current_version
from service.settings import Settings


def open_gate(settings: Settings) -> Gate:
    """The gate with the current model and the policy in force."""
    return Gate.open(current_version(settings.models), settings.policy)


def source_of(file: Path) -> str:
    """``file``'s name as the ledger takes a source: short, and without what cannot be printed."""
    return "".join(char if char.isprintable() else "?" for char in file.name)[:200]
