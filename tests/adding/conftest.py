"""A small corpus to add to, and the command as a person types it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.library import conftest as library
from tests.library.conftest import Rows

TAUGHT = "Hi Ana, your oak shelf is cut and sanded. Which of the two wall hooks should we pack with it, brass or black?"
MEASURED = (
    "Dear Sam, the parcel with your lamp came back to our dock. Which house number is missing on the label, please?"
)
CALIBRATED = "Hello, the lorry with your sofa comes to Leeds next week. Would Monday or Friday morning suit you better?"
PAIRED = "Good morning, the ring you ordered is cast and polished. Please tell us which initials go on the inside."


def line(name: str, *parts: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A line of the corpus."""
    row = {"id": name, "lang": "en", "kind": "k", "medium": "email", "register": "friendly", "trade": "t"}
    row |= {"family": f"family-{name}", "source": None, "hard": []} | more
    return row | {"sentences": [{"text": text, "label": label} for text, label in parts]}


def halves(text: str, first: str, second: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two sentences of ``text`` with their labels."""
    cut = text.index(". ") + 2
    return (text[:cut], first), (text[cut:], second)


CORPUS = {
    "training/en/old.jsonl": [line("a", *halves(TAUGHT, "neutral", "customization"))],
    "contrast/en/old.jsonl": [line("b", *halves(PAIRED, "neutral", "customization"))],
    "calibration/en/old.jsonl": [line("c", *halves(CALIBRATED, "neutral", "delivery_scheduling"))],
    "evaluation/en/old.jsonl": [line("d", *halves(MEASURED, "neutral", "address_issue"))],
    "phrases/en/old.jsonl": [
        {"id": "p", "lang": "en", "purpose": "x", "text": "Follow us on social media.", "label": "promotion"}
    ],
}


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(text) for text in path.read_text().splitlines()]


def write(path: Path, rows: Rows) -> Path:
    """A table of ``rows``, of the kind that the end of ``path`` says."""
    return library.write(path.with_name(f"table{path.suffix}"), rows).rename(path)


def read(path: Path) -> Rows:
    """The rows of the table ``path``, values of CSV and Excel as text."""
    plain = path.with_name(f"table{path.suffix}")
    plain.write_bytes(path.read_bytes())
    rows = library.read(plain)
    plain.unlink()
    return rows


@pytest.fixture
def data(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small corpus, which the command takes for its own."""
    folder = tmp_path / "data"
    for name, rows in CORPUS.items():
        write_lines(folder / name, rows)
    monkeypatch.setenv("SENDGATE_DATA", str(folder))
    monkeypatch.setenv("SENDGATE_MODELS", str(models))
    monkeypatch.setenv("SENDGATE_RECORDS", str(tmp_path / "records"))
    return folder


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(data: Path) -> Run:
    def typed(*arguments: str | Path) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["data", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return typed
