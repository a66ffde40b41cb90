"""Which version serves: trained, promoted, rolled back, and what the history says of it."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import BrokenArtefact, FailedCanary
from model.store import CHALLENGER, current_version, version_named
from tests.service.promoting import promote_an_altered_one
from tests.versions.conftest import ANNA, COMMITTED, a_wrong_one, another, challenger, champion
from training.champion import NotChanged, enter, make_champion, roles, rollback_to
from training.history import FILE, Event, champions, events, record
from training.versions import make_current, save_version


def promote(store: Path, version: str) -> None:
    make_champion(store, version, instead_of=champion(store), who=ANNA, why="", overruled=())


def test_the_first_version_serves_at_once(store: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    version = current_version(store)
    version.rename(empty / version.name)
    assert enter(empty, version.name, COMMITTED, ANNA) == "champion"
    assert champion(empty) == version.name
    assert [event.what for event in events(empty)] == ["trained", "promoted"]


def test_a_later_version_is_a_challenger_and_changes_nothing(store: Path) -> None:
    first = champion(store)
    second = another(store)
    assert (champion(store), challenger(store)) == (first, second)
    assert roles(store) == {"champion": first, "challenger": second}


def test_training_the_champion_again_makes_no_challenger(store: Path) -> None:
    assert enter(store, champion(store), COMMITTED, ANNA) == "champion"
    assert not (store / CHALLENGER).exists()


def test_a_champion_that_this_sendgate_cannot_read_gives_way(store: Path) -> None:
    (current_version(store) / "manifest.json").write_text('{"format": 2}')
    assert enter(store, "x", COMMITTED, ANNA) == "champion"
    assert champion(store) == "x"


def test_a_promoted_challenger_serves_and_is_none_any_more(store: Path) -> None:
    first, second = champion(store), another(store)
    promote(store, second)
    assert champion(store) == second
    assert not (store / CHALLENGER).exists()
    [_, event] = events(store)
    assert (event.what, event.version, event.before, event.who) == ("promoted", second, first, ANNA)
    assert event.when.endswith("+00:00")


def test_what_was_compared_with_another_champion_is_not_promoted(store: Path) -> None:
    first, second = champion(store), another(store)
    third = another(store)
    promote(store, second)
    with pytest.raises(NotChanged, match=f"{second} became champion while {third} was compared with {first}"):
        make_champion(store, third, instead_of=first, who=ANNA, why="", overruled=())
    assert champion(store) == second


def test_of_many_at_once_one_is_promoted(store: Path) -> None:
    first = champion(store)
    versions = [another(store) for _ in range(4)]
    start = threading.Barrier(len(versions))
    refused: list[str] = []

    def run(version: str) -> None:
        start.wait()
        try:
            make_champion(store, version, instead_of=first, who=ANNA, why="", overruled=())
        except NotChanged:
            refused.append(version)

    threads = [threading.Thread(target=run, args=(version,)) for version in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {champion(store), *refused} == set(versions)
    assert [event.version for event in events(store) if event.what == "promoted"] == [champion(store)]


def test_what_a_service_would_refuse_is_not_promoted(store: Path) -> None:
    first, wrong = champion(store), a_wrong_one(store)
    with pytest.raises(FailedCanary):
        promote(store, wrong)
    promote_an_altered_one(store)
    make_current(store, first)
    with pytest.raises(BrokenArtefact, match="was altered"):
        promote(store, "altered")
    assert champion(store) == first


def test_rolling_back_goes_to_the_version_before_and_further(store: Path) -> None:
    first, second = champion(store), another(store)
    promote(store, second)
    third = another(store)
    promote(store, third)
    assert rollback_to(store, None, who=ANNA, why="") == (third, second)
    assert rollback_to(store, None, who=ANNA, why="") == (second, first)
    assert champion(store) == first
    with pytest.raises(NotChanged, match="knows no champion before"):
        rollback_to(store, None, who=ANNA, why="")
    assert rollback_to(store, third, who=ANNA, why="it was right") == (first, third)
    assert events(store)[-1].why == "it was right"
    with pytest.raises(NotChanged, match="already"):
        rollback_to(store, third, who=ANNA, why="")


def test_one_can_roll_back_from_a_version_that_is_gone_but_not_to_one(store: Path) -> None:
    first, second = champion(store), another(store)
    promote(store, second)
    (store / second).rename(store / "elsewhere")
    assert rollback_to(store, None, who=ANNA, why="") == (second, first)
    with pytest.raises(BrokenArtefact):
        rollback_to(store, second, who=ANNA, why="")
    assert champion(store) == first


def test_saving_a_version_again_leaves_it_alone_and_mends_an_altered_one(store: Path) -> None:
    from model.artefact import REFERENCE, read_artefact
    from tests.service.promoting import facts_of

    folder = current_version(store)
    artefact = read_artefact(folder)
    before = (folder / "table.npy").stat().st_ino
    beside = {REFERENCE: (folder / REFERENCE).read_text(encoding="utf-8")}
    assert save_version(store, artefact.parameters, facts_of(artefact), beside)[0] == folder
    assert (folder / "table.npy").stat().st_ino == before
    whole = (folder / "bias.npy").read_bytes()
    (folder / "bias.npy").unlink()
    (folder / "bias.npy").write_bytes(whole[:-1] + b"?")
    save_version(store, artefact.parameters, facts_of(artefact), beside)
    assert (folder / "bias.npy").read_bytes() == whole
    assert [file.name for file in store.iterdir() if file.name.startswith(".writing")] == []


def test_a_line_cut_off_by_a_crash_costs_only_itself(store: Path) -> None:
    record(store, Event("trained", "a", ANNA))
    with (store / FILE).open("a") as stream:
        stream.write('{"what": "promo')
    record(store, Event("promoted", "b", ANNA, overruled=("x",), source=COMMITTED))
    assert [(event.what, event.version) for event in events(store)] == [("trained", "a"), ("promoted", "b")]
    assert events(store)[1].overruled == ("x",)
    assert events(store)[1].source == COMMITTED


NAMES = st.sampled_from("abc")


@given(st.lists(st.tuples(st.sampled_from(["promoted", "rolled back"]), NAMES), min_size=1))
def test_the_last_of_the_line_is_whoever_was_made_champion_last(deeds: list[tuple[str, str]]) -> None:
    history: list[Event] = []
    for what, version in deeds:
        before = history[-1].version if history else None
        if version != before:
            history.append(Event(what, version, ANNA, before=before))  # type: ignore[arg-type]
    line = champions(history)
    assert line[-1] == history[-1].version
    assert all(one != other for one, other in itertools.pairwise(line)), "going back always changes something"


@pytest.mark.parametrize(
    ("name", "said"),
    [("challenger", "there is no challenger"), ("zzz", "versions are"), ("", "no version")],
)
def test_a_name_that_means_nothing_says_so(store: Path, name: str, said: str) -> None:
    with pytest.raises(BrokenArtefact, match=said):
        version_named(store, name)


def test_a_version_is_named_in_several_ways(store: Path) -> None:
    first, second = champion(store), another(store)
    for name in ("current", "champion", first, first[:5], str(store / first)):
        assert version_named(store, name).name == first
    assert version_named(store, "challenger").name == second
