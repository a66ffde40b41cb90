"""The command line: ``sendgate``. Each command has its module in `service.commands`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import click
from rich.console import Console

from model.errors import SendgateError
from service.commands.bounce import bounce
from service.commands.check import check
from service.commands.corrections import corrections
from service.commands.data import data
from service.commands.diff import diff
from service.commands.drift import drift
from service.commands.journal import journal
from service.commands.keys import keys
from service.commands.opt_outs import opt_outs
from service.commands.relabel import relabel
from service.commands.serve import serve
from service.commands.stress import stress
from service.commands.training import evaluate, train
from service.commands.tune import tune
from service.commands.unsure import unsure
from service.commands.versions import compare, history, promote, rollback

ERROR = 2


class _Commands(click.Group):
    """Commands whose own errors are one sentence and exit status 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except SendgateError as error:
            Console(stderr=True).print(
                f"[bold red]sendgate:[/] {_escaped(str(error))}", highlight=False, soft_wrap=True
            )
            ctx.exit(ERROR)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("sendgate"), prog_name="sendgate")
def main() -> None:
    """May this message go to this buyer? Allow or block, with reasons."""


for _command in (
    check,
    relabel,
    diff,
    serve,
    bounce,
    opt_outs,
    journal,
    corrections,
    unsure,
    keys,
    data,
    train,
    evaluate,
    compare,
    promote,
    rollback,
    history,
    drift,
    stress,
    tune,
):
    main.add_command(_command)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
