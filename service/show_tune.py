"""What a person sees of a search for settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from training.tune import Trial


def show_trials(console: Console, found: Sequence[Trial]) -> None:
    """The settings tried, the best first, each by what it changes."""
    table = Table("wrong blocks", "log loss", "settings", title="On families held out, the best first")
    for trial in found:
        changes = ", ".join(f"{name} {value:g}" for name, value in trial.changes.items())
        table.add_row(str(trial.wrong_blocks), f"{trial.log_loss:.4f}", changes or "today's")
    console.print(table)
