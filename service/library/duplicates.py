"""Templates that say nearly the same: groups by MinHash over triples of words (Broder 1997), variable parts aside."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from rensa import RMinHash

from model.message import Message
from service.library.ranking import Row

_HASHES = 64
_BAND = 4  # 16 bands of 4: at a similarity of 0.75 a pair is found with probability 0.998
_ALIKE = 0.75
_SEED = 7
_MOST = 20_000  # distinct messages compared, so that memory stays flat
_WORD = re.compile(r"[^\W\d_]+")
_VARIABLE = re.compile(r"\{\{.*?\}\}|\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>|https?://\S+")


@dataclass(frozen=True, slots=True)
class Group:
    """Messages nearly alike, the first as their example."""

    rows: tuple[Row, ...]

    @property
    def decisions(self) -> list[str]:
        """The different decisions among them; more than one deserves a look."""
        return sorted({row.answer.decision for row in self.rows})


class Duplicates:
    """Groups the distinct messages it is given, up to `_MOST` of them."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._seen: set[Message] = set()

    @property
    def distinct(self) -> int:
        """How many different messages were compared."""
        return len(self._rows)

    def add(self, row: Row) -> None:
        """Takes ``row`` into the comparison, if there is room and its message is new."""
        if len(self._rows) < _MOST and row.message not in self._seen:
            self._seen.add(row.message)
            self._rows.append(row)

    def groups(self) -> list[Group]:
        """Groups of two and more: first those that are decided differently, then the largest."""
        hashes = [_hashes(row.message) for row in self._rows]
        parent = list(range(len(hashes)))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        digests = [each.digest() for each in hashes]
        for band in range(0, _HASHES, _BAND):
            first: dict[tuple[int, ...], int] = {}
            for i, digest in enumerate(digests):
                other = first.setdefault(tuple(digest[band : band + _BAND]), i)
                if root(other) != root(i) and hashes[other].jaccard(hashes[i]) >= _ALIKE:
                    parent[root(i)] = root(other)
        members: dict[int, list[Row]] = defaultdict(list)
        for i, row in enumerate(self._rows):
            members[root(i)].append(row)
        found = [Group(tuple(rows)) for rows in members.values() if len(rows) > 1]
        return sorted(found, key=lambda group: (-len(group.decisions), -len(group.rows), group.rows[0].number))


def _hashes(message: Message) -> RMinHash:
    words = _WORD.findall(_VARIABLE.sub(" ", f"{message.subject} {message.body}").lower())
    found = RMinHash(num_perm=_HASHES, seed=_SEED)
    found.update([" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))])
    return found
