"""The page for everybody: named, readable, at phone width, dark, still, and with nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selenium.common import JavascriptException

from tests.page.person import Person

# WCAG's contrast of an element's text against the first ground behind it that is not see-through; a canvas knows sRGB.
_CONTRAST = """
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const rgb = (...layers) => {
  canvas.reset();
  for (const colour of layers) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
  return canvas.getImageData(0, 0, 1, 1).data;
};
const luminance = ([r, g, b]) => [r, g, b].reduce((sum, value, i) => {
  const part = value / 255;
  return sum + [0.2126, 0.7152, 0.0722][i] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}, 0);
return arguments[0].map((element) => {
  const grounds = [];
  for (let at = element; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
  const ground = rgb("white", ...grounds);
  const ink = rgb(`rgb(${ground[0]} ${ground[1]} ${ground[2]})`, getComputedStyle(element).color);
  const [darker, lighter] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
});
"""
_TEXTS = ":is(h1, h2, p, small, li, label, a, dt, dd, .sentence, .unjudged, #body, #subject, button, #tip b, #tip span)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(person: Person, scheme: str) -> None:
    person.prefers(color_scheme=scheme, reduced_motion="reduce")
    texts = [one for one in person.all(_TEXTS) if one.is_displayed() and one.text]  # the primer shows every topic
    person.pick("Address + review")
    person.waits_for("block", "mixed")
    low = {one.text: ratio for one, ratio in zip(texts, person.run(_CONTRAST, texts), strict=True) if ratio < 4.5}
    person.tabs_to(person.sentence("Would you also leave us a five star review?"))
    texts = [one for one in person.all(_TEXTS) if one.is_displayed() and one.text]
    low |= {one.text: ratio for one, ratio in zip(texts, person.run(_CONTRAST, texts), strict=True) if ratio < 4.5}
    assert len(texts) > 30
    assert low == {}


_USED = ":is(button, input, textarea, a, .sentence, section, [role=group])"


def test_everything_that_can_be_used_has_a_name_and_a_role(person: Person) -> None:
    person.pick("Address + review")
    person.waits_for("block", "mixed")
    used = [one for one in person.all(f"body > :not(dialog) {_USED}") if one.is_displayed()]
    assert [one.get_property("outerHTML") for one in used if not one.accessible_name.strip()] == []
    roles = {at: person.find(at).aria_role for at in ["#opted-out", "#verdict", "#reading", "#examples"]}
    assert roles == {"#opted-out": "switch", "#verdict": "status", "#reading": "region", "#examples": "group"}
    sentence = person.sentence("Would you also leave us a five star review?")
    assert sentence.aria_role == "button"
    assert re.fullmatch(r"Would you .* review\? \(Review request, \d\d %, blocks\)", sentence.accessible_name)
    sentence.click()
    dialog = person.find("dialog")
    assert (dialog.aria_role, dialog.accessible_name) == ("dialog", "What does this sentence do?")
    asked = person.all(f"dialog {_USED}")
    assert len(asked) == 13
    assert all(one.accessible_name.strip() for one in asked)


@pytest.mark.parametrize("example", ["Address + review", "Shipped, in HTML"])
def test_a_phone_shows_it_all_without_scrolling_sideways(person: Person, example: str) -> None:
    person.on_a_phone()
    person.pick(example)
    person.until(lambda: person.find("#reading").is_displayed())
    assert person.run("return document.documentElement.scrollWidth") == 390
    box = person.find("#verdict").rect
    top = person.run("return scrollY")
    assert top <= box["y"]
    assert box["y"] + box["height"] <= top + 844, "the verdict is in sight while the form is"


def test_nothing_moves_for_those_who_want_it_still(person: Person) -> None:
    person.prefers(reduced_motion="reduce")
    moving = (
        "return [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert person.run(moving) == 0
    person.prefers(reduced_motion="no-preference")
    assert person.run(moving) > 0


def test_everything_comes_from_the_service_itself(person: Person) -> None:
    person.pick("Shipped, in HTML")
    person.waits_for("block", "not_critical")
    origins = person.run("return performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)")
    assert len(origins) > 5
    assert set(origins) == {person.run("return location.origin")}


def test_what_is_inline_or_made_of_text_is_refused(person: Person) -> None:
    """The policy is in force, not only sent."""
    person.run("document.body.append(Object.assign(document.createElement('p'), {id: 'try'}))")
    with pytest.raises(JavascriptException, match="TrustedHTML"):
        person.run("document.getElementById('try').innerHTML = '<b>x</b>'")
    person.run("document.getElementById('try').setAttribute('style', 'color: red')")
    assert len(person.browser.get_log("browser")) >= 2


def test_the_files_have_no_address_of_anybody_else(project: Path) -> None:
    for file in (project / "service" / "web").iterdir():
        text = file.read_text(encoding="utf-8")
        found = set(re.findall(r"https?://[^\s\"'<>)]+", text)) - {
            "http://www.w3.org/2000/svg",
            "https://example.com/t/99",
        }
        assert found == set(), file
        assert "innerHTML" not in text, file
