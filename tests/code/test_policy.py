"""A policy is checked before it is used, and says what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.errors import BadPolicy
from model.labels import CRITICAL, TOPICS
from model.policy import load_policy, parse_policy

FILE = Path(__file__).parents[2] / "model" / "policies" / "opt-out-2017.toml"


def test_the_default_policy() -> None:
    policy = load_policy()
    assert policy.id == "opt-out-2017@1"
    assert policy.critical_topics == CRITICAL
    assert policy.replies_exempt
    assert policy.sending.subject == "Additional Information Required"
    assert policy.sending.operations["customization"] == "confirmCustomizationDetails"
    assert policy.sending.operations["delivery_scheduling"] == "createConfirmDeliveryDetails"
    assert policy.sending.operations["address_issue"] == "createUnexpectedProblem"
    assert set(policy.instead) == set(TOPICS) - CRITICAL
    assert "Cancel the order" in policy.instead["stock_or_delay"]


def _drop(document: dict[str, Any]) -> None:
    del document["sending"]["subject"]


def _misspell(document: dict[str, Any]) -> None:
    document["reply_exempt"] = True


def _mistype(document: dict[str, Any]) -> None:
    document["replies_exempt"] = "yes"


def _unknown_topic(document: dict[str, Any]) -> None:
    document["critical_topics"].append("gossip")


def _more_critical(document: dict[str, Any]) -> None:
    document["critical_topics"].append("promotion")


def _advice_missing(document: dict[str, Any]) -> None:
    del document["instead"]["promotion"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_drop, "lacks the key 'subject'"),
        (_misspell, "unknown key 'reply_exempt'"),
        (_mistype, "must be of type bool"),
        (_unknown_topic, "unknown topic 'gossip'"),
        (_more_critical, "critical_topics must be"),
        (_advice_missing, "lacks the key 'promotion'"),
    ],
)
def test_a_bad_policy_is_refused(spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    document = tomllib.loads(FILE.read_text())
    spoil(document)
    with pytest.raises(BadPolicy, match=said):
        parse_policy(document, "policy.toml")


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadPolicy, match="use one of opt-out-2017"):
        load_policy("nonesuch")
    (tmp_path / "p.toml").write_text("= broken")
    with pytest.raises(BadPolicy, match="cannot be read"):
        load_policy(str(tmp_path / "p.toml"))


def test_a_policy_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(FILE.read_text().replace('"opt-out-2017"', '"mine"'))
    assert load_policy(str(tmp_path / "mine.toml")).id == "mine@1"
