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


def folds_by_family(families: Sequence[str] | NDArray[np.str_], count: int, seed: int = 0) -> list[Fold]:
    """``count`` folds; a family's fold depends on its name alone, so new data moves no old message."""
    place = np.array([crc32(f"{seed}:{family}".encode()) % count for family in families])
    everything = np.arange(len(place))
    return [Fold(everything[place != i], everything[place == i]) for i in range(count)]
