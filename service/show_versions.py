"""What a person sees of versions: a comparison, what speaks against a promotion, the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from training.compare import Comparison, Flip, Paired, Side
    from training.history import Event
    from training.rate import Rate

_EXCERPT = 100  # characters


def show_comparison(console: Console, found: Comparison, show: int) -> None:
    """Whether the challenger is better, where, and the first ``show`` flips."""
    for name, side in (("champion", found.champion), ("challenger", found.challenger)):
        _show_side(console, name, side)
    table = Table("", "mended", "spoiled", "p", "", title="McNemar's exact test")
    rows = {"verdicts": found.verdicts, "wrong allows": found.wrong_allows, "wrong blocks": found.wrong_blocks}
    for name, paired in rows.items():
        table.add_row(name, str(paired.mended), str(paired.spoiled), f"{paired.p:.3g}", _word(paired, 1))
    for name, paired in found.languages.items():
        word = _word(paired, len(found.languages))
        table.add_row(f"lang {name}", str(paired.mended), str(paired.spoiled), f"{paired.p:.3g}", word)
    console.print(table)
    table = Table("slice", "wrong allows", "wrong blocks", title="Slices that change")
    for old, new in found.slices:
        if (old.wrong_allows, old.wrong_blocks) != (new.wrong_allows, new.wrong_blocks):
            allows, blocks = _change(old.wrong_allows, new.wrong_allows), _change(old.wrong_blocks, new.wrong_blocks)
            table.add_row(old.name, allows, blocks)
    if table.row_count:
        console.print(table)
    for was, now in found.canaries_changed:
        console.print(f"[bold]canary[/] {was.outcome} → {now.outcome}, must be {now.canary.verdict}:", soft_wrap=True)
        console.print(f"  {escape(now.canary.body)}", soft_wrap=True)
    if not found.canaries_changed:
        console.print(f"canaries: all {len(found.challenger.canaries)} as before")
    console.print(f"{len(found.flips)} of {len(found.challenger.evaluation.judged)} verdicts flip")
    for flip in found.flips[:show]:
        _show_flip(console, flip)
    if len(found.flips) > show:
        console.print(f"… and {len(found.flips) - show} more; --show, --json and --report tell all", style="dim")


def show_objections(console: Console, version: str, objections: Sequence[str], overruled: bool) -> None:
    """Everything that speaks against a promotion."""
    for objection in objections:
        console.print(f"  [red]✗[/] {escape(objection)}", soft_wrap=True)
    if not objections:
        console.print("  [green]✓[/] nothing speaks against it")
    elif not overruled:
        console.print(
            f"[bold red]{version} is not promoted.[/] `sendgate compare {version}` shows the flips; "
            "`--force REASON` promotes it all the same, and the history keeps the reason",
            soft_wrap=True,
        )


def show_history(console: Console, history: Sequence[Event], champion: str | None) -> None:
    """What was done, the latest first, each with who did it and why."""
    if not history:
        console.print("nothing was trained, promoted or rolled back here yet")
    for event in reversed(history):
        serving = event.version == champion and event.what != "trained"
        champion = None if serving else champion  # only the latest of its promotions
        when = event.when.removesuffix("+00:00").replace("T", " ")
        place = f" in the place of {event.before}" if event.before else ""
        mark = "  [green]← serves[/]" if serving else ""
        line = f"{when} UTC  {event.what:<11}  [bold]{event.version}[/]{place}  by {escape(event.who)}{mark}"
        console.print(line, soft_wrap=True)
        for said in filter(None, (event.why, _source(event), *(f"overruled: {one}" for one in event.overruled))):
            console.print(f"    {said}", soft_wrap=True, markup=False, style="dim")


def _show_side(console: Console, name: str, side: Side) -> None:
    overall = side.evaluation.overall
    console.print(
        f"{name:<10} [bold]{side.manifest.version}[/]: wrong allows {overall.wrong_allows.value:.1%} "
        f"({overall.wrong_allows.errors}/{overall.wrong_allows.trials}, at most {side.bound:.1%} with "
        f"{side.manifest.risk['confidence']:.0%} confidence), wrong blocks {overall.wrong_blocks.value:.1%} "
        f"({overall.wrong_blocks.errors}/{overall.wrong_blocks.trials})",
        soft_wrap=True,
    )


def _word(paired: Paired, tests: int) -> str:
    if paired.worse_among(tests):
        return "[red]worse[/]"
    return "[green]better[/]" if paired.better_among(tests) else "noise" if paired.mended + paired.spoiled else "same"


def _change(was: Rate, now: Rate) -> str:
    if not was.trials:
        return "–"
    if was == now:
        return f"{now.errors}/{now.trials}"
    colour = "red" if now.errors > was.errors else "green"
    return f"[{colour}]{was.errors} → {now.errors}[/] of {now.trials}"


def _show_flip(console: Console, flip: Flip) -> None:
    example = flip.was.example
    text = " ".join(f"{example.message.subject} {example.message.body}".split())[:_EXCERPT]
    mark = "[green]right[/]" if flip.right else "[red]wrong[/]"
    was, now = ("allow" if judged.allowed else "block" for judged in (flip.was, flip.now))
    console.print(f"  {example.id} {was} → {now} {mark}  {escape(text)}", soft_wrap=True, highlight=False)


def _source(event: Event) -> str:
    if event.source is None:
        return ""
    return event.source.problem or f"data of commit {(event.source.commit or '')[:12]}"
