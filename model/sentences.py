"""Text into sentences and words, by spaCy's blank language: no trained pipeline, fixed memory.

A line of its own is a sentence of its own (a greeting, a button, a list item), unless it was
only wrapped; within a line spaCy's sentencizer finds the ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from threading import Lock
from typing import Any, NamedTuple

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


_MET_IN_A_ZONE = 5_000
_CHUNKS_REMEMBERED = 100_000
_CHUNK = re.compile(r"\s+|\S+")
_ODD_BLANK = re.compile(r"[^\S ]")
_PICTURES = [chr(code) for block in ((0x2600, 0x27BF), (0x1F300, 0x1FAFF)) for code in range(*block)]
_ENDING = frozenset([*Sentencizer.default_punct_chars, *_PICTURES])


class _Token(NamedTuple):
    """A token of a chunk; its end is an offset in the chunk."""

    end: int
    word: str  # as the scorer knows it; none for white space
    ends: bool  # whether it may end a sentence
    punctuation: bool


class _Chunk(NamedTuple):
    """What stands between white space, or a run of white space itself, as spaCy cuts it."""

    length: int
    tokens: tuple[_Token, ...]
    words: tuple[str, ...]
    plain: bool  # whether none of its tokens can end a sentence
    glued: bool  # whether an emoticon or abbreviation was found inside it


_GLUED = attrgetter("glued")


class _Tokenizer:
    """spaCy's blank language, asked once for each chunk between white space, and its memory bounded.

    spaCy cuts a text at its white space first and then each chunk by itself, and chunks recur. How its
    sentencizer joins their tokens to sentences is followed here, since that takes a text as a whole.
    A memory zone frees every word met in it, so one zone a chunk would meet every word anew; one for some
    thousand keeps common words known and the memory flat.
    """

    def __init__(self) -> None:
        self._language = _language()
        self._zone = ExitStack()
        self._met = 0
        self._lock = Lock()  # leaving a zone frees what other threads would still be using
        self._chunk = lru_cache(_CHUNKS_REMEMBERED)(self._cut)

    def sentences(self, line: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """The sentences of one line as (start, end, words)."""
        text = masked(line)
        starts, chunks = zip(*_chunks(text), strict=True)
        cut = list(map(self._chunk, chunks))
        if any(map(_GLUED, cut)):
            return self._as_a_whole(text)
        return list(_sentences_of(zip(starts, cut, strict=True)))

    def _as_a_whole(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """The same by spaCy alone: an emoticon inside a chunk is cut by what stands around the chunk, too."""
        with self._zoned() as language:
            spans = [
                (span.start_char, span.end_char, tuple(word_of(token.text) for token in span if not token.is_space))
                for span in language(text).sents
            ]
        return [(start, end, words) for start, end, words in spans if words]

    def _cut(self, text: str) -> _Chunk:
        with self._zoned() as language:
            tokenizer: Any = language.tokenizer
            found = tokenizer(text)
            tokens = tuple(
                _Token(
                    token.idx + len(token),
                    "" if token.is_space else word_of(token.text),
                    token.text in _ENDING,
                    token.is_punct,
                )
                for token in found
            )
            glued = len(tokens) > 1 and any(len(token) > 1 and token.text in tokenizer.rules for token in found)
        words = tuple(token.word for token in tokens if token.word)
        return _Chunk(len(text), tokens, words, plain=not any(token.ends for token in tokens), glued=glued)

    @contextmanager
    def _zoned(self) -> Iterator[Language]:
        """The language, for one thread at a time, in a memory zone that is left when enough was met in it."""
        with self._lock:
            if self._met % _MET_IN_A_ZONE == 0:
                self._zone.close()
                self._zone.enter_context(self._language.memory_zone())
            self._met += 1
            yield self._language


def _chunks(text: str) -> list[tuple[int, str]]:
    """What spaCy cuts by itself, each with where it begins; a single blank only parts two words."""
    parts = text.split(" ")
    if all(parts) and _ODD_BLANK.search(text) is None:
        starts = accumulate(map((1).__add__, map(len, parts)), initial=0)
        return list(zip(starts, parts, strict=False))  # the last start is where the text ends
    found = []
    for match in _CHUNK.finditer(text):
        at, chunk = match.start(), match[0]
        if at and chunk[0] == " ":
            at, chunk = at + 1, chunk[1:]
        if chunk:
            found.append((at, chunk))
    return found


def _sentences_of(chunks: Iterable[tuple[int, _Chunk]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Sentences as spaCy's sentencizer finds them: what follows an ending, but for punctuation, begins a new one."""
    words: list[str] = []
    start, end, ended = -1, 0, False  # of the present sentence; whether its ending was met
    for at, chunk in chunks:
        if start < 0:
            start = at
        if chunk.plain and not ended:
            words += chunk.words
            end = at + chunk.length
            continue
        begin = at
        for token in chunk.tokens:
            if ended and not (token.punctuation or token.ends):
                if words:
                    yield start, end, tuple(words)
                start, words, ended = begin, [], False
            elif token.ends:
                ended = True
            begin = end = at + token.end
            if token.word:
                words.append(token.word)
    if words:
        yield start, end, tuple(words)


def _language() -> Language:
    language = spacy.blank("xx")
    vocabulary: Any = language.vocab
    getters = vocabulary.lex_attr_getters
    # A new word costs what is asked of it, and most words are new to a zone.
    vocabulary.lex_attr_getters = {attribute: getters[attribute] for attribute in (IS_PUNCT, IS_SPACE)}
    # In chat and shop mail an emoji ends a sentence as a full stop does.
    language.add_pipe("sentencizer", config={"punct_chars": sorted(_ENDING)})
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
