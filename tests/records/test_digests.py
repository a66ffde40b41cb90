"""Digests: who counts as the same, and the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.records.digests import KEY_FILE, BadKey, Digests, key_from, normalised

KEY = b"a key for the tests, long enough"


@pytest.mark.parametrize(
    ("spelled", "same_as"),
    [
        ("  Maya\t Lopez ", "maya lopez"),
        ("MAYA@Example.ORG", "maya@example.org"),
        ('"Lopez, Maya" <maya@example.org>', "maya@example.org"),
        ("mailto:maya@example.org", "maya@example.org"),
        ("maya+order-7@example.org", "maya@example.org"),
        ("maya@example.org.", "maya@example.org"),
        ("+@example.org", "+@example.org"),
        ("ｍａｙａ@example.org", "maya@example.org"),
        ("ma\u200bya@example.org", "maya@example.org"),
        ("002‑1234567–1234567", "002-1234567-1234567"),
        ("STRASSE", "straße"),
        ("@maya", "@maya"),
    ],
)
def test_one_spelling_for_all_that_mean_the_same(spelled: str, same_as: str) -> None:
    assert normalised(spelled) == normalised(same_as)


_PIECES = st.lists(st.sampled_from(["a", "@", "+", ".", "<", ">", " ", "mailto:", "ß", "\u200b"])).map("".join)


@given(st.text() | _PIECES)
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


@given(st.text(), st.sampled_from([" ", "\t", "\n", "\u200b", "\u00a0"]))
def test_space_around_makes_no_difference(name: str, space: str) -> None:
    assert normalised(f"{space}{name}{space}") == normalised(name)


@given(st.from_regex(r"[a-z0-9.]{1,20}@[a-z0-9]{1,10}\.[a-z]{2,5}", fullmatch=True), st.text("abc123-", max_size=9))
def test_an_address_is_itself_in_any_case_name_and_tag(address: str, tag: str) -> None:
    local, _, domain = address.partition("@")
    for spelled in (address.upper(), f"Maya <{address}>", f"{local}+{tag}@{domain}", f" mailto:{address}"):
        assert Digests(KEY).buyer(spelled) == Digests(KEY).buyer(address)


@given(st.text(), st.text())
def test_digests_are_keyed_and_told_apart_by_kind(one: str, other: str) -> None:
    digests = Digests(KEY)
    assert (digests.buyer(one) == digests.buyer(other)) == (normalised(one) == normalised(other))
    assert digests.buyer(one) != digests.seller(one)
    assert digests.buyer(one) != Digests(b"another key").buyer(one)
    assert digests.message(one, other) != digests.message(one + other, "") or not other


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    first = key_from("", folder)
    assert key_from("", folder) == first
    assert len(first) == 64
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [file.name for file in folder.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize(("chosen", "kept"), [("too short", None), ("", b""), ("", b"short\n")])
def test_a_key_too_short_to_be_a_secret_is_refused(tmp_path: Path, chosen: str, kept: bytes | None) -> None:
    if kept is not None:
        (tmp_path / KEY_FILE).write_bytes(kept)
    with pytest.raises(BadKey):
        key_from(chosen, tmp_path)


def test_a_key_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(BadKey, match="cannot be read or made"):
        key_from("", tmp_path / "file")
