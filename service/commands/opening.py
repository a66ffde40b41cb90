"""What several commands do with what they are given: open what the settings name, reach training, name a file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from model.artefact import read_artefact
from model.errors import SendgateError
from model.gate import Gate, judge_of
from model.judge import Judge
from model.store import current_version
from service.settings import Settings


def open_gate(settings: Settings) -> Gate:
    """The gate with the current model and the policy in force."""
    return Gate.open(current_version(settings.models), settings.policy)


def open_judge(settings: Settings) -> Judge:
    """The current model by itself."""
    return judge_of(read_artefact(current_version(settings.models)))


def training_part(module: str, name: str, extra: str = "train") -> Callable[..., Any]:
    """Something of the training package, which an install without ``extra`` may not be able to import."""
    try:
        found: Callable[..., Any] = getattr(import_module(f"training.{module}"), name)
    except ModuleNotFoundError as error:
        raise SendgateError(f"this needs {error.name}; install the extra: pip install 'sendgate[{extra}]'") from error
    return found


def source_of(file: Path) -> str:
    """``file``'s name as the ledger takes a source: short, and without what cannot be printed."""
    return "".join(char if char.isprintable() else "?" for char in file.name)[:200]
