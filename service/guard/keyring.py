"""The keys that are good now, in memory: no request waits for the database to be let in."""

from __future__ import annotations

from service.records.keys import Key, Keys, parts_of

FRESH = 2.0  # seconds until a key that was made or revoked is known to every worker


class KeyRing:
    """The keys on record when it was last refreshed; while the database is away, those it had before."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._good: dict[str, Key] = {}
        self.guarded = False  # whether a key is asked for: from the first one ever made, for good
        self.refresh()

    def refresh(self) -> None:
        """Reads them anew. Raises RecordsUnavailable."""
        found = self._keys.all()
        self._good = {key.id: key for key in found if key.revoked is None}
        self.guarded = self.guarded or bool(found)

    def holder(self, token: str) -> Key | None:
        """The key that ``token`` is, if it is good."""
        id_, secret = parts_of(token)
        key = self._good.get(id_)
        return key if key is not None and key.opened_by(secret) else None
