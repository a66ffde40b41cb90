"""What a run found, as one page that needs nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from model.labels import CRITICAL, TOPICS
from service.library.answers import Answer
from service.library.batch import BadTable
from service.library.duplicates import Duplicates
from service.library.ranking import Ranking, Row
from service.library.summary import Summary

_MIXED = 100
_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a report needs beyond the summary; bounded, however many rows there are."""

    mixed: Ranking = field(default_factory=lambda: Ranking(_MIXED))
    duplicates: Duplicates = field(default_factory=Duplicates)

    def keep(self, rows: Sequence[Row]) -> None:
        """Takes from ``rows`` what the report will show."""
        for row in rows:
            self.duplicates.add(row)
            if row.answer.spoiling:
                self.mixed.add(10.0 * row.answer.freed - len(row.answer.spoiling) + row.answer.confidence, row)


def write_report(path: Path, summary: Summary, gathering: Gathering, model: str) -> None:
    """Writes the page. Raises BadTable where the disk refuses."""
    environment = Environment(
        loader=PackageLoader("service.library", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["share"] = lambda part, whole: f"{part / whole:.1%}" if whole else "–"
    page = environment.get_template("report.html.j2").render(
        summary=summary,
        topics=_topics(summary),
        most=max((go + stop for _, _, go, stop in _topics(summary)), default=1),
        confusion=_confusion(summary),
        mixed=[(row, marked(row.message.subject, "subject", row.answer), marked(row.message.body, "body", row.answer))
               for row in gathering.mixed.rows()],
        groups=gathering.duplicates.groups()[:_GROUPS],
        distinct=gathering.duplicates.distinct,
        model=model,
        release=version("sendgate"),
    )  # fmt: skip
    aside = path.with_name(f".{path.name}.partial")
    try:
        aside.write_text(page, encoding="utf-8", errors="replace")
        os.replace(aside, path)
    except OSError as error:
        raise BadTable(f"{path} cannot be written: {error.strerror}") from error


def marked(text: str, part: str, answer: Answer) -> Markup:
    """``text`` as HTML, its spoiling sentences struck out."""
    out, position = Markup(""), 0
    spans = sorted((start, end, topic) for field_, start, end, topic in answer.spoiling if field_ == part)
    for start, end, topic in spans:
        if start < position:
            continue
        out += escape(text[position:start])
        out += Markup('<del title="{}">{}</del>').format(topic, text[start:end])
        position = end
    return out + escape(text[position:])


def _topics(summary: Summary) -> list[tuple[str, bool, int, int]]:
    """Each topic found: whether it is critical, rows allowed, rows blocked; in the labels' order."""
    found = [*TOPICS, "–"]
    rows = [(name, name in CRITICAL, summary.topics[name, "allow"], summary.topics[name, "block"]) for name in found]
    return [row for row in rows if row[2] + row[3]]


def _confusion(summary: Summary) -> tuple[list[str], list[tuple[str, list[tuple[int, bool]]]]]:
    """The new labels, and for each old one the counts, each with whether it is the same label."""
    new = [name for name in (*TOPICS, "allow", "block", "–") if any(name == found for _, found in summary.confusion)]
    by_old = groupby(sorted(summary.confusion), key=lambda pair: pair[0])
    olds = [old for old, _ in by_old]
    return new, [(old, [(summary.confusion[old, name], old == name) for name in new]) for old in olds]
