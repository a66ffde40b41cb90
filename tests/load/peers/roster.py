"""Who takes part. A peer's module is imported only when it is its turn: their libraries are heavy."""

from __future__ import annotations

from importlib import import_module
from typing import Any

OURS = "ours"
PEERS = {"tfidf": "Tfidf", "fasttext": "FastText", "textcat": "Textcat", "minilm": "MiniLm"}
_EVERYONE = {**PEERS, OURS: "Sendgate"}


def peer_named(name: str) -> Any:
    """The class of the peer in the module ``name``."""
    return getattr(import_module(f"tests.load.peers.{name}"), _EVERYONE[name])
