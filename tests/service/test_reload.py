"""What a worker does about a promoted model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from model.canaries import canaries, send_canaries
from model.errors import BrokenArtefact, FailedCanary
from model.gate import Gate
from model.message import Message
from model.store import CURRENT
from service.reload import Reloader, open_tried
from service.serving import Serving
from service.settings import Settings
from service.watch.metrics import Metrics
from tests.service.promoting import promote_a_wrong_one, promote_an_altered_one, promote_another, store_in
from training.versions import make_current


class Worker:
    """One that serves from a folder of its own, and looks when it is told to."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.store = store_in(folder, models)
        settings = Settings(models=self.store)
        self.first = open_tried(settings)
        self.serving = Serving(self.first)
        self.metrics = Metrics()
        self.look = Reloader(self.serving, settings, self.metrics).look

    def count(self, result: str) -> float | None:
        return self.metrics.registry.get_sample_value("sendgate_reloads_total", {"result": result})


@pytest.fixture
def worker(tmp_path: Path, models: Path) -> Worker:
    return Worker(tmp_path, models)


def test_a_promoted_model_takes_over(worker: Worker) -> None:
    worker.look()
    assert worker.serving.gate is worker.first
    second = promote_another(worker.store)
    worker.look()
    assert worker.serving.gate.manifest.version == second
    assert worker.count("swapped") == 1
    worker.look()
    assert worker.count("swapped") == 1


def test_going_back_is_promoting_too(worker: Worker) -> None:
    promote_another(worker.store)
    worker.look()
    make_current(worker.store, worker.first.manifest.version)
    worker.look()
    assert worker.serving.gate.manifest.version == worker.first.manifest.version


def promote_nothing(store: Path) -> None:
    (store / CURRENT).write_text("nonesuch")


def promote_no_arrays(store: Path) -> None:
    """Makes a version current that breaks in a way nobody foresaw."""
    folder = store / "odd"
    folder.mkdir()
    (folder / "manifest.json").mkdir()
    make_current(store, "odd")


def forget(store: Path) -> None:
    (store / CURRENT).unlink()


@pytest.mark.parametrize(
    ("promote", "said"),
    [
        (promote_a_wrong_one, "canary"),
        (promote_an_altered_one, "digest differs"),
        (promote_nothing, "nonesuch"),
        (promote_no_arrays, "cannot be read"),
        (forget, "there is no model"),
    ],
)
def test_a_bad_one_is_refused_once_and_tried_again_when_it_is_named_again(
    worker: Worker, promote: Callable[[Path], None], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    worker.look()
    promote(worker.store)
    for _ in range(3):
        worker.look()
    assert worker.serving.gate is worker.first
    assert worker.count("refused") == 1
    [line] = caplog.messages
    assert said in line
    assert f"{worker.first.manifest.version} serves on" in line
    make_current(worker.store, worker.first.manifest.version)
    promote_another(worker.store)
    worker.look()
    assert worker.serving.gate is not worker.first


def test_what_nobody_foresaw_is_refused_without_its_words(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Gate) -> None:
        raise IndexError("a text")

    monkeypatch.setattr("service.reload.send_canaries", broken)
    promote_another(worker.store)
    worker.look()
    assert worker.serving.gate is worker.first
    assert caplog.messages[0].endswith("IndexError")


def test_the_start_asks_the_same(worker: Worker) -> None:
    promote_a_wrong_one(worker.store)
    with pytest.raises(FailedCanary, match="promote another"):
        open_tried(Settings(models=worker.store))
    promote_nothing(worker.store)
    with pytest.raises(BrokenArtefact):
        open_tried(Settings(models=worker.store))


def test_every_canary_holds_and_there_are_some_of_each(gate: Gate) -> None:
    send_canaries(gate)
    found = canaries()
    assert {canary.verdict for canary in found} == {"allow", "block"}
    for canary in found:
        answer = gate.check(Message(canary.body), opted_out=True)
        assert answer.decision == canary.verdict
