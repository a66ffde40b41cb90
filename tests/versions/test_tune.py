"""``sendgate tune``: settings tried on held-out families, wherever joblib computes."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from model.errors import SendgateError
from tests.service.running import SENDGATE, until
from training.fit import Settings
from training.tune import SPACE, candidates, read_settings, write_settings


def test_today_s_settings_are_tried_first_and_none_twice() -> None:
    tried = candidates(20)
    assert tried[0] == Settings()
    assert len(set(tried)) == len(tried) == 20
    assert candidates(20) == tried
    assert candidates(20, seed=1) != tried


def test_a_space_that_is_smaller_than_asked_for_is_tried_whole() -> None:
    tried = candidates(50, {"sentence_cost": (0.3, 1.0, 3.0)})
    assert {settings.sentence_cost for settings in tried} == {0.3, 1.0, 3.0}
    assert len(tried) == 3


def test_the_best_settings_come_back_from_their_file(tmp_path: Path) -> None:
    for settings in candidates(8):
        write_settings(tmp_path / "best.toml", settings)
        assert read_settings(tmp_path / "best.toml") == settings


@pytest.mark.parametrize(
    "line", ["folds = 5", "sentence_cost = 'x'", "sentence_cost = -1", "sentence_cost = true", "x ="]
)
def test_what_is_no_setting_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.toml").write_text(line)
    with pytest.raises(SendgateError, match=r"bad\.toml"):
        read_settings(tmp_path / "bad.toml")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SendgateError, match="cannot be written"):
        write_settings(tmp_path, Settings())


def test_the_space_holds_today_s_settings() -> None:
    today = Settings()
    assert all(getattr(today, name) in values for name, values in SPACE.items())


@pytest.mark.parametrize(
    "backend",
    [
        "loky",
        pytest.param("dask", marks=pytest.mark.skipif(find_spec("distributed") is None, reason="dask is missing")),
        pytest.param("ray", marks=pytest.mark.skipif(find_spec("ray") is None, reason="ray is missing")),
    ],
)
def test_every_backend_finds_the_same(small: Path, tmp_path: Path, backend: str) -> None:
    out = tmp_path / "best.toml"
    options = ["--trials", "2", "--jobs", "2", "--backend", backend, "--no-track", "--out", out]
    command = [SENDGATE, "tune", "--data", small, "--models", tmp_path, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "today's" in done.stdout
    assert read_settings(out) == candidates(2)[0], "today's fare better than the others on these messages"


@pytest.mark.parametrize(("backend", "module"), [("dask", "distributed"), ("ray", "ray")])
def test_a_backend_that_is_not_installed_is_said(backend: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.backends import computing

    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SendgateError, match=f"sendgate\\[{backend}\\]"), computing(backend, 1, None):
        pass


@pytest.mark.skipif(find_spec("distributed") is None, reason="dask is missing")
def test_a_cluster_that_is_there_is_used(tmp_path: Path) -> None:
    """In a process of its own, with a scheduler and a worker in others."""
    address = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--port", "0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-dashboard", "--nworkers", "1"]
    program = (
        "import sys, os; from joblib import Parallel, delayed; from training.backends import computing\n"
        "with computing('dask', 1, sys.argv[1]):\n"
        "    print(set(Parallel()(delayed(os.getpid)() for _ in range(4))) - {os.getpid()})"
    )
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen([*dask, "--scheduler-file", str(address)], **options)  # type: ignore[call-overload]
    try:
        until(lambda: address.is_file() and address.stat().st_size > 0)
        working = subprocess.Popen([*worker, "--scheduler-file", str(address)], cwd=tmp_path, **options)  # type: ignore[call-overload]
        try:
            place = json.loads(address.read_text())["address"]
            done = subprocess.run(
                [sys.executable, "-c", program, place], capture_output=True, text=True, check=False, timeout=120
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.strip() != "set()"
        finally:
            working.terminate()
            working.wait()
    finally:
        scheduler.terminate()
        scheduler.wait()


@pytest.mark.skipif(find_spec("distributed") is None, reason="dask is missing")
def test_a_cluster_that_is_not_there_is_said() -> None:
    from training.backends import computing

    with (
        pytest.raises(SendgateError, match="no Dask scheduler answers at nonesuch"),
        computing("dask", 1, "nonesuch://x"),
    ):
        pass
