"""A comparison as plain data and as a page: what ``sendgate compare --json`` and ``--report`` give."""

from __future__ import annotations

from typing import Any

from training.compare import Comparison, Flip, Paired, Side
from training.judged import Judged
from training.rate import Rate
from training.report.plots import interval_bar
from training.report.templates import filled
from training.report.words import LANGUAGE_NAMES, percent, slice_name

_MOST_ALLOWS, _MOST_BLOCKS = 0.15, 0.40  # where the bars of the tables end


def comparison_document(found: Comparison) -> dict[str, Any]:
    """Every figure and every flip."""
    return {
        "champion": _side(found.champion),
        "challenger": _side(found.challenger),
        "verdicts": _paired(found.verdicts),
        "wrong_allows": _paired(found.wrong_allows),
        "wrong_blocks": _paired(found.wrong_blocks),
        "languages": {name: _paired(paired) for name, paired in found.languages.items()},
        "slices": {
            old.name: {
                "wrong_allows": {"was": _rate(old.wrong_allows), "is": _rate(new.wrong_allows)},
                "wrong_blocks": {"was": _rate(old.wrong_blocks), "is": _rate(new.wrong_blocks)},
            }
            for old, new in found.slices
        },
        "canaries_changed": [
            {"body": new.canary.body, "must_be": new.canary.verdict, "was": old.outcome, "is": new.outcome}
            for old, new in found.canaries_changed
        ],
        "flips": [_flip(flip) for flip in found.flips],
    }


def comparison_page(found: Comparison) -> str:
    """The page as HTML that needs nothing from elsewhere; the same figures give the same bytes."""
    return filled(
        "comparison.html",
        found=found,
        languages=[(LANGUAGE_NAMES[code], paired) for code, paired in found.languages.items()],
        slices=[(_called(old.name), old, new) for old, new in found.slices],
        flips=sorted(found.flips, key=lambda flip: (flip.right, not flip.now.allowed)),  # what was spoiled first
        most_allows=_MOST_ALLOWS,
        most_blocks=_MOST_BLOCKS,
        percent=percent,
        interval_bar=interval_bar,
        said=said,
    )


def said(judged: Judged) -> str:
    """A verdict as one word."""
    return "allow" if judged.allowed else "block"


def _called(name: str) -> str:
    group, member = slice_name(name)
    if name.startswith("lang "):
        return LANGUAGE_NAMES[member]
    return f"{group}: {member}" if " " in name else member


def _side(side: Side) -> dict[str, Any]:
    overall = side.evaluation.overall
    return {
        "model": side.manifest.version,
        "threshold": side.manifest.threshold,
        "risk": dict(side.manifest.risk),
        "wrong_allows": {**_rate(overall.wrong_allows), "bound": side.bound},
        "wrong_blocks": _rate(overall.wrong_blocks),
        "macro_f1": side.evaluation.macro_f1,
    }


def _paired(paired: Paired) -> dict[str, Any]:
    return {"mended": paired.mended, "spoiled": paired.spoiled, "p": paired.p, "worse": paired.worse}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"errors": rate.errors, "trials": rate.trials, "rate": rate.value, "interval": rate.interval}


def _flip(flip: Flip) -> dict[str, Any]:
    return {
        "id": flip.was.example.id,
        "language": flip.was.example.language,
        "was": said(flip.was),
        "is": said(flip.now),
        "right": flip.right,
    }
