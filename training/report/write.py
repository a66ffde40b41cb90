"""Writes the page and the card into a folder."""

from __future__ import annotations

from pathlib import Path

from model.artefact import Manifest
from model.errors import SendgateError
from training.evaluate import Evaluation
from training.report.card import card
from training.report.composition import composition
from training.report.page import page

PAGE, CARD = "index.html", "MODEL_CARD.md"


def write_report(folder: Path, evaluation: Evaluation, manifest: Manifest, data: Path) -> Path:
    """Writes the report on ``evaluation`` into ``folder`` and returns its page.

    ``data`` is the corpus, whose parts the card counts. Raises SendgateError where the folder cannot be written.
    """
    texts = {PAGE: page(evaluation, manifest), CARD: card(evaluation, manifest, composition(data, manifest.data))}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SendgateError(f"the report cannot be written into {folder}: {error.strerror}") from error
    return folder / PAGE
