"""Families of a batch: messages nearly the same are held out together, with their kin in the corpus."""

from __future__ import annotations

from model.message import Message
from training.near import Nearby


class Families:
    """Groups the messages of the batch ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._index = Nearby()
        self._numbers: list[int] = []
        self._parent: dict[int, int] = {}
        self._names: dict[int, str] = {}

    def add(self, number: int, message: Message, family: str) -> None:
        """Takes in the message of row ``number``; ``family`` is the one it belongs to already, or nothing."""
        near = [self._numbers[other] for other, _ in self._index.near(message)]
        self._index.add(message)
        self._numbers.append(number)
        self._parent[number] = number
        if family:
            self._names[number] = family
        for other in near:
            first, second = sorted((self._root(other), self._root(number)))
            self._parent[second] = first
            if second in self._names:
                self._names.setdefault(first, self._names[second])

    def of(self, number: int) -> str:
        """The family of the message of row ``number``."""
        root = self._root(number)
        return self._names.get(root, f"{self._name}-{root + 1}")

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            number = self._parent[number]
        return number
