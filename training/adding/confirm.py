"""A file to confirm: a sentence a row, with the label that the model proposes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from training.adding.prepare import Waiting

COLUMNS = ("message_id", "field", "sentence", "label", "confidence", "confirmed")
_CARRIED = ("lang", "source", "kind", "medium", "register", "trade", "family")


def confirmation(waiting: Iterable[Waiting]) -> tuple[list[str], list[list[Any]]]:
    """The columns and rows of the file for ``waiting``. Sentences that a person labelled are confirmed already."""
    items = list(waiting)
    carried = [name for name in _CARRIED if any(item.draft.facts.get(name) for item in items)]
    rows: list[list[Any]] = []
    for number, item in enumerate(items, 1):
        facts = [item.draft.facts.get(name, "") for name in carried]
        for piece in item.pieces:
            sure = piece.confidence is None
            confidence = "" if piece.confidence is None else piece.confidence
            rows.append([number, piece.field, piece.text, piece.label, confidence, "yes" if sure else "", *facts])
    return [*COLUMNS, *carried], rows
