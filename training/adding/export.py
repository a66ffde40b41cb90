"""Messages of any form as tasks for Label Studio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from model.errors import UnreadableMessage
from model.judge import Judge
from training.adding.draft import Draft, Refusal, Row
from training.adding.forms import Form
from training.adding.label_studio import plain_lines, task_of
from training.adding.reading import drafts_of
from training.adding.spread import is_complete, pieces_of

BY_HAND = "labelled"


def tasks_of(
    rows: Sequence[Row], form: Form, judge: Callable[[], Judge], *, language: str | None = None
) -> tuple[list[dict[str, Any]], list[Refusal]]:
    """The tasks, and the rows that cannot be one.

    Labels that are missing are proposed by the model that ``judge`` opens.
    """
    tasks: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    opened: list[Judge] = []
    for draft in drafts_of(rows, form, accept=True):
        if isinstance(draft, Refusal):
            refused.append(draft)
            continue
        try:
            plain = _plain(draft)
            complete = is_complete(plain)
            if not complete and not opened:
                opened.append(judge())
            pieces = pieces_of(plain, None if complete else opened[0])
        except (ValueError, UnreadableMessage) as error:
            refused.append(Refusal(draft.rows, str(error)))
            continue
        facts = ({"lang": language} if language else {}) | dict(plain.facts)
        tasks.append(task_of(plain.message, pieces, facts, BY_HAND if complete else "sendgate"))
    return tasks, refused


def _plain(draft: Draft) -> Draft:
    """``draft`` with plain line ends, its spans moved along."""
    message = plain_lines(draft.message)
    if message == draft.message:
        return draft

    def moved(text: str, offset: int) -> int:
        return offset - text.count("\r\n", 0, offset)

    texts = {"subject": draft.message.subject, "body": draft.message.body}
    spans = tuple(
        replace(span, start=moved(texts[span.field], span.start), end=moved(texts[span.field], span.end))
        for span in draft.spans
    )
    return replace(draft, message=message, spans=spans)
