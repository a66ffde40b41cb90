"""What a server costs beside answering: its start, its memory, a new model while it answers."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.load.bench.client import Load
from tests.load.bench.figures import Figure, Scale
from tests.load.bench.processes import bench_server, cpu_seconds, descendants, memory, memory_of_files, send
from tests.load.bench.server import CHECK
from tests.load.bench.traffic import Traffic, bodies
from tests.service.promoting import promote_another, store_in
from tests.service.running import running, until

_MB = 1_000_000
_SWAPPED = 'sendgate_reloads_total{result="swapped"}'


def start(models: Path, scale: Scale) -> Iterator[Figure]:
    """From the start of the process until it says that it is ready; the database is there already."""
    took, cpu = [], []
    with tempfile.TemporaryDirectory() as name:
        with running(models, Path(name)):
            pass
        for _ in range(scale.starts):
            began = time.perf_counter()
            with running(models, Path(name), look_every=0.005) as server:
                took.append(time.perf_counter() - began)
                cpu.append(cpu_seconds(server.process.pid))
    yield Figure("process start until /readyz", median(took), "s", bar=3.0)
    yield Figure("… CPU of that", median(cpu), "s")


def worker_memory(models: Path, traffic: Traffic, scale: Scale) -> Iterator[Figure]:
    """Of a worker alone and of two, after some traffic: each one's own, with its share, and the model's pages."""
    with tempfile.TemporaryDirectory() as name, running(models, Path(name)) as server:
        send(server.port, CHECK, bodies(traffic.filled(), scale.warm))
        yield Figure("memory of the only worker, RSS", memory(server.process.pid)["Rss"] / _MB, "MB", bar=150, digits=0)
    with tempfile.TemporaryDirectory() as name, running(models, Path(name), "--workers", "2") as server:
        send(server.port, CHECK, bodies(traffic.filled(), scale.warm))
        workers = [pid for pid in descendants(server.process.pid) if memory_of_files(pid, models)]
        found = [memory(pid) for pid in workers]
        model = [memory_of_files(pid, models) for pid in workers]
    yield Figure("memory of one worker of two, RSS", _largest(found, "Rss"), "MB", bar=150, digits=0)
    yield Figure("… PSS: shared pages counted by their share", _largest(found, "Pss"), "MB", digits=0)
    yield Figure(
        "… USS: its own alone", max(one["Private_Clean"] + one["Private_Dirty"] for one in found) / _MB, "MB", digits=0
    )
    shared = sum(one["Shared_Clean"] + one["Shared_Dirty"] for one in model) / sum(one["Rss"] for one in model)
    yield Figure("the model's pages shared with the other worker", 100 * shared, "%", bar=99, at_least=True, digits=0)
    yield Figure("… the model's pages", _largest(model, "Rss"), "MB", digits=0)


def reload(models: Path, traffic: Traffic, scale: Scale) -> Iterator[Figure]:
    """The longest request of a round in which a model is promoted, beside one in which none is."""
    more, longest = [], []
    with tempfile.TemporaryDirectory() as name:
        store = store_in(Path(name), models)
        with bench_server(store, SENDGATE_JOURNAL="off", SENDGATE_RELOAD="1") as server:
            messages = traffic.filled()
            send(server.port, CHECK, bodies(messages, scale.warm))
            count = max(1, round(scale.rate * scale.seconds))
            failures = 0
            for number in range(1, scale.reloads + 1):
                without = send(server.port, CHECK, bodies(messages, count), "--rate", scale.rate)
                during = _promoted_during(store, server.port, bodies(messages, count), scale)
                until(lambda number=number: server.metric(_SWAPPED) == number)  # type: ignore[misc]
                more.append(1000 * (during.longest - without.longest))
                longest.append(1000 * during.longest)
                failures += without.failures + during.failures
    yield Figure("reload: longest request longer by", median(more), "ms", bar=50, digits=1)
    yield Figure("… longest request meanwhile", median(longest), "ms", digits=1)
    yield Figure("… requests failed", failures, bar=0, digits=0)


def _promoted_during(store: Path, port: int, sent: list[bytes], scale: Scale) -> Load:
    """A round in the first third of which another model is promoted: written by this process, on no core of theirs."""
    promoting = threading.Timer(scale.seconds / 4, promote_another, [store])
    promoting.start()
    load = send(port, CHECK, sent, "--rate", scale.rate)
    promoting.join()
    return load


def _largest(found: list[dict[str, int]], name: str) -> float:
    return max(one[name] for one in found) / _MB
