"""Fitting, on a small corpus: the same bytes twice, and the same sums in training and in service."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from model.artefact import MANIFEST, read_artefact
from model.errors import BrokenArtefact
from model.familiar import Familiarity
from model.features import BUCKETS
from model.scorer import OUTPUTS, Scorer
from model.stages import scored_words
from training.corpus import BadCorpus, Example, load_corpus, parse_example
from training.embeddings import load_embedding
from training.fit import Settings
from training.matrices import matrices_of
from training.pipeline import train
from training.split import folds_by_family
from training.threshold import NoThreshold, choose_threshold, interval, upper_bound

ROW = {
    "id": "m1",
    "lang": "en",
    "kind": "k",
    "medium": "email",
    "register": "terse",
    "trade": "mugs",
    "family": "f1",
    "source": None,
    "hard": [],
    "sentences": [{"text": "Which name? ", "label": "customization"}, {"text": "Tom", "label": "neutral"}],
}


@pytest.fixture(scope="module")
def version(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return train(small, tmp_path_factory.mktemp("once"), risk=0.2, confidence=0.9).folder


def test_the_same_data_gives_the_same_bytes(small: Path, version: Path, tmp_path: Path) -> None:
    again = train(small, tmp_path, risk=0.2, confidence=0.9).folder
    assert again.name == version.name
    assert {file.name: file.read_bytes() for file in again.iterdir()} == {
        file.name: file.read_bytes() for file in version.iterdir()
    }


def test_a_risk_that_cannot_be_kept_is_refused(small: Path, tmp_path: Path) -> None:
    with pytest.raises(NoThreshold, match="no threshold keeps wrong allows at most"):
        train(small, tmp_path, risk=0.001, confidence=0.99)
    assert not (tmp_path / "current").exists()


def test_training_and_service_add_up_the_same(small: Path) -> None:
    examples = load_corpus(small / "evaluation")[:20]
    embedding = load_embedding()
    data = matrices_of(examples, embedding)
    weights = np.random.default_rng(0).normal(size=(BUCKETS + embedding.dimensions, OUTPUTS)).astype(np.float32)
    pieces = {piece: number for number, piece in enumerate(embedding.pieces)}
    bias = np.arange(OUTPUTS, dtype=np.float32)
    none = np.array([], dtype=np.uint32)
    strange = Familiarity(none, none, np.zeros(3, dtype=np.float32))
    scorer = Scorer(weights[:BUCKETS], embedding.vectors @ weights[BUCKETS:], pieces, bias, strange)
    for i, example in enumerate(examples):
        words = [scored_words(sentence) for sentence, _ in example.labelled_sentences()]
        scores, message, margin = scorer.scores(words)
        rows = data.sentences[data.starts[i] : data.starts[i] + len(words)]
        assert scores == pytest.approx(rows @ weights[:, :10] + bias[:10], abs=1e-3)
        assert message == pytest.approx(data.messages[i] @ weights[:, 10:20] + bias[10:20], abs=1e-3)
        assert margin == pytest.approx((rows @ weights[:, 20] + bias[20]).mean(), abs=1e-3)


def test_a_family_is_never_on_both_sides(training_set: list[Example]) -> None:
    families = [example.family for example in training_set]
    folds = folds_by_family(families, Settings().folds)
    for fold in folds:
        assert not {families[i] for i in fold.train} & {families[i] for i in fold.test}
    assert sorted(i for fold in folds for i in fold.test) == list(range(len(families)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sentences": []}, "has no sentences"),
        ({"sentences": [{"text": "x", "label": "gossip"}]}, "unknown label 'gossip'"),
        ({"sentences": [{"text": " ", "label": "neutral"}]}, "has no text"),
        ({"register": "shouty"}, "register 'shouty' is none of"),
        ({"extra": 1}, "unknown keys"),
        ({"family": None}, "wrong type"),
        ({"hard": ["very"]}, "hard has"),
    ],
)
def test_a_bad_line_says_what_is_wrong(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_example(json.dumps(ROW | change))


def test_every_bad_line_is_named_by_file_and_line(tmp_path: Path) -> None:
    good = json.dumps(ROW)
    (tmp_path / "a.jsonl").write_text(f"{good}\n{{broken\n{good}\n")
    with pytest.raises(BadCorpus, match=r"a\.jsonl:2: not JSON") as caught:
        load_corpus(tmp_path)
    assert any("a.jsonl:3: the id 'm1' was used at a.jsonl:1" in problem for problem in caught.value.problems)


def test_labels_follow_the_reader_s_sentences() -> None:
    example = parse_example(json.dumps(ROW))
    assert [(s.text, label) for s, label in example.labelled_sentences()] == [
        ("Which name?", "customization"),
        ("Tom", "neutral"),
    ]
    assert example.verdict == "allow"


@pytest.mark.parametrize(
    ("errors", "trials", "bound"),
    [(0, 299, 0.01), (0, 149, 0.02), (3, 3, 1.0)],
)
def test_the_exact_bound(errors: int, trials: int, bound: float) -> None:
    assert upper_bound(errors, trials, 0.95) == pytest.approx(bound, rel=0.01)


def test_the_interval_of_nothing_is_everything() -> None:
    assert interval(0, 0) == (0.0, 1.0)


def test_the_threshold_is_the_lowest_that_keeps_the_promise() -> None:
    probability = np.concatenate([np.linspace(0, 0.9, 500), np.linspace(0.5, 1, 100)])
    allowed = np.arange(600) >= 500
    chosen = choose_threshold(probability, allowed, risk=0.02, confidence=0.95)
    assert chosen.bound <= 0.02
    assert chosen.wrong_allows == int((probability[~allowed] >= chosen.value).sum())
    assert upper_bound(chosen.wrong_allows + 1, 500, 0.95) > 0.02


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "table.npy").write_bytes(b"x"), "was altered"),
        (lambda folder: (folder / "bias.npy").unlink(), "is missing"),
        (lambda folder: (folder / MANIFEST).unlink(), "holds no manifest"),
        (lambda folder: (folder / MANIFEST).write_text("{"), "cannot be read"),
        (lambda folder: (folder / MANIFEST).write_text('{"format": 99}'), "has format 99"),
    ],
    ids=["altered", "missing", "no manifest", "broken manifest", "other format"],
)
def test_a_broken_artefact_is_refused(version: Path, tmp_path: Path, spoil: object, said: str) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for file in version.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    spoil(folder)  # type: ignore[operator]
    with pytest.raises(BrokenArtefact, match=said):
        read_artefact(folder)
