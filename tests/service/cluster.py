"""A PostgreSQL server of a test's own, which may be killed without anybody else noticing."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.service.running import free_port

_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path("/usr/bin")]


class Cluster:
    """Its data in a folder, its server started and stopped at will."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self._run("initdb", "--pgdata", folder / "data", "--auth", "trust", "--username", "sendgate", "--no-sync")

    @property
    def url(self) -> str:
        return f"postgresql://sendgate@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} -c max_connections=20"
        self._control("start", "--options", options, "--log", self._folder / "log")

    def kill(self) -> None:
        """As pulling the plug does: nothing is finished, nothing written out."""
        self._control("stop", "--mode", "immediate")

    def _control(self, *arguments: object) -> None:
        self._run("pg_ctl", "--pgdata", self._folder / "data", "--wait", *arguments)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(_PROGRAMS[-1] / program), *map(str, arguments)]
        if os.geteuid() == 0:  # it refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running one; the test is skipped where PostgreSQL is not installed."""
    if not (_PROGRAMS[-1] / "initdb").exists():
        pytest.skip("no PostgreSQL is installed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", name], check=True)
        found = Cluster(folder)
        found.start()
        try:
            yield found
        finally:
            found.kill()
