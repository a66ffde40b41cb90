"""What a non-delivery notice adds to the ledger."""

from __future__ import annotations

from service.bounces import Bounce
from service.records.ledger import Entry, Ledger, OptOut


def record_bounce(ledger: Ledger, bounce: Bounce, source: str) -> list[Entry]:
    """Records the opt-out under the order and, where the notice names one, under the buyer; marketplace-wide."""
    named = [bounce.order] if bounce.buyer is None else [bounce.order, bounce.buyer]
    return ledger.add([OptOut(name, reason="notice", source=source) for name in named])
