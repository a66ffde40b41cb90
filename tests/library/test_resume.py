"""A run that was interrupted goes on, and its bytes are those of one that was not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.library import run, workers
from service.library.batch import BadTable
from service.library.resume import journal_at
from service.library.summary import Summary
from tests.library.conftest import LIBRARY, Relabel, Rows, Silent, write

MANY: Rows = [{**row, "nr": str(i)} for i in range(6) for row in LIBRARY]


def _die(messages: object) -> None:
    os._exit(1)


class StopAt(Silent):
    def __init__(self, rows: int) -> None:
        self._rows = rows

    def came_to(self, summary: Summary, share: float) -> None:
        if summary.rows >= self._rows:
            raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 5)


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "jsonl.zst", "parquet", "xlsx"])
@pytest.mark.parametrize("torn", [False, True])
def test_an_interrupted_run_goes_on_to_the_same_bytes(
    relabel: Relabel, tmp_path: Path, ending: str, torn: bool
) -> None:
    source = write(tmp_path / f"in.{ending}", MANY)
    target, journal = tmp_path / f"out.{ending}", tmp_path / f".out.{ending}.answers"
    with pytest.raises(KeyboardInterrupt):
        relabel(source, target, watcher=StopAt(10))
    assert not target.exists()
    if torn:  # the machine went down while a line was written
        journal.write_bytes(journal.read_bytes()[:-20])
    resumed = relabel(source, target)
    assert resumed.recalled == (5 if torn else 10)
    assert not journal.exists()
    whole = relabel(source, tmp_path / f"whole.{ending}")
    assert target.read_bytes() == (tmp_path / f"whole.{ending}").read_bytes()
    assert (resumed.rows, resumed.decisions, resumed.confusion) == (whole.rows, whole.decisions, whole.confusion)


def test_a_folder_goes_on_too(relabel: Relabel, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.csv", "b.jsonl"):
        write(tmp_path / "in" / name, MANY)
    with pytest.raises(KeyboardInterrupt):
        relabel(tmp_path / "in", tmp_path / "out", watcher=StopAt(30))
    assert relabel(tmp_path / "in", tmp_path / "out").recalled == 34
    relabel(tmp_path / "in", tmp_path / "whole")
    for name in ("a.csv", "b.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_rows_that_changed_meanwhile_are_asked_anew(relabel: Relabel, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", MANY)
    with pytest.raises(KeyboardInterrupt):
        relabel(source, tmp_path / "out.csv", watcher=StopAt(15))
    changed = [*MANY[:7], {**MANY[7], "Body": "Would you leave us a review?"}, *MANY[8:]]
    write(source, changed)
    assert relabel(source, tmp_path / "out.csv").recalled == 5


def test_two_runs_do_not_write_the_same_output(relabel: Relabel, tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv")
    with journal_at(tmp_path / ".out.csv.answers", "x"), pytest.raises(BadTable, match="another run"):
        relabel(source, tmp_path / "out.csv")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_many_processes_write_what_one_does(relabel: Relabel, tmp_path: Path, ending: str) -> None:
    source = write(tmp_path / f"in.{ending}", MANY)
    one = relabel(source, tmp_path / f"one.{ending}")
    two = relabel(source, tmp_path / f"two.{ending}", jobs=2)
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()
    assert one.decisions == two.decisions


def test_a_worker_that_is_killed_says_so_and_nothing_is_lost(
    relabel: Relabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in.csv", MANY)
    with monkeypatch.context() as broken, pytest.raises(workers.WorkerLost, match="goes on where it was"):
        broken.setattr(workers, "_answers", _die)
        relabel(source, tmp_path / "out.csv", jobs=2)
    assert not (tmp_path / "out.csv").exists()
    relabel(source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").exists()
