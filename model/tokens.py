"""A line into sentences and words, by two rules: where a sentence ends, and what is a word.

A sentence ends at a full stop, unless it belongs to an abbreviation, an ordinal, a number or a name, at other signs
that end one, and at a picture, as people end them in chat. What closes a quotation or a bracket stays with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from model.masking import FILLER, KIND, NUMBER, masked, word_of

Span = tuple[int, int, tuple[str, ...]]  # start and end of a sentence, and its words

# Of five languages. "etc.", "usw." and "St." (a saint's, but a street's, too) end sentences as often as not.
_ABBREVIATIONS = """
    dr mr mrs ms prof jr vs approx
    hr hrn bzw ca evtl ggf inkl exkl zzgl vgl bspw sog
    mme mlle
    sr sra srta sres ud uds vd ej av avda
    sig dott gent spett egr
"""
_BEFORE_NUMBERS = "no nr art num núm tel str pos réf ref pag pág vol apt abs max min"
_BEFORE_ORDINALS = "am im ab der die das dem den des vom zum zur bis beim"  # German ends them with a stop
_SHORT_NUMBERS = (NUMBER, NUMBER + FILLER)


def _none_of(words: Iterable[str]) -> str:
    """A pattern of stops behind none of ``words``; only those of one length can be looked for at once."""
    return "".join(rf"(?<!(?<![\w'])(?:{'|'.join(same)})\.)" for _, same in groupby(sorted(words, key=len), key=len))


_LETTER = r"[^\W\d_]"
_CLOSING = r"[\"')\]}»*]"
_PICTURES = "\u2600-\u27be\U0001f300-\U0001fafe"
_ORDINALS = [f"{word} {number}" for word in _BEFORE_ORDINALS.split() for number in _SHORT_NUMBERS]
_STOP = (
    r"(?<!\.\.)(?!\.)"
    + _none_of([*_ABBREVIATIONS.split(), *_ORDINALS])
    + rf"(?<!(?<![\w']){_LETTER}\.)"  # "z. B.", "M. Blanc"
    + "".join(rf"(?<!\A{number}\.)" for number in _SHORT_NUMBERS)  # items of a list
    + rf"(?:{_none_of(_BEFORE_NUMBERS.split())}|(?!\s*{KIND}))"
    + rf"(?={_CLOSING}*(?:\s|\Z)|(?-i:[A-ZÀ-Þ][a-zß-ÿ]))"
)
_DOTS = rf"\.+(?={_CLOSING}*\s++(?-i:[^a-zß-ÿ])|\Z)"
_MORE = rf"(?:{_CLOSING}|\s*(?:[.!?。{_PICTURES}]|[:;]-?[()]))*+(?![,;:])"
# It begins with one set of signs, which the search for it skips to.
_END = re.compile(rf"[.!?。{_PICTURES}](?:(?<!\.)|{_STOP}|{_DOTS}){_MORE}", re.IGNORECASE)
# A covered part; letters and digits, a French or Italian article apart from its noun, an English ending apart from its
# word; dots; any other sign by itself.
_WORD = re.compile(rf"{KIND}{FILLER}*\w*|[^\W_]++(?:'(?={_LETTER}{{3}}))?|(?<={_LETTER})'{_LETTER}{{1,2}}(?!\w)|\.+|\S")


def sentences(line: str) -> Iterator[Span]:
    """The sentences of one line as (start, end, words)."""
    text = masked(line)
    start = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        words = _WORD.findall(text[start:end].lower())
        if words:
            piece = line[start:end]
            first = end - len(piece.lstrip())
            yield first, first + len(piece.strip()), tuple(words if text is line else map(word_of, words))
        start = end
