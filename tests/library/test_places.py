"""Files, folders, patterns, standard input; nothing is overwritten."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.library.batch import BadTable
from service.library.places import places_of
from tests.library.conftest import Relabel, read, write


@pytest.mark.parametrize("pattern", ["", "/**/*.csv"])
def test_a_folder_or_a_pattern_goes_into_a_folder(relabel: Relabel, tmp_path: Path, pattern: str) -> None:
    (tmp_path / "in" / "de").mkdir(parents=True)
    (tmp_path / "in" / ".hidden.csv").write_text("x")
    (tmp_path / "in" / "notes.md").write_text("x")
    write(tmp_path / "in" / "a.csv")
    write(tmp_path / "in" / "de" / "b.csv")
    summary = relabel(f"{tmp_path}/in{pattern}", tmp_path / "out")
    assert summary.rows == 8
    found = sorted(str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert found == ["a.csv", "de/b.csv"]
    assert len(read(tmp_path / "out" / "de" / "b.csv")) == 4


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("a.csv", "a.csv", "same file"),
        ("a.csv", "folder", "is a folder"),
        ("a.csv", "out.parquet", "must end in"),
        ("b.xlsx", "out.xls", "must end in .xlsx"),
        ("folder", "folder/out", "name a folder elsewhere"),
        ("folder", "a.csv", "OUT must be a folder"),
        ("folder", "-", "OUT must be a folder"),
        ("nothing*.csv", "out", "no file that can be read"),
        ("-", "out", "--format"),
    ],
)
def test_what_would_lose_something_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, target: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "c.csv")
    write(tmp_path / "a.csv")
    write(tmp_path / "b.xlsx")
    with pytest.raises(BadTable, match=said):
        places_of(source, target, None)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_standard_input_to_standard_output(tmp_path: Path, models: Path, kind: str) -> None:
    source = write(tmp_path / f"in.{kind}")
    run = subprocess.run(
        [Path(sys.executable).parent / "sendgate", "relabel", "-", "-", "--format", kind],
        input=source.read_bytes(),
        capture_output=True,
        check=False,
        env={"SENDGATE_MODELS": str(models), "PATH": ""},
    )
    assert run.returncode == 0, run.stderr.decode()
    (tmp_path / f"out.{kind}").write_bytes(run.stdout)
    assert [row["reason"] for row in read(tmp_path / f"out.{kind}")][:2] == ["critical_only", "not_critical"]
    assert "4 rows" in run.stderr.decode()
