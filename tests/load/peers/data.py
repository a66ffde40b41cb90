"""The corpus as message classifiers see it: plain text, may it be sent, what is it about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.labels import TOPICS
from model.read import read
from training.corpus import Example
from training.split import fold_of

TARGETS = ("allow", *TOPICS)
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Document:
    """What a buyer sees of a message: its subject and body as text, and its sentences."""

    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """n documents and what is true of them."""

    documents: list[Document]
    truth: NDArray[np.bool_]  # (n, 10): may be sent, then each topic


@cache
def document_of(example: Example) -> Document:
    """The message as text. Peers get sendgate's own reader: markup, hidden text and quoted mail are gone."""
    sentences = tuple(" ".join(sentence.text.split()) for sentence in read(example.message).sentences)
    return Document("\n".join(sentences), sentences)


def truth_of(examples: Sequence[Example]) -> NDArray[np.bool_]:
    """What is true of each example, one column a target."""
    return np.array([[e.verdict == "allow", *(topic in e.topics for topic in TOPICS)] for e in examples], dtype=bool)


def data_of(examples: Sequence[Example]) -> Data:
    """The examples as documents."""
    return Data([document_of(example) for example in examples], truth_of(examples))


def held_out(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """Four fifths to fit on and one to choose settings by; a family is never on both sides."""
    outside = [fold_of(example.family, _FOLDS) == 0 for example in examples]
    fitted = [example for example, out in zip(examples, outside, strict=True) if not out]
    return fitted, [example for example, out in zip(examples, outside, strict=True) if out]
