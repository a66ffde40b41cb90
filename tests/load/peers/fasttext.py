"""fastText's classifier, in floret's build of it: averaged vectors of words, pairs of words and pieces of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Self

import floret
import numpy as np
from numpy.typing import NDArray

from model.labels import TOPICS
from tests.load.peers.data import Data, Document

_MARK = "__label__"
_ALLOW, _BLOCK, _NOTHING = "allow", "block", "nothing"  # a line must carry some label
_SHAPE = {"dim": 50, "wordNgrams": 2, "minn": 3, "maxn": 5, "bucket": 100_000, "thread": 1, "verbose": 0}
_TOPICS = {"epoch": 50, "lr": 0.5}  # many labels need more rounds than the verdict, for which settings are chosen


class FastText:
    """One model for the verdict (softmax) and one for the topics (one against rest).

    The verdict has a model of its own, since one-against-rest gives hundreds of messages a probability of exactly 1,
    and what is tied cannot be ranked.
    """

    name: ClassVar = "fastText (floret)"
    candidates: ClassVar[tuple[tuple[dict[str, Any], bool], ...]] = (
        ({"epoch": 25, "lr": 0.2}, False),
        ({"epoch": 25, "lr": 0.5}, False),
        ({"epoch": 25, "lr": 0.5}, True),
        ({"epoch": 50, "lr": 0.5}, False),
    )

    def __init__(self, verdict: Any, topics: Any) -> None:
        self._verdict, self._topics = verdict, topics

    @classmethod
    def fit(cls, data: Data, *, epoch: int, lr: float) -> Self:
        texts = [_plain(document) for document in data.documents]
        verdicts = [[_ALLOW if row[0] else _BLOCK] for row in data.truth]
        topics = [[t for t, true in zip(TOPICS, row[1:], strict=True) if true] or [_NOTHING] for row in data.truth]
        return cls(
            _trained(texts, verdicts, loss="softmax", epoch=epoch, lr=lr),
            _trained(texts, topics, loss="ova", **_TOPICS),
        )

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        texts = [_plain(document) for document in documents]
        verdict = _said(self._verdict, texts, (_ALLOW, _BLOCK))
        allow = verdict[:, 0] / verdict.sum(axis=1)
        surest = 1.0 - verdict[:, 1]  # single precision: near 1 only the other class's probability still differs
        return np.column_stack([np.where(allow > 0.5, surest, allow), _said(self._topics, texts, TOPICS)])

    def save(self, folder: Path) -> None:
        self._verdict.save_model(str(folder / "verdict.bin"))
        self._topics.save_model(str(folder / "topics.bin"))

    @classmethod
    def load(cls, folder: Path) -> Self:
        return cls(floret.load_model(str(folder / "verdict.bin")), floret.load_model(str(folder / "topics.bin")))

    @classmethod
    def shipped(cls) -> None:
        return None


def _plain(document: Document) -> str:
    return " ".join(document.text.lower().split())


def _trained(texts: Sequence[str], labels: Sequence[Sequence[str]], **how: Any) -> Any:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "lines.txt"
        lines = (" ".join(_MARK + label for label in of) + f" {text}" for text, of in zip(texts, labels, strict=True))
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return floret.train_supervised(str(file), **_SHAPE, **how)


def _said(model: Any, texts: list[str], labels: Iterable[str]) -> NDArray[np.float64]:
    """The probability of each of ``labels`` in each text.

    Asked of the C++ model itself: floret's own ``predict`` breaks on numpy 2 for one text and repeats the first
    label's probability for several.
    """
    rows = []
    for text in texts:
        said = {label: value for value, label in model.f.predict(text + "\n", -1, 0.0, "strict")}
        rows.append([said.get(_MARK + label, 0.0) for label in labels])
    return np.array(rows)
