"""Text into sentences and words, by spaCy's blank language: no trained pipeline, fixed memory.

A line of its own is a sentence of its own (a greeting, a button, a list item), unless it was
only wrapped; within a line spaCy's sentencizer finds the ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from threading import Lock
from typing import Any

import spacy
from spacy.attrs import IS_PUNCT, IS_SPACE
from spacy.language import Language
from spacy.pipeline import Sentencizer

from model.masking import masked, word_of

_WRAP_COLUMNS = (64, 90)  # a line was wrapped by a mail program if the next word would have passed these
_LINE = re.compile(r"[^\n]+")
_SENTENCE_ENDS = frozenset(".!?:;,)]}>*")
_NO_CONTENT = re.compile(r"[\W_]*\Z")
_LONGEST_LINE = 4_000  # characters tokenised at once; a longer line is cut at a space


_LINES_TO_A_ZONE = 5_000
_PICTURES = [chr(code) for block in ((0x2600, 0x27BF), (0x1F300, 0x1FAFF)) for code in range(*block)]


class _Tokenizer:
    """spaCy's blank language, its memory bounded.

    A memory zone frees every word met in it, so one zone a line would meet every word anew; one
    for some thousand lines keeps common words known and the memory flat.
    """

    def __init__(self) -> None:
        self._language = _language()
        self._zone = ExitStack()
        self._lines = 0
        self._lock = Lock()  # leaving a zone frees what other threads would still be using

    def sentences(self, line: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """The sentences of one line as (start, end, words)."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        with self._lock:
            if self._lines % _LINES_TO_A_ZONE == 0:
                self._zone.close()
                self._zone.enter_context(self._language.memory_zone())
            self._lines += 1
            for span in self._language(masked(line)).sents:
                words = tuple(word_of(token.text) for token in span if not token.is_space)
                if words:
                    found.append((span.start_char, span.end_char, words))
        return found


def _language() -> Language:
    language = spacy.blank("xx")
    vocabulary: Any = language.vocab
    getters = vocabulary.lex_attr_getters
    # A new word costs what is asked of it, and most words are new to a zone.
    vocabulary.lex_attr_getters = {attribute: getters[attribute] for attribute in (IS_PUNCT, IS_SPACE)}
    # In chat and shop mail an emoji ends a sentence as a full stop does.
    language.add_pipe("sentencizer", config={"punct_chars": [*Sentencizer.default_punct_chars, *_PICTURES]})
    return language


_tokenizer = lru_cache(maxsize=1)(_Tokenizer)


def split(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
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


@lru_cache(maxsize=20_000)
def _sentences_of_line(line: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    if len(line) > _LONGEST_LINE:
        return tuple(_in_pieces(line))
    return tuple(_joined(line, _tokenizer().sentences(line.replace("\n", " "))))


def _in_pieces(line: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    start = 0
    while start < len(line):
        end = min(start + _LONGEST_LINE, len(line))
        if end < len(line) and (space := line.rfind(" ", start, end)) > start:
            end = space
        for first, last, words in _sentences_of_line(line[start:end]):
            yield start + first, start + last, words
        start = end


def _joined(line: str, found: list[tuple[int, int, tuple[str, ...]]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Spans of bare punctuation ("…", "!!", "1.") belong to a neighbour, not to themselves."""
    held: tuple[int, int, tuple[str, ...]] | None = None
    for begin, end, own in found:
        start, words = (held[0], held[2] + own) if held else (begin, own)
        bare = len(line[start:end].strip()) < 4 and _NO_CONTENT.match(line[start:end].strip("0123456789"))
        held = (start, end, words) if bare else None
        if held is None:
            yield start, end, words
    if held is not None:
        yield held
