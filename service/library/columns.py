"""Which column is what: guessed from the names, overridden by the caller, and what the new ones are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from service.library.batch import BadTable

# The columns of an answer, in order.
ADDED = ("topic", "topics", "decision_if_opted_out", "reason", "confidence", "error")
NONE = ""  # given in place of a name: there is no such column

_GUESSES = {
    "subject": "subject subject_line mail_subject email_subject title betreff objet sujet asunto oggetto",
    "body": (
        "body body_html body_text message_body email_body template_body message_text template_text text message content"
        " template html nachricht inhalt mensaje messaggio contenu corps testo texto"
    ),
    "label": "label old_label topic old_topic",
    "id": "id template_id message_id key nr no number template_name name",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Columns as the caller names them; None where they are to be guessed."""

    subject: str | None = None
    body: str | None = None
    label: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns as they are read; None where there is none. ``added`` are the names of `ADDED` in the output."""

    body: str
    subject: str | None
    label: str | None
    id: str | None
    added: tuple[str, ...]


def columns_of(names: Sequence[str], wanted: Wanted) -> Columns:
    """What the columns ``names`` are. Raises BadTable where they make no sense."""
    check_names(names)
    body = _chosen("body", wanted.body, names)
    if body is None:
        raise BadTable(f"no column looks like the body; name it with --body: {_listed(names)}")
    return Columns(
        body=body,
        subject=_chosen("subject", wanted.subject, names),
        label=_chosen("label", wanted.label, names),
        id=_chosen("id", wanted.id, names),
        added=tuple(free_names(ADDED, names)),
    )


def check_names(names: Sequence[str]) -> None:
    """Raises BadTable where the columns ``names`` are none or not told apart."""
    if not names:
        raise BadTable("the file holds no columns; its first row must name them")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadTable(f"two columns have the same name, {_listed(twice)}; rename one of them")


def guessed(what: str, names: Sequence[str], guesses: str | None = None) -> str | None:
    """Which of ``names`` looks like ``what``: the first of its ``guesses`` that is there, or None."""
    simple = {_simple(name): name for name in reversed(names)}
    return next((simple[guess] for guess in (guesses or _GUESSES[what]).split() if guess in simple), None)


def free_names(names: Sequence[str], taken: Collection[str]) -> list[str]:
    """``names``, all with the same beginning where one of them is taken."""
    found, number = list(names), 1
    while not set(found).isdisjoint(taken):
        beginning = "sendgate_" if number == 1 else f"sendgate_{number}_"
        found, number = [beginning + name for name in names], number + 1
    return found


def _chosen(what: str, wanted: str | None, names: Sequence[str]) -> str | None:
    if wanted is None:
        return guessed(what, names)
    if wanted == NONE and what != "body":
        return None
    if wanted not in names:
        raise BadTable(f"there is no column {wanted!r}; the columns are {_listed(names)}")
    return wanted


def _simple(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
