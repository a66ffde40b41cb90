"""Keyed digests: what lets a buyer be found again without being kept.

A plain hash of an address is undone by trying addresses; without the key this one is not. BLAKE2b is
keyed by design (RFC 7693) and told apart by kind, so that a buyer and a seller of one name differ.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from hashlib import blake2b
from pathlib import Path

from model.errors import SendgateError
from service.records.tables import DIGEST

KEY_FILE = "digest.key"
_SHORTEST = 16  # characters of a key that somebody chose
_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")
_MAILTO = re.compile(r"^(?:mailto:)+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


class BadKey(SendgateError):
    """A digest key that is too short, cannot be read, or is not the database's."""


class Digests:
    """Digests with one key, each of 32 hexadecimal digits."""

    def __init__(self, key: bytes) -> None:
        self._key = blake2b(key).digest()  # a key of any length, brought to the one that BLAKE2b takes

    def buyer(self, buyer: str) -> str:
        """Of a buyer (or an order), however it is spelled."""
        return self._digest(b"buyer", normalised(buyer))

    def seller(self, seller: str) -> str:
        """Of a seller, however it is spelled."""
        return self._digest(b"seller", normalised(seller))

    def message(self, subject: str, body: str) -> str:
        """Of a message's exact text."""
        return self._digest(b"message", f"{len(subject)}:{subject}{body}")

    def correction(self, content: str) -> str:
        """Of a correction's text and labels."""
        return self._digest(b"correction", content)

    def unsure(self, subject: str, body: str) -> str:
        """Of a masked text that the model was unsure of."""
        return self._digest(b"unsure", f"{len(subject)}:{subject}{body}")

    def proof(self) -> str:
        """Of nothing: the same for the same key."""
        return self._digest(b"proof", "")

    def _digest(self, kind: bytes, text: str) -> str:
        content = text.encode("utf-8", "surrogatepass")
        return blake2b(content, key=self._key, person=kind, digest_size=DIGEST // 2).hexdigest()


def normalised(name: str) -> str:
    """``name`` as it is compared: one spelling for all that mean the same buyer, seller or order.

    Case, Unicode form, invisible characters, kinds of dash and white space make no difference; an e-mail address
    loses its display name, ``mailto:`` and what follows a plus sign, which one mailbox may vary at will.
    """
    text = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", name).casefold()))
    # Folding may leave characters that compose anew.
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _ADDRESS.search(text)
    address = _MAILTO.sub("", found[1] if found else text)
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or " " in address:
        return text
    return f"{local.split('+', 1)[0] or local}@{domain.rstrip('.')}"


def key_from(chosen: str, folder: Path) -> bytes:
    """The key in force: ``chosen`` or, where that is empty, the one in ``folder``, made at the first start.

    Raises BadKey for a key that is too short to be a secret or cannot be read.
    """
    if chosen:
        if len(chosen) < _SHORTEST:
            raise BadKey(f"SENDGATE_DIGEST_KEY has {len(chosen)} characters; a secret needs at least {_SHORTEST}")
        return chosen.encode("utf-8", "surrogateescape")
    file = folder / KEY_FILE
    try:
        if not file.exists():
            _make(file)
        key = file.read_bytes().strip()
    except OSError as error:
        raise BadKey(f"the digest key {file} cannot be read or made: {error.strerror}") from error
    if len(key) < _SHORTEST:
        raise BadKey(f"{file} holds no digest key; put the right one back, or remove an empty database with it")
    return key


def _make(file: Path) -> None:
    """Writes a new key, readable by its owner alone; of two processes that do so at once, the first wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_hex(32).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
