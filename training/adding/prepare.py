"""Everything that somebody brings, checked as a whole before anything is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.errors import UnreadableMessage
from model.judge import Judge
from model.labels import topics_of
from model.language import language_of
from model.read import read
from training.adding.draft import BadRow, Draft, Refusal
from training.adding.families import Families
from training.adding.known import Known
from training.adding.spread import Piece, is_complete, pieces_of
from training.audit.personal import Personal, personal_data
from training.corpus import LANGUAGES, UNKNOWN, Example, parse_example, parse_phrase


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose labels are in part the model's and wait for a person; ``facts`` go along with it."""

    draft: Draft
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What becomes of every row."""

    messages: list[Example] = field(default_factory=list)
    phrases: list[Example] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)  # where in the file, where in the corpus
    waiting: list[Waiting] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    personal: list[tuple[str, str]] = field(default_factory=list)  # where in the file, what may belong to somebody


def prepare(
    drafts: Iterable[Draft | Refusal],
    known: Known,
    name: str,
    judge: Callable[[], Judge],
    *,
    language: str | None = None,
    accept: bool = False,
) -> Prepared:
    """Sorts ``drafts`` into what joins the corpus as the batch ``name``, is known, waits, or is refused.

    ``judge`` opens the model, and is asked only where labels are missing. ``language`` is that of messages which do not
    name theirs; without it, it is told from the text. With ``accept`` the model's labels are taken unconfirmed.
    """
    found = Prepared()
    sound: list[Draft] = []
    for draft in drafts:
        if isinstance(draft, Refusal):
            found.refused.append(draft)
        else:
            sound.append(draft)
    told = _languages(sound, language)
    batch, opened = _Batch(name, known, Families(name)), list[Judge]()
    for draft, lang in zip(sound, told, strict=True):
        try:
            if standing := batch.standing(draft := _named(draft, lang, name)):
                found.known.append((draft.where, standing))
                continue
            complete = is_complete(draft)
            if not complete and not opened:
                opened.append(judge())
            found.personal.extend((draft.where, f"{one.kind} {one.text}") for one in _personal(draft))
            pieces = tuple(pieces_of(draft, None if complete else opened[0]))
            if complete or accept:
                (found.phrases if draft.lone else found.messages).append(batch.example(draft, pieces))
            else:
                batch.example(draft, pieces)  # what would be refused later is refused now
                found.waiting.append(Waiting(draft, pieces))
        except (ValueError, UnreadableMessage) as error:
            found.refused.append(Refusal(draft.rows, str(error)))
    found.refused.sort(key=lambda refusal: refusal.rows[0].number if refusal.rows else -1)
    return replace(found, messages=batch.grouped(found.messages))


class _Batch:
    """The messages of one file: each once, their ids, families and provenance."""

    def __init__(self, name: str, known: Known, families: Families) -> None:
        self._name, self._known, self._families = name, known, families
        self._seen: dict[tuple[bool, str, str], Draft] = {}
        self._ids = set(known.ids)
        self._count = 0

    def standing(self, draft: Draft) -> str:
        """Where ``draft`` is known from, if it is. Raises BadRow."""
        key = (draft.lone, draft.message.subject.strip(), draft.message.body.strip())
        twin = self._seen.setdefault(key, draft)
        if twin is not draft:
            if (twin.spans, twin.topics) != (draft.spans, draft.topics):
                raise BadRow(f"{twin.where} is the same text with other labels; keep the right one")
            return f"{twin.where} of the same file"
        standing = self._known.standing(draft)
        if not standing.known and not draft.lone:
            self._families.add(draft.rows[0].number, draft.message, str(draft.facts.get("family", standing.family)))
        return standing.known

    def example(self, draft: Draft, pieces: Sequence[Piece]) -> Example:
        """``draft`` as the corpus keeps it. Raises ValueError where it cannot."""
        facts = draft.facts
        if draft.lone:
            labelled = {"text": draft.message.body.strip(), "label": draft.spans[0].label}
            purpose = facts.get("purpose", "added")
            return parse_phrase(
                json.dumps({"id": self._id(draft), "lang": facts["lang"], "purpose": purpose, **labelled})
            )
        body = [piece for piece in pieces if piece.field == "body"]
        if not body:
            raise BadRow("its body holds no words; a message of the corpus needs some")
        topics = topics_of(piece.label for piece in pieces)
        row: dict[str, Any] = {
            "id": self._id(draft),
            "lang": facts["lang"],
            "kind": facts.get("kind") or "+".join(sorted(topics)) or "no-topic",
            "medium": facts.get("medium") or UNKNOWN,
            "register": facts.get("register") or UNKNOWN,
            "trade": facts.get("trade") or UNKNOWN,
            "family": str(draft.rows[0].number),
            "source": facts["source"],
            "hard": list(facts.get("hard", ())),
            "sentences": [{"text": piece.text, "label": piece.label} for piece in body],
        }
        if subject := next((piece for piece in pieces if piece.field == "subject"), None):
            row["subject"] = {"text": subject.text, "label": subject.label}
        return parse_example(json.dumps(row))

    def grouped(self, messages: Iterable[Example]) -> list[Example]:
        """``messages`` with the names of their families, known when all are read."""
        return [replace(example, family=self._families.of(int(example.family))) for example in messages]

    def _id(self, draft: Draft) -> str:
        self._count += 1
        given = str(draft.facts.get("id") or f"{draft.facts['lang']}-{self._name}-{self._count:04}")
        if given in self._ids:
            raise BadRow(f"the corpus has another message with the id {given!r}; leave the id out")
        self._ids.add(given)
        return given


def _named(draft: Draft, language: str, batch: str) -> Draft:
    if language not in LANGUAGES:
        what = f"is in {language!r}" if language else "is in a language that cannot be told from so little text"
        raise BadRow(f"{what}; write its language ({', '.join(LANGUAGES)}) in a column lang, or use --lang")
    facts = {**draft.facts, "lang": language, "source": draft.facts.get("source") or f"{batch} {draft.where}"}
    return replace(draft, facts=facts)


def _languages(drafts: Sequence[Draft], common: str | None) -> list[str]:
    """The language of each of ``drafts``. A text too short to tell is in that of the others, if they have one."""
    told = [str(draft.facts.get("lang") or common or _told(draft)) for draft in drafts]
    counts = Counter(language for language in told if language)
    usual = counts.most_common(1)[0][0] if len(counts) == 1 else ""
    return [language or usual for language in told]


def _personal(draft: Draft) -> Iterable[Personal]:
    return dict.fromkeys(personal_data(f"{draft.message.subject}\n{draft.message.body}"))


def _told(draft: Draft) -> str:
    try:
        return language_of(read(draft.message).shown)
    except UnreadableMessage:
        return ""
