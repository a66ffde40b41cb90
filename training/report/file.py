"""A page on disk, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from model.errors import SendgateError


def write_page(path: Path, page: str) -> None:
    """Writes ``page`` to ``path``, making its folder. Raises SendgateError where the disk refuses."""
    aside = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(page, encoding="utf-8", errors="replace")
        os.replace(aside, path)
    except OSError as error:
        raise SendgateError(f"{path} cannot be written: {error.strerror or error}") from error
