"""The decision: a pure function of judgement, opt-out, reply and policy."""

from __future__ import annotations

from typing import Literal

from model.judge import Outcome
from model.labels import Verdict
from model.policy import Policy

Reason = Literal[
    "not_opted_out",
    "not_on_record",
    "ledger_unavailable",
    "reply_to_buyer",
    "critical_only",
    "mixed",
    "not_critical",
    "unsure",
    "unreadable",
    "unsupported_language",
]

# Whether the buyer opted out: the caller knows, or the ledger was asked and has no record or could not be reached.
OptedOut = bool | Literal["not_on_record", "unavailable"]

EXPLANATIONS: dict[Reason, str] = {
    "not_opted_out": "The buyer has not opted out of unsolicited messages.",
    "not_on_record": "The ledger has no record that the buyer opted out of unsolicited messages.",
    "ledger_unavailable": "The ledger that knows whether the buyer opted out cannot be asked at present.",
    "reply_to_buyer": "A reply in a thread that the buyer began is not unsolicited.",
    "critical_only": "Everything in the message is critical to completing the order.",
    "mixed": "Part of the message is critical to completing the order, but other parts are not.",
    "not_critical": "Nothing in the message is critical to completing the order.",
    "unsure": "It is not certain enough that the message is critical to completing the order.",
    "unreadable": "The message cannot be read.",
    "unsupported_language": "The message is in a language the model was not trained on.",
}


def decide(outcome: Outcome, *, opted_out: OptedOut, reply: bool, policy: Policy) -> tuple[Verdict, Reason]:
    """Whether a message judged as ``outcome`` may go to this buyer, and why."""
    if opted_out == "unavailable":
        return "block", "ledger_unavailable"
    if opted_out == "not_on_record":
        return "allow", "not_on_record"
    if not opted_out:
        return "allow", "not_opted_out"
    if reply and policy.replies_exempt:
        return "allow", "reply_to_buyer"
    if outcome == "critical":
        return "allow", "critical_only"
    return "block", outcome
