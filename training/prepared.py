"""The corpus as fitting wants it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from training.compose import composed
from training.corpus import Corpus
from training.elsewhere import load_elsewhere, shuffled
from training.embeddings import Embedding, load_embedding
from training.fit import Fitted, Progress, Settings, fit
from training.matrices import Matrices, matrices_of
from training.split import fold_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """Read once, fitted as often as wanted."""

    data: Matrices  # the training set, then the contrast sets
    spoiled: Matrices
    phrases: Matrices
    elsewhere: Matrices
    embedding: Embedding

    def fit(self, settings: Settings, progress: Progress = lambda step: None) -> Fitted:
        """As `training.fit.fit`. The folds of ``settings`` must be those that it was prepared for."""
        return fit(self.data, self.spoiled, self.phrases, self.elsewhere, self.embedding, settings, progress)


def prepare(data: Path, corpus: Corpus, folds: int) -> Prepared:
    """Reads every text of ``corpus``, and those from elsewhere in ``data``. Raises BadCorpus."""
    examples = [*corpus.training, *corpus.contrast]
    embedding = load_embedding()
    matrices = matrices_of(examples, embedding)
    spoiled = matrices_of(composed(examples, partial(fold_of, count=folds)), embedding)
    strange = load_elsewhere(data / "elsewhere" / "training")
    strange += shuffled(corpus.training, len(strange))
    phrases, elsewhere = (matrices_of(part, embedding) for part in (corpus.phrases, strange))
    return Prepared(matrices, spoiled, phrases, elsewhere, embedding)
