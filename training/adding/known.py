"""What the corpus holds already, asked of every message that is to join it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.message import Message
from training.adding.draft import BadRow, Draft
from training.adding.spread import labels_given
from training.near import Nearby, words_of
from training.placed import FITTED, HELD_OUT, Placed


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands to the corpus: known at a place, or of the family of a message nearly the same, or neither."""

    known: str = ""
    family: str = ""


class Known:
    """The corpus, ready to be asked."""

    def __init__(self, corpus: Iterable[Placed]) -> None:
        self._places = [place for place in corpus if place.part != "elsewhere"]
        self._index = Nearby()
        self._exact: dict[tuple[str, ...], list[Placed]] = {}
        self._compared: list[Placed] = []
        for place in self._places:
            self._exact.setdefault(words_of(place.example.message), []).append(place)
            if place.part != "phrases":
                self._index.add(place.example.message)
                self._compared.append(place)
        self.ids = {place.example.id for place in self._places}
        self._families = {place.example.family: place for place in self._places if place.part != "training"}

    def standing(self, draft: Draft) -> Standing:
        """How ``draft`` stands to the corpus.

        Raises BadRow where it is near to what the model is measured or calibrated on, contradicts what is known, or
        names a family of another part.
        """
        same = self._exact.get(words_of(draft.message), [])
        for place in same:
            if place.part in HELD_OUT:
                raise BadRow(_leak(place, "the same as"))
        taught = [place for place in same if (place.part == "phrases") == draft.lone]
        if taught:
            if not _agree(draft, taught[0]):
                raise BadRow(f"the corpus has it with other labels at {taught[0].where}; correct that line instead")
            return Standing(known=taught[0].where)
        if draft.lone:
            return Standing()
        family = str(draft.facts.get("family", ""))
        if family in self._families:
            raise BadRow(f"its family {family!r} is one of {self._families[family].file}; give it another name")
        return Standing(family=self._kin(draft.message))

    def _kin(self, message: Message) -> str:
        kin = ""
        for number, share in self._index.near(message):
            place = self._compared[number]
            if place.part in HELD_OUT:
                raise BadRow(_leak(place, f"{share:.0%} the same as"))
            if place.part == FITTED[1]:
                raise BadRow(
                    f"{share:.0%} the same as {place.where}, one of a pair made to differ in one sentence; leave it out"
                )
            kin = kin or place.example.family
        return kin


def _leak(place: Placed, how: str) -> str:
    purpose = "measured" if place.part == "evaluation" else "calibrated"
    return f"{how} {place.where}, which the model is {purpose} on and must never learn from; leave it out"


def _agree(draft: Draft, place: Placed) -> bool:
    """Whether ``draft`` says nothing else of its message than the corpus does."""
    if draft.topics is not None and draft.topics != place.example.topics:
        return False
    if draft.lone:
        return draft.spans[0].label == place.example.parts[0].label
    truth = place.example.labelled_sentences()
    given = labels_given(draft, [sentence for sentence, _ in truth])
    return all(label is None or label == right for label, (_, right) in zip(given, truth, strict=True))
