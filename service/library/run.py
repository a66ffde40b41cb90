"""A whole library, relabelled: every file read, answered on every core, written aside and put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import chain, islice
from typing import Protocol

from model.artefact import read_artefact
from model.gate import Gate
from model.policy import load_policy
from service.library.asking import answered
from service.library.batch import BadTable, Batch, Reader
from service.library.columns import Wanted, columns_of
from service.library.memory import Memory
from service.library.places import Place, Places
from service.library.ranking import Row
from service.library.resume import Journal, journal_at
from service.library.streams import written_aside
from service.library.summary import Read, Summary
from service.library.tables import Form, opened, written
from service.library.workers import Asker, Here, Model, workers

BATCH = 1_000  # rows: enough to be worth handing over, few enough to hold dozens of


class Watcher(Protocol):
    """Is told how a run goes on."""

    def reading(self, place: Place, number: int, of: int) -> None:
        """A file is begun, the ``number``-th."""

    def came_to(self, summary: Summary, share: float) -> None:
        """So many rows are done; of the present file the ``share`` was read, 0 where that is unknown."""


@dataclass(frozen=True, slots=True)
class Job:
    """How a run is to be done."""

    model: Model
    jobs: int
    wanted: Wanted = field(default_factory=Wanted)
    form: Form = field(default_factory=Form)


class Relabelling:
    """One run over all files: what its parts share."""

    def __init__(self, job: Job, keep: Callable[[list[Row]], None]) -> None:
        self.summary = Summary()
        self._job, self._keep = job, keep
        self._memory = Memory()
        # Every digest is checked here and now, so that a broken model stops the run before it begins.
        self._gate = Gate(read_artefact(job.model.folder), load_policy(job.model.policy))

    def over(self, places: Places, watcher: Watcher) -> Summary:
        """Relabels every file of ``places``. Raises BadTable, with the journal kept, so that it can go on later."""
        asked = f"{self._gate.manifest.version} {self._gate.policy} {version('sendgate')} {BATCH}"
        with journal_at(places.journal, asked) as journal, ExitStack() as stack:
            here = Here(self._gate)
            there = cache(lambda: stack.enter_context(workers(self._job.model, self._job.jobs)))
            for number, place in enumerate(places.files, start=1):
                watcher.reading(place, number, len(places.files))
                with _named(place):
                    self._relabel(place, here, there, journal, watcher)
        return self.summary

    def _relabel(
        self, place: Place, here: Asker, there: Callable[[], Asker], journal: Journal, watcher: Watcher
    ) -> None:
        with opened(place.source, self._job.form) as (reader, writer_to):
            columns = columns_of(list(reader.columns), self._job.wanted)
            self.summary.files.append(Read(place, columns))
            with written_aside(place.target) as stream, written(writer_to(stream, columns.added)) as writer:
                batches, many = _many(reader)
                spread = many and self._job.jobs > 1
                asker, ahead = (there, 3 * self._job.jobs) if spread else (lambda: here, 0)
                for batch, given, answers in answered(batches, columns, asker, self._memory, journal, ahead):
                    cells = zip(*(answer.cells for answer in answers), strict=True)
                    writer.write(batch, dict(zip(columns.added, map(list, cells), strict=True)))
                    self._keep(self.summary.add(batch, columns, given, answers))
                    self.summary.recalled = journal.recalled
                    watcher.came_to(self.summary, reader.share())


def _many(reader: Reader) -> tuple[Iterator[Batch], bool]:
    """The batches, and whether there are enough to start other processes for."""
    batches = reader.batches(BATCH)
    first = list(islice(batches, 2))
    return chain(first, batches), len(first) > 1


@contextmanager
def _named(place: Place) -> Iterator[None]:
    """Puts the file's name before what is wrong with it."""
    try:
        yield
    except BadTable as error:
        if place.source is None or str(place.source) in str(error):
            raise
        raise BadTable(f"{place.source}: {error}") from error
