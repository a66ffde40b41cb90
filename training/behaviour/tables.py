"""The tables under ``specification``: one file a language, one section a topic."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from model.labels import TOPICS, Label, Verdict

FOLDER = Path(__file__).parent / "specification"


@dataclass(frozen=True, slots=True)
class Row:
    """A plain message, and what must come out where the buyer opted out."""

    language: str
    topic: Label
    verdict: Verdict
    body: str


@dataclass(frozen=True, slots=True)
class Harmless:
    """What changes no verdict: words of a language to put around a message or into it."""

    greetings: list[str]
    signatures: list[str]
    order: str
    names: dict[str, list[str]]
    typos: dict[str, str]


@dataclass(frozen=True, slots=True)
class Specification:
    """Everything that is said about one language."""

    language: str
    tables: dict[Label, list[Row]]
    spoilers: dict[Label, list[str]]
    neutral: list[str]
    harmless: Harmless

    @property
    def rows(self) -> list[Row]:
        """Every row, table by table."""
        return [row for table in self.tables.values() for row in table]

    def rows_to(self, verdict: Verdict) -> list[Row]:
        """The rows that must be allowed, or those that must be blocked."""
        return [row for row in self.rows if row.verdict == verdict]


def load(path: Path) -> Specification:
    """The specification of the language that ``path`` is named after."""
    sections = tomllib.loads(path.read_text("utf-8"))
    language = path.stem
    tables: dict[Label, list[Row]] = {
        topic: [Row(language, topic, sections[topic]["verdict"], body) for body in sections[topic]["messages"]]
        for topic in TOPICS
    }
    return Specification(
        language, tables, sections["spoilers"], sections["neutral"]["lines"], Harmless(**sections["harmless"])
    )


SPECIFICATIONS = [load(path) for path in sorted(FOLDER.glob("*.toml"))]
