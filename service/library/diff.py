"""The same library through two model versions: which rows flip, and what in them is read differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from model.artefact import Manifest
from model.decide import Reason, decide
from model.gate import Gate
from model.judge import Finding, Judgement
from model.labels import Verdict
from model.message import Message
from service.library.asking import messages_of
from service.library.columns import Wanted, columns_of
from service.library.run import BATCH
from service.library.tables import Form, opened

_KEPT = 1_000  # flips told one by one; all are counted


@dataclass(frozen=True, slots=True)
class Reread:
    """A sentence that two versions read differently."""

    text: str
    old: Finding
    new: Finding


@dataclass(frozen=True, slots=True)
class Flip:
    """A message that two versions decide differently; ``number`` is its row, from 1."""

    number: int
    name: str
    message: Message
    old: Judgement
    new: Judgement
    reread: tuple[Reread, ...]


@dataclass(slots=True)
class Difference:
    """What two versions make of one library."""

    old: Manifest
    new: Manifest
    rows: int = 0
    flipped: Counter[tuple[Verdict, Verdict]] = field(default_factory=Counter)  # by old and new decision
    reasons: Counter[tuple[Reason, Reason]] = field(default_factory=Counter)  # of all rows, by old and new reason
    flips: list[Flip] = field(default_factory=list)


def difference(old: Gate, new: Gate, places: list[Path], wanted: Wanted, form: Form) -> Difference:
    """Judges every message of the files ``places`` twice. Raises BadTable."""
    found = Difference(old.manifest, new.manifest)
    for name, message in _messages(places, wanted, form):
        found.rows += 1
        before, after = old.judge(message), new.judge(message)
        decided = [
            decide(judgement.outcome, opted_out=True, reply=False, policy=gate.policy)
            for judgement, gate in ((before, old), (after, new))
        ]
        (old_decision, old_reason), (new_decision, new_reason) = decided
        found.reasons[old_reason, new_reason] += 1
        if old_decision != new_decision:
            found.flipped[old_decision, new_decision] += 1
            if len(found.flips) < _KEPT:
                found.flips.append(Flip(found.rows, name, message, before, after, _reread(before, after)))
    return found


def _messages(places: list[Path], wanted: Wanted, form: Form) -> Iterator[tuple[str, Message]]:
    """Every row's name and message; a row that holds no text is judged as an empty one, as it would be sent."""
    for path in places:
        with opened(path, form) as (reader, _):
            columns = columns_of(list(reader.columns), wanted)
            for batch in reader.batches(BATCH):
                names = batch.cells(columns.id) if columns.id else [""] * len(batch)
                for name, item in zip(names, messages_of(batch, columns), strict=True):
                    yield str(name or ""), item if isinstance(item, Message) else Message("")


def _reread(before: Judgement, after: Judgement) -> tuple[Reread, ...]:
    pairs = zip(before.findings, after.findings, strict=False)
    return tuple(Reread(old.sentence.text, old, new) for old, new in pairs if old.topic != new.topic)
