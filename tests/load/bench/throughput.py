"""Requests a second of one worker beside those of a no-op, and how long single ones take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from model.message import Message
from tests.load.bench.client import Load
from tests.load.bench.figures import Figure, Scale
from tests.load.bench.processes import bench_server, cpu_seconds, send
from tests.load.bench.server import CHECK, DECLARED, READY
from tests.load.bench.traffic import Traffic, bodies
from tests.service.running import Running

_BARS = {
    ("off", "templates"): 0.8,
    ("off", "unseen text"): 0.5,
    ("on", "templates"): 0.6,
    ("on", "unseen text"): 0.4,
}
_PATHS = (DECLARED, READY, CHECK)


def throughput(models: Path, traffic: Traffic, scale: Scale) -> Iterator[Figure]:
    """Throughput with the journal off and on, and latency at a fixed rate."""
    kinds = {"templates": traffic.filled(), "unseen text": traffic.unseen()}
    for journal in ("off", "on"):
        with bench_server(models, SENDGATE_JOURNAL=journal) as server:
            for messages in kinds.values():
                _sent(server, CHECK, bodies(messages, scale.warm))
            for kind, messages in kinds.items():
                yield from _side_by_side(server, messages, scale, journal, kind)
            for kind, messages in kinds.items():
                yield from _latency(server, messages, scale, journal, kind)


def _side_by_side(
    server: Running, messages: Iterator[Message], scale: Scale, journal: str, kind: str
) -> Iterator[Figure]:
    """The same bodies to each address in turn, round after round, so that what else the machine does meets all."""
    rates: dict[str, list[float]] = {path: [] for path in _PATHS}
    costs: dict[str, list[float]] = {path: [] for path in _PATHS}
    own = []
    for _ in range(scale.rounds):
        sent = bodies(messages, scale.requests)
        for path in _PATHS:
            before = cpu_seconds(server.process.pid)
            load = _sent(server, path, sent)
            costs[path].append((cpu_seconds(server.process.pid) - before) / len(sent))
            rates[path].append(len(sent) / load.seconds)
            own.append(load.own_seconds / load.seconds)
    where = f"{kind}, journal {journal}"
    yield Figure(
        f"throughput of a no-op, {where}", _ratio(rates, CHECK, DECLARED), bar=_BARS[journal, kind], at_least=True
    )
    yield Figure("… by the worker's CPU time", _ratio(costs, DECLARED, CHECK))
    yield Figure("… of a no-op that answers with ready data", _ratio(rates, CHECK, READY))
    yield Figure("… requests a second", median(rates[CHECK]), digits=0)
    yield Figure("… requests a second of the no-op", median(rates[DECLARED]), digits=0)
    yield Figure("… CPU of one request", 1e6 * median(costs[CHECK]), "µs", digits=0)
    yield Figure("… CPU of one of the no-op", 1e6 * median(costs[DECLARED]), "µs", digits=0)
    yield Figure("… the generator's own CPU, at most", 100 * max(own), "%", digits=0)


def _ratio(measured: dict[str, list[float]], path: str, to: str) -> float:
    """The median of the rounds' ratios."""
    return median(one / other for one, other in zip(measured[path], measured[to], strict=True))


def _latency(server: Running, messages: Iterator[Message], scale: Scale, journal: str, kind: str) -> Iterator[Figure]:
    count = max(1, round(scale.rate * scale.seconds))
    loads: dict[str, list[Load]] = {DECLARED: [], CHECK: []}
    for _ in range(scale.rounds_at_rate):
        sent = bodies(messages, count)
        for path, found in loads.items():
            found.append(_sent(server, path, sent, "--rate", scale.rate))
    where = f"{scale.rate:g} requests a second, {kind}, journal {journal}"
    bar = 5.0 if journal == "off" else None
    yield Figure(f"p99 at {where}", 1000 * median(load.p99 for load in loads[CHECK]), "ms", bar=bar)
    yield Figure("… median", 1000 * median(load.median for load in loads[CHECK]), "ms")
    yield Figure("… p99 of the no-op", 1000 * median(load.p99 for load in loads[DECLARED]), "ms")


def _sent(server: Running, path: str, sent: list[bytes], *options: object) -> Load:
    load = send(server.port, path, sent, *options)
    if load.failures:
        raise RuntimeError(f"{load.failures} of {load.requests} requests to {path} failed: see {server.log}")
    return load
