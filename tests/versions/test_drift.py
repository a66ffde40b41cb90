"""``sendgate drift``: the journal of late beside what the model was made for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.artefact import REFERENCE, read_artefact
from model.gate import judge_of
from model.labels import TOPICS
from model.store import current_version
from service.records import journal as journal_module
from service.records.journal import Decision
from service.records.records import Records
from service.settings import Settings
from tests.service.promoting import facts_of
from tests.versions.conftest import Sendgate
from training.corpus import Corpus, load_corpus
from training.drift import DUE, NO_TOPIC, WATCH, Measure, counted, drift, reference_of
from training.versions import make_current, save_version


@dataclass(frozen=True)
class Said:
    topics: Sequence[str] = ()
    confidence: float = 0.97
    unknown_words: float | None = 0.01


ORDINARY = [Said((TOPICS[number % 9],), 0.999 if number % 4 else 0.92) for number in range(1_000)]


def told(then: Sequence[Said], now: Sequence[Said]) -> dict[str, str]:
    found = drift("m", counted(then), counted(now))
    return {measure.name: measure.verdict for measure in found.measures} | {"all": found.verdict}


def test_the_same_messages_are_stable() -> None:
    assert set(told(ORDINARY, ORDINARY).values()) == {"stable"}


@pytest.mark.parametrize(
    ("measure", "change"),
    [
        ("topics", lambda one: replace(one, topics=("promotion",))),
        ("topics", lambda one: replace(one, topics=())),
        ("confidence", lambda one: replace(one, confidence=0.6)),
        ("could say", lambda one: replace(one, confidence=0.0)),
        ("unknown words", lambda one: replace(one, unknown_words=0.3)),
    ],
)
def test_what_moves_is_named_and_due(measure: str, change: Callable[[Said], Said]) -> None:
    found = told(ORDINARY, [change(one) if place % 2 else one for place, one in enumerate(ORDINARY)])
    assert found[measure] == found["all"] == "due"


def test_few_decisions_say_nothing() -> None:
    assert set(told(ORDINARY, [Said(("promotion",), 0.0)] * 199).values()) == {"too few"}
    assert set(told(ORDINARY, []).values()) == {"too few"}


def test_decisions_from_before_unknown_words_were_counted_do_not_hide_the_rest() -> None:
    found = told(ORDINARY, [replace(one, unknown_words=None) for one in ORDINARY])
    assert found == dict.fromkeys(found, "stable") | {"unknown words": "too few"}


def test_a_message_without_topics_counts_as_one() -> None:
    assert counted([Said()]).measures["topics"][NO_TOPIC] == 1


def test_chance_alone_is_called_drift_about_as_seldom_as_promised() -> None:
    """Of 400 samples of 250 from one population at most one in a hundred passes the noise; 12 is chance's own limit."""
    drawn = random.Random(7)
    then = counted(drawn.choices(ORDINARY, k=1_500))
    found = [drift("m", then, counted(drawn.choices(ORDINARY, k=250))).measures[0] for _ in range(400)]
    assert sum(measure.psi > measure.noise for measure in found) <= 12


@given(st.lists(st.integers(0, 500), min_size=2, max_size=9), st.data())
def test_the_distance_is_never_negative_and_the_same_both_ways(then: list[int], data: st.DataObject) -> None:
    now = data.draw(st.lists(st.integers(0, 500), min_size=len(then), max_size=len(then)))
    one = Measure("m", dict(zip("abcdefghi", then, strict=False)), dict(zip("abcdefghi", now, strict=False)))
    other = Measure("m", one.now, one.then)
    assert one.psi >= 0
    assert one.psi == pytest.approx(other.psi)
    assert WATCH < DUE


@pytest.fixture
def with_reference(store: Path, few: Path) -> str:
    """The champion as training leaves it now, with what is compared beside it."""
    artefact = read_artefact(current_version(store))
    reference = reference_of(judge_of(artefact), load_corpus(few / "calibration"))
    folder, _ = save_version(store, artefact.parameters, facts_of(artefact), {REFERENCE: reference})
    make_current(store, folder.name)
    return folder.name


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path / "records"))
    return Settings(records=tmp_path / "records")


def journal(settings: Settings, model: str, topics: str, confidence: float, count: int, days: float = 1) -> None:
    when = datetime.now(UTC) - timedelta(days=days)
    one = Decision("", when, "b" * 32, None, "block", "unsure", confidence, topics, model, "p@1", 0.4)
    with Records.open(settings) as records:
        records.journal.write([replace(one, id=uuid4().hex) for _ in range(count)])


def test_the_command(
    sendgate: Sendgate,
    with_reference: str,
    corpus: Corpus,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal_module, "_READ_AT_ONCE", 100)
    empty = sendgate("drift")
    assert (empty.exit_code, "too few decisions" in empty.output) == (0, True)
    journal(settings, "another", "promotion", 0.0, 300)
    journal(settings, with_reference, "promotion", 0.0, 300, days=50)
    assert json.loads(sendgate("drift", "--json").stdout)["decisions"] == 0
    journal(settings, with_reference, "promotion", 0.0, 100)
    journal(settings, with_reference, "promotion", 0.0, 200, days=2)
    page = tmp_path / "deep" / "drift.html"
    shown = sendgate("drift", "--report", str(page))
    assert shown.exit_code == 1
    assert "Retraining is due" in shown.output
    assert "promotion" in shown.output
    assert "Retraining is due" in page.read_text()
    document = json.loads(sendgate("drift", "--json", "--weeks", "1").stdout)
    assert (document["verdict"], document["decisions"], document["compared_with"]) == (
        "due",
        300,
        len(corpus.calibration),
    )
    assert document["measures"]["confidence"]["verdict"] == "too few"


def test_a_page_that_cannot_be_written_is_one_sentence(
    sendgate: Sendgate, with_reference: str, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    shown = sendgate("drift", "--report", str(tmp_path / "file" / "page.html"))
    assert (shown.exit_code, "cannot be written" in shown.output) == (2, True)


def test_a_version_that_keeps_no_reference_says_so(sendgate: Sendgate, store: Path, settings: Settings) -> None:
    artefact = read_artefact(current_version(store))
    folder, _ = save_version(store, artefact.parameters, facts_of(artefact) | {"metrics": {"old": 1.0}})
    make_current(store, folder.name)
    shown = sendgate("drift")
    assert (shown.exit_code, "train again" in shown.output) == (2, True)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_text("{}")], ids=["gone", "altered"])
def test_a_spoiled_reference_is_refused_and_the_model_serves(
    sendgate: Sendgate, store: Path, with_reference: str, settings: Settings, spoil: Callable[[Path], object]
) -> None:
    spoil(store / with_reference / REFERENCE)
    shown = sendgate("drift")
    assert shown.exit_code == 2
    assert "restore it or train again" in " ".join(shown.output.split())
    read_artefact(store / with_reference)


def test_the_reference_of_the_same_data_is_the_same_bytes(store: Path, few: Path) -> None:
    judge, examples = judge_of(read_artefact(current_version(store))), load_corpus(few / "evaluation")
    assert reference_of(judge, examples) == reference_of(judge, examples)
