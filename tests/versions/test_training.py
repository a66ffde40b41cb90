"""``sendgate train`` on the small corpus: challenger or champion, told to a real MLflow store."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.store import CHALLENGER, current_version
from service.cli import main
from tests.versions.conftest import challenger, champion, git
from training.champion import rollback_to
from training.tracking import DATABASE, NAME, Tracking, Untracked

pytest.importorskip("mlflow", reason="mlflow is not installed: pip install 'sendgate[track]'")
LEAST = ("--risk", "0.2", "--confidence", "0.9")

_ASK = """
import sys, warnings
warnings.simplefilter("ignore")
from mlflow import MlflowClient
client = MlflowClient(tracking_uri=sys.argv[1])
"""


@pytest.fixture(scope="module")
def data(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus, committed."""
    folder = tmp_path_factory.mktemp("repository") / "data"
    shutil.copytree(small, folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "data")
    return folder


def sendgate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def mlflow(store: Path, program: str) -> list[str]:
    """What a program prints that asks MLflow, as anybody would."""
    asked = [sys.executable, "-c", _ASK + program, f"sqlite:///{store / DATABASE}"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()


@pytest.fixture(scope="module")
def store(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained twice: the first serves, the second had one phrase less and is the challenger."""
    folder = tmp_path_factory.mktemp("tracked")
    first = sendgate("train", "--data", data, "--models", folder, *LEAST)
    assert first.exit_code == 0, first.output
    assert "it serves" in first.output
    file = data / "phrases" / "en.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    second = sendgate("train", "--data", data, "--models", folder, *LEAST)
    assert second.exit_code == 0, second.output
    assert "is the challenger" in second.output
    return folder


def test_a_run_is_tracked_whole(store: Path) -> None:
    program = f"""
experiment = client.get_experiment_by_name("{NAME}")
for run in client.search_runs([experiment.experiment_id]):
    tags = run.data.tags
    print(tags["sendgate.version"], tags["sendgate.data.committed"], len(tags["sendgate.data"]), run.info.status)
    print(len(tags["mlflow.source.git.commit"]), run.data.params["risk"], run.data.params["context_units"])
    print(all(name in run.data.metrics for name in ("wrong_allows", "wrong_allows/lang/en", "promise/bound")))
    version, report, plots = (
        [file.path for file in client.list_artifacts(run.info.run_id, name)] for name in ("version", "report", "plots")
    )
    print("version/manifest.json" in version, "report/MODEL_CARD.md" in report, len(plots))
"""
    whole = ["40", "0.2", "48", "True", "True", "True", "2"]
    second = [challenger(store), "no", "64", "FINISHED", *whole]
    assert mlflow(store, program) == [*second, champion(store), "yes", "64", "FINISHED", *whole]


def test_the_registry_knows_who_is_what_and_follows_a_rollback(store: Path, tmp_path: Path) -> None:
    program = f"""
for alias in ("champion", "challenger"):
    print(client.get_model_version_by_alias("{NAME}", alias).tags["sendgate.version"])
"""
    first, second = champion(store), challenger(store)
    assert mlflow(store, program) == [first, second]
    from training.tracked_roles import track_roles
    from training.versions import make_current

    make_current(store, second)
    track_roles(store)
    assert mlflow(store, program) == [second, second]
    make_current(store, first)
    track_roles(store)
    assert mlflow(store, program) == [first, second]


def test_promoting_at_once_is_refused_as_promoting_later_is(store: Path, data: Path) -> None:
    """The same data again: the same version, which was made from uncommitted data and fails the tables."""
    first, second = champion(store), challenger(store)
    again = sendgate("train", "--data", data, "--models", store, *LEAST, "--promote", "--no-track")
    assert again.exit_code == 1, again.output
    assert "behaviour test" in again.output
    assert "not committed (phrases/en.jsonl)" in " ".join(again.output.split())
    assert (champion(store), challenger(store)) == (first, second)


def test_training_where_there_is_a_model_may_be_left_out(store: Path, data: Path) -> None:
    shown = sendgate("train", "--data", data, "--models", store, "--if-missing")
    assert (shown.exit_code, shown.output) == (0, "")


def test_without_mlflow_there_is_one_line_about_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.tracking.find_spec", lambda name: None)
    with pytest.raises(Untracked, match=r"pip install 'sendgate\[track\]'"), Tracking.open(tmp_path):
        pass


def test_a_store_that_fails_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path / 'nonesuch' / 'deep' / 'x.db'}")
    (tmp_path / "nonesuch").write_text("a file")
    with pytest.raises(Untracked, match="fails: "), Tracking.open(tmp_path):
        pass


def test_where_nothing_was_tracked_a_rollback_makes_no_store(tmp_path: Path, models: Path) -> None:
    from tests.service.promoting import promote_another, store_in

    store = store_in(tmp_path, models)
    first = current_version(store).name
    promote_another(store)
    shown = sendgate("rollback", first, "--models", store)
    assert shown.exit_code == 0, shown.output
    assert champion(store) == first
    assert not (store / DATABASE).exists()
    assert not (store / CHALLENGER).exists()
    assert rollback_to(store, None, who="Anna", why="")[0] == first
