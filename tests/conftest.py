"""What several tests need: the real corpus, a model trained on it, a gate that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from model.gate import Gate
from model.store import current_version
from training.corpus import PARTS, Corpus, Example, load_all
from training.pipeline import train
from training.versions import make_current

PROJECT = Path(__file__).resolve().parent.parent

settings.register_profile("sendgate", deadline=None)  # no test is timed: machines are noisy
settings.load_profile("sendgate")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--models", type=Path, help="use the model versions in this folder instead of training")
    parser.addoption("--notebooks-to", type=Path, help="keep the executed notebooks in this folder")


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def models(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of versions with one that was trained on the whole corpus."""
    given: Path | None = request.config.getoption("--models")
    if given is not None:
        return given.resolve()
    store = tmp_path_factory.mktemp("models")
    trained = train(PROJECT / "data", store, risk=0.01, confidence=0.95)
    make_current(store, trained.manifest.version)
    return store


@pytest.fixture(scope="session")
def gate(models: Path) -> Gate:
    return Gate.open(current_version(models))


@pytest.fixture(scope="session")
def small(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tenth of the corpus."""
    folder = tmp_path_factory.mktemp("small")
    for part in PARTS:
        (folder / part).mkdir(parents=True)
        files = sorted((project / "data" / part).rglob("*.jsonl"))
        lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines(keepends=True)]
        english = [line for line in lines if '"lang": "en"' in line]
        (folder / part / "en.jsonl").write_text("".join(english[::10]), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_all(PROJECT / "data")


@pytest.fixture(scope="session")
def training_set(corpus: Corpus) -> list[Example]:
    return [*corpus.training, *corpus.contrast]


@pytest.fixture(scope="session")
def evaluation_set(corpus: Corpus) -> list[Example]:
    return corpus.evaluation
