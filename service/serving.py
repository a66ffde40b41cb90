"""The model in service, in one place, so that another can take over between two messages."""

from __future__ import annotations

from model.gate import Gate


class Serving:
    """Holds the gate that answers now. It is swapped whole: who has one reference goes on with that one."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
