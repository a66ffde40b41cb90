"""What Prometheus may know: counted in each worker, added up over all of them when asked.

With several workers prometheus_client keeps the numbers in files that outlive a worker, in the folder that
PROMETHEUS_MULTIPROC_DIR names; it must be set before prometheus_client is imported.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from model.gate import Answer, Gate
from model.memory import Lookups

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


class Metrics:
    """Everything that is counted in this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "sendgate_request_seconds",
            "Time from a request's headers to its answer's end.",
            ["route", "method", "status"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._judging = Histogram(
            "sendgate_judge_seconds",
            "Time to judge one message, without database and network.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._decisions = Counter(
            "sendgate_decisions", "Messages decided.", ["decision", "reason"], registry=self.registry
        )
        self._topics = Counter(
            "sendgate_topics", "Topics found in messages decided.", ["topic", "decision"], registry=self.registry
        )
        self._confidence = Histogram(
            "sendgate_confidence",
            "How sure the model was of messages decided.",
            ["decision"],
            buckets=_SHARES,
            registry=self.registry,
        )
        self._lookups = Counter(
            "sendgate_lookups",
            "Messages, and lines of those not known, looked up among what was read before.",
            ["what", "known"],
            registry=self.registry,
        )
        self._model = Gauge(
            "sendgate_model_info",
            "Workers that answer with this model version and policy.",
            ["version", "policy"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self._reloads = Counter(
            "sendgate_reloads", "Promoted models, taken up or refused, by worker.", ["result"], registry=self.registry
        )
        # Finding a metric by its labels takes longer than counting; there are few, since no caller names any.
        self._request_of = cache(self._requests.labels)
        self._decision_of = cache(self._decisions.labels)
        self._topic_of = cache(self._topics.labels)
        self._confidence_of = cache(self._confidence.labels)
        # in the order of Lookups
        self._lookups_of = [
            self._lookups.labels(what, known) for what in ("message", "line") for known in ("yes", "no")
        ]

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self._request_of(route, method, str(status)).observe(seconds)

    def answer(self, answer: Answer, seconds: float) -> None:
        """Counts a message that was decided in ``seconds``."""
        self._judging.observe(seconds)
        self._decision_of(answer.decision, answer.reason).inc()
        self._confidence_of(answer.decision).observe(answer.confidence)
        for topic in answer.topics:
            self._topic_of(topic.topic, answer.decision).inc()

    def lookups(self, lookups: Lookups) -> None:
        """Counts how often what is remembered was of use."""
        for counter, number in zip(self._lookups_of, lookups, strict=True):
            if number:  # counting nothing takes as long as counting
                counter.inc(number)

    def serving(self, gate: Gate, before: Gate | None = None) -> None:
        """Tells with which model this worker answers, and which one that is no longer."""
        if before is not None:
            self._model.labels(before.manifest.version, before.policy.id).set(0)
        self._model.labels(gate.manifest.version, gate.policy.id).set(1)

    def reload(self, result: str) -> None:
        """Counts a promoted model that was ``swapped`` in or ``refused``."""
        self._reloads.labels(result).inc()

    def exposition(self) -> bytes:
        """Everything, of all workers, in Prometheus's text format."""
        folder = os.environ.get(FOLDER)
        if not folder:
            return generate_latest(self.registry)
        _forget_the_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """Drops what workers that are gone said of the present; what they counted stays."""
    for pid in {file.stem.rpartition("_")[2] for file in folder.glob("gauge_live*.db")}:
        if not _alive(int(pid)):
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
