"""What a person sees of a whole library on a terminal: how far it is, what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from service.library.places import Place
from service.library.ranking import Row
from service.library.run import Watcher
from service.library.summary import Summary

_SECONDS_BETWEEN_LINES = 10.0
_SHOWN = 5  # rows of each kind worth a person's eyes
_EXCERPT = 90  # characters
_MOST_LABELS = 20


@contextmanager
def watching(console: Console) -> Iterator[Watcher]:
    """A bar with rate and time left on a terminal; a plain line now and then elsewhere."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows · {task.fields[rate]:,.0f}/s ·"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield _Bar(progress)


class _Clock:
    """Rows a second since the start, those of an earlier start left out."""

    def __init__(self) -> None:
        self._begun = monotonic()

    def rate(self, summary: Summary) -> float:
        return (summary.rows - summary.recalled) / max(1e-6, monotonic() - self._begun)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._clock = _Clock()
        self._task = progress.add_task("opening", total=None, rows=0, rate=0.0)
        self._files = self._file = 1

    def reading(self, place: Place, number: int, of: int) -> None:
        self._file, self._files = number, of
        name = place.source.name if place.source else "standard input"
        self._progress.update(self._task, description=escape(name if of == 1 else f"{name} ({number} of {of})"))

    def came_to(self, summary: Summary, share: float) -> None:
        total = float(self._files) if share or self._files > 1 else None
        self._progress.update(
            self._task,
            total=total,
            completed=self._file - 1 + share,
            rows=summary.rows,
            rate=self._clock.rate(summary),
        )


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._clock = _Clock()
        self._said = monotonic()

    def reading(self, place: Place, number: int, of: int) -> None:
        if of > 1:
            self._console.print(f"{escape(str(place.source))} ({number} of {of})", soft_wrap=True)

    def came_to(self, summary: Summary, share: float) -> None:
        if monotonic() - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = monotonic()
            of = f", {share:.0%} of the file" if share else ""
            self._console.print(f"{summary.rows:,} rows{of}, {self._clock.rate(summary):,.0f} rows/s", soft_wrap=True)


def show_summary(console: Console, summary: Summary, report: Path | None) -> None:
    """What relabelling came to."""
    _show_files(console, summary)
    _show_counts(console, summary)
    _show_confusion(console, summary)
    _show_rows(console, "old label and new topic differ, the surest first", summary.disagreements.rows())
    _show_rows(console, "mixed, and free to go without the marked sentences", summary.freed.rows())
    _show_rows(console, "unsure, the nearest to a decision first", summary.unsure.rows())
    if report is not None:
        console.print(f"report: {escape(str(report))}", soft_wrap=True)


def _show_files(console: Console, summary: Summary) -> None:
    for read in summary.files[:_SHOWN]:
        columns = read.columns
        names = {"body": columns.body, "subject": columns.subject, "label": columns.label, "id": columns.id}
        said = ", ".join(f"{what}: {name or '–'}" for what, name in names.items())
        if columns.added[0] != "topic":
            said += f"; the new columns are {columns.added[0]} …"
        console.print(escape(f"{read.place.target or 'standard output'}  ({said})"), soft_wrap=True)
    if len(summary.files) > _SHOWN:
        console.print(f"… and {len(summary.files) - _SHOWN} files more")


def _show_counts(console: Console, summary: Summary) -> None:
    before = f", {summary.recalled:,} of them from before" if summary.recalled else ""
    console.print(f"{summary.rows:,} rows{before}")
    for decision, count in sorted(summary.decisions.items()):
        console.print(f"  {decision:<6} {count:,}")
    for reason, count in summary.reasons.most_common():
        console.print(f"    {reason:<20} {count:,}", style="dim")
    if summary.freeable:
        console.print(f"  {summary.freeable:,} mixed rows may go once their spoiling sentences are out")
    if summary.errors:
        console.print(f"  [red]{summary.errors:,} rows carry an error[/]")


def _show_confusion(console: Console, summary: Summary) -> None:
    if not summary.compared:
        return
    share = summary.agreed / summary.compared
    console.print(f"old label agrees in {summary.agreed:,} of {summary.compared:,} rows ({share:.1%})")
    new, olds = sorted({new for _, new in summary.confusion}), labels_by_rows(summary)
    table = Table(Column("old label", overflow="fold"), padding=(0, 0))
    for name in new:
        table.add_column(name, justify="right", overflow="fold")
    for old in olds[:_MOST_LABELS]:
        table.add_row(escape(old[:40]), *(f"{summary.confusion[old, name] or '·'}" for name in new))
    console.print(table)


def labels_by_rows(summary: Summary) -> list[str]:
    """The old labels, the most frequent first."""
    counts: dict[str, int] = {}
    for (old, _), count in summary.confusion.items():
        counts[old] = counts.get(old, 0) + count
    return sorted(counts, key=lambda old: (-counts[old], old))


def _show_rows(console: Console, title: str, rows: Sequence[Row]) -> None:
    if rows:
        console.print(f"[bold]{title}[/]")
    for row in rows[:_SHOWN]:
        was = f"{row.old} → " if row.old else ""
        name = f"row {row.number}" + (f" ({row.name[:30]})" if row.name else "")
        text = " ".join(f"{row.message.subject} {row.message.body}".split())[:_EXCERPT]
        found = f"{row.answer.topic or '–'} {row.answer.confidence:.0%}"
        console.print(escape(f"  {name}  {was}{found}  {text}"), soft_wrap=True)
