"""The report: one page that needs nothing from elsewhere, every text escaped, and a model card."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from model.artefact import Manifest
from model.errors import SendgateError
from model.gate import Gate
from model.judge import Judgement
from model.labels import CRITICAL, LABELS
from training.corpus import LANGUAGES, Example, Labelled
from training.curve import threshold_curve
from training.evaluate import Evaluation, evaluate, evaluation_of
from training.judged import Judged, judged_by
from training.rate import Rate
from training.reliability import reliability
from training.report.card import card
from training.report.composition import PURPOSES, composition
from training.report.document import document
from training.report.page import MISTAKES, page
from training.report.plots import interval_bar, reliability_figure, threshold_figure
from training.report.svg import Scale, element, steps
from training.report.write import CARD, PAGE, write_report

HOSTILE = '<script>alert("x")</script> & {{ 7 * 7 }}'


@pytest.fixture(scope="module")
def result(gate: Gate, evaluation_set: list[Example]) -> Evaluation:
    return evaluate(gate, [example for example in evaluation_set if example.language == "en"][::4])


@pytest.fixture(scope="module")
def manifest(gate: Gate) -> Manifest:
    return gate.manifest


def mistaken(gate: Gate, text: str, **changes: object) -> Judged:
    """A message that says ``text``, labelled so that the verdict on it is wrong."""
    example = Example("x1", "en", "k", "email", "terse", HOSTILE, "f", None, (), None, (Labelled(text, "neutral"),))
    judged = judged_by(gate, replace(example, **changes))  # type: ignore[arg-type]
    return (
        judged
        if judged.wrong
        else replace(judged, judgement=Judgement("critical", 0.97, (), judged.judgement.findings))
    )


class Resources(HTMLParser):
    """Collects what a browser would fetch, and checks that elements are closed."""

    VOID = ("meta", "link", "img", "br", "hr")

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "link", "img", "iframe", "object"}:
            self.fetched.append(tag)
        self.fetched += [f"{name}={value}" for name, value in attrs if name in {"src", "srcset", "xlink:href"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_from_elsewhere(result: Evaluation, manifest: Manifest) -> None:
    text = page(result, manifest)
    parser = Resources()
    parser.feed(text)
    assert parser.fetched == []
    assert parser.open == []
    assert "://" not in text.replace("http://www.w3.org", "")
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("section", ["verdicts", "threshold", "reliability", "topics", "slices", "mistakes"])
def test_the_page_has_every_section_and_leads_to_it(result: Evaluation, manifest: Manifest, section: str) -> None:
    text = page(result, manifest)
    assert f'<section id="{section}">' in text
    assert f'<a href="#{section}">' in text


def test_the_page_tells_the_figures(result: Evaluation, manifest: Manifest) -> None:
    text = page(result, manifest)
    for rate in (result.overall.wrong_allows, result.overall.wrong_blocks):
        assert f"{rate.value:.1%}" in text
        assert f"{rate.errors}/{rate.trials}" in text
    assert f"{result.macro_f1:.3f}" in text
    assert f"{result.calibration_error:.3f}" in text


def test_what_a_message_says_is_text(gate: Gate, manifest: Manifest) -> None:
    text = page(evaluation_of([mistaken(gate, HOSTILE)]), manifest)
    assert "<script" not in text
    assert "{{ 7 * 7 }}" in text, "a placeholder of a message is shown, not filled in"
    assert text.count("&lt;script&gt;") >= 1


def test_a_mistake_shows_each_sentence_with_its_label(gate: Gate, manifest: Manifest) -> None:
    judged = mistaken(
        gate, "Please leave us a review.", parts=(Labelled("Please leave us a review.", "address_issue"),)
    )
    text = page(evaluation_of([judged]), manifest)
    assert re.search(r'<p class="critical">Please leave us a review\.</p>.*address issue.*model:.*review request', text)


def test_a_message_that_was_not_judged_says_why(gate: Gate, manifest: Manifest) -> None:
    finnish = Labelled("Osoitteenne puuttuu, lähettäkää se meille pian, kiitos.", "address_issue")
    judged = mistaken(gate, finnish.text, parts=(finnish,))
    assert judged.probability is None
    result = evaluation_of([judged])
    assert result.reliability.messages == 0
    assert "Not judged: " in page(result, manifest)
    assert "is left out (1)" in page(result, manifest)


def test_nothing_to_measure_is_no_error(manifest: Manifest) -> None:
    empty = evaluation_of([])
    assert empty.macro_f1 == empty.sentence_accuracy == empty.calibration_error == 0.0
    assert page(empty, manifest).count("no evaluation messages") == len(LANGUAGES)


def test_languages_stand_side_by_side(gate: Gate, result: Evaluation, manifest: Manifest) -> None:
    german = mistaken(gate, "Bitte nennen Sie uns Ihre Hausnummer.", language="de")
    both = evaluation_of([*result.judged, german])
    text = page(both, manifest)
    assert "<td>German</td><td" in text
    assert text.count("the two errors against the threshold") == 2
    assert text.count("no evaluation messages") == len(LANGUAGES) - 2
    assert both.languages()["de"].overall.wrong_allows.trials == 1
    assert both.languages()["fr"].judged == ()


def test_at_most_so_many_mistakes_are_shown(gate: Gate, manifest: Manifest) -> None:
    many = evaluation_of([mistaken(gate, f"Hello number {i}, thank you") for i in range(MISTAKES + 5)])
    text = page(many, manifest)
    assert text.count('<article class="mistake">') == MISTAKES
    assert f"of {MISTAKES + 5} mistakes" in text


def test_the_confusion_counts_every_sentence_that_was_read(result: Evaluation) -> None:
    assert result.confusion.shape == (len(LABELS), len(LABELS))
    assert result.confusion.sum() == sum(len(j.judgement.findings) for j in result.judged)
    assert result.sentence_accuracy <= 1.0


def test_the_card_follows_its_model(result: Evaluation, manifest: Manifest, project: Path) -> None:
    text = card(result, manifest, composition(project / "data", manifest.data))
    for heading in (
        "Intended use",
        "Factors",
        "Metrics",
        "Figures by slice",
        "Ethical notes",
        "Limits",
        "How to repeat",
    ):
        assert f"\n## {heading}\n" in text
    assert manifest.version in text
    assert all(digest in text for digest in manifest.data.values())
    assert all(topic in text for topic in CRITICAL)
    assert "\n\n\n" not in text
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1, "a table's rows have the same columns"


def test_the_corpus_is_counted_and_compared_with_what_was_trained_on(project: Path, manifest: Manifest) -> None:
    parts = {part.name: part for part in composition(project / "data", {**manifest.data, "contrast": "0" * 64})}
    assert set(parts) == set(PURPOSES)
    assert not parts["contrast"].unchanged
    assert all(part.messages == sum(count for _, count in part.languages) for part in parts.values())
    assert all(part.sendable < part.messages <= part.sentences for part in parts.values())


def test_a_folder_without_a_corpus_has_no_parts(tmp_path: Path) -> None:
    assert composition(tmp_path, {}) == ()


def test_the_same_figures_give_the_same_bytes(
    result: Evaluation, manifest: Manifest, project: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        assert write_report(tmp_path / name, result, manifest, project / "data") == tmp_path / name / PAGE
    for file in (PAGE, CARD):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_folder_that_cannot_be_written_is_named(result: Evaluation, manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SendgateError, match="cannot be written into"):
        write_report(tmp_path / "file", result, manifest, tmp_path)


def test_the_document_holds_every_figure(result: Evaluation, manifest: Manifest) -> None:
    found = json.loads(json.dumps(document(result, manifest, 3)))
    assert found["model"] == manifest.version
    assert set(found["languages"]) == set(LANGUAGES)
    assert found["languages"]["en"]["threshold"] == manifest.thresholds.get("en", manifest.threshold)
    assert found["languages"]["en"]["messages"] == found["messages"] == len(result.judged)
    assert found["calibration_error"] == result.calibration_error
    assert found["wrong_allows"]["errors"] == result.overall.wrong_allows.errors
    assert (
        sum(part["may_be_sent"]["trials"] for part in found["reliability"]) + found["not_judged"] == found["messages"]
    )
    assert np.array(found["confusion"]["sentences"]).sum() == result.confusion.sum()
    assert len(found["mistakes"]) == min(3, sum(j.wrong for j in result.judged))


def test_pictures_are_well_formed() -> None:
    probability, may = np.array([0.02, 0.4, 0.9, 0.99, 1.0]), np.array([False, False, True, False, True])
    chosen = Rate(1, 3), Rate(0, 2)
    for picture in (
        threshold_figure("English <1>", threshold_curve(probability, may), 0.95, 0.02, 0.95, chosen),
        reliability_figure(reliability(probability, may)),
        reliability_figure(reliability(probability[:0], may[:0])),
        interval_bar(Rate(30, 40), 0.15, "allows"),
    ):
        drawn = ET.fromstring(picture)
        assert drawn.findtext("title")
        assert "nan" not in picture
        assert "inf" not in picture


def test_elements_escape_what_they_are_given() -> None:
    assert (
        element("text", "<b>", class_='"x', text_anchor="end")
        == '<text class="&#34;x" text-anchor="end">&lt;b&gt;</text>'
    )


def test_scales() -> None:
    plain, odds = Scale(0, 1, 0, 100), Scale(0.01, 0.99, 0, 100, by_odds=True)
    assert plain(0.25) == 25
    assert plain.within(7) == 100
    assert odds(0.5) == pytest.approx(50)
    assert odds(0.9) - odds(0.5) > 20
    assert steps([(0, 1), (2, 3)]) == [(0, 1), (2, 1), (2, 3)]
