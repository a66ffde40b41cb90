"""What to label next: the most useful of many messages, for a person to confirm or for Label Studio."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from model.errors import UnreadableMessage
from model.judge import Judge
from model.message import Message
from model.read import read
from training.adding.draft import Draft, Refusal
from training.adding.known import Known
from training.adding.label_studio import plain_lines, task_of
from training.adding.prepare import Waiting
from training.adding.spread import pieces_of
from training.embeddings import load_embedding
from training.near import Nearby
from training.picking import pick, places_of, uncertainty_of
from training.placed import FITTED, Placed

_TWIN = 0.8  # share of five-word runs from which on one of two messages is enough


@dataclass(frozen=True, slots=True)
class Picked:
    """The messages to label, the most useful first, and how many there were to pick from."""

    waiting: tuple[Waiting, ...]
    offered: int  # messages looked at
    new: int  # of them, those that are readable, not in the corpus, and not told twice

    def tasks(self) -> list[dict[str, Any]]:
        """The messages as tasks for Label Studio."""
        return [task_of(one.draft.message, one.pieces, one.draft.facts, "sendgate") for one in self.waiting]


def next_labels(
    drafts: Iterable[Draft | Refusal],
    corpus: Sequence[Placed],
    judge: Judge,
    count: int,
    *,
    language: str | None = None,
) -> Picked:
    """The ``count`` most useful of ``drafts``, every sentence with the label that ``judge`` proposes.

    ``language`` is that of messages which do not name theirs.
    """
    offered = [draft for draft in drafts if isinstance(draft, Draft)]
    new = _new(offered, Known(corpus), language)
    judged = zip(new, judge.judge_all([draft.message for draft in new]), strict=True)
    asked = [(draft, judgement.confidence) for draft, judgement in judged if judgement.findings]
    if not asked:
        return Picked((), len(offered), 0)
    fitted = [place.example.message for place in corpus if place.part in FITTED]
    places = places_of([_words(one) for one in (*(draft.message for draft, _ in asked), *fitted)], load_embedding())
    uncertainty = uncertainty_of([confidence for _, confidence in asked])
    chosen = pick(places[: len(asked)], uncertainty, places[len(asked) :], count)
    drawn = [asked[number][0] for number in chosen]
    return Picked(tuple(Waiting(one, tuple(pieces_of(one, judge))) for one in drawn), len(offered), len(asked))


def _new(drafts: Iterable[Draft], known: Known, language: str | None) -> list[Draft]:
    """Those that could join the corpus, each nearly the same once, without the labels that they may have."""
    seen = Nearby()
    found = []
    for draft in drafts:
        bare = Draft(
            draft.rows, plain_lines(draft.message), facts=({"lang": language} if language else {}) | dict(draft.facts)
        )
        try:
            taken = known.standing(bare).known or next(seen.near(bare.message, _TWIN), None)
        except ValueError:  # it belongs to what is measured on
            continue
        if not taken:
            seen.add(bare.message)
            found.append(bare)
    return found


def _words(message: Message) -> list[str]:
    try:
        return [word for sentence in read(message).sentences for word in sentence.words]
    except UnreadableMessage:
        return []
