"""The model card: what the model is for, made of and worth, after Mitchell et al., "Model Cards", 2019."""

from __future__ import annotations

from collections.abc import Sequence

from model.artefact import Manifest
from model.labels import CRITICAL, TOPICS
from training.evaluate import Evaluation
from training.report.composition import Part
from training.report.templates import environment
from training.report.words import LANGUAGE_NAMES, counted, percent, slice_name


def card(evaluation: Evaluation, manifest: Manifest, corpus: Sequence[Part]) -> str:
    """The card as Markdown; ``corpus`` is what lies in the data folder now."""
    return (
        environment()
        .get_template("card.md")
        .render(
            evaluation=evaluation,
            manifest=manifest,
            corpus=corpus,
            languages=[(LANGUAGE_NAMES[code], part) for code, part in evaluation.languages().items()],
            thresholds=[
                (LANGUAGE_NAMES[code], manifest.thresholds.get(code, manifest.threshold), code in manifest.thresholds)
                for code in LANGUAGE_NAMES
                if code in manifest.languages
            ],
            slices=[(*slice_name(part.name), part) for part in evaluation.slices if not part.name.startswith("lang ")],
            critical=[topic for topic in TOPICS if topic in CRITICAL],
            spoiling=[topic for topic in TOPICS if topic not in CRITICAL],
            known=[LANGUAGE_NAMES.get(code, code) for code in manifest.languages],
            counted=counted,
            percent=percent,
        )
    )
