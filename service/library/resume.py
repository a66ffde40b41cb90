"""How far a run came: the answers it has given, noted batch by batch beside the output.

The output is a pure function of the input and its answers. So an interrupted run that starts again
reads and writes everything anew, which is cheap, but asks the model only for what is not noted;
its bytes are those of a run that was never interrupted. A batch's answers count only while the
batch reads as it did (its digest says so), and only for the same model, policy and release.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from model.message import Message
from service.library.answers import Answer
from service.library.batch import BadTable


class Journal:
    """Answers of the batches of one run, in order: first those of an earlier start, then new ones."""

    def __init__(self, stream: BinaryIO | None, answered_by: str) -> None:
        self._stream = stream
        self._digest = hashlib.blake2b(answered_by.encode(), digest_size=16)
        self._earlier = stream is not None
        self._end = 0  # of what is good so far
        self.recalled = 0  # rows

    def recall(self, messages: Sequence[Message | str]) -> list[Answer] | None:
        """Advances to the batch of these messages; its answers, where an earlier start noted them."""
        if self._stream is None:
            return None
        for message in messages:
            self._digest.update(repr(message).encode("utf-8", "surrogatepass"))
        self._digest.update(b"\n")
        if not self._earlier:
            return None
        found = _parsed(self._stream.readline())
        if found is None or found[0] != self._digest.hexdigest():
            self._earlier = False
            self._stream.seek(self._end)
            self._stream.truncate()
            return None
        self._end = self._stream.tell()
        self.recalled += len(messages)
        return [Answer(*row) for row in found[1]]

    @property
    def digest(self) -> str:
        """Of everything read up to the present batch, and of what answers."""
        return self._digest.hexdigest()

    def note(self, digest: str, answers: Sequence[Answer]) -> None:
        """Keeps the answers of the batch after whose reading `digest` was this."""
        if self._stream is not None:
            self._stream.write(orjson.dumps([digest, [tuple(answer) for answer in answers]]) + b"\n")
            self._stream.flush()


@contextmanager
def journal_at(path: Path | None, answered_by: str) -> Iterator[Journal]:
    """The journal at ``path``, which is gone when the run is complete and stays when it is not.

    ``answered_by`` names everything the answers depend on but the messages. Raises BadTable where another run
    is writing the same output.
    """
    if path is None:
        yield Journal(None, answered_by)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise BadTable(f"{path.parent} cannot be written to: {error.strerror}") from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadTable(f"another run is writing there ({path} is in use); wait for it or stop it") from None
        try:
            yield Journal(stream, answered_by)
        except BaseException:
            if not path.stat().st_size:
                path.unlink()
            raise
        path.unlink()


def _parsed(line: bytes) -> tuple[str, list[list[Any]]] | None:
    """One noted batch; None at the end, or where the last write was cut short."""
    if not line.endswith(b"\n"):
        return None
    try:
        digest, answers = orjson.loads(line)
    except ValueError:
        return None
    return digest, answers
