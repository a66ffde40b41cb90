"""What the OpenAPI document says is so: Schemathesis asks a real server, as it may be asked and otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.records.records import Records
from service.settings import Settings
from tests.service.running import Running, running

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
UNLIMITED = "1000000"  # it must not be slowed down


@pytest.fixture(params=["open", "guarded"])
def server(request: pytest.FixtureRequest, models: Path, tmp_path: Path) -> Iterator[tuple[Running, tuple[str, ...]]]:
    """A server, and with what options it is asked: a key, where it has any."""
    options: tuple[str, ...] = ()
    if request.param == "guarded":
        with Records.open(Settings(records=tmp_path / "records")) as records:
            _, token = records.keys.create("schemathesis", ["admin"])
        options = ("--header", f"Authorization: Bearer {token}")
    with running(models, tmp_path, SENDGATE_RATE=UNLIMITED, SENDGATE_BURST=UNLIMITED) as found:
        yield found, options


def test_every_answer_is_as_the_document_says(
    server: tuple[Running, tuple[str, ...]], project: Path, tmp_path: Path
) -> None:
    found, options = server
    command = [SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "run", f"{found.url}/openapi.json"]
    examples = ["--max-examples", "5", "--seed", "4", "--continue-on-failure", "--warnings", "off", "--no-color"]
    ended = subprocess.run(
        [*command, *examples, *options],
        env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.api.notices", "PYTHONPATH": str(project)},
        cwd=tmp_path,  # where it leaves what it found
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
