"""Words dressed up so that a filter does not know them: r.e.v.i.e.w, r e v i e w, r*vi*w, r3v13w.

Letters set apart are brought together before anything is read. What hides a letter behind a star or a
digit is not guessed at: `disguised` names it, and the message is one nobody can be sure of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from model.trace import Traced

_LETTER = r"[^\W\d_]"
# Three letters joined by signs, or four by single spaces: "a.m." and "A B C" stay as they are.
_APART = re.compile(
    rf"(?<![\w.*-]){_LETTER}(?:[.*•·_|-]{_LETTER}){{2,}}(?![\w*-])|(?<!\w){_LETTER}(?: {_LETTER}){{3,}}(?![\w'])"
)
_MAY_BE_APART = re.compile(r"[.*•·_|-]\w[.*•·_|-]| \w \w \w")  # found sooner, and in every text that has the above
_SIGNS = re.compile(r"[\W_]")
_STARRED = re.compile(rf"{_LETTER}+(?:\*+{_LETTER}*)*\*+{_LETTER}+")
# A sign or digit before a letter: "date1" and "line 4a" are no disguise, nor is "$name", a placeholder.
_MIXED = re.compile(
    r"(?<![\w@$])[a-zA-Z0134578][a-zA-Z0134578@$]*(?<=[0134578@$])[a-zA-Z]+[a-zA-Z0134578@$]*(?![\w@$])"
)
_DIGITS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"}
_VOWELS = "aeiou"
_LONGEST_GUESS = 4  # hidden letters that are tried out; more of them are not read by people either
_SHORTEST = 4  # letters of a word worth hiding


def gathered(text: Traced) -> tuple[Traced, tuple[str, ...]]:
    """``text`` with letters that were set apart brought together, and the words so found."""
    if not _MAY_BE_APART.search(text.text):
        return text, ()
    words: list[str] = []
    out: list[str] = []
    moved: list[int] = []
    position = 0
    for match in _APART.finditer(text.text):
        letters = [i for i in range(*match.span()) if not _SIGNS.match(text.text[i])]
        words.append("".join(text.text[i] for i in letters))
        out += (text.text[position : match.start()], words[-1])
        moved += (*range(position, match.start()), *letters)
        position = match.end()
    if not words:
        return text, ()
    out.append(text.text[position:])
    moved.extend(range(position, len(text.text) + 1))
    return text.rewritten("".join(out), moved), tuple(words)


def disguised(texts: Iterable[str], apart: Iterable[str], known: Callable[[str], bool]) -> str | None:
    """The first word that hides a ``known`` one, or letters set apart that make none; None if all is plain."""
    for word in apart:
        if len(word) > _SHORTEST and not known(word.lower()):
            return word
    for text in texts:
        for found in _candidates(text):
            if not known(found.lower()) and any(known(guess) for guess in _guesses(found.lower())):
                return found
    return None


def _candidates(text: str) -> Iterator[str]:
    if "*" in text:
        yield from _STARRED.findall(text)
    yield from (found for found in _MIXED.findall(text) if len(found) >= _SHORTEST)


def _guesses(word: str) -> Iterator[str]:
    """What ``word`` may stand for, each hidden letter tried out."""
    choices = [_VOWELS if char == "*" else _DIGITS.get(char, char) for char in word]
    hidden = sum(len(choice) > 1 or choice != char for choice, char in zip(choices, word, strict=True))
    if hidden <= min(_LONGEST_GUESS, len(word) / 2):
        yield from ("".join(letters) for letters in product(*choices))
