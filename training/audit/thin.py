"""Slices with too few messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from model.labels import TOPICS
from training.audit.findings import THIN, Finding
from training.corpus import LANGUAGES
from training.placed import MESSAGES, Placed

_LEAST = {"training": 50, "calibration": 10, "evaluation": 20}  # messages of a topic in a language


def thin_slices(places: Iterable[Placed]) -> Iterator[Finding]:
    """Topics that occur in too few messages of a language, in training and in the sets that measure."""
    counts: Counter[tuple[str, str, str]] = Counter()
    verdicts: Counter[tuple[str, str, str]] = Counter()
    for place in places:
        if place.part in MESSAGES:
            example = place.example
            counts.update((place.part, example.language, topic) for topic in example.topics)
            verdicts[place.part, example.language, example.verdict] += 1
    for part, least in _LEAST.items():
        for language in LANGUAGES:
            if not any(verdicts[part, language, verdict] for verdict in ("allow", "block")):
                continue
            for names, counted in ((TOPICS, counts), (("allow", "block"), verdicts)):
                for name in names:
                    if (count := counted[part, language, name]) < least:
                        yield Finding(THIN, f"{part}/{language}", 0, f"{count} of {name}; at least {least} are wanted")
