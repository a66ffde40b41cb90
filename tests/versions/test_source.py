"""What git knows of the data, and of who is at work."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.versions.conftest import git
from training.source import source_of, who


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A committed corpus."""
    folder = tmp_path / "data"
    for part in ("training", "evaluation"):
        (folder / part / "en").mkdir(parents=True)
        (folder / part / "en" / "a.jsonl").write_text("{}\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "data")
    return folder


def test_what_is_committed_can_be_got_back(data: Path) -> None:
    source = source_of(data)
    assert source.problem is None
    assert source.commit is not None
    assert len(source.commit) == 40


def changed(data: Path) -> None:
    (data / "training" / "en" / "a.jsonl").write_text("{ }\n")


def added(data: Path) -> None:
    (data / "evaluation" / "ü b.jsonl").write_text("{}\n")


def staged(data: Path) -> None:
    changed(data)
    git(data, "add", "-A")


def removed(data: Path) -> None:
    (data / "training" / "en" / "a.jsonl").unlink()


def ignored(data: Path) -> None:
    (data / ".gitignore").write_text("b.jsonl\n")
    git(data, "add", "-A")
    git(data, "commit", "-q", "-m", "ignore")
    (data / "training" / "b.jsonl").write_text("{}\n")


@pytest.mark.parametrize("spoil", [changed, added, staged, removed, ignored])
def test_what_is_not_committed_cannot(data: Path, spoil: Callable[[Path], None]) -> None:
    spoil(data)
    source = source_of(data)
    assert source.uncommitted == 1
    assert ".jsonl" in source.files
    assert "not committed" in str(source.problem)


def test_what_training_does_not_read_does_not_count(data: Path) -> None:
    (data / "README.md").write_text("new")
    (data / "drafts").mkdir()
    (data / "drafts" / "a.jsonl").write_text("{}\n")
    assert source_of(data).problem is None


def test_many_files_are_counted_and_some_named(data: Path) -> None:
    for number in range(5):
        (data / "training" / f"{number}.jsonl").write_text("{}\n")
    source = source_of(data)
    assert source.uncommitted == 5
    assert source.files.endswith("and 2 more")


def test_a_folder_that_git_does_not_know_cannot_be_got_back(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for folder in (tmp_path / "data", tmp_path / "nonesuch"):
        source = source_of(folder)
        assert source.commit is None
        assert "not in a git repository" in str(source.problem)


def test_without_git_nothing_is_known(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert source_of(data).commit is None
    assert who(data) == getpass.getuser()


def test_a_person_is_called_as_git_calls_them(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(data, "config", "user.name", "Anna")
    git(data, "config", "user.email", "anna@example.org")
    assert who(data) == "Anna <anna@example.org>"


def test_an_account_without_a_name_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("getpass.getuser", nobody)
    assert who(tmp_path) == "unknown"
