"""What a person sees on a terminal: verdicts, progress, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from model.artefact import Manifest
from model.gate import Answer
from model.judge import Finding
from model.labels import CRITICAL, NEUTRAL
from model.message import Message

if TYPE_CHECKING:
    from training.evaluate import Evaluation
    from training.pipeline import Trained
    from training.rate import Rate
    from training.robustness.measure import Robustness
    from training.slices import Slice

_COLOURS = {"allow": "bold white on green", "block": "bold white on red"}


def show_answer(console: Console, message: Message, answer: Answer) -> None:
    """The verdict, the message with its sentences marked, and what to do."""
    console.print(Text(f" {answer.decision.upper()} ", _COLOURS[answer.decision]), Text(f" {answer.explanation}"))
    about = ", ".join(f"{topic.topic} {topic.confidence:.0%}" for topic in answer.topics) or "nothing recognised"
    console.print(f"  about {about} · confidence {answer.confidence:.0%}", style="dim")
    for finding in answer.findings:
        console.print(_marked(finding))
    if answer.advice is not None:
        for step in answer.advice.steps:
            console.print(Text(f"  → {step}"))
        if answer.advice.subject:
            console.print(Text(f"  → Subject: {answer.advice.subject}"))
        if answer.advice.operation:
            console.print(Text(f"  → Selling Partner API: {answer.advice.operation}"))
        if answer.advice.rewrite is not None:
            rewrite = answer.advice.rewrite
            console.print(f"  Without the marked sentences ({rewrite.decision}):", style="dim")
            console.print(Text("\n".join(f"  │ {line}" for line in rewrite.body.splitlines())))
    console.print(f"  model {answer.model} · policy {answer.policy}", style="dim")


def _marked(finding: Finding) -> Text:
    topic = finding.topic
    style = "dim" if topic == NEUTRAL else "green" if topic in CRITICAL else "red" if finding.blocking else "yellow"
    mark = "✗" if finding.blocking else "✓" if topic in CRITICAL else "·"
    name = "" if topic == NEUTRAL else f"{topic} {finding.confidence:.0%}"
    where = "subject: " if finding.sentence.field == "subject" else ""
    return Text.assemble((f"  {mark} {name:<26} ", style), (where + " ".join(finding.sentence.text.split()), style))


@contextmanager
def progress_of(console: Console) -> Iterator[Callable[[str], None]]:
    """A line that tells what is being done and for how long; plain lines where nobody watches."""
    if not console.is_terminal:
        yield lambda step: console.print(f"{step} …")
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("starting")
        yield lambda step: bar.update(task, description=step)


def show_trained(console: Console, trained: Trained) -> None:
    """What a training run found."""
    threshold = trained.threshold
    console.print(f"version [bold]{trained.manifest.version}[/] in {trained.folder}")
    console.print(
        f"threshold {threshold.value:.4f}: wrong allows at most {threshold.bound:.2%} "
        f"with {threshold.confidence:.0%} confidence ({threshold.wrong_allows} of {threshold.must_block} held out), "
        f"wrong blocks {threshold.wrong_blocks} of {threshold.may_allow}"
    )
    _show_slices(console, "On the evaluation set", [trained.evaluation.overall])
    console.print(f"topic macro-F1 {trained.evaluation.macro_f1:.3f}")


def show_evaluation(console: Console, evaluation: Evaluation, manifest: Manifest, worst: int) -> None:
    """Everything measured, as tables, and the worst mistakes with their sentences."""
    console.print(f"model {manifest.version}, threshold {manifest.threshold:.4f}, {len(evaluation.judged)} messages")
    _show_languages(console, evaluation, manifest)
    _show_slices(console, "Verdicts", [evaluation.overall, *evaluation.slices])
    table = Table("topic", "precision", "recall", "F1", "messages", title="Topics")
    for topic, score in evaluation.topics.items():
        table.add_row(topic, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.support))
    console.print(table)
    console.print(
        f"topic macro-F1 {evaluation.macro_f1:.3f} · sentence accuracy {evaluation.sentence_accuracy:.3f} · "
        f"expected calibration error of P(critical only) {evaluation.calibration_error:.3f}"
    )
    for judged in evaluation.worst(worst):
        kind = "wrong allow" if judged.allowed else "wrong block"
        console.print(f"\n[bold]{kind}[/] {judged.example.id} · confidence {judged.judgement.confidence:.0%}")
        for (_, label), finding in zip(judged.sentences, judged.judgement.findings, strict=False):
            right = "" if label == finding.topic else f"  (is {label})"
            console.print(_marked(finding) + Text(right, "magenta"))


def _show_languages(console: Console, evaluation: Evaluation, manifest: Manifest) -> None:
    table = Table("", "messages", "threshold", "wrong allows", "wrong blocks", "F1", "labels", "ECE", title="Languages")
    for language, part in evaluation.languages().items():
        threshold = f"{manifest.thresholds.get(language, manifest.threshold):.3f}"
        figures = (f"{part.macro_f1:.3f}", f"{part.sentence_accuracy:.3f}", f"{part.calibration_error:.3f}")
        rates = (f"{rate.value:.1%} ({rate.errors}/{rate.trials})" for rate in _both(part.overall))
        shown = [*rates, *figures] if part.judged else ["–"] * 5
        table.add_row(language, str(len(part.judged)), threshold, *shown)
    console.print(table)


def _both(part: Slice) -> tuple[Rate, Rate]:
    return part.wrong_allows, part.wrong_blocks


def _show_slices(console: Console, title: str, slices: list[Slice]) -> None:
    table = Table("slice", "wrong allows", "wrong blocks", title=title)
    for part in slices:
        table.add_row(part.name, *(str(rate) if rate.trials else "–" for rate in _both(part)))
    console.print(table)


def show_robustness(console: Console, robustness: Robustness) -> None:
    """Attacks, noise and junk, each with its rate."""
    parts = {
        "Attacks that turn block into allow": robustness.attacks,
        "Harmless noise that changes the verdict": robustness.noises,
        "Junk that is not called unsure": robustness.junk_judged,
        "Junk that is allowed": robustness.junk_allowed,
    }
    for title, rates in parts.items():
        table = Table("kind", "rate", title=title)
        for name, rate in (*rates.items(), ("all", robustness.total(rates))):
            table.add_row(name, str(rate))
        console.print(table)
