"""What a run came to: counts, old labels against new topics, the rows worth a person's eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from model.message import Message
from service.library.answers import Answer
from service.library.asking import Given
from service.library.batch import Batch
from service.library.columns import Columns
from service.library.places import Place
from service.library.ranking import Ranking, Row

OTHER = "(other labels)"
_MOST_LABELS = 200  # different old labels told apart; a column with more holds no labels
_EYES = 25
_VERDICTS = frozenset({"allow", "block"})


@dataclass(frozen=True, slots=True)
class Read:
    """A file, and which of its columns were read as what."""

    place: Place
    columns: Columns


@dataclass(slots=True)
class Summary:
    """Counts over all rows of a run."""

    files: list[Read] = field(default_factory=list)
    rows: int = 0
    recalled: int = 0  # rows whose answers an interrupted run had noted
    errors: int = 0
    compared: int = 0
    agreed: int = 0
    decisions: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    topics: Counter[tuple[str, str]] = field(default_factory=Counter)  # first topic and decision
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)  # old label, and what is found
    freeable: int = 0  # mixed rows that may go once their spoiling sentences are out
    disagreements: Ranking = field(default_factory=lambda: Ranking(_EYES))
    freed: Ranking = field(default_factory=lambda: Ranking(_EYES))
    unsure: Ranking = field(default_factory=lambda: Ranking(_EYES))

    def add(self, batch: Batch, columns: Columns, given: Sequence[Given], answers: Sequence[Answer]) -> list[Row]:
        """Counts a batch, and returns those of its rows that hold a message."""
        olds = batch.cells(columns.label) if columns.label else [None] * len(batch)
        names = batch.cells(columns.id) if columns.id else [None] * len(batch)
        rows = []
        for old, name, item, answer in zip(olds, names, given, answers, strict=True):
            self.rows += 1
            self._count(answer)
            if isinstance(item, Message):
                row = Row(self.rows, _shown(name), _shown(old), item, answer)
                self._compare(row)
                self._rank(row)
                rows.append(row)
        return rows

    def _count(self, answer: Answer) -> None:
        self.errors += bool(answer.error)
        self.decisions[answer.decision] += 1
        self.reasons[answer.reason] += 1
        self.topics[answer.topic or "–", answer.decision] += 1
        self.freeable += answer.freed

    def _compare(self, row: Row) -> None:
        if not row.old:
            return
        answer, labels = row.answer, labels_of(row.old)
        verdicts = labels <= _VERDICTS
        agrees = labels <= ({answer.decision} if verdicts else {answer.topic, *answer.topics})
        known = any(old == row.old for old, _ in self.confusion) if len(self.confusion) > _MOST_LABELS else True
        self.compared += 1
        self.agreed += agrees
        self.confusion[row.old if known else OTHER, answer.decision if verdicts else answer.topic or "–"] += 1
        if not agrees:
            self.disagreements.add(answer.confidence, row)

    def _rank(self, row: Row) -> None:
        answer = row.answer
        if answer.freed:
            self.freed.add(-len(answer.spoiling) + answer.confidence, row)
        if answer.reason == "unsure":
            self.unsure.add(-answer.confidence, row)


def labels_of(old: str) -> frozenset[str]:
    """The labels of a cell, several joined by ``|``, ``,`` or ``;``, spelled as topics are."""
    parts = old.replace(",", "|").replace(";", "|").split("|")
    return frozenset(part.strip().lower().replace(" ", "_").replace("-", "_") for part in parts if part.strip())


def _shown(cell: object) -> str:
    if isinstance(cell, list):
        return "|".join(map(str, cell))
    return "" if cell is None else str(cell).strip()
