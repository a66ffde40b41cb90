"""``sendgate data next``: which messages to label next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from model.errors import SendgateError
from service.commands.data_reading import bringing, brought_from, reading
from service.commands.opening import open_judge, training_part
from service.settings import settings_from

if TYPE_CHECKING:
    from training.next_labels import Picked

NOTHING = 1
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="next")
@click.argument("count", type=click.IntRange(1, 10_000))
@click.argument("out", type=_FILE)
@click.option(
    "--from",
    "file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Messages to pick from.  [default: what the service was unsure of]",
)
@reading
@click.option("--data", "folder", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
@click.pass_context
def next_(
    ctx: click.Context,
    count: int,
    out: Path,
    file: Path | None,
    form: str | None,
    columns: tuple[str, ...],
    lang: str | None,
    encoding: str | None,
    delimiter: str | None,
    folder: Path | None,
) -> None:
    """Write the COUNT messages that teach the model most to OUT, with the labels that it proposes.

    They are those that the model is unsure of, unlike the corpus and unlike one another. OUT is a table (.csv, .xlsx,
    .jsonl) with a sentence a row: correct the labels, write yes in the column confirmed, and add it with `sendgate data
    add`. Named .json it holds tasks for Label Studio. Exit status: 0 written, 1 there is nothing to label, 2 error.
    """
    settings = settings_from()
    if out.exists():
        raise SendgateError(f"{out} is there already; name another, or remove it")
    pick = training_part("next_labels", "next_labels")
    from service.show_data import show_brought, show_picked

    console = Console(stderr=True, highlight=False)
    brought = brought_from(file, form, columns, encoding, delimiter) if file else bringing("from_unsure")(settings)
    show_brought(console, brought)
    if not (brought.rows or file or settings.keep_unsure):
        raise SendgateError("the service keeps no texts; start it with SENDGATE_KEEP_UNSURE=on, or name a file: --from")
    drafts = training_part("adding.reading", "drafts_of")(brought.rows, brought.form, accept=True)
    corpus = training_part("placed", "load_placed")(folder or settings.data)
    found = pick(drafts, corpus, open_judge(settings), count, language=lang)
    if found.waiting:
        _write(out, found)
    show_picked(console, found, out)
    ctx.exit(0 if found.waiting else NOTHING)


def _write(out: Path, found: Picked) -> None:
    from service.bringing import write_json
    from service.sheets import write_sheet

    if out.suffix.lower() != ".json":
        write_sheet(out, *training_part("adding.confirm", "confirmation")(found.waiting))
        return
    write_json(out, found.tasks())
    out.with_suffix(".xml").write_text(training_part("adding.label_studio", "labeling_config")(), encoding="utf-8")
