"""Messages spoiled on purpose: a critical one with somebody else's non-critical sentence in it.

Real mixed messages are rarer than the ways of mixing, and a line tacked on drowns in a long
message. The composed ones teach the context stage alone: they are no messages anyone wrote, so
they count towards no size, are never evaluated on, and neither the words' weights, the verdict's
nor the threshold see them. Measured in notebooks/features.py.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from model.labels import CRITICAL, NEUTRAL, Label
from training.corpus import Example, Labelled

_SHORTEST = 12  # characters: what is shorter means nothing outside its own message
_OPENINGS = ("", "", "P.S. ", "Also, ")
_BREAKS = ("\n", " ", "\n\n")


def composed(examples: Sequence[Example], fold_of: Callable[[str], int], seed: int = 0) -> list[Example]:
    """One spoiled copy of every plain-text example that may be sent.

    The copy keeps its family, and the sentence comes from a family of the same fold, so that
    held-out scores stay held out.
    """
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    donors: dict[tuple[str, int], dict[Label, list[Labelled]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        for part in example.parts:
            if _fit_to_lend(part):
                donors[example.language, fold_of(example.family)][part.label].append(part)
    copies = []
    for example in examples:
        pool = donors[example.language, fold_of(example.family)]
        if example.verdict == "allow" and pool and not any("<" in part.text for part in example.parts):
            spoiler = rng.choice(pool[rng.choice(sorted(pool))])
            copies.append(_spoiled(example, spoiler, rng))
    return copies


def _fit_to_lend(part: Labelled) -> bool:
    harmless = part.label == NEUTRAL or part.label in CRITICAL
    return not harmless and "<" not in part.text and len(part.text.strip()) >= _SHORTEST


def _spoiled(example: Example, spoiler: Labelled, rng: random.Random) -> Example:
    parts, count = list(example.parts), len(example.parts)
    place = rng.choice([count, count, count - 1, 0, rng.randrange(count + 1)])
    gap = rng.choice(_BREAKS)
    if place:
        parts[place - 1] = replace(parts[place - 1], text=parts[place - 1].text.rstrip() + gap)
    text = rng.choice(_OPENINGS) + spoiler.text.strip() + (gap if place < count else "")
    parts.insert(place, Labelled(text, spoiler.label))
    return replace(example, id=f"{example.id}-spoiled", parts=tuple(parts))
