"""The commands of the ledger, the journal and the corrections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.message import Message
from service.cli import main
from service.records.corrections import Labels
from service.records.ledger import Question
from service.records.records import Records
from service.settings import Settings, settings_from
from tests.records.test_bounces import ALIAS, NO_BUYER, NOTICE, ORDER, mail
from tests.records.test_journal import KEPT


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """What the commands keep their records in."""
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path / "records"))
    with Records.open(settings_from()) as found:
        yield found


def run(*arguments: str | Path, given: bytes = b"") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


@pytest.mark.parametrize(
    ("raw", "status", "shown"),
    [
        (NOTICE, 0, f"opted out: order {ORDER}, buyer {ALIAS}"),
        (mail(NO_BUYER).as_bytes(), 0, f"opted out: order {ORDER}, buyer not named"),
        (b"Subject: Hello\n\nHow are you?", 1, "is no non-delivery notice"),
    ],
)
def test_bounce(records: Records, tmp_path: Path, raw: bytes, status: int, shown: str) -> None:
    (tmp_path / "notice.eml").write_bytes(raw)
    dry = run("bounce", "--dry-run", tmp_path / "notice.eml")
    assert dry.exit_code == status
    assert list(records.ledger.all()) == []
    result = run("bounce", tmp_path / "notice.eml")
    assert result.exit_code == status
    assert shown in result.output
    assert (records.ledger.standings([Question("x", order=ORDER)]) == [True]) is (status == 0)


def test_bounce_reads_standard_input_and_says_what_is_known(records: Records) -> None:
    assert run("bounce", "-", given=NOTICE).output == f"opted out: order {ORDER}, buyer {ALIAS}\n"
    assert "on record already" in run("bounce", "-", given=NOTICE).output
    assert {entry.source for entry in records.ledger.all()} == {"-"}


def test_a_file_of_any_name_is_a_source(records: Records, tmp_path: Path) -> None:
    odd = tmp_path / "a\nb\udcff.eml"
    odd.write_bytes(NOTICE)
    assert run("bounce", odd).exit_code == 0
    assert {entry.source for entry in records.ledger.all()} == {"a?b?.eml"}


def test_bounce_without_a_file(records: Records, tmp_path: Path) -> None:
    result = run("bounce", tmp_path / "nonesuch.eml")
    assert result.exit_code == 2
    assert "cannot be read" in result.output


def test_opt_outs_are_imported_listed_and_removed(records: Records, tmp_path: Path) -> None:
    table = tmp_path / "out.csv"
    table.write_text(
        "Buyer,seller,reason,time,note\n"
        "maya@example.org,,,2026-01-02T03:04:05Z,kept elsewhere\n"
        "tom@example.org,oak,unsubscribed,,\n"
        "maya@example.org,,,,\n"
        ",,,,\n"
        "eve@example.org,,whim,,\n"
        "zoe@example.org,,,,,,\n",
        encoding="utf-8-sig",
    )
    result = run("opt-outs", "import", table)
    assert result.exit_code == 1
    assert "2 recorded, 1 on record already, 3 wrong" in result.output
    assert all(f"out.csv:{line}: " in result.output for line in (5, 6, 7))
    asked = [Question("maya@example.org"), Question("tom@example.org", "ink"), Question("tom@example.org", "oak")]
    assert records.ledger.standings(asked) == [True, "not_on_record", True]
    lines = [json.loads(line) for line in run("opt-outs", "list", "--json").output.splitlines()]
    assert sorted((line["scope"], line["reason"], line["source"]) for line in lines) == [
        ("marketplace", "other", "out.csv"),
        ("seller", "unsubscribed", "out.csv"),
    ]
    assert all(line["id"] in run("opt-outs", "list").output for line in lines)
    assert run("opt-outs", "remove", lines[0]["id"]).exit_code == 0
    assert run("opt-outs", "remove", lines[0]["id"]).exit_code == 2
    assert len(list(records.ledger.all())) == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"name\nmaya\n", "no column buyer"), (b"", "no column buyer"), (b"buyer\n\xff\n", "UTF-8")]
)
def test_a_file_that_is_no_table_of_opt_outs(records: Records, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    result = run("opt-outs", "import", tmp_path / "bad.csv")
    assert result.exit_code == 2
    assert said in result.output


def test_a_long_import_is_recorded_in_parts(records: Records, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("buyer\n" + "".join(f"buyer {number}\n" for number in range(1_100)))
    assert "1100 recorded, 0 on record already, 0 wrong" in run("opt-outs", "import", tmp_path / "long.csv").output
    assert "0 recorded, 1100 on record already" in run("opt-outs", "import", tmp_path / "long.csv").output


def test_the_journal_is_pruned(records: Records) -> None:
    now = datetime.now(UTC)
    records.journal.write(
        [replace(KEPT, id=f"{days:032}", time=now - timedelta(days=days, minutes=1)) for days in (1, 8, 90)]
    )
    assert run("journal", "prune", "--older-than", "90d").output == "1 decisions deleted\n"
    assert run("journal", "prune", "--older-than", "1w").output == "1 decisions deleted\n"
    assert run("journal", "prune", "--older-than", "12h").output == "1 decisions deleted\n"


@pytest.mark.parametrize("age", ["90", "0d", "d", "90days", "-1d"])
def test_an_age_must_be_one(records: Records, age: str) -> None:
    result = run("journal", "prune", "--older-than", age)
    assert result.exit_code == 2
    assert "write hours, days or weeks" in result.output


def test_corrections_are_exported(records: Records) -> None:
    records.corrections.add(Message("Hello", "Hi"), Labels(("promotion",)), "Ann")
    [line] = run("corrections", "export").output.splitlines()
    document = json.loads(line)
    assert {key: document[key] for key in ("subject", "body", "topics", "sentences", "source")} == {
        "subject": "Hi", "body": "Hello", "topics": ["promotion"], "sentences": [], "source": "Ann",
    }  # fmt: skip


@pytest.mark.parametrize(("text", "journal"), [("on", True), ("OFF", False)])
def test_the_journal_is_a_switch(text: str, journal: bool) -> None:
    assert settings_from({"SENDGATE_JOURNAL": text}) == Settings(journal=journal)


def test_a_switch_is_on_or_off() -> None:
    result = CliRunner(env={"SENDGATE_JOURNAL": "maybe"}).invoke(main, ["opt-outs", "list"])
    assert result.exit_code == 2
    assert "must be on or off" in result.output


def test_secrets_are_not_shown() -> None:
    shown = repr(Settings(database_url="postgresql://u:hidden@h/n", digest_key="hidden as well"))
    assert "hidden" not in shown
