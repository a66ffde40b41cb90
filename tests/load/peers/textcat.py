"""spaCy's text categoriser: the ensemble of a convolutional network and a bag of words."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.training import Example
from spacy.util import compounding, minibatch

from tests.load.peers.data import TARGETS, Data, Document


class Textcat:
    """``textcat_multilabel`` with its default architecture over a blank pipeline."""

    name: ClassVar = "textcat ensemble (spaCy)"
    candidates: ClassVar[tuple[tuple[dict[str, Any], bool], ...]] = (
        ({"epochs": 5}, True),
    )  # minutes each: nothing is tried twice

    def __init__(self, pipeline: Language) -> None:
        self._pipeline = pipeline

    @classmethod
    def fit(cls, data: Data, *, epochs: int) -> Self:
        spacy.util.fix_random_seed(0)
        pipeline = spacy.blank("xx")
        pipeline.add_pipe("textcat_multilabel")
        examples = [
            Example.from_dict(
                pipeline.make_doc(document.text), {"cats": dict(zip(TARGETS, map(float, row), strict=True))}
            )
            for document, row in zip(data.documents, data.truth, strict=True)
        ]
        optimizer = pipeline.initialize(lambda: examples)
        chance = random.Random(0)
        for _ in range(epochs):
            chance.shuffle(examples)
            for batch in minibatch(examples, size=compounding(8.0, 64.0, 1.01)):
                pipeline.update(batch, sgd=optimizer, drop=0.2)
        return cls(pipeline)

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        docs = self._pipeline.pipe(document.text for document in documents)
        return np.array([[doc.cats[target] for target in TARGETS] for doc in docs])

    def save(self, folder: Path) -> None:
        self._pipeline.to_disk(folder / "pipeline")

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(spacy.load(folder / "pipeline"))

    @classmethod
    def shipped(cls) -> None:
        return None
