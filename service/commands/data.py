"""``sendgate data``: the corpus in the hands of people who label. Each command has its module beside this one."""

from __future__ import annotations

import click

from service.commands.data_add import add, export
from service.commands.data_audit import audit
from service.commands.data_next import next_


@click.group()
def data() -> None:
    """The messages that the model learns from: add some, check them all, find what to label next."""


for _command in (add, export, audit, next_):
    data.add_command(_command)
