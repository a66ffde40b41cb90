"""The corpus with the place of every line: what is said of a message is said with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.corpus import BadCorpus, Example, parse_example, parse_phrase
from training.elsewhere import parse_elsewhere

FITTED = ("training", "contrast")
HELD_OUT = ("calibration", "evaluation")
MESSAGES = (*FITTED, *HELD_OUT)
_PARSERS: dict[str, Callable[[str], Example]] = {
    **dict.fromkeys(MESSAGES, parse_example),
    "phrases": parse_phrase,
    "elsewhere": parse_elsewhere,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A message of the corpus and where it stands. ``file`` is relative to the corpus."""

    part: str
    file: str
    line: int
    example: Example

    @property
    def where(self) -> str:
        """Its place as an editor takes it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no message of the corpus."""

    file: str
    line: int
    problem: str


def lines_of(data: Path) -> Iterator[Placed | BadLine]:
    """Every line of every part of the corpus in ``data``, by file names and lines. Ids must be unique within a part."""
    for part, parse in _PARSERS.items():
        seen: dict[str, str] = {}
        for file in sorted((data / part).rglob("*.jsonl")):
            name = file.relative_to(data).as_posix()
            for number, text in enumerate(_lines(file), 1):
                try:
                    found = Placed(part, name, number, parse(text.decode()))
                except ValueError as error:
                    yield BadLine(name, number, str(error))
                    continue
                if found.example.id in seen:
                    yield BadLine(name, number, f"the id {found.example.id!r} was used at {seen[found.example.id]}")
                seen.setdefault(found.example.id, found.where)
                yield found


def load_placed(data: Path) -> list[Placed]:
    """Every message and phrase with its place. Raises BadCorpus naming every bad line as file:line."""
    found = list(lines_of(data))
    if bad := [f"{line.file}:{line.line}: {line.problem}" for line in found if isinstance(line, BadLine)]:
        raise BadCorpus(bad)
    return [line for line in found if isinstance(line, Placed)]


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().removesuffix(b"\n").split(b"\n") if file.stat().st_size else []
