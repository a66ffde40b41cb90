"""scikit-learn's pipeline: tf-idf of words (1-2) and pieces of words (3-5), logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union

from tests.load.peers.data import Data, Document


class Tfidf:
    """One linear model a target over one matrix of tf-idf."""

    name: ClassVar = "tf-idf + logistic regression (scikit-learn)"
    candidates: ClassVar[tuple[tuple[dict[str, Any], bool], ...]] = (
        ({"cost": 10.0}, False),
        ({"cost": 10.0}, True),
        ({"cost": 100.0}, False),
        ({"cost": 100.0}, True),
    )

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    @classmethod
    def fit(cls, data: Data, *, cost: float) -> Self:
        model = OneVsRestClassifier(LogisticRegression(C=cost, solver="liblinear"))
        return cls(make_pipeline(features(), model).fit([d.text for d in data.documents], data.truth.astype(int)))

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        return np.asarray(self._pipeline.predict_proba([document.text for document in documents]))

    def save(self, folder: Path) -> None:
        joblib.dump(self._pipeline, folder / "pipeline.joblib")

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(joblib.load(folder / "pipeline.joblib"))

    @classmethod
    def shipped(cls) -> None:
        return None


def features() -> FeatureUnion:
    """Words and pairs of them, and pieces of words."""
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
    )
