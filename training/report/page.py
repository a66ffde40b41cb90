"""The evaluation as one page: what `sendgate evaluate --report` writes and people look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from typing import Any

from markupsafe import Markup
from numpy.typing import NDArray

from model.artefact import Manifest
from model.labels import CRITICAL, LABELS, NEUTRAL, Label
from training.evaluate import Evaluation
from training.judged import Judged
from training.report.plots import interval_bar, reliability_figure, threshold_figure
from training.report.templates import filled
from training.report.words import LANGUAGE_NAMES, percent, slice_name
from training.slices import Slice

MISTAKES = 25
_MOST_ALLOWS, _MOST_BLOCKS = 0.15, 0.40  # where the bars of the tables end


def page(evaluation: Evaluation, manifest: Manifest) -> str:
    """The page as HTML that needs nothing from elsewhere; the same figures give the same bytes."""
    languages = [(LANGUAGE_NAMES[code], part) for code, part in evaluation.languages().items()]
    return filled(
        "page.html",
        evaluation=evaluation,
        manifest=manifest,
        overall=evaluation.overall,
        languages=languages,
        thresholds=list(_thresholds(evaluation, manifest)),
        reliability=reliability_figure(evaluation.reliability),
        refused=sum(judged.probability is None for judged in evaluation.judged),
        labels=LABELS,
        confusion=list(_confusion(evaluation.confusion)),
        slices=_grouped(evaluation.slices),
        mistakes=[(judged, list(_rows(judged))) for judged in evaluation.worst(MISTAKES)],
        wrong=sum(judged.wrong for judged in evaluation.judged),
        most_allows=_MOST_ALLOWS,
        most_blocks=_MOST_BLOCKS,
        percent=percent,
        interval_bar=interval_bar,
    )


def _thresholds(evaluation: Evaluation, manifest: Manifest) -> Iterable[tuple[str, float, Markup, Evaluation, float]]:
    """For each language that has messages: name, threshold, picture, figures, bound of the wrong allows."""
    risk, confidence = manifest.risk["risk"], manifest.risk["confidence"]
    for code, part in evaluation.languages().items():
        if not part.judged:
            continue
        name, threshold = LANGUAGE_NAMES[code], manifest.thresholds.get(code, manifest.threshold)
        chosen = part.overall.wrong_allows, part.overall.wrong_blocks
        picture = threshold_figure(name, part.curve(), threshold, risk, confidence, chosen)
        yield name, threshold, picture, part, chosen[0].bound(confidence)


def _confusion(counts: NDArray[Any]) -> Iterable[tuple[Label, list[tuple[int, float, str]]]]:
    """Each label with its row of counts, their shares of it, and how to show them."""
    for i, label in enumerate(LABELS):
        total = max(1, int(counts[i].sum()))
        yield (
            label,
            [
                (count, count / total, "right" if i == j else "wrong" if count else "zero")
                for j, count in enumerate(counts[i].tolist())
            ],
        )


def _grouped(slices: Sequence[Slice]) -> list[tuple[str, list[tuple[str, Slice]]]]:
    named = [(*slice_name(part.name), part) for part in slices if not part.name.startswith("lang ")]
    return [
        (group, [(name, part) for _, name, part in members])
        for group, members in groupby(named, key=lambda row: row[0])
    ]


def _rows(judged: Judged) -> Iterable[tuple[Any, Label, str, Label | None, float]]:
    """Each sentence with its label, how to mark it, and what the model took it for."""
    for (sentence, truth), finding in zip_longest(judged.sentences, judged.judgement.findings):
        kind = "neutral" if truth == NEUTRAL else "critical" if truth in CRITICAL else "spoils"
        yield sentence, truth, kind, finding.topic if finding else None, finding.confidence if finding else 0.0
