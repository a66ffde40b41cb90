"""What the parts of the corpus hold, and whether they are the ones that a model was trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.corpus import LANGUAGES, Example, digest_of, load_corpus, load_phrases

PURPOSES = {
    "training": "fitted on; held out by families for the threshold",
    "contrast": "fitted on and nothing else",
    "phrases": "fitted on: single lines for the sentence scorer",
    "calibration": "never fitted on; the threshold is chosen here and on held-out families",
    "evaluation": "measured on and nothing else",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One folder of the corpus."""

    name: str
    purpose: str
    messages: int
    sentences: int
    sendable: int
    languages: tuple[tuple[str, int], ...]
    digest: str
    unchanged: bool  # whether the model was trained with these very files


def composition(data: Path, trained_on: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of the corpus in ``data`` that hold anything; ``trained_on`` are the digests of a manifest."""
    return tuple(
        _part(name, load_phrases(data / name) if name == "phrases" else load_corpus(data / name), data, trained_on)
        for name in PURPOSES
        if any((data / name).rglob("*.jsonl"))
    )


def _part(name: str, examples: Sequence[Example], data: Path, trained_on: Mapping[str, str]) -> Part:
    counts = Counter(example.language for example in examples)
    digest = digest_of(data / name)
    return Part(
        name=name,
        purpose=PURPOSES[name],
        messages=len(examples),
        sentences=sum(len(example.parts) + bool(example.subject) for example in examples),
        sendable=sum(example.verdict == "allow" for example in examples),
        languages=tuple((language, counts[language]) for language in LANGUAGES if counts[language]),
        digest=digest,
        unchanged=trained_on.get(name) == digest,
    )
