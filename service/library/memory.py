"""Answers remembered by the exact message, boundedly: a template sent a million times is judged once."""

from __future__ import annotations

from collections import OrderedDict

from model.message import Message
from service.library.answers import Answer

REMEMBERED = 50_000


class Memory:
    """The answers used last, at most ``limit``; the same message always has the same answer."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._answers: OrderedDict[Message, Answer] = OrderedDict()
        self._limit = limit

    def get(self, message: Message) -> Answer | None:
        """The answer to ``message``, if it is remembered."""
        found = self._answers.get(message)
        if found is not None:
            self._answers.move_to_end(message)
        return found

    def put(self, message: Message, answer: Answer) -> None:
        """Remembers ``answer``."""
        self._answers[message] = answer
        if len(self._answers) > self._limit:
            self._answers.popitem(last=False)
