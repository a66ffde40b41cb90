"""The page's files over HTTP: kept by browsers, checked by tag, guarded by policy, in step with the model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from model import visible
from model.gate import Gate
from model.labels import CRITICAL, LABELS
from service.api import create_app
from service.assets import read_page
from service.settings import Settings


@pytest.fixture(scope="module")
def client(gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(records=tmp_path_factory.mktemp("records"))
    with TestClient(create_app(gate, settings), raise_server_exceptions=False) as found:
        yield found


def loaded(index: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/web/[^"]+)"', index)


def test_the_page_is_asked_for_anew_and_its_files_are_kept_for_good(client: TestClient) -> None:
    index = client.get("/")
    assert index.headers["content-type"] == "text/html; charset=utf-8"
    assert index.headers["cache-control"] == "no-cache"
    assert len(loaded(index.text)) >= 3
    for path in loaded(index.text):
        file = client.get(path)
        assert file.status_code == 200
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert "{assets}" not in file.text


def test_every_file_is_in_the_same_version(client: TestClient) -> None:
    for name in read_page().files:
        assert client.get(f"/web/{read_page().version}/{name}").status_code == 200


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"other", {tag}'])
def test_what_the_browser_has_is_not_sent_again(client: TestClient, known: str) -> None:
    for path in ["/", loaded(client.get("/").text)[-1]]:
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"if-none-match": known.format(tag=tag)})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_another_version_gets_what_is_there_and_does_not_keep_it(client: TestClient) -> None:
    answer = client.get("/web/0000000000000000/page.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("name", ["nothing.js", "index.html", "..%2fapi.py", "%2e%2e/api.py"])
def test_nothing_else_is_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/web/{read_page().version}/{name}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:sendgate:problem:not-found"


@pytest.mark.parametrize("path", ["/", "/web/any/page.js"])
def test_the_policy_is_strict(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert client.head(path).status_code == 200


def test_there_is_no_script_or_style_in_the_page(client: TestClient) -> None:
    index = client.get("/").text
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", index) == []


def test_the_page_is_no_part_of_the_api_s_document(client: TestClient) -> None:
    assert not {"/", "/web/{version}/{name}"} & set(client.get("/openapi.json").json()["paths"])


def test_a_changed_file_changes_the_version(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<script src={assets}/page.js></script>")
    (tmp_path / "page.js").write_text("1")
    (tmp_path / "notes.txt").write_text("not served")
    before = read_page(tmp_path)
    (tmp_path / "page.js").write_text("2")
    after = read_page(tmp_path)
    assert set(after.files) == {"page.js"}
    assert before.version != after.version
    assert before.index.etag != after.index.etag


def test_the_page_knows_the_model_s_labels(project: Path) -> None:
    text = (project / "service" / "web" / "labels.js").read_text()
    found = dict(re.findall(r"^  (\w+): \{ name: .*? critical: (true|false),", text, re.MULTILINE))
    assert list(found) == list(LABELS)
    assert {label for label, critical in found.items() if critical == "true"} == CRITICAL
    topics = set(
        re.findall(r'^\[data-topic="(\w+)"\]', (project / "service" / "web" / "page.css").read_text(), re.MULTILINE)
    )
    assert topics == set(LABELS)


def test_the_page_tells_html_from_text_as_the_model_does(project: Path) -> None:
    text = (project / "service" / "web" / "reading.js").read_text()
    [pattern] = re.findall(r"const HTML =\s+/(.*)/i;", text)
    theirs = re.compile(pattern.replace("\\/", "/"), re.IGNORECASE)
    assert theirs.pattern == visible._HTML.pattern
    for body in ["<p>x", "1 < 2", "a <b> c", "<DIV CLASS=x>", "</td>", "<!DOCTYPE html>", "<name>"]:
        assert bool(theirs.search(body)) == visible.looks_like_html(body), json.dumps(body)
