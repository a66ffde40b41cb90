"""Settings chosen on held-out families, then everything fitted: ``python -m tests.load.peers.fit NAME FOLDER``."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from service.settings import settings_from
from tests.load.peers.data import Data, data_of, held_out
from tests.load.peers.peer import Peer
from tests.load.peers.roster import peer_named
from training.corpus import Corpus, Example, load_all
from training.curve import wrong_blocks_at

CHOSEN = "chosen.json"
_RISK = 0.02  # settings are compared by the wrong blocks where this share of what must be blocked passes


def choose(peer: type[Peer], corpus: Corpus) -> tuple[Peer, dict[str, Any]]:
    """The peer fitted on everything with what did best on held-out families, and what that was.

    Chosen are its settings, whether the book of phrases helps it, and for each topic the probability from which
    on a message is said to be about it.
    """
    inside, outside = held_out([*corpus.training, *corpus.contrast])
    unseen = data_of(outside)
    best: tuple[float, dict[str, Any], bool, NDArray[np.floating]] | None = None
    for settings, phrases in peer.candidates:
        scores = peer.fit(_data(inside, corpus, phrases), **settings).score(unseen.documents)
        missed = wrong_blocks_at(scores[:, 0], unseen.truth[:, 0], _RISK).value
        click.echo(f"  {settings} {'with' if phrases else 'without'} phrases: {missed:.1%}", err=True)
        if best is None or missed < best[0]:
            best = missed, settings, phrases, scores
    assert best is not None, f"{peer.name} has no settings to choose among"
    missed, settings, phrases, scores = best
    fitted = peer.fit(_data([*corpus.training, *corpus.contrast], corpus, phrases), **settings)
    return fitted, {
        "settings": settings,
        "phrases": phrases,
        "held_out": missed,
        "cuts": best_cuts(scores[:, 1:], unseen.truth[:, 1:]),
    }


def best_cuts(scores: NDArray[np.floating], truth: NDArray[np.bool_]) -> list[float]:
    """For each topic the probability that gives the best F1."""
    grid = np.linspace(0.05, 0.95, 19)
    cuts = []
    for score, true in zip(scores.T, truth.T, strict=True):
        said = score[None, :] >= grid[:, None]
        f1 = 2 * (said & true).sum(axis=1) / np.maximum(1, said.sum(axis=1) + true.sum())
        cuts.append(float(grid[int(f1.argmax())]))
    return cuts


def _data(examples: Sequence[Example], corpus: Corpus, phrases: bool) -> Data:
    return data_of([*examples, *(corpus.phrases if phrases else ())])


@click.command()
@click.argument("name")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def main(name: str, folder: Path) -> None:
    """Fit the peer NAME and write it into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    fitted, chosen = choose(peer_named(name), load_all(settings_from().data))
    fitted.save(folder)
    chosen["name"] = fitted.name
    chosen["seconds"] = round(time.perf_counter() - began)
    (folder / CHOSEN).write_text(json.dumps(chosen), encoding="utf-8")


if __name__ == "__main__":
    main()
