"""The page cuts a message where the model does, whatever characters it has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from selenium.webdriver import Chrome

from model.errors import UnreadableMessage
from model.message import Message, Sentence
from model.normalise import normalised
from model.read import read
from model.trace import Traced
from model.visible import looks_like_html
from training.corpus import Example

_PARTS = """
const [messages, done] = arguments;
const folder = document.querySelector("script[type=module]").src.replace(/[^/]*$/, "");
import(folder + "reading.js").then(({ isHtml, parts }) => done(
  messages.map(({ body, sentences }) => [isHtml(body), parts(body, sentences, isHtml(body))])));
"""
# One and two halves of UTF-16, joined and combining ones, what ends sentences, and what begins tags and entities.
_WORDS = st.sampled_from(
    [
        "Hi",
        "Maya",
        "address?",
        "😀",
        "👩\u200d👧",
        "𝔘𝔫𝔦",
        "é",
        "\u202e",
        "…",
        "&",
        "&amp;",
        "<",
        ">",
        "<3",
        "1.",
        "Ltd.",
        "\n",
        "\n\n",
        "\t",
        "\xa0",
        "-",
        "{{name}}",
    ]
)


def cut(browser: Chrome, messages: list[tuple[str, list[Sentence]]]) -> list[tuple[bool, list[dict[str, Any]]]]:
    """Whether the page takes each body for HTML, and its parts."""
    asked = [
        {"body": body, "sentences": [{"start": one.start, "end": one.end} for one in sentences]}
        for body, sentences in messages
    ]
    found: list[tuple[bool, list[dict[str, Any]]]] = browser.execute_async_script(_PARTS, asked)
    return found


def in_body(body: str) -> list[Sentence]:
    try:
        return [one for one in read(Message(body)).sentences if one.field == "body"]
    except UnreadableMessage:
        return []


@pytest.fixture(scope="module")
def page(browser: Chrome, address: str) -> Chrome:
    browser.get(address)
    return browser


@hypothesis(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.lists(_WORDS, max_size=40))
def test_a_text_comes_back_whole_with_each_sentence_where_it_is(page: Chrome, words: list[str]) -> None:
    body = " ".join(words)
    sentences = in_body(body)
    [(html, parts)] = cut(page, [(body, sentences)])
    assert not html
    assert "".join(part["text"] for part in parts) == body
    assert [part["text"] for part in parts if "sentence" in part] == [body[one.start : one.end] for one in sentences]


def test_the_corpus_s_html_reads_as_the_model_reads_it(page: Chrome, evaluation_set: list[Example]) -> None:
    bodies = [one.message.body for one in evaluation_set if looks_like_html(one.message.body)]
    messages = [(body, in_body(body)) for body in bodies]
    theirs = [
        (plain(part["text"]), plain(one.text))
        for (_, sentences), (html, parts) in zip(messages, cut(page, messages), strict=True)
        if html
        for part, one in zip((part for part in parts if "sentence" in part), sentences, strict=True)
    ]
    assert len(theirs) > 100
    different = [(shown, read_as) for shown, read_as in theirs if shown != read_as]
    assert len(different) <= 0.01 * len(theirs), different  # text moved out of tables, and code of templates


def plain(text: str) -> str:
    """``text`` as the model spells it, less white space."""
    return "".join(normalised(Traced(text)).text.split())
