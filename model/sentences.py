"""Text into lines and their sentences.

A line of its own is a sentence of its own (a greeting, a button, a list item), unless it was
only wrapped; within a line `model.tokens` finds the ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from model.tokens import Span, sentences

_WRAP_COLUMNS = (64, 90)  # a line was wrapped by a mail program if the next word would have passed these
_LINE = re.compile(r"[^\n]+")
_SENTENCE_ENDS = frozenset(".!?:;,)]}>*")
_NO_CONTENT = re.compile(r"[\W_]*\Z")
_LONGEST_LINE = 4_000  # characters tokenised at once; a longer line is cut at a space

_CLOSING = re.compile(r"[}\]>%$]*")


def split(text: str) -> Iterator[Span]:
    """The sentences of ``text`` as (start, end, words), in order.

    Words are lower case; covered parts appear as their kind, e.g. ``<order>``.
    """
    for start, end in _lines(text):
        for first, last, words in _sentences_of_line(text[start:end]):
            yield start + first, start + last, words


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines of ``text`` that hold anything, as (start, end); wrapped ones joined."""
    begin = end = None
    for match in _LINE.finditer(text):
        if not match[0].strip():
            continue
        if begin is None or end is None:
            begin, end = match.span()
        elif match.start() == end + 1 and end - begin < _LONGEST_LINE and _wrapped(text[begin:end], match[0]):
            end = match.end()
        else:
            yield begin, end
            begin, end = match.span()
    if begin is not None and end is not None:
        yield begin, end


def _wrapped(before: str, line: str) -> bool:
    """Whether ``line`` goes on with the sentence that the line before it began."""
    last = before[before.rfind("\n") + 1 :].rstrip()
    shortest, longest = _WRAP_COLUMNS
    first_word = len(line.split(maxsplit=1)[0])
    return (
        line[0].islower()
        and last[-1:] not in _SENTENCE_ENDS
        and len(last) + 1 + first_word > shortest
        and len(last) <= longest
    )


@lru_cache(maxsize=5_000)
def _sentences_of_line(line: str) -> tuple[Span, ...]:
    if len(line) > _LONGEST_LINE:
        return tuple(_in_pieces(line))
    return tuple(_closed(line, [*_joined(line, sentences(line.replace("\n", " ")))]))


def _in_pieces(line: str) -> Iterator[Span]:
    start = 0
    while start < len(line):
        end = min(start + _LONGEST_LINE, len(line))
        if end < len(line) and (space := line.rfind(" ", start, end)) > start:
            end = space
        for first, last, words in _sentences_of_line(line[start:end]):
            yield start + first, start + last, words
        start = end


def _joined(line: str, found: Iterable[Span]) -> Iterator[Span]:
    """Spans of bare punctuation ("…", "!!", "1.") belong to a neighbour, not to themselves."""
    held: Span | None = None
    for begin, end, own in found:
        start, words = (held[0], held[2] + own) if held else (begin, own)
        bare = len(line[start:end].strip()) < 4 and _NO_CONTENT.match(line[start:end].strip("0123456789"))
        held = (start, end, words) if bare else None
        if held is None:
            yield start, end, words
    if held is not None:
        yield held


def _closed(line: str, found: list[Span]) -> Iterator[Span]:
    """With the bracket that ends a placeholder: masked by a blank, it was left out where the sentence ends with it."""
    followed = [*(start for start, _, _ in found[1:]), len(line)]
    for (start, end, words), following in zip(found, followed, strict=True):
        closing = _CLOSING.match(line, end, following)
        yield start, closing.end() if closing else end, words
