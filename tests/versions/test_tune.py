"""``sendgate tune``: settings tried on held-out families, wherever joblib computes."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from model.errors import SendgateError
from tests.service.running import SENDGATE
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
    assert "Warning" not in done.stderr
    assert read_settings(out) == candidates(2)[1]


@pytest.mark.parametrize(("backend", "module"), [("dask", "distributed"), ("ray", "ray")])
def test_a_backend_that_is_not_installed_is_said(backend: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.backends import computing

    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SendgateError, match=f"sendgate\\[{backend}\\]"), computing(backend, 1, None):
        pass
