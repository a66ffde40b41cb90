"""Labels that look wrong, by confident learning over held-out probabilities (cleanlab)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from cleanlab.filter import find_label_issues
from numpy.typing import NDArray

from model.labels import INDEX, LABELS
from training.audit.findings import LABEL, Finding
from training.placed import Placed

_ENOUGH = 100  # sentences: fewer teach a classifier nothing
_SURE = 0.95  # of another label; below it most are right


def suspicious_labels(places: Sequence[Placed], probabilities: NDArray[np.floating]) -> list[Finding]:
    """Sentences of ``places`` whose labels look wrong, the surest first.

    ``probabilities`` has a row for each sentence that the reader finds, of models that did not see its family.
    """
    sentences = [(place, sentence, label) for place in places for sentence, label in place.example.labelled_sentences()]
    if len(sentences) < _ENOUGH:
        return []
    labels = np.array([INDEX[label] for _, _, label in sentences])
    carried, compact = np.unique(labels, return_inverse=True)  # cleanlab wants every class to occur
    among = probabilities[:, carried] / probabilities[:, carried].sum(axis=1, keepdims=True)
    order = find_label_issues(compact, among, return_indices_ranked_by="normalized_margin", filter_by="both", n_jobs=1)
    found = []
    for i in order:
        place, sentence, label = sentences[i]
        best = int(probabilities[i].argmax())
        if probabilities[i][best] < _SURE:
            continue
        what = f"{label}; looks like {LABELS[best]} ({probabilities[i][best]:.0%})"
        message = place.example.message
        text = f"{message.subject}\n{message.body}".strip()
        found.append(Finding(LABEL, place.file, place.line, what, text, sentence.text))
    return found
