"""The command line: ``sendgate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import click
from rich.console import Console

from model.errors import SendgateError
from model.gate import Gate
from model.message import Message
from model.store import current_version
from service.settings import Settings, settings_from

BLOCK, ERROR = 1, 2
_STDIN = "-"


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


@main.command()
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
    answer = _gate(settings_from()).check(message, opted_out=opted_out, reply=reply)
    if as_json:
        click.echo(json.dumps(answer_document(answer), ensure_ascii=False))
    else:
        show_answer(Console(highlight=False), message, answer)
    ctx.exit(0 if answer.decision == "allow" else BLOCK)


@main.command()
@click.argument("source", metavar="IN", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--subject", help="The column of the subject.")
@click.option("--body", help="The column of the body.")
@click.option("--label", help="A column of old labels to compare with.")
@click.pass_context
def relabel(
    ctx: click.Context, source: Path, target: Path, subject: str | None, body: str | None, label: str | None
) -> None:
    """Label every message of a CSV or JSONL file: IN with more columns becomes OUT.

    Exit status: 0 all rows answered, 1 some rows carry an error, 2 nothing written.
    """
    from service.relabel import Columns, relabel_file
    from service.show import show_summary

    gate = _gate(settings_from())
    summary = relabel_file(gate, source, target, Columns(subject=subject, body=body, label=label))
    show_summary(Console(stderr=True, highlight=False), summary, target)
    ctx.exit(1 if summary.errors else 0)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Serve the HTTP API."""
    import uvicorn

    from service.api import create_app

    settings = settings_from()
    uvicorn.run(create_app(_gate(settings), settings), host=host, port=port, log_level="info", server_header=False)


@main.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="The corpus.  [default: data]")
@click.option("--models", type=click.Path(file_okay=False, path_type=Path), help="Where versions are kept.")
@click.option(
    "--risk", default=0.02, show_default=True, type=click.FloatRange(0.0001, 0.5), help="Wrong allows, at most."
)
@click.option("--confidence", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.9999))
@click.option("--if-missing", is_flag=True, help="Only where there is no model yet.")
def train(data: Path | None, models: Path | None, risk: float, confidence: float, if_missing: bool) -> None:
    """Train on the corpus, choose the threshold, evaluate, and make the new version current."""
    settings = settings_from()
    store = models or settings.models
    if if_missing and _has_model(store):
        return
    console = Console(stderr=True, highlight=False)
    pipeline = _training("pipeline", "train")
    from service.show import progress_of, show_trained

    with progress_of(console) as progress:
        trained = pipeline(data or settings.data, store, risk=risk, confidence=confidence, progress=progress)
    show_trained(console, trained)


@main.command()
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Messages with labels.  [default: data/evaluation]"
)
@click.option(
    "--worst", default=10, show_default=True, type=click.IntRange(0), help="How many of the worst mistakes to show."
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate(data: Path | None, worst: int, as_json: bool) -> None:
    """Measure the current model on messages it was never fitted on."""
    settings = settings_from()
    load_corpus, run = _training("corpus", "load_corpus"), _training("evaluate", "evaluate")
    from model.artefact import read_artefact
    from model.gate import judge_of
    from service.show import evaluation_document, show_evaluation

    artefact = read_artefact(current_version(settings.models))
    result = run(judge_of(artefact), load_corpus(data or settings.data / "evaluation"))
    if as_json:
        click.echo(json.dumps(evaluation_document(result), indent=2))
    else:
        show_evaluation(Console(highlight=False), result, artefact.manifest, worst)


def _gate(settings: Settings) -> Gate:
    return Gate.open(current_version(settings.models), settings.policy)


def _has_model(store: Path) -> bool:
    try:
        current_version(store)
    except SendgateError:
        return False
    return True


def _training(module: str, name: str) -> Callable[..., Any]:
    """Something of the training package, which a plain install may not be able to import."""
    from importlib import import_module

    try:
        found: Callable[..., Any] = getattr(import_module(f"training.{module}"), name)
    except ModuleNotFoundError as error:
        raise SendgateError(f"training needs {error.name}; install the extra: pip install 'sendgate[train]'") from error
    return found


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


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
