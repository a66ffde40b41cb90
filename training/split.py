"""Splits by family: messages that vary one idea are never on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Fold:
    """Positions of the messages that are fitted on, and of those held out."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]


def fold_of(family: str, count: int, seed: int = 0) -> int:
    """The fold of ``family``: it depends on the name alone, so new data moves no old message."""
    return crc32(f"{seed}:{family}".encode()) % count


def folds_by_family(families: Sequence[str] | NDArray[np.str_], count: int, seed: int = 0) -> list[Fold]:
    """``count`` folds, each family whole in one of them."""
    place = np.array([fold_of(family, count, seed) for family in families])
    everything = np.arange(len(place))
    return [Fold(everything[place != i], everything[place == i]) for i in range(count)]
