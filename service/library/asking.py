"""From batches of rows to their answers: what was noted or is remembered is not asked again, order is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from model.message import Message
from service.library.answers import Answer, failed
from service.library.batch import Batch, Cell
from service.library.columns import Columns
from service.library.memory import Memory
from service.library.resume import Journal
from service.library.workers import Asker, lost

Given = Message | str  # a message, or why a row holds none


@dataclass(slots=True)
class _Open:
    """A batch whose answers are awaited."""

    batch: Batch
    given: list[Given]
    noted: list[Answer] | None
    digest: str
    known: dict[Message, Answer]
    asked: list[Message]
    future: Future[list[Answer]] | None

    def answers(self, memory: Memory) -> list[Answer]:
        if self.noted is not None:
            return self.noted
        if self.future is not None:
            try:
                fresh = self.future.result()
            except BrokenProcessPool as error:
                raise lost() from error
            for message, answer in zip(self.asked, fresh, strict=True):
                memory.put(message, answer)
                self.known[message] = answer
        return [self.known[item] if isinstance(item, Message) else failed(item) for item in self.given]


def answered(
    batches: Iterable[Batch], columns: Columns, asker: Callable[[], Asker], memory: Memory, journal: Journal, ahead: int
) -> Iterator[tuple[Batch, list[Given], list[Answer]]]:
    """Every batch with what it holds and the answers, in order, at most ``ahead`` of them awaited at a time."""
    waiting: deque[_Open] = deque()

    def next_done() -> tuple[Batch, list[Given], list[Answer]]:
        done = waiting.popleft()
        answers = done.answers(memory)
        if done.noted is None:
            journal.note(done.digest, answers)
        return done.batch, done.given, answers

    for batch in batches:
        waiting.append(_opened(batch, messages_of(batch, columns), asker, memory, journal))
        if len(waiting) > ahead:
            yield next_done()
    while waiting:
        yield next_done()


def messages_of(batch: Batch, columns: Columns) -> list[Given]:
    """The message of each row of ``batch``, or why there is none."""
    bodies = batch.cells(columns.body)
    subjects: list[Cell] = batch.cells(columns.subject) if columns.subject else [None] * len(batch)
    rows = zip(batch.problems, subjects, bodies, strict=True)
    return [problem or _message(subject, body, columns) for problem, subject, body in rows]


def _message(subject: Cell, body: Cell, columns: Columns) -> Given:
    if not isinstance(body, str):
        return f"the column {columns.body!r} holds no text"
    if not isinstance(subject, str | None):
        return f"the column {columns.subject!r} holds no text"
    return Message(body, subject or "")


def _opened(batch: Batch, given: list[Given], asker: Callable[[], Asker], memory: Memory, journal: Journal) -> _Open:
    noted = journal.recall(given)
    known: dict[Message, Answer] = {}
    asked: list[Message] = []
    if noted is None:
        for message in dict.fromkeys(item for item in given if isinstance(item, Message)):
            remembered = memory.get(message)
            if remembered is None:
                asked.append(message)
            else:
                known[message] = remembered
    future = asker().ask(asked) if asked else None
    return _Open(batch, given, noted, journal.digest, known, asked, future)
