"""What a person sees of messages that are added to the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from service.bringing import Brought
    from training.adding.draft import Refusal
    from training.adding.prepare import Prepared
    from training.corpus import Example
    from training.next_labels import Picked

_SHOWN = 20


def show_brought(console: Console, brought: Brought) -> None:
    """What was read and as what."""
    console.print(Text(brought.description), soft_wrap=True)


def show_added(
    console: Console, prepared: Prepared, written: Sequence[Path], waiting: Path, rest: Path, *, dry_run: bool
) -> None:
    """What became of every row."""
    _show_refused(console, prepared.refused)
    for place, known in prepared.known[:_SHOWN]:
        _say(console, f"{place}: in the corpus already ({known})")
    would = "would be " if dry_run else ""
    for place, what in prepared.personal[:_SHOWN]:
        _say(console, f"{place}: holds the {what}; put a placeholder there if it may belong to somebody", "yellow")
    if prepared.messages:
        topics = Counter(topic for example in prepared.messages for topic in sorted(example.topics))
        shown = ", ".join(f"{topic} {count}" for topic, count in topics.most_common()) or "no topics"
        _say(
            console,
            f"{_counted(len(prepared.messages), 'message')} {would}added ({_languages(prepared.messages)}): {shown}",
        )
    if prepared.phrases:
        _say(console, f"{_counted(len(prepared.phrases), 'phrase')} {would}added ({_languages(prepared.phrases)})")
    for file in written:
        _say(console, f"  → {file}")
    if prepared.known:
        _say(console, f"{_counted(len(prepared.known), 'message')} known already, not added again")
    if prepared.waiting:
        where = f"{would}written to {waiting}: correct the labels, write yes in the column confirmed, and add that file"
        _say(console, f"{_counted(len(prepared.waiting), 'message')} to confirm, {where}")
    if prepared.refused:
        rows = sum(len(refusal.rows) for refusal in prepared.refused)
        _say(console, f"{_counted(rows, 'row')} refused, {would}written to {rest}: mend them and add that file", "red")
    if not any((prepared.messages, prepared.phrases, prepared.waiting, prepared.refused, prepared.known)):
        _say(console, "nothing to add")


def show_exported(console: Console, count: int, refused: Sequence[Refusal], tasks: Path, config: Path) -> None:
    """What was written for Label Studio, and what to do there."""
    _show_refused(console, refused)
    _say(console, f"{_counted(count, 'task')} in {tasks}, the labeling configuration in {config}")
    _say(
        console,
        "in Label Studio: new project, Labeling Setup → Custom template → Code: paste the configuration; import the",
    )
    _say(console, "tasks; label; Export → JSON; then `sendgate data add` that file")


def show_picked(console: Console, found: Picked, out: Path) -> None:
    """What was picked, and what to do with it."""
    if not found.waiting:
        _say(
            console, f"nothing to label: none of {_counted(found.offered, 'message')} is readable and new to the corpus"
        )
        return
    _say(
        console,
        f"the {_counted(len(found.waiting), 'message')} that teach most, of {found.new:,} new ones among "
        f"{found.offered:,}, in {out}",
    )
    if out.suffix.lower() == ".json":
        _say(console, f"the labeling configuration is in {out.with_suffix('.xml')}; import both into Label Studio")
    else:
        _say(console, "correct the labels, write yes in the column confirmed, then `sendgate data add` that file")


def _show_refused(console: Console, refused: Sequence[Refusal]) -> None:
    for refusal in refused[:_SHOWN]:
        _say(console, f"{refusal.where}: {refusal.problem}", "red")
    if len(refused) > _SHOWN:
        _say(console, f"… and {len(refused) - _SHOWN} more", "red")


def _languages(examples: Sequence[Example]) -> str:
    counts = Counter(example.language for example in examples)
    return ", ".join(f"{language} {count}" for language, count in counts.most_common())


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style), soft_wrap=True)
