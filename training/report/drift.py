"""Drift as plain data and as a page: what ``sendgate drift --json`` and ``--report`` give."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from training.drift import DUE, WATCH, Drift, Measure
from training.report.svg import drawing, element
from training.report.templates import filled

_LEFT, _WIDE, _ROW, _BAR = 170, 360, 34, 11


def drift_document(found: Drift) -> dict[str, Any]:
    """Every figure."""
    return {
        "model": found.model,
        "verdict": found.verdict,
        "decisions": found.now,
        "compared_with": found.then,
        "measures": {
            measure.name: {
                "verdict": measure.verdict,
                "psi": measure.psi,
                "noise": None if measure.noise == float("inf") else measure.noise,
                "then": dict(measure.then),
                "now": dict(measure.now),
            }
            for measure in found.measures
        },
    }


def drift_page(found: Drift, weeks: int) -> str:
    """The page as HTML that needs nothing from elsewhere; the same figures give the same bytes."""
    return filled(
        "drift.html",
        found=found,
        weeks=weeks,
        bars=bars,
        watch=WATCH,
        due=DUE,
    )


def bars(measure: Measure) -> Markup:
    """The share of every class, then above now."""
    shares = {
        name: (measure.then[name] / max(1, sum(measure.then.values())), count / max(1, sum(measure.now.values())))
        for name, count in measure.now.items()
    }
    most = max(max(pair) for pair in shares.values()) or 1.0
    rows = []
    for place, (name, pair) in enumerate(shares.items()):
        top = place * _ROW + 6
        rows.append(element("text", name, x=_LEFT - 10, y=top + _BAR + 4, text_anchor="end"))
        for share, y, kind in zip(pair, (top, top + _BAR + 1), ("then", "now"), strict=True):
            wide = share / most * _WIDE
            rows.append(element("rect", x=_LEFT, y=y, width=wide, height=_BAR, class_=f"share {kind}"))
            rows.append(element("text", f"{share:.1%}", x=_LEFT + wide + 6, y=y + _BAR - 1, class_="tick"))
    return drawing(_LEFT + _WIDE + 60, len(shares) * _ROW + 8, f"{measure.name}: shares then and now", *rows)
