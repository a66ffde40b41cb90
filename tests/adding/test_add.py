"""`sendgate data add`: every form and kind of file, what is refused and why, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.message import Message
from service.records.corrections import Labels, SentenceLabel
from service.records.records import Records
from service.settings import settings_from
from service.sheets import roles_of
from tests.adding.conftest import (
    CALIBRATED,
    MEASURED,
    PAIRED,
    TAUGHT,
    Run,
    halves,
    line,
    read,
    read_lines,
    write,
    write_lines,
)
from training.adding.forms import ROLES, form_of
from training.corpus import load_corpus

ASK = "Hi Tom, thanks for ordering the walnut sign. Which surname should we carve on it? Please send us the spelling."
PICK = "The van brings your wardrobe. Which day suits you, Tuesday or Thursday? Please rate us with five stars."
WHOLE = [
    {"Subject": "Your order", "Body": ASK, "Topic": "customization"},
    {"Subject": "", "Body": PICK, "Topic": "Delivery scheduling; review_request"},
]
KINDS = [".csv", ".xlsx", ".jsonl", ".parquet"]


def files(data: Path) -> set[str]:
    return {path.relative_to(data).as_posix() for path in data.rglob("*.jsonl")}


@pytest.mark.parametrize("kind", KINDS)
def test_whole_messages_wait_for_confirmation_and_then_join(data: Path, run: Run, tmp_path: Path, kind: str) -> None:
    before = files(data)
    code, said = run("add", write(tmp_path / f"new{kind}", WHOLE))
    assert code == 1
    assert "read as whole messages, a row each" in said
    assert "2 messages to confirm" in said
    assert files(data) == before
    waiting = tmp_path / f"new.confirm{'.csv' if kind == '.parquet' else kind}"
    rows = read(waiting)
    assert [row["label"] for row in rows if row["message_id"] in {"2", 2}] == [
        "neutral", "delivery_scheduling", "review_request",
    ]  # fmt: skip
    assert all(row["confirmed"] == "" for row in rows)
    waiting.unlink()
    write(waiting, [row | {"confirmed": "yes"} for row in rows])
    code, said = run("add", waiting)
    assert (code, "2 messages added (en 2)" in said) == (0, True)
    first, second = load_corpus(data / "training")[0:2]
    assert {first.message.body, second.message.body} == {ASK, PICK}
    assert {first.source, second.source} <= {f"new {word} {n}" for word in ("row", "line") for n in (1, 2, 3)}


def test_the_model_spreads_only_the_topics_given(data: Path, run: Run, tmp_path: Path) -> None:
    row = {"body": "Your parcel is on its way. Please rate us with five stars.", "topics": "promotion"}
    assert run("add", write(tmp_path / "new.csv", [row]), "--yes")[0] == 0
    assert [part["label"] for part in read_lines(data / "training/en/new.jsonl")[0]["sentences"]].count("promotion") > 0
    labels = {part["label"] for part in read_lines(data / "training/en/new.jsonl")[0]["sentences"]}
    assert labels <= {"promotion", "neutral"}


def test_the_same_file_twice_is_one_addition(data: Path, run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "new.csv", WHOLE)
    assert run("add", file, "--yes")[0] == 0
    before = files(data)
    code, said = run("add", file, "--yes")
    assert (code, files(data)) == (0, before)
    assert "2 messages known already, not added again" in said
    assert "training/en/new.jsonl:1" in said


def test_nothing_is_written_on_a_dry_run(data: Path, run: Run, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    file = write(tmp_path / "new.csv", [*WHOLE, {"Subject": "", "Body": "", "Topic": "other"}])
    code, said = run("add", file, "--yes", "--dry-run")
    assert code == 1
    assert "would be added" in said
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != file} == before


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"body": "", "topics": "other"}, "has no body; fill it in or leave the row out"),
    ({"body": "Buy more today.", "topics": "promo"}, "unknown label 'promo'; labels are customization"),
    ({"body": "Buy more today.", "topics": ""}, "has no topics; write some of"),
    ({"body": "<p></p>", "topics": "other"}, "no visible text"),
    ({"body": MEASURED, "topics": "address_issue"}, "evaluation/en/old.jsonl:1, which the model is measured on"),
    ({"body": MEASURED + " Thank you.", "topics": "address_issue"}, "% the same as evaluation/en/old.jsonl:1"),
    ({"body": CALIBRATED, "topics": "delivery_scheduling"}, "which the model is calibrated on"),
    ({"body": f"<p>{MEASURED}</p>", "topics": "address_issue"}, "the same as evaluation/en/old.jsonl:1"),
    ({"body": PAIRED + " Thanks!", "topics": "customization"}, "one of a pair made to differ"),
    ({"body": TAUGHT, "topics": "promotion"}, "other labels at training/en/old.jsonl:1; correct that line"),
    ({"body": "Welke naam moeten wij graveren op het bord dat u heeft besteld?", "topics": "customization"}, "'nl'"),
    ({"body": "Buy more today.", "topics": "promotion", "lang": "nl"}, "write its language (en, de, fr, es, it)"),
    ({"body": "Buy more.", "topics": "other", "medium": "pigeon"}, "medium 'pigeon' is none of email"),
    ({"body": "Buy more.", "topics": "other", "family": "family-d"}, "is one of evaluation/en/old.jsonl"),
]


@pytest.mark.parametrize(("row", "problem"), REFUSED)
def test_a_row_that_cannot_be_taken_is_named_and_kept(
    data: Path, run: Run, tmp_path: Path, row: dict[str, Any], problem: str
) -> None:
    good = {"body": ASK, "topics": ["customization"], "lang": "en"}
    code, said = run("add", write_lines(tmp_path / "new.jsonl", [good, row]), "--yes")
    assert code == 1
    assert "line 2: " in said
    assert problem in said
    (rest,) = read_lines(tmp_path / "new.rest.jsonl")
    assert problem in rest.pop("error")
    assert {key: value for key, value in rest.items() if value is not None} == row
    assert len(read_lines(data / "training/en/new.jsonl")) == 1


def test_the_rest_is_mended_and_added(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [WHOLE[0], WHOLE[1] | {"Topic": "what?"}]
    assert run("add", write(tmp_path / "new.csv", rows), "--yes")[0] == 1
    rest = tmp_path / "new.rest.csv"
    (bad,) = read(rest)
    write(rest, [bad | {"Topic": "delivery_scheduling|review_request"}])
    assert run("add", rest, "--yes")[0] == 0
    assert files(data) >= {"training/en/new.jsonl", "training/en/new-2.jsonl"}


def test_what_waits_or_is_left_never_overwrites_what_lies_there(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "new.csv", [*WHOLE, {"Subject": "", "Body": "x y", "Topic": "?"}])
    run("add", file)
    run("add", file)
    assert {path.name for path in tmp_path.glob("new.*")} == {
        "new.csv", "new.confirm.csv", "new.confirm-2.csv", "new.rest.csv", "new.rest-2.csv",
    }  # fmt: skip
    code, said = run("add", file, "--confirm", tmp_path / "new.confirm.csv")
    assert (code, "is there already" in said) == (2, True)


def test_sentences_with_labels_make_messages_and_phrases(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [
        {"message_id": "7", "field": "subject", "sentence": "Your wardrobe", "label": "neutral"},
        {"message_id": "7", "field": "", "sentence": "The van brings your wardrobe.", "label": "neutral"},
        {"message_id": "", "field": "", "sentence": "Join our newsletter for news and offers.", "label": "promotion"},
        {"message_id": "7", "field": "body", "sentence": "Which day suits you best?", "label": "delivery scheduling"},
        {"message_id": "", "field": "", "sentence": "Follow us on social media.", "label": "promotion"},
        {"message_id": "", "field": "", "sentence": "Follow us on social media!", "label": "other"},
    ]
    code, said = run("add", write(tmp_path / "said.csv", rows))
    assert "row 6: in the corpus already (phrases/en/old.jsonl:1)" in said
    assert "row 7: the corpus has it with other labels at phrases/en/old.jsonl:1" in said
    assert code == 1
    (message,) = read_lines(data / "training/en/said.jsonl")
    assert message["subject"] == {"text": "Your wardrobe", "label": "neutral"}
    assert "".join(part["text"] for part in message["sentences"]) == (
        "The van brings your wardrobe. Which day suits you best?"
    )
    (phrase,) = read_lines(data / "phrases/en/said.jsonl")
    assert (phrase["text"], phrase["label"]) == ("Join our newsletter for news and offers.", "promotion")


def test_a_message_waits_until_every_sentence_is_confirmed(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [
        {"message_id": "1", "sentence": "Buy two, pay one.", "label": "promotion", "confirmed": "yes"},
        {"message_id": "1", "sentence": "Bye now!", "label": "neutral", "confirmed": ""},
        {"message_id": "2", "sentence": "Please rate your order today.", "label": "review_request", "confirmed": "x"},
    ]
    code, said = run("add", write(tmp_path / "n.csv", rows), "--lang", "en")
    assert code == 1
    assert "row 3 is not confirmed" in said
    assert len(read(tmp_path / "n.rest.csv")) == 2
    assert run("add", tmp_path / "n.rest.csv", "--yes", "--lang", "en")[0] == 0
    assert len(load_corpus(data / "training")) == 3


@pytest.mark.parametrize("label", ["", "what"])
def test_a_sentence_without_a_known_label_is_named(run: Run, tmp_path: Path, label: str) -> None:
    rows = [
        {"message_id": "1", "sentence": "Buy two, pay one.", "label": "promotion"},
        {"message_id": "1", "sentence": "Bye now!", "label": label},
    ]
    code, said = run("add", write(tmp_path / "n.csv", rows))
    assert code == 1
    assert "row 3 has " in said


def test_the_corpus_s_own_form_keeps_what_it_says(data: Path, run: Run, tmp_path: Path) -> None:
    full = line("mine-1", *halves(ASK, "neutral", "customization"), hard=["borderline"], source="s1", family="mine")
    bare = {"lang": "en", "sentences": [{"text": "Buy two, pay one today.", "label": "promotion"}]}
    wrong = {"lang": "en", "sentences": [{"text": "Buy two, pay one now.", "label": "sale"}]}
    code, said = run("add", write_lines(tmp_path / "own.jsonl", [full, bare, wrong]))
    assert code == 1
    assert "line 3: sentence 1 has the unknown label 'sale'" in said
    first, second = read_lines(data / "training/en/own.jsonl")
    assert {key: first[key] for key in ("id", "family", "source", "hard")} == {
        "id": "mine-1", "family": "mine", "source": "s1", "hard": ["borderline"],
    }  # fmt: skip
    assert (second["id"], second["medium"], second["kind"]) == ("en-own-0002", "unknown", "promotion")
    assert run("add", write_lines(tmp_path / "again.jsonl", [bare | {"id": "a"}]))[1].count("already") >= 1
    taken = write_lines(tmp_path / "taken.jsonl", [line("a", (PICK, "delivery_scheduling"))])
    assert "another message with the id 'a'" in run("add", taken)[1]


def test_messages_nearly_the_same_share_a_family(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [
        {"body": ASK, "topics": "customization"},
        {"body": PICK, "topics": "delivery_scheduling|review_request"},
        {"body": ASK + " Best, Mia", "topics": "customization"},
        {"body": TAUGHT + " Best, Mia", "topics": "customization"},
    ]
    assert run("add", write(tmp_path / "n.csv", rows), "--yes")[0] == 0
    families = [row["family"] for row in read_lines(data / "training/en/n.jsonl")]
    assert families[0] == families[2] != families[1]
    assert families[3] == "family-a"


def test_the_same_text_with_other_labels_in_one_file_is_refused(run: Run, tmp_path: Path) -> None:
    rows = [
        {"body": ASK, "topics": "customization"},
        {"body": ASK, "topics": "other"},
        {"body": ASK, "topics": "customization"},
    ]
    code, said = run("add", write(tmp_path / "n.csv", rows), "--yes")
    assert code == 1
    assert "row 3: row 2 is the same text with other labels" in said
    assert "row 4: in the corpus already (row 2 of the same file)" in said


def _correct(message: Message, labels: Labels) -> None:
    with Records.open(settings_from()) as records:
        records.corrections.add(message, labels, "content team")


def test_corrections_come_straight_from_the_service(
    data: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cut = PICK.index("Please")
    spans = [(0, 30, "neutral"), (30, cut - 1, "delivery_scheduling"), (cut, len(PICK), "review_request")]
    _correct(Message(PICK), Labels(None, tuple(SentenceLabel("body", *span) for span in spans)))  # type: ignore[arg-type]
    _correct(Message(ASK, "Your order"), Labels(("customization",)))
    contradiction = (SentenceLabel("body", 0, 15, "promotion"),)
    _correct(Message("Buy more today."), Labels(("other",), contradiction))
    code, said = run("add", "--corrections")
    assert code == 1
    assert "its topics are other and its sentences say promotion" in said
    (row,) = read_lines(data / "training/en/corrections.jsonl")
    assert [part["label"] for part in row["sentences"]] == ["neutral", "delivery_scheduling", "review_request"]
    assert row["source"].startswith("correction ")
    assert (tmp_path / "corrections.confirm.jsonl").exists()
    assert "1 message known already" in run("add", "--corrections")[1]


def test_an_export_of_corrections_reads_as_the_database_does(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [
        {"id": "1", "subject": "", "body": PICK, "topics": None, "sentences": [
            {"field": "body", "start": PICK.index("Please"), "end": len(PICK), "label": "review_request"}]},
        {"id": "2", "subject": "", "body": PICK, "topics": None, "sentences": [
            {"field": "body", "start": 5, "end": 9000, "label": "review_request"}]},
        {"id": "3", "subject": "", "body": ASK, "topics": None, "sentences": []},
        {"id": "4", "subject": "", "body": ASK, "topics": None, "sentences": ["x"]},
    ]  # fmt: skip
    code, said = run("add", write_lines(tmp_path / "out.jsonl", rows))
    assert code == 1
    assert "read as corrections" in said
    assert "line 2: a sentence from 5 to 9000 does not lie within the body" in said
    assert "line 3: has neither topics nor sentences" in said
    assert "line 4: a sentence needs field, start, end and label" in said
    confirm = read_lines(tmp_path / "out.confirm.jsonl")
    assert [row["confirmed"] for row in confirm] == ["", "", "yes"]


def test_personal_data_is_pointed_at(run: Run, tmp_path: Path) -> None:
    body = "Please write to anna.berg@gmail.com which font you want for the walnut sign, today if you can."
    said = run("add", write(tmp_path / "n.csv", [{"body": body, "topics": "customization"}]), "--yes")[1]
    assert "row 2: holds the e-mail address anna.berg@gmail.com" in said


def test_columns_and_form_can_be_named(data: Path, run: Run, tmp_path: Path) -> None:
    rows = [{"Was": ASK, "Worum": "customization"}]
    file = write(tmp_path / "n.csv", rows)
    code, said = run("add", file)
    assert (code, "no column looks like a message" in said) == (2, True)
    code, said = run("add", file, "--column", "body=Was", "--column", "topics=Worum", "--yes", "--name", "Fräse 1")
    assert code == 0
    assert "body: Was, topics: Worum" in said
    assert (data / "training/en/fr-se-1.jsonl").exists()
    for wrong, problem in (
        ("body=X", "there is no column 'X'"),
        ("x=Was", "there is no role 'x'"),
        ("Was", "ROLE=NAME"),
    ):
        code, said = run("add", file, "--column", wrong)
        assert (code, problem in said) == (2, True)
    phrase = write(tmp_path / "p.csv", [{"text": "Subscribe to our newsletter for news.", "label": "promotion"}])
    assert run("add", phrase, "--as", "sentences")[0] == 0
    assert (data / "phrases/en/p.jsonl").exists()


@pytest.mark.parametrize(
    ("columns", "form"),
    [
        ("body topics", "messages"),
        ("text label", "messages"),
        ("message_id body label", "messages"),  # a whole message is never taken for one sentence
        ("Betreff Nachricht Thema", "messages"),
        ("body", "messages"),
        ("sentence label", "sentences"),
        ("message_id field text label", "sentences"),
        ("id lang purpose text label", "sentences"),
        ("id lang kind sentences", "corpus"),
        ("id time source subject body topics sentences", "corrections"),
    ],
)
def test_the_columns_tell_what_a_file_holds(columns: str, form: str) -> None:
    names = columns.split()
    assert form_of(roles_of(names, ROLES, {})) == form


def test_what_is_asked_must_make_sense(run: Run, tmp_path: Path) -> None:
    assert "name a FILE, or --corrections" in run("add")[1]
    bad = write_lines(tmp_path / "data/training/en/bad.jsonl", [{"id": "x"}])
    code, said = run("add", write(tmp_path / "n.csv", WHOLE))
    assert (code, "training/en/bad.jsonl:1: lacks 'lang'" in said) == (2, True)
    bad.unlink()
    assert run("add", write(tmp_path / "n.csv", WHOLE), "--confirm", tmp_path / "x.parquet")[0] == 2


def test_the_datasheet_is_counted_anew(data: Path, run: Run, tmp_path: Path) -> None:
    (data / "README.md").write_text("# The corpus\n<!-- counted by `make datasheet`; a test compares -->\nold\n")
    assert run("add", write(tmp_path / "new.csv", WHOLE), "--yes")[0] == 0
    assert "| messages | 3 | 1 | 1 | 1 |" in (data / "README.md").read_text()


def test_a_folder_that_cannot_be_written_keeps_nothing(data: Path, run: Run, tmp_path: Path) -> None:
    (data / "phrases/de").write_text("in the way")
    rows = [{"message_id": "1", "sentence": "Buy two, pay one today!", "label": "promotion", "lang": "en"},
            {"message_id": "", "sentence": "Folgen Sie uns.", "label": "promotion", "lang": "de"}]  # fmt: skip
    code, said = run("add", write(tmp_path / "n.csv", rows))
    assert (code, "cannot be written to" in said) == (2, True)
    assert not (data / "training/en/n.jsonl").exists()


def test_unlabelled_messages_are_labelled_by_the_model_and_wait(run: Run, tmp_path: Path) -> None:
    code, said = run("add", write(tmp_path / "n.csv", [{"body": PICK}]))
    assert (code, "1 message to confirm" in said) == (1, True)
    assert read(tmp_path / "n.confirm.csv")[-1]["label"] == "review_request"
