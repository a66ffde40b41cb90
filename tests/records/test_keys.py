"""API keys on both databases: made, told once, known again, revoked."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.cli import main
from service.guard.keyring import KeyRing
from service.records.database import RecordsUnavailable
from service.records.keys import SCOPES, Scope
from service.records.records import Records
from service.records.tables import api_keys
from service.settings import Settings
from tests.records.test_records_api import lose


def test_a_key_is_known_by_its_token_until_it_is_revoked(records: Records) -> None:
    key, token = records.keys.create("tool", ["check", "ledger"])
    ring = KeyRing(records.keys)
    assert ring.holder(token) == key
    assert records.keys.revoke(key.id)
    assert ring.holder(token) == key  # until it looks again
    ring.refresh()
    assert ring.holder(token) is None
    assert not records.keys.revoke(key.id)
    [kept] = records.keys.all()
    assert kept.revoked is not None


def test_neither_secret_nor_digest_is_shown(records: Records) -> None:
    key, token = records.keys.create("tool", ["check"])
    secret = token.rsplit("_", 1)[1]
    with records.databases[0].transaction() as connection:
        row = connection.execute(select(api_keys)).one()
    assert secret not in repr(row)
    assert secret not in repr(key)
    assert row.digest not in repr(key)


def test_other_tokens_open_nothing(records: Records) -> None:
    key, token = records.keys.create("tool", ["check"])
    _, other = records.keys.create("another", ["admin"])
    ring = KeyRing(records.keys)
    secret = other.rsplit("_", 1)[1]
    wrong = ["", "sg", "sg__", f"sg_{key.id}_", f"sg_{key.id}_{secret}", token[:-1], token + "0", token[3:], "é"]
    assert [one for one in wrong if ring.holder(one) is not None] == []


@pytest.mark.parametrize("scope", SCOPES)
def test_an_admin_may_do_everything_and_others_what_they_are_for(records: Records, scope: Scope) -> None:
    admin, _ = records.keys.create("boss", ["admin"])
    narrow, _ = records.keys.create("tool", ["check"])
    assert admin.may(scope)
    assert narrow.may(scope) is (scope == "check")


def test_once_guarded_always_guarded(records: Records) -> None:
    ring = KeyRing(records.keys)
    assert not ring.guarded
    key, _ = records.keys.create("tool", ["check"])
    records.keys.revoke(key.id)
    ring.refresh()
    assert ring.guarded


def test_a_ring_goes_on_without_its_database(records: Records, settings: Settings) -> None:
    key, token = records.keys.create("tool", ["check"])
    ring = KeyRing(records.keys)
    lose(settings, "api_keys")
    with pytest.raises(RecordsUnavailable):
        ring.refresh()
    assert ring.holder(token) == key


def test_the_commands(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_RECORDS", str(settings.records))
    if settings.database_url:
        monkeypatch.setenv("SENDGATE_DATABASE_URL", settings.database_url)
    run = CliRunner().invoke
    made = run(main, ["keys", "create", "tool", "--scope", "ledger", "--scope", "check"])
    assert made.exit_code == 0
    token = made.stdout.strip()
    with Records.open(settings) as records:
        key = KeyRing(records.keys).holder(token)
    assert key is not None
    assert key.scopes == {"check", "ledger"}
    assert f"{key.id}  tool  check,ledger  " in run(main, ["keys", "list"]).output
    assert token not in run(main, ["keys", "list"]).output
    assert run(main, ["keys", "revoke", key.id]).exit_code == 0
    assert "revoked" in run(main, ["keys", "list"]).output
    again = run(main, ["keys", "revoke", key.id])
    assert again.exit_code == 2
    assert "no good key" in again.output
    assert run(main, ["keys", "create", "a\nb"]).exit_code == 2
