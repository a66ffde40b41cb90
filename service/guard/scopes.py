"""Which address wants a key of which scope."""

from __future__ import annotations

from service.records.keys import Scope

_SCOPES: dict[str, Scope] = {
    "check": "check",
    "decisions": "check",
    "opt-outs": "ledger",
    "bounces": "ledger",
    "corrections": "corrections",
}


def scope_of(path: str) -> Scope | None:
    """What a key must be good for to use ``path``; None where no key is asked for: health, documentation, the page.

    What is new below ``/v1`` is the admin's until it is named here.
    """
    _, first, *rest = path.split("/")
    if first == "metrics":
        return "admin"
    if first != "v1":
        return None
    return _SCOPES.get(rest[0], "admin") if rest else "admin"
