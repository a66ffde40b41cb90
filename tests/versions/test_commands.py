"""``sendgate compare``, ``promote``, ``rollback`` and ``history``, and a running service that follows them."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from model.artefact import read_artefact
from model.store import current_version
from tests.service.promoting import facts_of
from tests.service.running import running, until
from tests.versions.conftest import COMMITTED, Sendgate, a_wrong_one, another, challenger, champion
from training.behaviour.tables import SPECIFICATIONS
from training.source import Source
from training.versions import save_version


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """One language's tables are enough to see that they are asked; tests/behaviour asks all."""
    monkeypatch.setattr(
        "training.behaviour.suite.SPECIFICATIONS", [one for one in SPECIFICATIONS if one.language == "en"]
    )


LAX, STRICT = 0.70, 0.941  # thresholds about the champion's that no canary tells from it


def test_a_comparison_tells_both_sides_and_the_flips(sendgate: Sendgate, store: Path, tmp_path: Path) -> None:
    strict = another(store, threshold=STRICT)
    shown = sendgate("compare", "--json", "--report", str(tmp_path / "deep" / "page.html"))
    found = json.loads(shown.stdout)
    assert found["champion"]["model"] == champion(store)
    assert found["challenger"]["model"] == strict
    assert found["challenger"]["wrong_allows"]["bound"] > found["challenger"]["wrong_allows"]["rate"]
    assert found["flips"]
    assert {flip["was"] for flip in found["flips"]} == {"allow"}, "a stricter one only blocks more"
    wrong = [flip for flip in found["flips"] if not flip["right"]]
    assert found["verdicts"]["spoiled"] == len(wrong)
    assert found["canaries_changed"] == []
    assert shown.exit_code == int(found["verdicts"]["worse"])
    page = (tmp_path / "deep" / "page.html").read_text()
    assert all(flip["id"] in page for flip in found["flips"])
    assert "<script" not in page
    assert "://" not in page.replace("http://www.w3.org", "").split('id="flips"')[0]


def test_a_comparison_on_the_terminal(sendgate: Sendgate, store: Path) -> None:
    another(store, threshold=STRICT)
    shown = sendgate("compare", "--show", "1").output
    for said in ("champion", "challenger", "McNemar", "Slices that change", "canaries: all", "verdicts flip", "and "):
        assert said in shown
    same = sendgate("compare", "champion", "champion")
    assert same.exit_code == 0
    assert "0 of 156 verdicts flip" in " ".join(same.output.split())


def test_a_canary_that_flips_is_shown_and_an_exit_status(sendgate: Sendgate, store: Path, tmp_path: Path) -> None:
    a_wrong_one(store)
    shown = sendgate("compare", "--show", "0", "--report", str(tmp_path / "page.html"))
    assert shown.exit_code == 1
    assert "must be allow" in shown.output
    assert "worse" in shown.output
    assert "must be allow" in (tmp_path / "page.html").read_text()


def test_a_page_that_cannot_be_written_is_one_sentence(sendgate: Sendgate, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shown = sendgate("compare", "champion", "--report", str(tmp_path / "file" / "page.html"))
    assert (shown.exit_code, "cannot be written" in shown.output) == (2, True)


def test_a_challenger_that_nothing_speaks_against_is_promoted_and_rolled_back(
    sendgate: Sendgate, store: Path, tmp_path: Path
) -> None:
    """In a running service, whose answers name their model."""

    def answered() -> str:
        answer = httpx.post(f"{server.url}/v1/check", json={"body": "Hello", "buyer_opted_out": True})
        return str(answer.raise_for_status().json()["model"])

    first, second = champion(store), another(store)
    with running(store, tmp_path, SENDGATE_RELOAD="1") as server:
        assert answered() == first
        shown = sendgate("promote", "--why", "30 corrected messages")
        assert shown.exit_code == 0, shown.output
        assert "nothing speaks against it" in shown.output
        until(lambda: answered() == second)
        shown = sendgate("rollback", "--why", "complaints")
        assert shown.exit_code == 0, shown.output
        until(lambda: answered() == first)
    told = sendgate("history").output
    for said in ("trained", "promoted", "rolled back", "complaints", "30 corrected", "Anna", f"commit {'c' * 12}"):
        assert said in told
    assert told.count("← serves") == 1
    lines = [json.loads(line) for line in sendgate("history", "--json").stdout.splitlines()]
    assert [line["what"] for line in lines] == ["trained", "promoted", "rolled back"]


def test_a_challenger_is_refused_with_the_reasons(sendgate: Sendgate, store: Path) -> None:
    first, second = champion(store), another(store, threshold=LAX, source=Source("c" * 40, 1, "training/en/a.jsonl"))
    shown = sendgate("promote")
    assert shown.exit_code == 1, shown.output
    said = " ".join(shown.output.split())
    assert "it breaks the promise of at most 1.00% wrong allows with 95% confidence" in said
    assert "not committed (training/en/a.jsonl)" in said
    assert f"{second} is not promoted" in said
    assert (champion(store), challenger(store)) == (first, second)


def test_force_needs_a_reason_which_is_kept_with_what_it_overruled(sendgate: Sendgate, store: Path) -> None:
    first, second = champion(store), another(store, source=Source(None))
    for reason in ("", "  "):
        refused = sendgate("promote", "--force", reason)
        assert (refused.exit_code, "needs a reason" in refused.output) == (2, True)
    assert champion(store) == first
    shown = sendgate("promote", second[:6], "--force", "the repository is down")
    assert shown.exit_code == 0, shown.output
    assert champion(store) == second
    last = json.loads(sendgate("history", "--json").stdout.splitlines()[-1])
    assert last["why"] == "the repository is down"
    assert last["overruled"] == ["its data is not in a git repository, so nobody can get it back"]
    assert "overruled: its data" in sendgate("history").output


def test_what_every_service_would_refuse_cannot_be_forced(sendgate: Sendgate, store: Path) -> None:
    first = champion(store)
    a_wrong_one(store)
    shown = sendgate("promote", "--force", "because")
    assert (shown.exit_code, "canary" in shown.output) == (2, True)
    assert champion(store) == first


def test_one_whose_making_nobody_recorded_is_refused(sendgate: Sendgate, store: Path) -> None:
    artefact = read_artefact(current_version(store))
    folder, _ = save_version(store, artefact.parameters, facts_of(artefact) | {"metrics": {"copied": 1.0}})
    shown = sendgate("promote", folder.name)
    assert shown.exit_code == 1
    assert "the history does not say" in shown.output


def test_without_a_champion_there_is_nothing_to_compare_with_but_itself(sendgate: Sendgate, store: Path) -> None:
    second = another(store)
    (store / "current").unlink()
    shown = sendgate("promote")
    assert shown.exit_code == 0, shown.output
    assert champion(store) == second


def test_promoting_the_champion_or_a_folder_elsewhere(sendgate: Sendgate, store: Path, models: Path) -> None:
    shown = sendgate("promote", "champion")
    assert (shown.exit_code, "is the champion already" in shown.output) == (0, True)
    elsewhere = sendgate("promote", str(current_version(models)))
    assert (elsewhere.exit_code, "copy it there" in " ".join(elsewhere.output.split())) == (2, True)
    assert "there is no challenger" in sendgate("promote").output


def test_a_new_folder_has_no_history(sendgate: Sendgate) -> None:
    assert "nothing was trained" in sendgate("history").output
    assert "knows no champion before" in sendgate("rollback").output


def test_training_from_committed_data_once_is_enough(sendgate: Sendgate, store: Path) -> None:
    from training.history import Event, record

    second = another(store, source=Source(None))
    record(store, Event("trained", second, "Bert", source=COMMITTED))
    assert sendgate("promote").exit_code == 0
