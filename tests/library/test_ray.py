"""On Ray: the same rows, the same answers."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.library.conftest import LIBRARY, Relabel, write

SENDGATE = Path(sys.executable).parent / "sendgate"
ROWS = [{**row, "nr": str(i)} for i in range(300) for row in LIBRARY]


def run(models: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [SENDGATE, "relabel", *arguments, "--engine", "ray"]
    environment = {"SENDGATE_MODELS": str(models), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed: pip install 'sendgate[ray]'")
def test_ray_gives_the_rows_and_answers_of_one_machine(relabel: Relabel, models: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", ROWS)
    done = run(models, source, tmp_path / "out", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    relabel(source, tmp_path / "one.parquet")
    assert pq.read_table(tmp_path / "out").to_pylist() == pq.read_table(tmp_path / "one.parquet").to_pylist()
    assert "1,200 rows" in done.stderr


@pytest.mark.skipif(find_spec("ray") is not None, reason="ray is installed")
def test_without_the_extra_it_says_so(models: Path, tmp_path: Path) -> None:
    done = run(models, write(tmp_path / "in.parquet"), tmp_path / "out")
    assert done.returncode == 2
    assert "sendgate[ray]" in done.stderr
