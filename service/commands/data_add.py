"""``sendgate data add`` and ``sendgate data export``: messages on their way into the corpus."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from model.errors import SendgateError
from service.commands.data_reading import bringing, brought_from, reading
from service.commands.opening import open_judge, training_part
from service.settings import settings_from

if TYPE_CHECKING:
    from service.bringing import Brought

SOME_LEFT = 1
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--corrections", is_flag=True, help="What the service collected, straight from its database.")
@reading
@click.option("--name", help="The name of the new file in the corpus.  [default: as FILE]")
@click.option("--yes", is_flag=True, help="Take the labels that the model proposes, without confirmation.")
@click.option(
    "--confirm", "confirm_file", type=_FILE, help="Where to write what is to be confirmed: .csv, .xlsx, .jsonl."
)
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--data", "folder", type=_FOLDER, help="The corpus.  [default: data]")
@click.pass_context
def add(
    ctx: click.Context,
    file: Path | None,
    corrections: bool,
    form: str | None,
    columns: tuple[str, ...],
    lang: str | None,
    encoding: str | None,
    delimiter: str | None,
    name: str | None,
    yes: bool,
    confirm_file: Path | None,
    dry_run: bool,
    folder: Path | None,
) -> None:
    """Add the messages of FILE to the corpus: CSV, Excel, Parquet, JSONL, or an export of Label Studio (.json).

    FILE holds whole messages with topics, or sentences with labels, or corrections. Where sentences have no label the
    model proposes some, and they wait in a file beside FILE until somebody confirmed them: add that file then.
    Rows that cannot be taken are written to another, each with its error; mend them and add it.

    Exit status: 0 everything is in the corpus, 1 some rows wait or were refused, 2 nothing was read.
    """
    if (file is None) != corrections:
        raise click.UsageError("name a FILE, or --corrections for what the service collected")
    settings = settings_from()
    corpus = folder or settings.data
    if confirm_file is not None and confirm_file.exists():
        raise SendgateError(f"{confirm_file} is there already; name another, or remove it")
    brought = (
        bringing("from_service")(settings) if file is None else brought_from(file, form, columns, encoding, delimiter)
    )
    origin = file or Path("corrections.jsonl")
    prepared, name = _prepared(brought, corpus, name or origin.stem, lang=lang, accept=yes)
    from service.show_data import show_added, show_brought

    console = Console(stderr=True, highlight=False)
    show_brought(console, brought)
    written: list[Path] = []
    waiting = confirm_file or _beside(origin, "confirm", ".csv" if brought.suffix == ".json" else brought.suffix)
    rest = _beside(origin, "rest", brought.suffix)
    if not dry_run:
        written = _written(corpus, name, prepared, brought, waiting, rest)
    show_added(console, prepared, written, waiting, rest, dry_run=dry_run)
    ctx.exit(SOME_LEFT if prepared.waiting or prepared.refused else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--label-studio", "target", required=True, type=_FILE, help="The file of tasks to write, .json.")
@reading
def export(
    file: Path,
    target: Path,
    form: str | None,
    columns: tuple[str, ...],
    lang: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> None:
    """Write the messages of FILE as tasks for Label Studio, with the labels they have or the model's.

    The labeling configuration is written beside the tasks, .xml. `sendgate data add` reads what Label Studio exports as
    JSON.
    """
    if target.suffix.lower() != ".json":
        raise SendgateError(f"{target.name} must end in .json")
    settings = settings_from()
    brought = brought_from(file, form, columns, encoding, delimiter)
    from service.bringing import write_json
    from service.show_data import show_brought, show_exported

    console = Console(stderr=True, highlight=False)
    show_brought(console, brought)
    tasks, refused = training_part("adding.export", "tasks_of")(
        brought.rows, brought.form, lambda: open_judge(settings), language=lang
    )
    write_json(target, tasks)
    config = target.with_suffix(".xml")
    config.write_text(training_part("adding.label_studio", "labeling_config")(), encoding="utf-8")
    show_exported(console, len(tasks), refused, target, config)
    click.get_current_context().exit(SOME_LEFT if refused else 0)


def _prepared(brought: Brought, corpus: Path, stem: str, *, lang: str | None, accept: bool) -> tuple[Any, str]:
    known = training_part("adding.known", "Known")(training_part("placed", "load_placed")(corpus))
    name = training_part("adding.write", "batch_name")(stem, corpus)
    drafts = training_part("adding.reading", "drafts_of")(brought.rows, brought.form, accept=accept)
    settings = settings_from()
    prepare = training_part("adding.prepare", "prepare")
    return prepare(drafts, known, name, lambda: open_judge(settings), language=lang, accept=accept), name


def _written(corpus: Path, name: str, prepared: Any, brought: Brought, waiting: Path, rest: Path) -> list[Path]:
    from service.bringing import write_rest
    from service.sheets import write_sheet

    if prepared.waiting:
        write_sheet(waiting, *training_part("adding.confirm", "confirmation")(prepared.waiting))
    if prepared.refused:
        write_rest(rest, brought, prepared.refused)
    written: list[Path] = training_part("adding.write", "write_batch")(corpus, name, prepared)
    return written


def _beside(file: Path, what: str, suffix: str) -> Path:
    """A new file beside ``file``, for what is to be confirmed or mended; nothing that lies there is overwritten."""
    stem = training_part("adding.write", "original_stem")(file.name.removesuffix(file.suffix))
    names = (f"{stem}.{what}{suffix}" if n == 1 else f"{stem}.{what}-{n}{suffix}" for n in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())
