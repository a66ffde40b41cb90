"""What an audit can find, and how grave it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. An error must be mended before training; a warning deserves a look."""

    name: str
    title: str
    severity: Severity
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found at a line of the corpus; ``line`` is 0 where it is about a whole folder."""

    check: Check
    file: str
    line: int
    what: str
    text: str = ""  # what it is about, to be read
    shown: str = ""  # the part of the text that matters, or nothing

    @property
    def where(self) -> str:
        """Its place as an editor takes it."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything that was found, and in how much."""

    messages: int
    sentences: int
    files: int
    checks: tuple[Check, ...]  # those that were made
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many of the findings must be mended."""
        return sum(finding.check.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many of them deserve a look."""
        return len(self.findings) - self.errors

    def by_check(self) -> list[tuple[Check, list[Finding]]]:
        """Every check with its findings, in the order of the checks."""
        return [(check, [found for found in self.findings if found.check == check]) for check in self.checks]


FORM = Check("form", "Lines that are no message", "error", "Training stops at them.")
CONFLICT = Check(
    "conflict",
    "The same message, another verdict",
    "error",
    "The model cannot learn both; the guide settles which is right.",
)
UNEVEN = Check(
    "uneven", "The same text, another label", "warning",
    "Between the same neighbours, or as a phrase by itself. Right where the rest of the message tells the purpose.",
)  # fmt: skip
LEAK = Check(
    "leak", "Shared between sets", "error",
    "What the model is measured or calibrated on must share no text, family or source with what it learns from, "
    "nor a contrast set with training.",
)  # fmt: skip
KIN = Check(
    "kin",
    "Nearly the same, in two families",
    "warning",
    "Held-out families are no test where one of them was fitted on.",
)
PERSONAL = Check(
    "personal", "Personal data", "error",
    "E-mail addresses and full order ids may belong to somebody: write a placeholder or an example.",
)  # fmt: skip
PHONE = Check(
    "phone", "Telephone numbers", "warning",
    "They may belong to somebody. Write a placeholder, or one that is kept for fiction (555-0123, 020 7946 0123).",
)  # fmt: skip
LABEL = Check(
    "label", "Labels that look wrong", "warning",
    "A classifier that saw no message of the family is sure of another label (confident learning, Northcutt et al., "
    "2021). The surest first; many are right and only rare.",
)  # fmt: skip
THIN = Check(
    "thin",
    "Thin slices",
    "warning",
    "Too few messages to learn a purpose from, or to tell a rate on: write or collect more.",
)
