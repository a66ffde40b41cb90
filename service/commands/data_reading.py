"""How the commands of ``sendgate data`` read the files that they are given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.commands.opening import training_part

if TYPE_CHECKING:
    from service.bringing import Brought

_FORMS = ["messages", "sentences", "corpus", "corrections", "label-studio"]


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of how a file is read."""
    for option in (
        click.option(
            "--as", "form", type=click.Choice(_FORMS), help="What FILE holds.  [default: told by its columns]"
        ),
        click.option("--column", "columns", multiple=True, metavar="ROLE=NAME", help="Which column is the body, …"),
        click.option("--lang", metavar="CODE", help="The language of messages that do not name theirs."),
        click.option("--encoding", help="The encoding of a CSV file.  [default: found by looking]"),
        click.option("--delimiter", help="The delimiter of a CSV file.  [default: found by looking]"),
    ):
        command = option(command)
    return command


def bringing(name: str) -> Callable[..., Any]:
    """Something of `service.bringing`, which needs the training package."""
    training_part("adding.forms", "form_of")
    from service import bringing

    found: Callable[..., Any] = getattr(bringing, name)
    return found


def brought_from(
    file: Path, form: str | None, columns: tuple[str, ...], encoding: str | None, delimiter: str | None
) -> Brought:
    """The rows of ``file``, read as the options say."""
    from service.library.tables import Form

    if wrong := [column for column in columns if "=" not in column]:
        raise click.UsageError(f"--column takes ROLE=NAME, as in --column body=Text, not {wrong[0]!r}")
    given = dict(column.split("=", 1) for column in columns)
    found: Brought = bringing("from_file")(file, form, Form(None, delimiter, encoding), given)
    return found
