"""What is done faster than it could be is done the same."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from model import masking
from model.masking import masked
from model.sentences import _tokenizer
from training.corpus import Example

WORDS = (
    "Please send us the full address don't xxx XXX a'xxx rs EUR 5 500 May 3rd Mr. e.g. U.S. ½ “x” ſ 1Z999AA10123456784"
)
MARKS = ". ! ? ... :) :-) ( ) , ÷ × 😀 ☀ 。 {{name}} {order_id} [x] #4 ORDER_ID ___ www.x.com https://a.b a@b.co"
BLANKS = [" ", " ", " ", "  ", "\t", "\u00a0", "\u2028"]
PIECES = st.lists(st.sampled_from([*WORDS.split(), *MARKS.split(), *BLANKS]), max_size=15).map("".join)
PLAINLY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in masking._PATTERNS.items()), re.IGNORECASE)


def check(line: str) -> None:
    assert masked(line) == (PLAINLY.sub(masking._cover, line) if masking._HINT.search(line) else line)
    tokenizer = _tokenizer()
    assert tokenizer.sentences(line) == tokenizer._as_a_whole(masked(line))


@given(PIECES)
def test_any_line_is_masked_and_cut_as_without_shortcuts(line: str) -> None:
    if line.strip():
        check(line)


def test_every_line_of_the_evaluation_set_is(evaluation_set: list[Example]) -> None:
    lines = {line for example in evaluation_set for line in example.message.body.split("\n") if line.strip()}
    for line in lines:
        check(line)


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), st.sampled_from(["", *",.!?:;"]))
@example("Mr", ".").via("an abbreviation")
@example("xD", "!").via("an emoticon")
@example("ª", ".").via("a letter that spaCy parts no stop from")
def test_letters_alone_are_cut_as_spacy_does(letters: str, sign: str) -> None:
    tokenizer = _tokenizer()
    found = tokenizer._cut_plainly(letters + sign)
    assert not found or found == tokenizer._cut_by_spacy(letters + sign)
