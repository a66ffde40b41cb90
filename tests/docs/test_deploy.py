"""What is deployed with: the image's recipe, the compose file and the examples fit together and to the service."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings, settings_from

HADOLINT = Path(sys.executable).with_name("hadolint")


@pytest.fixture(scope="module")
def compose(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((project / "compose.yaml").read_text())
    return found


def variables(text: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in text.splitlines() if line and not line.startswith("#"))


def test_the_dockerfile_is_as_its_linter_wants_it(project: Path) -> None:
    ended = subprocess.run([HADOLINT, project / "Dockerfile"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_all_that_is_copied_is_there_and_not_ignored(project: Path) -> None:
    let_through = re.findall(r"^!(.+)$", (project / ".dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (project / "Dockerfile").read_text(), re.MULTILINE)
    assert copied
    for name in " ".join(copied).split():
        assert (project / name).exists(), name
        assert any(fnmatch.fnmatch(name.rstrip("/"), pattern) for pattern in let_through), name


def test_it_serves_as_nobody_and_without_what_trains(project: Path) -> None:
    build, final = re.split(r"^FROM .*\n", (project / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    assert re.search(r"^USER 1\d+$", final, re.MULTILINE)
    assert "HEALTHCHECK" in final
    assert "pip" not in final
    assert "/opt/train" not in final
    assert "--require-hashes -r requirements/serve.txt" in build


def test_the_examples_name_settings_and_one_password(project: Path, compose: dict[str, Any]) -> None:
    services = compose["services"]
    ours, database = (
        variables((project / "docs" / "deploy" / f"{services[name]['env_file']}.example").read_text())
        for name in ("sendgate", "postgresql")
    )
    settings = settings_from(ours)
    user, password, name = (database[f"POSTGRES_{what}"] for what in ("USER", "PASSWORD", "DB"))
    assert settings.database_url == f"postgresql://{user}:{password}@postgresql/{name}"


def test_it_is_given_longer_to_stop_than_it_takes(compose: dict[str, Any], project: Path) -> None:
    given = [int(compose["services"]["sendgate"]["stop_grace_period"].removesuffix("s"))]
    unit = (project / "docs" / "deploy" / "sendgate.service").read_text()
    given += map(int, re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE))
    assert len(given) == 2
    assert min(given) > Settings().drain


def test_a_proxy_takes_what_the_service_takes_and_lets_go_first(project: Path) -> None:
    nginx = (project / "docs" / "deploy" / "nginx.conf").read_text()
    assert "client_max_body_size 1m;" in nginx
    assert Settings().max_body == 2**20
    assert Settings().keep_alive > 60  # nginx's and Caddy's
