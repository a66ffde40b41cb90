"""``sendgate check``: one message, one verdict."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from model.errors import SendgateError
from model.message import Message
from service.commands.opening import open_gate
from service.settings import settings_from

BLOCK = 1
_STDIN = "-"


@click.command()
@click.argument("file", default=_STDIN, type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--subject", default="", help="The message's subject.")
@click.option("--opted-out/--not-opted-out", default=True, show_default=True, help="Whether the buyer opted out.")
@click.option("--reply", is_flag=True, help="It answers a message of the buyer's, in its thread.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON, as the API gives it.")
@click.pass_context
def check(ctx: click.Context, file: str, subject: str, opted_out: bool, reply: bool, as_json: bool) -> None:
    """Check one message: FILE or standard input. Exit status: 0 allow, 1 block, 2 error."""
    from service.schemas import answer_document
    from service.show import show_answer

    message = Message(_text_of(file), subject)
    answer = open_gate(settings_from()).check(message, opted_out=opted_out, reply=reply)
    if as_json:
        click.echo(json.dumps(answer_document(answer), ensure_ascii=False))
    else:
        show_answer(Console(highlight=False), message, answer)
    ctx.exit(0 if answer.decision == "allow" else BLOCK)


def _text_of(file: str) -> str:
    """What ``file`` holds, bytes that are no text replaced; a directory or a missing file is an error."""
    try:
        raw = _stdin().buffer.read() if file == _STDIN else Path(file).read_bytes()
    except OSError as error:
        raise SendgateError(f"{file} cannot be read: {error.strerror}") from error
    return raw.decode("utf-8", errors="replace")


def _stdin() -> TextIO:
    if sys.stdin.isatty():
        click.echo("Paste the message, then press Ctrl-D.", err=True)
    return sys.stdin
