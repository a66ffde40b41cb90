"""What a person sees of drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from training.drift import Drift, Measure

_SAID = {
    "due": "[bold red]Retraining is due:[/] the messages are no longer those that the model was made for.",
    "watch": "[yellow]Something moves;[/] have a look at what is new, retraining is not due yet.",
    "stable": "[green]Nothing is due:[/] the messages are still those that the model was made for.",
    "too few": "There are too few decisions to tell.",
}
_COLOURS = {"due": "red", "watch": "yellow", "stable": "green", "too few": "dim"}
_MOST = 3  # classes of a measure that moved most


def show_drift(console: Console, found: Drift, weeks: int) -> None:
    """Every measure, and what it comes to."""
    table = Table("", "PSI", "noise up to", "", "what moved most", title=f"Model {found.model}")
    for measure in found.measures:
        told = measure.verdict != "too few"
        figures = (f"{measure.psi:.3f}", f"{measure.noise:.3f}") if told else ("–", "–")
        verdict = f"[{_COLOURS[measure.verdict]}]{measure.verdict}[/]"
        table.add_row(measure.name, *figures, verdict, _moved(measure) if told else "")
    console.print(table)
    week = "week" if weeks == 1 else f"{weeks} weeks"
    console.print(
        f"{found.now:,} decisions of the last {week}, {found.then:,} messages to compare with", soft_wrap=True
    )
    console.print(_SAID[found.verdict], soft_wrap=True)


def _moved(measure: Measure) -> str:
    then, now = (sum(classes.values()) for classes in (measure.then, measure.now))
    shares = [(name, measure.then[name] / then, count / now) for name, count in measure.now.items()]
    shares.sort(key=lambda share: -abs(share[2] - share[1]))
    return "\n".join(f"{name}: {was:.0%} → {is_:.0%}" for name, was, is_ in shares[:_MOST])
