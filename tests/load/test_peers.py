"""The side by side: data that nobody is favoured by, tables that say what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from model.labels import TOPICS
from model.store import current_version
from tests.load.peers import measure
from tests.load.peers.data import TARGETS, data_of, held_out, truth_of
from tests.load.peers.fit import best_cuts
from tests.load.peers.roster import OURS
from tests.load.peers.table import COSTS, ERRORS, Measured, costs, errors, macro_f1, markdown
from tests.load.peers.tfidf import Tfidf
from training.corpus import Example


def test_what_settings_are_chosen_on_shares_no_family_with_what_is_fitted(training_set: list[Example]) -> None:
    inside, outside = held_out(training_set)
    assert not {example.family for example in inside} & {example.family for example in outside}
    assert len(inside) + len(outside) == len(training_set)
    assert len(outside) > 0.1 * len(training_set)


def test_peers_get_the_text_that_the_buyer_sees(evaluation_set: list[Example]) -> None:
    html = [example for example in evaluation_set if example.medium == "html"]
    assert html
    assert not any("<td" in document.text or "<p" in document.text for document in data_of(html).documents)


def test_a_fitted_peer_is_the_same_when_loaded(training_set: list[Example], tmp_path: Path) -> None:
    data = data_of(training_set[::20])
    fitted = Tfidf.fit(data, cost=10.0)
    fitted.save(tmp_path)
    scores = fitted.score(data.documents[:9])
    assert scores.shape == (9, len(TARGETS))
    assert np.array_equal(Tfidf.load(tmp_path).score(data.documents[:9]), scores)


def test_topics_are_cut_where_f1_is_best() -> None:
    truth = np.array([[True], [True], [False], [False]])
    assert best_cuts(np.array([[0.4], [0.3], [0.2], [0.1]]), truth)[0] == pytest.approx(0.25, abs=0.06)


@pytest.mark.parametrize(
    ("said", "f1"),
    [([[True, False], [False, True]], 1.0), ([[True, True], [True, True]], 2 / 3), ([[False, False]] * 2, 0.0)],
)
def test_macro_f1(said: list[list[bool]], f1: float) -> None:
    assert macro_f1(np.array(said), np.eye(2, dtype=bool)) == pytest.approx(f1)


def test_tables_have_a_figure_in_every_column(evaluation_set: list[Example]) -> None:
    truth = truth_of(evaluation_set)
    pace = {"median": 0.001, "p99": 0.002, "rate": 900.0}
    times = {"single": pace, "unseen": pace, "bulk": 1000.0, "size": 2_000_000, "load": 0.5}
    perfect = Measured("x", truth.astype(float), [0.5] * len(TOPICS), times)
    row = errors(perfect, truth, np.ones(len(truth), dtype=bool))
    assert (row[0], row[-1]) == ("x", "1.000")
    assert len(row) == len(ERRORS)
    assert row[1].startswith("0.0% (0.0%")
    assert [cost[0] for cost in costs(perfect)] == ["x, texts never seen", "x, texts seen before"]
    assert {len(line.split("|")) for line in markdown(COSTS, costs(perfect)).splitlines()} == {len(COSTS) + 2}


def test_sendgate_is_measured_from_the_messages_as_sent(
    models: Path, evaluation_set: list[Example], tmp_path: Path
) -> None:
    result = CliRunner().invoke(measure.main, [OURS, str(current_version(models)), str(tmp_path)])
    assert result.exit_code == 0, result.output
    times = json.loads((tmp_path / measure.TIMES).read_text())
    assert {"name", "load", "unseen", "single", "bulk", "size"} == set(times)
    assert np.load(tmp_path / measure.SCORES).shape == (len(evaluation_set), len(TARGETS))
