"""One message judged, without HTTP, beside scikit-learn's pipeline fitted on the same messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from model.gate import Gate
from model.message import Message
from model.store import current_version
from tests.load.bench.figures import Figure, Scale
from tests.load.bench.traffic import Traffic
from tests.load.peers.tfidf import features
from training.corpus import Example


def judging(models: Path, traffic: Traffic, training: list[Example], scale: Scale) -> Iterator[Figure]:
    """Ours on text met for the first time and again, theirs on the same, message by message in turn.

    Theirs tells one thing, whether it may be sent, and is given text; ours reads, tells topics and doubts as well.
    """
    part = training[:: scale.training]
    pipeline = make_pipeline(features(), LogisticRegression(C=10.0, solver="liblinear"))
    pipeline.fit([_text(example.message) for example in part], [example.verdict for example in part])
    gate = Gate.open(current_version(models))
    messages = traffic.unseen()
    for message in islice(messages, scale.warm):
        gate.judge(message)
    cold, warm, theirs = [], [], []
    for message in islice(messages, scale.singles):
        cold.append(_seconds(lambda message=message: gate.judge(message)))  # type: ignore[misc]
        warm.append(_seconds(lambda message=message: gate.judge(message)))  # type: ignore[misc]
        theirs.append(_seconds(lambda message=message: pipeline.predict_proba([_text(message)])))  # type: ignore[misc]
    yield Figure("judging alone, of scikit-learn's time, text never seen", _share(cold, theirs), bar=0.1, digits=3)
    yield Figure("… text seen before", _share(warm, theirs), bar=0.1, digits=3)
    yield Figure("… ours, never seen", 1e6 * median(cold), "µs", digits=0)
    yield Figure("… ours, seen before", 1e6 * median(warm), "µs", digits=0)
    yield Figure("… scikit-learn's", 1e6 * median(theirs), "µs", digits=0)


def _share(ours: list[float], theirs: list[float]) -> float:
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def _text(message: Message) -> str:
    return f"{message.subject}\n{message.body}"


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
