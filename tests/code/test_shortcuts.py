"""What is done faster than it could be is done the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from model import masking
from model.masking import masked
from training.corpus import Example

WORDS = (
    "Please send us the full address don't xxx XXX a'xxx rs EUR 5 500 May 3rd Mr. e.g. U.S. ½ “x” ſ 1Z999AA10123456784"
)
MARKS = ". ! ? ... :) :-) ( ) , ÷ × 😀 ☀ 。 {{name}} {order_id} [x] #4 ORDER_ID ___ www.x.com https://a.b a@b.co"
BLANKS = [" ", " ", " ", "  ", "\t", "\u00a0", "\u2028"]
PIECES = st.lists(st.sampled_from([*WORDS.split(), *MARKS.split(), *BLANKS]), max_size=15).map("".join)
PLAINLY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in masking._PATTERNS.items()), re.IGNORECASE)


def masked_plainly(line: str) -> str:
    return PLAINLY.sub(masking._cover, line) if masking._HINT.search(line) else line


@given(PIECES)
def test_any_line_is_masked_as_without_shortcuts(line: str) -> None:
    assert masked(line) == masked_plainly(line)


def test_every_line_of_the_evaluation_set_is(evaluation_set: list[Example]) -> None:
    for line in {line for example in evaluation_set for line in example.message.body.split("\n")}:
        assert masked(line) == masked_plainly(line)
