"""Every notebook runs from top to bottom."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.py"))


@pytest.mark.filterwarnings("ignore")  # the kernel's own libraries warn about each other
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebook(
    file: Path, models: Path, project: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    notebook = jupytext.read(file)
    NotebookClient(
        notebook, kernel_name="python3", timeout=600, resources={"metadata": {"path": str(project)}}
    ).execute()
    assert any(output.get("data", {}).get("image/png") for cell in notebook.cells for output in cell.get("outputs", []))
    target: Path | None = request.config.getoption("--notebooks-to")
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target / f"{file.stem}.ipynb")
