"""A line into sentences and words, as spaCy's blank language cuts it: no trained pipeline, fixed memory.

spaCy cuts a text at its white space first and then each chunk by itself, and chunks recur, so each is cut once and
remembered. How its sentencizer joins their tokens to sentences is followed here, since that takes a text as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import accumulate, chain
from operator import attrgetter
from string import ascii_lowercase
from threading import Lock
from typing import Any, NamedTuple

import spacy
from spacy.attrs import IS_PUNCT, IS_SPACE
from spacy.language import Language
from spacy.pipeline import Sentencizer

from model.masking import masked, word_of
from model.memory import Remembered

Span = tuple[int, int, tuple[str, ...]]  # start and end of a sentence, and its words

_MET_IN_A_ZONE = 5_000
_CHUNKS_REMEMBERED = 50_000
_CHUNK = re.compile(r"\s+|\S+")
_PICTURES = [chr(code) for block in ((0x2600, 0x27BF), (0x1F300, 0x1FAFF)) for code in range(*block)]
_ENDING = frozenset([*Sentencizer.default_punct_chars, *_PICTURES])
_SIGNS = frozenset(",.!?:;")
_BEFORE_A_STOP = frozenset([*ascii_lowercase, *map(chr, range(0xDF, 0x100))])  # letters that spaCy parts a stop from


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
    plain: bool  # whether none of its tokens can end a sentence, and it is not glued
    glued: bool  # whether an emoticon or abbreviation was found inside it


_WORDS, _PLAIN = attrgetter("words"), attrgetter("plain")


class Tokenizer:
    """spaCy's blank language, asked once for each chunk between white space, and its memory bounded.

    A memory zone frees every word met in it, so one zone a chunk would meet every word anew; one for some
    thousand keeps common words known and the memory flat.
    """

    def __init__(self) -> None:
        self._language = _language()
        tokenizer: Any = self._language.tokenizer
        self._special = frozenset(tokenizer.rules)
        self._zone = ExitStack()
        self._met = 0
        self._lock = Lock()  # leaving a zone frees what other threads would still be using
        self._chunk = Remembered(self._cut, _CHUNKS_REMEMBERED).__getitem__

    def sentences(self, line: str) -> list[Span]:
        """The sentences of one line as (start, end, words)."""
        text = masked(line)
        starts, found = _chunks(text)
        chunks = list(map(self._chunk, found))
        odd = [place for place, plain in enumerate(map(_PLAIN, chunks)) if not plain]
        if any(chunks[place].glued for place in odd):
            return self._as_a_whole(text)
        return list(_sentences_of(starts, chunks, odd))

    def _as_a_whole(self, text: str) -> list[Span]:
        """The same by spaCy alone: an emoticon inside a chunk is cut by what stands around the chunk, too."""
        with self._zoned() as language:
            spans = [
                (span.start_char, span.end_char, tuple(word_of(token.text) for token in span if not token.is_space))
                for span in language(text).sents
            ]
        return [(start, end, words) for start, end, words in spans if words]

    def _cut(self, text: str) -> _Chunk:
        tokens = self._cut_plainly(text) or self._cut_by_spacy(text)
        glued = len(tokens) > 1 and self._holds_special(text, tokens)
        words = tuple(token.word for token in tokens if token.word)
        plain = not (glued or any(token.ends for token in tokens))
        return _Chunk(len(text), tokens, words, plain, glued)

    def _cut_plainly(self, text: str) -> tuple[_Token, ...]:
        """The tokens of letters alone, with a sign behind them perhaps: there spaCy does nothing else, but slowly."""
        word = text[:-1] if text[-1] in _SIGNS else text
        if not word.isalpha() or word in self._special or text in self._special:
            return ()
        token = _Token(len(word), word.lower(), ends=False, punctuation=False)
        if word is text:
            return (token,)
        if text[-1] == "." and word[-1] not in _BEFORE_A_STOP:
            return ()
        return token, _Token(len(text), text[-1], ends=text[-1] in _ENDING, punctuation=True)

    def _cut_by_spacy(self, text: str) -> tuple[_Token, ...]:
        with self._zoned() as language:
            return tuple(
                _Token(
                    token.idx + len(token),
                    "" if token.is_space else word_of(token.text),
                    token.text in _ENDING,
                    token.is_punct,
                )
                for token in language.make_doc(text)
            )

    def _holds_special(self, text: str, tokens: Sequence[_Token]) -> bool:
        starts = (0, *(token.end for token in tokens))
        pieces = (text[start : token.end] for start, token in zip(starts, tokens, strict=False))
        return any(len(piece) > 1 and piece in self._special for piece in pieces)

    @contextmanager
    def _zoned(self) -> Iterator[Language]:
        """The language, for one thread at a time, in a memory zone that is left when enough was met in it."""
        with self._lock:
            if self._met % _MET_IN_A_ZONE == 0:
                self._zone.close()
                self._zone.enter_context(self._language.memory_zone())
            self._met += 1
            yield self._language


def _chunks(text: str) -> tuple[Sequence[int], Sequence[str]]:
    """What spaCy cuts by itself, and where each begins; a single blank only parts two words."""
    parts = text.removesuffix(" ").split(" ")
    more = parts.count("")
    if len(parts) - more == len(text.split()):  # white space is blanks alone
        starts = tuple(accumulate(map((1).__add__, map(len, parts)), initial=0))
        return starts, [part or " " for part in parts] if more else parts
    matches = [match for match in _CHUNK.finditer(text) if match[0] != " " or not match.start()]
    parting = [int(match.start() > 0 and match[0][0] == " ") for match in matches]
    return (
        [match.start() + blank for match, blank in zip(matches, parting, strict=True)],
        [match[0][blank:] for match, blank in zip(matches, parting, strict=True)],
    )


def _sentences_of(starts: Sequence[int], chunks: Sequence[_Chunk], odd: list[int]) -> Iterator[Span]:
    """Sentences as spaCy's sentencizer finds them: what follows an ending, but for punctuation, begins a new one.

    ``odd`` are the places of the chunks that are not plain: what stands between two of them is taken at once.
    """
    words: list[str] = []
    start, end, ended = 0, 0, False  # of the present sentence; whether its ending was met
    place, ahead = 0, iter((*odd, len(chunks)))
    stop = next(ahead)
    while place < len(chunks):
        if place < stop and not ended:
            words += chain.from_iterable(map(_WORDS, chunks[place:stop]))
            end = starts[stop - 1] + chunks[stop - 1].length
            place = stop
            continue
        begin = starts[place]
        for token in chunks[place].tokens:
            if ended and not (token.punctuation or token.ends):
                if words:
                    yield start, end, tuple(words)
                start, words, ended = begin, [], False
            elif token.ends:
                ended = True
            begin = end = starts[place] + token.end
            if token.word:
                words.append(token.word)
        if place == stop:
            stop = next(ahead)
        place += 1
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
