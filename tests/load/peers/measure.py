"""A fitted peer's scores and times, in a process of its own: ``python -m tests.load.peers.measure NAME FOLDER OUT``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from service.settings import settings_from
from tests.load.peers.data import document_of
from tests.load.peers.roster import OURS, peer_named
from training.corpus import load_corpus

SCORES, TIMES = "scores.npy", "times.json"
_SINGLES = 600  # messages timed one by one: enough for a 99th percentile


@click.command()
@click.argument("name")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
def main(name: str, folder: Path, out: Path) -> None:
    """Score the evaluation set with the peer NAME in FOLDER; scores and times go into OUT."""
    examples = load_corpus(settings_from().data / "evaluation")
    ours = name == OURS
    inputs = [example.message if ours else document_of(example) for example in examples]  # peers' reading is not timed
    began = time.perf_counter()
    peer = peer_named(name)
    fitted = peer.load(folder)
    times: dict[str, Any] = {"name": peer.name, "load": time.perf_counter() - began}
    singles = inputs[:: max(1, len(inputs) // _SINGLES)]
    fitted.score(inputs[-1:])  # a server has answered something before
    if ours:
        times |= {"unseen": _singly(fitted.score, singles)}
    times |= {"single": _singly(fitted.score, singles)}
    began = time.perf_counter()
    scores = fitted.score(inputs)
    times["bulk"] = len(inputs) / (time.perf_counter() - began)
    times["size"] = sum(_size(place) for place in (folder, peer.shipped()) if place)
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / SCORES, scores)
    (out / TIMES).write_text(json.dumps(times), encoding="utf-8")


def _singly(score: Callable[[Sequence[Any]], NDArray[np.floating]], inputs: Sequence[Any]) -> dict[str, float]:
    """Median and 99th percentile of the seconds that one message takes, and messages a second."""
    seconds = np.empty(len(inputs))
    for i, one in enumerate(inputs):
        began = time.perf_counter()
        score([one])
        seconds[i] = time.perf_counter() - began
    return {"median": float(np.median(seconds)), "p99": float(np.quantile(seconds, 0.99)), "rate": 1 / seconds.mean()}


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
