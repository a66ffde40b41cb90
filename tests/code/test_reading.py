"""What the buyer sees of a message, and where it stood in what the caller sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import UnreadableMessage
from model.masking import masked, word_of
from model.message import Message
from model.normalise import normalised
from model.quoted import without_quoted
from model.read import MAX_CHARACTERS, read
from model.trace import Traced
from model.visible import looks_like_html, visible_text


def texts(body: str, subject: str = "") -> list[str]:
    return [sentence.text for sentence in read(Message(body, subject)).sentences]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hi Anna. Is it blue? Tell us!", ["Hi Anna.", "Is it blue?", "Tell us!"]),
        ("Hi Anna\nIs it blue", ["Hi Anna", "Is it blue"]),
        ("1. Reply YES\n2. Reply NO", ["1. Reply YES", "2. Reply NO"]),
        ("Ready 🎉 Pick a day please", ["Ready 🎉", "Pick a day please"]),
        ("Thanks!!! 😀😀", ["Thanks!!! 😀😀"]),
        ("Total $5.20. Is that right?", ["Total $5.20.", "Is that right?"]),
        (
            "We tried to bring the wardrobe to your door this morning at nine but\nnobody was there.",
            ["We tried to bring the wardrobe to your door this morning at nine but\nnobody was there."],
        ),
        ("short line\ncontinues here", ["short line", "continues here"]),
    ],
)
def test_sentences(body: str, expected: list[str]) -> None:
    assert texts(body) == expected


def test_subject_comes_first_and_is_marked() -> None:
    fields = [sentence.field for sentence in read(Message("Body here", "Subject here")).sentences]
    assert fields == ["subject", "body"]


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("line<br>break", "line\nbreak"),
        ("<p>a <b>bold</b> word</p>", "a bold word"),
        ("<head><title>no</title></head><p>yes</p>", "yes"),
        ("<style>p{}</style><script>x</script><p>yes</p>", "yes"),
        ("<p>yes<!-- no --></p>", "yes"),
        ('<p>yes</p><p style="display:none">no</p>', "yes"),
        ('<p>yes</p><div style="DISPLAY : NONE !important"><b>no</b></div>', "yes"),
        ('<p>yes</p><p style="visibility:hidden">no</p>', "yes"),
        ('<p>yes</p><span style="font-size:0px">no</span>', "yes"),
        ('<p>yes</p><span style="opacity:0">no</span>', "yes"),
        ('<p>yes</p><p style="color:#ffffff">no</p>', "yes"),
        ('<p>yes</p><p style="color:white;background:#fefefe">no</p>', "yes"),
        ('<p style="color:white;background:black">yes</p>', "yes"),
        ('<div style="background:navy"><p style="color:#fff">yes</p></div>', "yes"),
        ('<table bgcolor="#000000"><tr><td><font color="#ffffff">yes</font></td></tr></table>', "yes"),
        ('<p>yes</p><font color="white">no</font>', "yes"),
        ('<p>yes</p><p style="text-indent:-9999px">no</p>', "yes"),
        ('<p>yes</p><p style="position:absolute;left:-2000px">no</p>', "yes"),
        ('<p>yes</p><div style="max-height:0;overflow:hidden">no</div>', "yes"),
        ("<p>yes</p><p hidden>no</p>", "yes"),
        ("<style>.pre, #x {display:none}</style><p>yes</p><p class='pre'>no</p><p id=x>no</p>", "yes"),
        ('<p>yes</p><span style="mso-hide:all">no</span>', "yes"),
    ],
)
def test_html_to_what_its_reader_sees(html: str, seen: str) -> None:
    assert visible_text(html).text.strip() == seen


@pytest.mark.parametrize(
    ("text", "html"),
    [("Hi <name>, your <order id>", False), ("a < b and c > d", False), ("Hi<br/>you", True), ("<P CLASS=x>Hi", True)],
)
def test_placeholders_are_not_tags(text: str, html: bool) -> None:
    assert looks_like_html(text) is html


def test_offsets_of_html_point_into_the_source() -> None:
    source = "<div><p>Hi&nbsp;Anna,</p><p>is it <b>blue &amp; gold</b>?</p></div>"
    spans = [source[sentence.start : sentence.end] for sentence in read(Message(source)).sentences]
    assert spans == ["Hi&nbsp;Anna,", "is it <b>blue &amp; gold</b>?"]


def test_text_thrown_out_of_a_table_keeps_its_place() -> None:
    source = "<table><tr><td>Which colour?</td></tr>Rate us.<tr><td>Rate us!</td></tr></table><p>Bye < now.</p>"
    spans = [source[sentence.start : sentence.end] for sentence in read(Message(source)).sentences]
    assert spans == ["Rate us.", "Which colour?", "Rate us!", "Bye < now."]


@pytest.mark.parametrize(
    ("body", "spans"),
    [
        ("Write to {mail}\nBye", ["Write to {mail}", "Bye"]),
        ("See [url]\nBye <name>", ["See [url]", "Bye <name>"]),
        ("Ask %NAME% {{a}}\nIs it {x}? Or {y}", ["Ask %NAME% {{a}}", "Is it {x}?", "Or {y}"]),
    ],
)
def test_a_placeholder_at_the_end_is_part_of_its_sentence(body: str, spans: list[str]) -> None:
    assert [body[sentence.start : sentence.end] for sentence in read(Message(body)).sentences] == spans


def test_a_sentence_that_ends_with_an_entity_holds_all_of_it() -> None:
    source = "<p>Thanks from Oak &copy;</p><p>Which name? &#128512;</p>"
    spans = [source[sentence.start : sentence.end] for sentence in read(Message(source)).sentences]
    assert spans == ["Thanks from Oak &copy;", "Which name? &#128512;"]


@given(
    st.lists(
        st.sampled_from(["Is it blue", "ok", "Straße", "é", "\u200b", "ｆｕｌｌ", "🎉", ".", "?", "\n", " "]),
        max_size=30,
    )
)
def test_offsets_stay_in_bounds_and_in_order(pieces: list[str]) -> None:
    body = "word " + "".join(pieces)
    previous = 0
    for sentence in read(Message(body)).sentences:
        assert previous <= sentence.start < sentence.end <= len(body)
        previous = sentence.end


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("re\u200bview", "review"),
        ("re\u00advi\ufeffew", "review"),
        ("rеviеw", "review"),  # Cyrillic е
        ("ｒｅｖｉｅｗ", "review"),
        ("𝐫𝐞𝐯𝐢𝐞𝐰", "review"),
        ("r\u0336e\u0336view", "review"),
        ("ﬁne", "fine"),
        ("“so” – it’s", '"so" - it\'s'),
        ("Größe, été, niño, è", "Größe, été, niño, è"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_one_spelling_for_what_looks_the_same(written: str, meant: str) -> None:
    assert normalised(Traced(written)).text == meant


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, 5 Jan 2026 at 10:12, Bo <bo@example.com> wrote:\n> hello",
        "-----Original Message-----\nFrom: x",
        "From: Bo Berg\nSent: Monday\nhello",
        "Am 5. Januar 2026 um 10:12 schrieb Bo:\n> hallo",
        "Le lundi 5 janvier 2026 à 10:12, Bo a écrit :\n> bonjour",
        "> one\n> two",
    ],
)
def test_quoted_mail_is_cut_off(quote: str) -> None:
    assert without_quoted(Traced(f"Is it blue?\n\n{quote}")).text.strip() == "Is it blue?"


def test_a_message_that_is_all_quotation_is_left_whole() -> None:
    assert without_quoted(Traced("> one\n> two")).text == "> one\n> two"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("order 113-1234567-1234567", ["order", "<order>"]),
        ("Hi {{ first_name }}", ["hi", "<placeholder>first", "name"]),
        ("Hi ${name}", ["hi", "<placeholder>name"]),
        ("Hi %NAME% and %s", ["hi", "<placeholder>name", "and", "<placeholder>s"]),
        ("Hi [[name]] [name] <name>", ["hi", "<placeholder>name", "<placeholder>name", "<placeholder>name"]),
        ("Hi ____ and xxxx", ["hi", "<placeholder>", "and", "<placeholder>"]),
        ("see https://a.example/b?c.", ["see", "<link>", "."]),
        ("pay $23.50 or 12 EUR.", ["pay", "<money>", "or", "<money>", "."]),
        ("at 5 pm on 12/3/2026", ["at", "<time>", "on", "<date>"]),
        ("10% off 3 mugs", ["<percent>", "off", "<number>", "mugs"]),
        ("track 1Z999AA10123456784", ["track", "<code>"]),
    ],
)
def test_variable_parts_are_masked(text: str, words: list[str]) -> None:
    (sentence,) = read(Message(text)).sentences
    assert list(sentence.words) == words


@given(st.text(max_size=200))
def test_a_mask_has_the_length_of_what_it_covers(text: str) -> None:
    assert len(masked(text)) == len(text)


def test_every_token_is_a_word() -> None:
    assert word_of("blue") == "blue"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "no visible text"),
        (" \n\t ", "no visible text"),
        ("<p style='display:none'>hidden</p>", "no visible text"),
        ("\u200b\u200d", "no visible text"),
        ("a" * (MAX_CHARACTERS + 1), "at most"),
        ("\x00\x01\x02PNG\x03", "binary"),
        ("<div>" * 5000 + "x", "nested"),
    ],
    ids=["empty", "blank", "all hidden", "zero width", "too long", "binary", "nested"],
)
def test_what_cannot_be_read_says_why(body: str, problem: str) -> None:
    with pytest.raises(UnreadableMessage, match=problem):
        read(Message(body))


@pytest.mark.parametrize(
    "body",
    [
        "Hi there. " * 10_000,
        "a" * 199_999,
        "x\n" * 90_000,
        "?!" * 90_000,
        "{" * 190_000,
        "[a " * 60_000,
        "<" * 190_000,
        "<a " * 60_000,
        "<!--" * 45_000,
        "<style>" * 25_000,
        "&amp;" * 38_000,
        "<p>a b" * 30_000,
        "\ud800 hello",
        "我们" * 90_000,
        "\n" * 190_000 + "x",
        "> " * 90_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_hostile_input_is_read_or_refused(body: str) -> None:
    # Quadratic behaviour would take minutes here and be noticed.
    try:
        assert read(Message(body)).sentences
    except UnreadableMessage as error:
        assert str(error)
