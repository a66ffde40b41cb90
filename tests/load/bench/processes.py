"""Servers and clients as processes of their own, and what the system says of them. The figures of it need Linux."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.load.bench.client import Load
from tests.service.running import Running, free_port, started

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_KIB = re.compile(r"^(\w+): +(\d+) kB$", re.MULTILINE)


@contextmanager
def bench_server(models: Path, **settings: str) -> Iterator[Running]:
    """The service with no-ops, on the first core, with nothing kept but in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        command = [sys.executable, "-W", "ignore", "-m", "tests.load.bench.server", str(port)]
        with started(command, port, models, Path(name), settings) as server:
            pin(server.process.pid, 0)
            yield server


def send(port: int, path: str, bodies: Sequence[bytes], *options: object) -> Load:
    """What came of sending ``bodies`` from a process on the second core."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\n".join(bodies))
        file.flush()
        command = [sys.executable, "-m", "tests.load.bench.client", str(port), path, file.name, *map(str, options)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        pin(process.pid, 1)
        out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed; what it said is above")
    return Load(**json.loads(out))


def pin(pid: int, core: int) -> None:
    """Keeps a process on one core, where the system can and has as many; its threads to come as well."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) > 1:
            for thread in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {cores[core]})


def cpu_seconds(pid: int) -> float:
    """What a process has taken of a CPU up to now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def descendants(pid: int) -> list[int]:
    """The processes that one has started, and those that they have."""
    own = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [*own, *(below for child in own for below in descendants(child))]


def memory(pid: int) -> dict[str, int]:
    """Bytes by the kernel's names for them (``Rss``, ``Pss``, ``Private_Dirty`` …)."""
    return _added_up(Path(f"/proc/{pid}/smaps_rollup").read_text())


def memory_of_files(pid: int, folder: Path) -> dict[str, int]:
    """The same of the pages of mapped files in ``folder``."""
    maps = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", Path(f"/proc/{pid}/smaps").read_text(), flags=re.MULTILINE)
    return _added_up("".join(one for one in maps if f"{folder}/" in one.partition("\n")[0]))


def _added_up(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, kib in _KIB.findall(text):
        found[name] = found.get(name, 0) + int(kib) * 1024
    return found
