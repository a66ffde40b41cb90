"""The documents say what is so."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from model.decide import EXPLANATIONS
from model.gate import Gate
from service.api import create_app
from service.cli import main
from service.problems import TITLES
from service.records.keys import SCOPES
from service.settings import Settings
from service.watch.metrics import Metrics
from training.datasheet import rewritten


def test_the_datasheet_is_counted_from_the_corpus(project: Path) -> None:
    for name, content in rewritten(project / "data").items():
        assert (project / "data" / name).read_text(encoding="utf-8") == content, f"run `make datasheet` for {name}"


def test_the_changelog_names_this_version(project: Path) -> None:
    version = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version} " in (project / "CHANGELOG.md").read_text()


def _documents(project: Path) -> str:
    return "\n".join(file.read_text() for file in [project / "README.md", *sorted((project / "docs").glob("*.md"))])


def test_the_documents_name_every_command(project: Path) -> None:
    text = _documents(project)
    assert [name for name in main.commands if f"sendgate {name}" not in text] == []


def test_the_readme_s_check_answers_as_shown(project: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGATE_MODELS", str(models))
    text = (project / "README.md").read_text()
    found = re.search(
        r"\$ echo \"(?P<body>.*?)\" \| \.venv/bin/sendgate check\n\s+(?P<verdict>[A-Z]+)", text, re.DOTALL
    )
    assert found is not None
    shown = CliRunner().invoke(main, ["check"], input=found["body"])
    assert found["verdict"] in shown.output


def test_nothing_committed_names_this_machine(project: Path) -> None:
    for file in [
        *project.glob("*.md"),
        *project.glob("docs/*.md"),
        *project.glob("requirements/*"),
        project / "Makefile",
        project / "pyproject.toml",
    ]:
        assert "/work/" not in file.read_text(), file


def test_the_lock_files_carry_hashes_and_no_addresses(project: Path) -> None:
    for file in project.glob("requirements/*.txt"):
        text = file.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_the_documents_name_every_reason_setting_and_problem(project: Path) -> None:
    text = _documents(project)
    names = [*EXPLANATIONS, *TITLES, *("SENDGATE_" + field.name.upper() for field in fields(Settings))]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_documents_name_every_endpoint(project: Path, gate: Gate, tmp_path: Path) -> None:
    text = _documents(project)
    paths = create_app(gate, Settings(records=tmp_path)).openapi()["paths"]
    named = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert [name for name in named if name not in text] == []


def test_the_service_s_examples_answer_as_shown(project: Path, gate: Gate, tmp_path: Path) -> None:
    page = (project / "docs" / "service.md").read_text()
    examples = re.findall(r"\$ curl -s localhost:8000(\S+) .*?\n\s+-d '(.*?)'\n\s+(.*)\n", page)
    assert len(examples) == 3
    with TestClient(create_app(gate, Settings(records=tmp_path))) as client:
        for path, body, shown in examples:
            answer = client.post(path, content=body, headers={"content-type": "application/json"}).json()
            pattern = ".*".join(re.escape(part) for part in shown.split("…"))
            assert re.match(pattern, json.dumps(answer)), (path, answer)


def test_the_documents_name_every_metric_scope_and_level_of_the_log(project: Path) -> None:
    text = _documents(project)
    metrics = [
        f"{found.name}_total" if found.type == "counter" else found.name for found in Metrics().registry.collect()
    ]
    levels = next(setting for setting in fields(Settings) if setting.name == "log_level").metadata["one_of"]
    assert [name for name in [*metrics, *SCOPES, *levels] if f"`{name}`" not in text] == []


def test_the_documents_name_the_commands_of_commands(project: Path) -> None:
    text = _documents(project)
    groups = {name: command for name, command in main.commands.items() if isinstance(command, click.Group)}
    names = [f"sendgate {group} {name}" for group, command in groups.items() for name in command.commands]
    assert [name for name in names if name not in text] == []


def test_every_picture_and_page_that_a_document_names_is_there(project: Path) -> None:
    for file in project.glob("docs/*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text()):
            assert (file.parent / target).is_file(), f"{file.name}: {target}"


def test_the_guide_names_every_notebook(project: Path) -> None:
    text = (project / "docs" / "guide.md").read_text()
    assert [file.name for file in project.glob("notebooks/*.py") if f"`{file.name}`" not in text] == []
