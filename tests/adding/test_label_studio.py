"""Label Studio: what goes out is what it takes, and what it gives comes back as it was marked."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from model.labels import LABELS
from tests.adding.conftest import Run, line, read_lines, write, write_lines

BODY = "Hej 🎉 Tom,\r\nyour sign is cut. Which surname should we carve on it? Please rate us."
MARKED = line(
    "m", ("Hej 🎉 Tom,\r\n", "neutral"), ("your sign is cut. ", "neutral"),
    ("Which surname should we carve on it? ", "customization"), ("Please rate us.", "review_request"),
    subject={"text": "Your order 🎉", "label": "neutral"},
)  # fmt: skip


def exported(run: Run, tmp_path: Path, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    code, said = run(
        "export", write_lines(tmp_path / "in.jsonl", list(rows)), "--label-studio", tmp_path / "tasks.json"
    )
    assert code == 0, said
    tasks: list[dict[str, Any]] = json.loads((tmp_path / "tasks.json").read_text())
    return tasks


def labelled(task: dict[str, Any], number: int = 1, **changes: Any) -> dict[str, Any]:
    """``task`` as Label Studio exports it once its predictions were submitted."""
    result = copy.deepcopy(task["predictions"][0]["result"])
    for region in result:
        region.pop("score", None)
        region["origin"] = "prediction"
    annotation = {"id": number, "was_cancelled": False, "ground_truth": False, "result": result, **changes}
    return {"id": number, "data": task["data"], "annotations": [annotation], "predictions": []}


def add(run: Run, tmp_path: Path, *tasks: Any) -> tuple[int, str]:
    (tmp_path / "done.json").write_text(json.dumps(tasks))
    return run("add", tmp_path / "done.json", "--lang", "en")


def test_a_task_carries_the_labels_at_the_characters_that_they_mark(run: Run, tmp_path: Path) -> None:
    (task,) = exported(run, tmp_path, MARKED)
    (prediction,) = task["predictions"]
    subject, *parts = prediction["result"]
    assert (subject["type"], subject["value"]) == ("choices", {"choices": ["neutral"]})
    assert "\r" not in task["data"]["body"]
    assert [part["value"]["text"] for part in parts] == [part["text"].strip() for part in MARKED["sentences"]]
    for part in parts:
        value = part["value"]
        assert task["data"]["body"][value["start"] : value["end"]] == value["text"]
    assert len({region["id"] for region in prediction["result"]}) == len(prediction["result"])


def test_the_configuration_names_what_the_tasks_use(run: Run, tmp_path: Path) -> None:
    (task,) = exported(run, tmp_path, MARKED)
    view = ET.parse(tmp_path / "tasks.xml").getroot()
    objects = {tag.get("name"): tag.get("value") for tag in view.iter("Text")}
    controls = {tag.get("name"): tag.get("toName") for kind in ("Labels", "Choices") for tag in view.iter(kind)}
    assert set(objects.values()) <= {f"${key}" for key in task["data"]}
    for region in task["predictions"][0]["result"]:
        assert controls[region["from_name"]] == region["to_name"]
        assert region["to_name"] in objects
    for tag in ("Label", "Choice"):
        assert [element.get("value") for element in view.iter(tag)] == list(LABELS)


def test_the_sdk_takes_configuration_and_tasks(run: Run, tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface", reason="pip install label-studio-sdk")
    (task,) = exported(run, tmp_path, MARKED)
    config = interface.LabelInterface((tmp_path / "tasks.xml").read_text())
    config.validate()
    assert config.validate_prediction(task["predictions"][0], return_errors=True) == []


def test_what_was_submitted_comes_back_as_it_was_marked(data: Path, run: Run, tmp_path: Path) -> None:
    (task,) = exported(run, tmp_path, MARKED)
    code, said = add(run, tmp_path, labelled(task))
    assert code == 0, said
    assert "read as an export of Label Studio" in said
    (row,) = read_lines(data / "training/en/done.jsonl")
    assert [part["label"] for part in row["sentences"]] == [part["label"] for part in MARKED["sentences"]]
    assert "".join(part["text"] for part in row["sentences"]) == BODY.replace("\r\n", "\n")
    assert (row["subject"]["text"], row["family"], row["medium"]) == ("Your order 🎉", "family-m", "email")


def test_offsets_in_utf_16_units_are_understood(data: Path, run: Run, tmp_path: Path) -> None:
    done = labelled(exported(run, tmp_path, MARKED)[0])
    body = done["data"]["body"]
    for region in done["annotations"][0]["result"]:
        if region["type"] == "labels":
            for edge in ("start", "end"):
                region["value"][edge] = len(body[: region["value"][edge]].encode("utf-16-le")) // 2
    assert add(run, tmp_path, done)[0] == 0
    (row,) = read_lines(data / "training/en/done.jsonl")
    assert [part["text"].strip() for part in row["sentences"]] == [part["text"].strip() for part in MARKED["sentences"]]


def _without_annotations(task: dict[str, Any]) -> None:
    del task["annotations"]


def _disputed(task: dict[str, Any]) -> None:
    other = copy.deepcopy(task["annotations"][0])
    other["result"][1]["value"]["labels"] = ["promotion"]
    task["annotations"].append(other)


def _set(place: str, value: Any) -> Any:
    def change(task: dict[str, Any]) -> None:
        *path, last = place.split(".")
        found: Any = task
        for name in path:
            found = found[int(name) if name.isdigit() else name]
        found[last] = value

    return change


FIRST = "annotations.0.result.1.value"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (_without_annotations, "has no annotations; export as JSON from Label Studio, not as JSON-MIN"),
        (_set("annotations", []), "is not labelled yet"),
        (_set("annotations.0.was_cancelled", True), "is not labelled yet"),
        (_disputed, "its 2 annotators disagree; settle it in Label Studio"),
        (_set("data", {"text": "x"}), "is no task of sendgate's"),
        (_set(f"{FIRST}.labels", ["neutral", "other"]), "give it exactly one"),
        (_set(f"{FIRST}.labels", ["sale"]), "unknown label 'sale'"),
        (_set(f"{FIRST}.start", "a"), "no whole numbers"),
        (_set(f"{FIRST}.text", "something else"), "is not the text that it names"),
        (_set(f"{FIRST}.end", 10_000), "is not the text that it names"),
    ],
)
def test_a_task_that_cannot_be_taken_is_named_and_kept(run: Run, tmp_path: Path, change: Any, problem: str) -> None:
    done = labelled(exported(run, tmp_path, MARKED)[0], number=41)
    change(done)
    code, said = add(run, tmp_path, done)
    assert (code, "task 41: " in said, problem in said) == (1, True, True), said
    (rest,) = json.loads((tmp_path / "done.rest.json").read_text())
    assert rest["data"] == done["data"]
    assert problem in rest["error"]


def test_parts_that_overlap_are_refused(run: Run, tmp_path: Path) -> None:
    done = labelled(exported(run, tmp_path, MARKED)[0])
    part = done["annotations"][0]["result"][2]["value"]
    part["start"] -= 3
    del part["text"]
    code, said = add(run, tmp_path, done)
    assert (code, "two labelled parts of the body overlap" in said) == (1, True)


def test_parts_that_nobody_marked_are_proposed_by_the_model(run: Run, tmp_path: Path) -> None:
    done = labelled(exported(run, tmp_path, MARKED)[0])
    del done["annotations"][0]["result"][-1]
    assert "1 message to confirm" in add(run, tmp_path, done)[1]
    assert (tmp_path / "done.confirm.csv").exists()


@pytest.mark.parametrize("content", ["{", "{}", "[1]"])
def test_a_file_that_is_no_export_is_one_sentence(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    code, said = run("add", tmp_path / "x.json")
    assert (code, "export as JSON from Label Studio" in said) == (2, True)


def test_messages_without_labels_go_out_with_the_model_s(run: Run, tmp_path: Path) -> None:
    rows = [{"body": "Hi, which day suits you best? Please rate us.", "subject": "Order"}, {"body": "", "subject": ""}]
    source, target = write(tmp_path / "in.csv", [*rows, {"body": "", "subject": "x"}]), tmp_path / "t.json"
    code, said = run("export", source, "--label-studio", target, "--lang", "en")
    assert (code, "row 4: has no body" in said) == (1, True)
    (task,) = json.loads(target.read_text())
    assert (task["predictions"][0]["model_version"], task["data"]["lang"]) == ("sendgate", "en")
    assert 0 < task["predictions"][0]["score"] < 1
    assert run("export", source, "--label-studio", tmp_path / "t.txt")[0] == 2
