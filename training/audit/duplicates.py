"""The same said twice: with other labels, on both sides of a split, or in two families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from model.labels import Label
from training.audit.findings import CONFLICT, KIN, LEAK, UNEVEN, Check, Finding
from training.near import Nearby, words_of
from training.placed import HELD_OUT, Placed

# Sets that must share nothing: measured with all, calibrated with fitted, and contrast sets with training.
_RANK = {"training": 0, "contrast": 1, "calibration": 2, "evaluation": 3}


def conflicts(places: Iterable[Placed]) -> Iterator[Finding]:
    """Messages that occur twice with other verdicts, and texts that occur twice between the same neighbours."""
    messages: dict[Hashable, list[Placed]] = defaultdict(list)
    texts: dict[Hashable, dict[Label, tuple[Placed, str]]] = defaultdict(dict)
    for place in places:
        example = place.example
        if place.part == "phrases":
            texts[example.language, words_of(example.message)].setdefault(
                example.parts[0].label, (place, example.parts[0].text)
            )
            continue
        messages[words_of(example.message)].append(place)
        plain = [" ".join(part.text.lower().split()) for part in example.parts]
        for i, part in enumerate(example.parts):
            around = (plain[i - 1] if i else "", plain[i], *plain[i + 1 : i + 2])
            texts[around].setdefault(part.label, (place, part.text))
    for same in messages.values():
        first, *others = same
        for other in others:
            if other.example.verdict != first.example.verdict:
                what = f"{other.example.verdict}; the same message is {first.example.verdict} at {first.where}"
                yield _found(CONFLICT, other, what)
    for labels in texts.values():
        (label, (first, _)), *more = labels.items()
        for other_label, (other, text) in more:
            yield _found(UNEVEN, other, f"{other_label}; the same text is {label} at {first.where}", text.strip())


def shared(places: Sequence[Placed]) -> Iterator[Finding]:
    """Texts, families and sources on both sides of a split, and near-duplicates in two families of one side."""
    index, met = Nearby(), list[Placed]()
    families: dict[str, Placed] = {}
    sources: dict[str, Placed] = {}
    for place in sorted((place for place in places if place.part in _RANK), key=lambda place: _RANK[place.part]):
        example = place.example
        for number, share in index.near(example.message):
            other = met[number]
            if other.part != place.part:
                yield _found(LEAK, place, f"{share:.0%} the same as {other.where}")
            elif other.example.family != example.family:
                names = f"{other.example.family!r} and {example.family!r}"
                yield _found(KIN, place, f"{share:.0%} the same as {other.where}, but of the families {names}")
        index.add(example.message)
        met.append(place)
        for what, name, seen in (("family", example.family, families), ("source", example.source, sources)):
            if name and (other := seen.setdefault(name, place)).part != place.part:
                yield _found(LEAK, place, f"its {what} {name!r} is also at {other.where}")
    yield from _phrases(places)


def _phrases(places: Iterable[Placed]) -> Iterator[Finding]:
    held_out = {words_of(place.example.message): place for place in places if place.part in HELD_OUT}
    for place in places:
        if place.part == "phrases" and (other := held_out.get(words_of(place.example.message))):
            yield _found(LEAK, place, f"the same as the whole message at {other.where}")


def _found(check: Check, place: Placed, what: str, shown: str = "") -> Finding:
    message = place.example.message
    return Finding(check, place.file, place.line, what, f"{message.subject}\n{message.body}".strip(), shown)
