"""What every peer can do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tests.load.peers.data import Data, Document


class Peer(Protocol):
    """A classifier of messages: may it be sent, and what is it about.

    ``candidates`` are what to choose among on held-out families: settings, and whether to learn the book of phrases.
    """

    name: ClassVar[str]
    candidates: ClassVar[tuple[tuple[dict[str, Any], bool], ...]]

    @classmethod
    def fit(cls, data: Data, **settings: Any) -> Self:
        """Learns from ``data``."""

    def score(self, documents: Sequence[Document]) -> NDArray[np.floating]:
        """Probabilities, shape (n, 10): may be sent, then each topic."""

    def save(self, folder: Path) -> None:
        """Writes all that ``load`` needs, except what its package ships."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What ``save`` wrote."""

    @classmethod
    def shipped(cls) -> Path | None:
        """The weights that the peer's package ships, if any: they count towards its size."""
