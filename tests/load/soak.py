"""The service at full load for minutes: its memory stays flat and no request fails (``make soak``)."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import click

from service.settings import settings_from
from tests.load.bench.processes import descendants, memory, send
from tests.load.bench.server import CHECK
from tests.load.bench.traffic import Traffic, bodies
from tests.service.running import Running, running
from training.corpus import load_all

GROWTH = 5.0  # per cent that memory may grow after the warm-up
_ROUND = 300  # requests
_FULL = 4_000  # requests after which all that is remembered is full, however slow the machine
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """How the service stood after a round; ``seconds`` since the load began, memory in bytes."""

    seconds: float
    requests: int
    failures: int
    memory: int


def soaked(server: Running, traffic: Traffic, seconds: float) -> Iterator[Sample]:
    """Rounds of known templates and of text never seen, in turn, 16 connections at once, for that long."""
    began = time.monotonic()
    requests = failures = 0
    for messages in cycle([traffic.filled(), traffic.unseen()]):
        load = send(server.port, CHECK, bodies(messages, _ROUND))
        requests, failures = requests + load.requests, failures + load.failures
        took = time.monotonic() - began
        yield Sample(took, requests, failures, _held_by(server.process.pid))
        if took >= seconds:
            return


def growth(samples: list[Sample], warm: float) -> float:
    """By how many per cent the largest memory of the last third is above that after ``warm`` seconds, or `_FULL`."""
    before = next((one for one in samples if one.seconds >= warm and one.requests >= _FULL), samples[-1])
    last = max(one.memory for one in samples[-max(1, len(samples) // 3) :])
    return 100 * (last / before.memory - 1)


def _held_by(pid: int) -> int:
    """The memory of the service's processes, what they share counted once."""
    return sum(memory(one)["Pss"] for one in (pid, *descendants(pid)))


@click.command()
@click.option("--minutes", default=10.0, show_default=True, type=click.FloatRange(min=0, min_open=True))
@click.option("--warm", default=1.0, show_default=True, help="Minutes before memory counts.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
def main(minutes: float, warm: float, workers: int) -> None:
    """Ask the service as fast as it answers, and see that its memory stays where it was after the warm-up."""
    settings = settings_from()
    traffic = Traffic(load_all(settings.data).evaluation)
    samples: list[Sample] = []
    told = 0.0
    with (
        tempfile.TemporaryDirectory() as name,
        running(settings.models, Path(name), "--workers", str(workers)) as server,
    ):
        for sample in soaked(server, traffic, 60 * minutes):
            samples.append(sample)
            if sample.seconds >= told:
                click.echo(
                    f"{sample.seconds / 60:5.1f} min {sample.requests:9,} requests {sample.memory / _MB:6.1f} MB"
                )
                told += 30
    grown, last = growth(samples, 60 * warm), samples[-1]
    good = grown < GROWTH and not last.failures
    click.echo(
        f"{last.requests:,} requests in {last.seconds / 60:.1f} min, {last.failures} failed; memory at the end beside "
        f"that after {warm:g} min, {_FULL:,} requests at least: {grown:+.1f} % (bar: under {GROWTH:g} %): "
        f"{'met' if good else 'missed'}"
    )
    sys.exit(not good)


if __name__ == "__main__":
    main()
