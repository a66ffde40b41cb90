"""Draws the pictures of docs/guide.md: goes its round in a copy of the repository and keeps what the terminal shows.

``python -m tests.docs.pictures COPY [NAME …]``: COPY is a clone with a trained model that nobody needs any more; a NAME
draws the steps of that name alone.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "guide"
WIDTH = 96
ASKED = "Your lute is ready for its strings. Do you prefer nylon or gut?"
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)  # fetched from elsewhere; a reader's own will do

_PROGRESS = re.compile(r"^.*[\u2800-\u28ff].*\n", re.MULTILINE)  # a spinner, which a picture cannot turn

# The name of the picture, or nothing, and the command.
STEPS = (
    ("before", f'echo "{ASKED}" | sendgate check'),
    ("add", "sendgate data add thirty.csv --lang en --yes"),
    ("", "git add data && git commit -qm '30 corrected messages'"),
    ("", "sendgate train"),
    ("compare", "sendgate compare --show 3"),
    ("promote", "sendgate promote --why '30 corrected messages'"),
    ("force", "sendgate promote --force 'only tables of other languages; none got worse beyond noise'"),
    ("after", f'echo "{ASKED}" | sendgate check'),
    ("", "sendgate rollback --why 'the end of the exercise'"),
    ("history", "sendgate history"),
)


def main(copy: Path, wanted: list[str]) -> None:
    """Goes through the steps, or the ``wanted`` ones."""
    shutil.copy(GUIDE / "thirty.csv", copy)
    for name, command in STEPS:
        if wanted and name not in wanted:
            continue
        said = _run(command, copy)
        if name:
            (GUIDE / f"{name}.svg").write_text(_picture(command, said), encoding="utf-8")


def _run(command: str, copy: Path) -> str:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(copy),  # the copy's own code, corpus and models
        "COLUMNS": str(WIDTH),
        "FORCE_COLOR": "1",
        "TTY_INTERACTIVE": "0",
    }
    shell = ["bash", "-c", command]
    done = subprocess.run(
        shell, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    said = _PROGRESS.sub("", done.stdout.decode())
    return said.replace(f"{copy}/", "")


def _picture(command: str, said: str) -> str:
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text(f"$ {command}", style="bold"), soft_wrap=False)
    console.print(Text.from_ansi(said))
    return _FONT.sub("", console.export_svg(title="sendgate", unique_id="guide")) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
