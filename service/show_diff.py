"""What a person sees of the difference between two model versions."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.library.diff import Difference, Flip

_EXCERPT = 110  # characters


def show_difference(console: Console, found: Difference, show: int) -> None:
    """How many rows flip, how the reasons moved, and the first ``show`` flips with what is read differently."""
    console.print(
        f"{found.rows:,} rows: {found.old.version} (threshold {found.old.threshold:.4f}) → "
        f"{found.new.version} (threshold {found.new.threshold:.4f})",
        soft_wrap=True,
    )
    if not found.flipped:
        console.print("nothing flips")
    for (old, new), count in sorted(found.flipped.items()):
        console.print(f"  {old} → {new}  {count:,}")
    moved = {pair: count for pair, count in found.reasons.items() if pair[0] != pair[1]}
    if moved:
        table = Table("reason was", "is", "rows")
        for (old_reason, new_reason), count in sorted(moved.items(), key=lambda item: -item[1]):
            table.add_row(old_reason, new_reason, f"{count:,}")
        console.print(table)
    for flip in found.flips[:show]:
        _show_flip(console, flip)


def _show_flip(console: Console, flip: Flip) -> None:
    name = f" ({flip.name[:40]})" if flip.name else ""
    text = " ".join(f"{flip.message.subject} {flip.message.body}".split())[:_EXCERPT]
    console.print(f"\n[bold]row {flip.number}{escape(name)}[/]  {escape(text)}", soft_wrap=True)
    console.print(
        f"  {flip.old.outcome} {flip.old.confidence:.0%} → {flip.new.outcome} {flip.new.confidence:.0%}", soft_wrap=True
    )
    for sentence in flip.reread:
        was, now = sentence.old, sentence.new
        read = f"{was.topic} {was.confidence:.0%} → {now.topic} {now.confidence:.0%}"
        console.print(escape(f"    {read}  “{' '.join(sentence.text.split())[:_EXCERPT]}”"), soft_wrap=True)
    if not flip.reread:
        console.print("    every sentence has the same topic; only how sure that is moved past the threshold")
