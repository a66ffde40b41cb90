"""Topics of a whole message, spread over its sentences by the present model, for a person to confirm."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.judge import Judge
from model.labels import INDEX, LABELS, NEUTRAL, Label, topics_of
from model.message import Field, Sentence
from model.read import read
from training.adding.draft import BadRow, Draft

_UNLIKELY = 1e-9


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence with what follows it up to the next, so that the pieces of a field joined are the field."""

    field: Field
    text: str
    label: Label
    confidence: float | None  # of the model that proposes the label; None where a person gave it


def labels_given(draft: Draft, sentences: Sequence[Sentence]) -> list[Label | None]:
    """The label that ``draft`` has for each of its ``sentences``: that of the span which overlaps it most."""
    found: list[Label | None] = []
    for sentence in sentences:
        shared = {
            span: min(span.end, sentence.end) - max(span.start, sentence.start)
            for span in draft.spans
            if span.field == sentence.field
        }
        best = max(shared, key=lambda span: shared[span], default=None)
        found.append(best.label if best is not None and shared[best] > 0 else None)
    return found


def pieces_of(draft: Draft, judge: Judge | None) -> list[Piece]:
    """Every sentence of ``draft`` with a label. Raises BadRow where its topics and its sentences contradict.

    ``judge`` proposes what is not given: within the topics of the message where they are known, and so that each
    of them is there. It may be left out where nothing is missing.
    """
    sentences = read(draft.message).sentences
    given = labels_given(draft, sentences)
    missing = [i for i, label in enumerate(given) if label is None]
    confidences: list[float | None] = [None] * len(given)
    if missing and judge is not None:
        probabilities = judge.probabilities(sentences)[0]
        for i, label in zip(missing, _proposed(probabilities, given, draft.topics), strict=True):
            given[i], confidences[i] = label, round(float(probabilities[i][INDEX[label]]), 3)
    labels = [label or NEUTRAL for label in given]
    if draft.topics is not None and topics_of(labels) != draft.topics:
        raise BadRow(
            f"its topics are {_listed(draft.topics)} and its sentences say {_listed(topics_of(labels))}; "
            "correct the one or the other"
        )
    return [piece for field in ("subject", "body") for piece in _cut(draft, field, sentences, labels, confidences)]


def is_complete(draft: Draft) -> bool:
    """Whether every sentence of ``draft`` has a label that a person gave."""
    return None not in labels_given(draft, read(draft.message).sentences)


def _proposed(
    probabilities: NDArray[np.floating], given: Sequence[Label | None], topics: Collection[Label] | None
) -> list[Label]:
    """The likeliest labels of the sentences without one, within ``topics``, each of which occurs if there is room."""
    missing = [i for i, label in enumerate(given) if label is None]
    allowed = [label for label in LABELS if topics is None or label in topics or label == NEUTRAL]
    labels = {i: max(allowed, key=lambda label, i=i: float(probabilities[i][INDEX[label]])) for i in missing}  # type: ignore[misc]
    for topic in sorted(set(topics or ()) - set(given), key=lambda topic: -probabilities[missing, INDEX[topic]].max()):
        if topic in labels.values():
            continue
        counts = [*labels.values(), *given]
        free = [i for i in missing if labels[i] == NEUTRAL or counts.count(labels[i]) > 1]
        if free:
            cost = {i: probabilities[i][INDEX[topic]] / (probabilities[i][INDEX[labels[i]]] + _UNLIKELY) for i in free}
            labels[max(free, key=cost.__getitem__)] = topic
    return [labels[i] for i in missing]


def _cut(
    draft: Draft,
    field: Field,
    sentences: Sequence[Sentence],
    labels: Sequence[Label],
    confidences: Sequence[float | None],
) -> list[Piece]:
    """The pieces of one field: where a person marked spans they are kept, elsewhere the reader's sentences are."""
    text = draft.message.subject if field == "subject" else draft.message.body
    spans = sorted((span for span in draft.spans if span.field == field), key=lambda span: span.start)
    for one, other in pairwise(spans):
        if other.start < one.end:
            raise BadRow(f"two labelled parts of the {field} overlap at character {other.start}; mark each text once")
    starts: dict[int, tuple[Label, float | None]] = {span.start: (span.label, None) for span in spans}
    for sentence, label, confidence in zip(sentences, labels, confidences, strict=True):
        covered = any(span.start < sentence.end and sentence.start < span.end for span in spans)
        if sentence.field == field and not covered:
            starts.setdefault(sentence.start, (label, confidence))
    if not starts:
        return []
    edges = [0, *sorted(starts)[1:], len(text)]
    if field == "subject":  # which has one label in the corpus
        label, confidence = max(starts.values(), key=lambda found: found[0] != NEUTRAL)
        return [Piece(field, text, label, confidence)]
    return [
        Piece(field, text[begin:end], *starts[start])
        for (begin, end), start in zip(pairwise(edges), sorted(starts), strict=True)
    ]


def _listed(topics: Collection[Label]) -> str:
    return ", ".join(sorted(topics)) or "none"
