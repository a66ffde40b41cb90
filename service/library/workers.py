"""Answers from every core: worker processes that each open the memory-mapped model once, order kept."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from model.errors import SendgateError
from model.gate import Gate
from model.message import Message
from service.library.answers import Answer, answers_to


class Model(NamedTuple):
    """What a worker opens: the folder of a version, and a policy's name or path."""

    folder: Path
    policy: str


class Asker(Protocol):
    """Takes messages and promises their answers."""

    def ask(self, messages: Sequence[Message]) -> Future[list[Answer]]:
        """The answers to ``messages``, in order, when they are there."""


class WorkerLost(SendgateError):
    """A worker process ended before its answers were there."""


class Here:
    """Answers in this process, at once."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def ask(self, messages: Sequence[Message]) -> Future[list[Answer]]:
        """The answers to ``messages``."""
        done: Future[list[Answer]] = Future()
        done.set_result(answers_to(self._gate, messages))
        return done


class Workers:
    """Answers in ``jobs`` processes, which start with the first question."""

    def __init__(self, model: Model, jobs: int) -> None:
        # Forking a process that has threads (of BLAS, of a progress bar) can deadlock it.
        context = multiprocessing.get_context("spawn")
        self.pool = ProcessPoolExecutor(jobs, context, _open, (model,))

    def ask(self, messages: Sequence[Message]) -> Future[list[Answer]]:
        """The answers to ``messages``."""
        try:
            return self.pool.submit(_answers, messages)
        except BrokenProcessPool as error:
            raise lost() from error


def lost() -> WorkerLost:
    """What is said when a worker is gone."""
    return WorkerLost(
        "a worker process was ended from outside, perhaps for want of memory; "
        "run the same command again, with fewer --jobs if need be: it goes on where it was"
    )


@contextmanager
def workers(model: Model, jobs: int) -> Iterator[Workers]:
    """Worker processes, gone at the end; on an error what they have not begun is dropped."""
    started = Workers(model, jobs)
    try:
        yield started
    finally:
        started.pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_gate: Gate | None = None  # of this worker process


def _open(model: Model) -> None:
    global _gate  # noqa: PLW0603 - what a pool's initializer leaves for its tasks
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C reaches everyone; the parent ends the pool
    _gate = Gate.open(model.folder, model.policy)


def _end_with_parent() -> None:
    """Ends this worker when the parent is gone, killed perhaps: nobody would ever tell it to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answers(messages: Sequence[Message]) -> list[Answer]:
    assert _gate is not None
    return answers_to(_gate, messages)
