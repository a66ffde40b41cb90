"""The page as a person meets it: the verdict, the sentences, what may be sent, corrections."""

from __future__ import annotations

import re

import pytest
from selenium.webdriver import ActionChains, Keys

from service.records.records import Records
from service.settings import Settings
from tests.api.test_api import ADDRESS, REVIEW
from tests.page.person import Person

ASKED = "Could you send us the full address with the flat number?"
TACKED_ON = "Would you also leave us a five star review? 😀"
MIXED = f"Hi 😀 Maya,\n\nThe courier could not find your flat. {ASKED}\n\n{TACKED_ON}"


def test_a_message_is_judged_when_typing_stops(person: Person) -> None:
    person.find("#body").send_keys(REVIEW)
    person.waits_for("block", "not_critical")
    assert person.find("#decision").text == "Block"
    assert person.find("#explanation").text == "Nothing in the message is critical to completing the order."
    assert person.find("#advice").is_displayed()


def test_it_is_judged_at_once_by_button_and_by_keys(person: Person) -> None:
    person.run("window.setTimeout = () => 0")  # so that nothing comes of waiting
    person.find("#body").send_keys(ADDRESS)
    person.find("#compose button[type=submit]").click()
    person.waits_for("allow", "critical_only")
    person.find("#body").clear()
    person.find("#body").send_keys(REVIEW)
    person.chord(Keys.CONTROL, Keys.ENTER)
    person.waits_for("block", "not_critical")


def test_an_allowed_message_says_how_it_is_sent(person: Person) -> None:
    person.pick("Address problem")
    person.waits_for("allow", "critical_only")
    assert "Additional Information Required" in person.find("#sending").text
    assert "createUnexpectedProblem" in person.find("#sending").text
    assert person.find("#certainty").is_displayed()
    assert not person.find("#freed").is_displayed()


@pytest.mark.parametrize(
    ("example", "decision"),
    [
        ("Address problem", "allow"),
        ("Address + review", "block"),
        ("Delivery slot", "allow"),
        ("Engraving", "allow"),
        ("Review request", "block"),
        ("Shipped, in HTML", "block"),
        ("Auf Deutsch", "allow"),
    ],
)
def test_the_examples_are_judged_as_they_should_be(person: Person, example: str, decision: str) -> None:
    person.pick(example)
    person.waits_for(decision)
    assert person.find("#reading").is_displayed()


def test_the_switches_free_what_may_go_to_others(person: Person) -> None:
    person.pick("Review request")
    person.waits_for("block", "not_critical")
    person.find("#reply").click()
    person.waits_for("allow", "reply_to_buyer")
    person.find("#opted-out").click()
    person.waits_for("allow", "not_opted_out")


def test_clearing_leaves_an_empty_page_with_what_may_be_sent(person: Person) -> None:
    assert person.find("#primer").is_displayed()
    person.pick("Review request")
    person.waits_for("block", "not_critical")
    assert not person.find("#primer").is_displayed()
    person.find("#clear").click()
    person.waits_for("none")
    assert person.find("#primer").is_displayed()
    assert not person.find("#reading").is_displayed()
    assert person.focused() == person.find("#body")


def test_each_sentence_has_the_colour_of_its_topic(person: Person) -> None:
    person.write(MIXED, subject="Your parcel")
    person.waits_for("block", "mixed")
    asked, tacked_on = person.sentence(ASKED), person.sentence(TACKED_ON)
    assert asked.get_dom_attribute("data-topic") == "address_issue"
    assert tacked_on.get_dom_attribute("data-topic") == "review_request"
    assert asked.value_of_css_property("background-color") != tacked_on.value_of_css_property("background-color")
    assert asked.value_of_css_property("text-decoration-style") == "solid"
    assert tacked_on.value_of_css_property("text-decoration-style") == "wavy"
    legend = [re.fullmatch(r"(.*) critical · \d\d %", item.text) for item in person.all("#legend li")]
    assert {found and found[1] for found in legend} == {"Review request not", "Address issue"}
    assert person.read("#shown-body") == MIXED


def test_a_sentence_pointed_at_says_what_it_does_and_why_it_blocks(person: Person) -> None:
    person.pick("Address + review")
    person.waits_for("block", "mixed")
    sentence = person.sentence("Would you also leave us a five star review?")
    ActionChains(person.browser).move_to_element(sentence).perform()
    tip = person.find("#tip")
    assert tip.is_displayed()
    assert re.match(r"Review request · \d\d %\n", tip.text)
    assert "it blocks the message for a buyer who opted out" in tip.text
    ActionChains(person.browser).move_to_element(person.find("h1")).perform()
    assert not tip.is_displayed()


def test_the_keyboard_reaches_all_that_the_mouse_does(person: Person, settings: Settings) -> None:
    person.write(MIXED)
    person.waits_for("block", "mixed")
    sentence, tip = person.sentence(TACKED_ON), person.find("#tip")
    person.tabs_to(sentence)
    assert tip.text.startswith("Review request")
    person.press(Keys.ESCAPE)
    assert not tip.is_displayed()
    person.press(Keys.ENTER)
    assert person.find("#corrected").text == TACKED_ON
    assert person.focused().get_dom_attribute("value") == "review_request"
    person.press(Keys.ARROW_DOWN)
    person.tabs_to(person.find("#source"))
    person.press("Maya", Keys.ENTER)
    person.until(lambda: sentence.get_dom_attribute("data-corrected") == "order_confirmation")
    assert person.focused() == sentence
    assert person.find("#said").get_property("textContent") == "Kept: Order confirmation. Thank you."
    with Records.open(settings) as records:
        correction = list(records.corrections.all())[-1]
    assert (correction.body, correction.source) == (MIXED, "Maya")
    [label] = correction.labels["sentences"]
    assert label["label"] == "order_confirmation"
    assert MIXED[label["start"] : label["end"]] == TACKED_ON


def test_a_correction_can_be_left(person: Person) -> None:
    person.pick("Review request")
    person.waits_for("block", "not_critical")
    sentence = person.all(".sentence")[-1]
    sentence.click()
    assert person.find("#correction").is_displayed()
    person.press(Keys.ESCAPE)
    assert not person.find("#correction").is_displayed()
    assert sentence.get_dom_attribute("data-corrected") is None


def test_the_sendable_version_is_copied_and_passes(person: Person) -> None:
    person.browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardSanitizedWrite"]})
    person.pick("Address + review")
    person.waits_for("block", "mixed")
    sendable = person.find("#freed-body").text
    assert ASKED in sendable
    assert "review" not in sendable
    person.find("#copy").click()
    person.until(lambda: person.find("#said").get_property("textContent") == "Copied.")
    person.find("#clear").click()
    person.chord(Keys.CONTROL, "v")
    person.waits_for("allow", "critical_only")
    assert person.find("#body").get_property("value") == sendable


def test_the_sendable_version_goes_into_the_form(person: Person) -> None:
    person.pick("Address + review")
    person.waits_for("block", "mixed")
    person.find("#take").click()
    person.waits_for("allow", "critical_only")
    assert "review" not in str(person.find("#body").get_property("value"))


def test_html_is_shown_as_it_reads_and_never_put_in(person: Person) -> None:
    body = (
        "<div><p>Hi Maya &amp; Tom,</p><img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
        "<p>Could you <b onclick='window.hacked=1'>send us</b> the full address"
        "<i style='display:none'> secretly</i> &copy;</p></div>"
    )
    person.write(body, subject="<img src=x onerror='window.hacked=1'>")
    person.until(lambda: len(person.all("#shown-body .sentence")) == 2)
    assert [person.said(one) for one in person.all("#shown-body .sentence")] == [
        "Hi Maya & Tom,",
        "Could you send us the full address ©",
    ]
    assert person.find("#shown-subject").text.startswith("<img src=x")
    assert person.all("#result :is(img, script, b[onclick], i)") == []
    assert person.run("return window.hacked") is None


def test_a_text_is_shown_to_the_character(person: Person) -> None:
    body = (
        "1 < 2 & 3 &amp; <3 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩\u200d👧\n\n\n  Send us   the address?\n\nOn 3 May 2024, Jo wrote:\n> <old> mail"
    )
    person.write(body)
    person.until(lambda: person.all("#shown-body .sentence"))
    assert person.read("#shown-body") == body


def test_what_cannot_be_read_says_so(person: Person) -> None:
    person.write("\x01\x02\x03")
    person.waits_for("block", "unreadable")
    assert not person.find("#reading").is_displayed()
    assert "binary data" in person.find("#steps").text


def test_a_service_that_does_not_answer_is_told_from_a_block(person: Person) -> None:
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    person.browser.execute_cdp_cmd("Network.enable", {})
    person.browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    person.pick("Review request")
    person.waits_for("problem")
    assert person.find("#explanation").text == "The service does not answer. Is it running?"
    person.browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline | {"offline": False})
    person.find("#compose button[type=submit]").click()
    person.waits_for("block", "not_critical")
    [complaint] = person.browser.get_log("browser")
    assert "ERR_INTERNET_DISCONNECTED" in complaint["message"]


def test_the_key_is_kept_for_the_tab_and_sent(person: Person) -> None:
    person.run(
        "const sent = window.fetch; window.fetch = (path, options) => options.headers.authorization === 'Bearer sesame'"
        ' ? sent(path, options) : Promise.resolve(new Response(\'{"detail": "a key is needed"}\', {status: 401}))'
    )  # the answer of a service that wants a key
    person.pick("Review request")
    person.waits_for("problem")
    assert person.find("#explanation").text == "This service wants an API key. Enter yours below the message."
    person.find("#key").send_keys("sesame", Keys.TAB)
    person.waits_for("block", "not_critical")
    assert person.run("return [sessionStorage.getItem('sendgate-key'), localStorage.length]") == ["sesame", 0]
