"""Texts that are no seller's message to a buyer: what the model must not pretend to understand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from training.corpus import Example, Labelled, load_each, lone_text, object_of

_KEYS = {"id", "lang", "kind", "text"}


def load_elsewhere(folder: Path) -> list[Example]:
    """Every text under ``folder`` (``*.jsonl``), as a message of the family of its kind.

    Raises BadCorpus naming every bad line as file:line.
    """
    return load_each(folder, parse_elsewhere)


def parse_elsewhere(line: str) -> Example:
    """The text on one line; ValueError says what is wrong with it."""
    row = object_of(line)
    if set(row) != _KEYS or not all(isinstance(v, str) and v for v in row.values()):
        raise ValueError(f"must be an object of {', '.join(sorted(_KEYS))}, all of them text")
    return _example(row["id"], row["lang"], row["kind"], row["text"])


def shuffled(examples: Sequence[Example], count: int, seed: int = 0) -> list[Example]:
    """``count`` texts of words from ``examples`` in no order: every word is known, together they say nothing."""
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    words = {example.language: list[str]() for example in examples}
    for example in examples:
        words[example.language] += (word for word in example.message.body.split() if word.isalpha())
    texts = []
    for i in range(count):
        language = rng.choice(sorted(words))
        text = " ".join(rng.choices(words[language], k=rng.randint(8, 80)))
        texts.append(_example(f"shuffled-{i}", language, f"shuffled-{i}", text))
    return texts


def _example(name: str, language: str, kind: str, text: str) -> Example:
    return lone_text(name, language, kind, "none", f"elsewhere-{kind}", Labelled(text, "other"))
