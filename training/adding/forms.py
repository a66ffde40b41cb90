"""What a file holds, told from its columns."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, get_args

from model.errors import SendgateError

Form = Literal["messages", "sentences", "corpus", "corrections", "label-studio"]
FORMS: tuple[Form, ...] = get_args(Form)
DESCRIPTIONS: dict[Form, str] = {
    "messages": "whole messages, a row each",
    "sentences": "sentences with their labels, a row each",
    "corpus": "messages with every sentence labelled, as in the corpus",
    "corrections": "corrections that the service collected",
    "label-studio": "an export of Label Studio",
}

# What a column may be, and the names by which it is known; the body's and the subject's are those of a library.
ROLES = {
    "topics": "topics topic old_topic themen thema themes theme temas tema argomenti argomento",
    "label": "label labels old_label",
    "sentence": "sentence satz phrase oracion frase",
    "message": "message_id message_nr message_no message_number",
    "field": "field part",
    "confirmed": "confirmed",
    "lang": "lang language sprache langue idioma lingua",
    "kind": "kind",
    "medium": "medium channel",
    "register": "register",
    "trade": "trade",
    "family": "family",
    "source": "source",
    "hard": "hard",
    "id": "id",
    "sentences": "sentences",
    "purpose": "purpose",
}


class UnknownForm(SendgateError):
    """A file whose columns do not tell what it holds."""


def form_of(roles: Collection[str]) -> Form:
    """What rows with the columns ``roles`` are. Raises UnknownForm."""
    if "sentences" in roles:
        return "corrections" if "body" in roles else "corpus"
    if "sentence" in roles or ("label" in roles and not {"field", "purpose"}.isdisjoint(roles)):
        return "sentences"
    if "body" in roles:
        return "messages"
    raise UnknownForm(
        "no column looks like a message or a sentence; let the first row name one 'body' or 'sentence', "
        "or say which it is with --column body=NAME"
    )
