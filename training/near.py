"""Texts that are nearly the same: the share of runs of five words that two of them have in common (Broder, 1997).

The shares are exact, not sketched: an index from runs to the texts that hold them is small at the size of a corpus, and
a leak that a sketch missed would be measured as skill.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from model.message import Message

NEAR = 0.6  # at this share two messages are the same one told twice
_RUN = 5
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_WORD = re.compile(r"\w+")


def words_of(message: Message) -> tuple[str, ...]:
    """The words of ``message`` by which it is compared: subject and body, lower case, tags aside."""
    return tuple(_WORD.findall(_TAG.sub(" ", f"{message.subject} {message.body}").lower()))


class Nearby:
    """An index of messages by number, in the order in which they are added."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._holders: dict[int, list[int]] = defaultdict(list)

    def add(self, message: Message) -> int:
        """Takes ``message`` in and tells its number."""
        number, runs = len(self._sizes), _runs(message)
        self._sizes.append(len(runs))
        for run in runs:
            self._holders[run].append(number)
        return number

    def near(self, message: Message, least: float = NEAR) -> Iterator[tuple[int, float]]:
        """The messages that share ``least`` of their runs with ``message`` or more: number and share."""
        runs = _runs(message)
        shared = Counter(number for run in runs for number in self._holders.get(run, ()))
        for number, count in shared.most_common():
            share = count / (len(runs) + self._sizes[number] - count)
            if share >= least:
                yield number, share


def _runs(message: Message) -> set[int]:
    words = words_of(message)
    return {hash(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}
