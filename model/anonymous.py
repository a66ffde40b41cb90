"""A message as it may be kept to be learned from: what it says, without who said it to whom.

Order ids, links, addresses, numbers become examples that the model reads as the same kind of thing (digits are all 1).
A word that may be a name becomes ``[name]``: with a capital where a sentence does not begin, after a greeting or a
title, alone on a line, or unknown to the corpus. Capitals say nothing in German, where every noun has one, and in a
headline. It covers too much rather than too little; what a reader would not see and quoted mail are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from model.language import language_of
from model.masking import variable_parts
from model.message import Field, Message, Sentence

NAME = "[name]"
_EXAMPLES = {"mail": "name@example.com", "link": "https://example.com/"}
_HELD = "\uf000"  # stands for an example while names are looked for
_HELD_PART = re.compile(_HELD)
_DIGIT, _UPPER, _LOWER = re.compile(r"\d"), re.compile(r"[A-Z]"), re.compile(r"[a-z]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_GREETINGS = (
    r"hi|hello|hey|dear|morning|afternoon|evening|mr|mrs|ms|miss|dr|hallo|liebe[rs]?|geehrte[rs]?|moin|servus|tag|herrn?"
    r"|frau|bonjour|bonsoir|cher|chère|salut|monsieur|madame|mme|hola|estimad[oa]|querid[oa]|señora?|sra?|don|doña|buenas"
    r"|ciao|gentile|car[oa]|salve|buongiorno|buonasera|signora?|sig|regards|wishes|thanks|cheers|sincerely|yours|grüßen?"
    r"|gruss|cordialement|merci|saludos|atentamente|gracias|saluti|grazie"
)
_CALLED = re.compile(rf"(?<!\w)(?:{_GREETINGS})(?!\w)[.,:!]*\s+\Z", re.IGNORECASE)
_GREETED = re.compile(rf"\A\W*(?:{_GREETINGS})(?!\w)[.,]*\s+\Z", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:from|von|vom|aus|de|du|di|da)\s")
_NO_NAME = re.compile(
    rf"{_GREETINGS}|i|there|all|again|everyone|customers?|buyer|friends?|madam|sir|team|zusammen|kunde|kundin|client|cliente"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag"
    r"|sonntag|january|february|march|april|may|june|july|august|september|october|november|december|important",
    re.IGNORECASE,
)
_SHORT = 4  # words: a line of no more than that, each with a capital, is a signature
_HEADLINE, _LONG = 3, 4  # words that make a headline, if all of this many letters have a capital


def anonymous(message: Message, sentences: Sequence[Sentence], knows: Callable[[str], bool]) -> Message:
    """What ``sentences`` of ``message`` say; ``knows`` tells whether the corpus has a word, in lower case."""
    german = language_of("\n".join(sentence.text for sentence in sentences)) == "de"

    def told(field: Field, source: str) -> str:
        own = [sentence for sentence in sentences if sentence.field == field]
        ends = [0, *(sentence.end for sentence in own)]
        between = (_gap(source[end : sentence.start]) for end, sentence in zip(ends, own, strict=False))
        capitals = german or (field == "subject" and _is_headline(source))
        covered = (anonymous_text(sentence.text, knows, capitals=capitals, signed=field == "body") for sentence in own)
        return "".join(gap + text for gap, text in zip(between, covered, strict=True)).strip()

    return Message(told("body", message.body), told("subject", message.subject))


def anonymous_text(text: str, knows: Callable[[str], bool], *, capitals: bool, signed: bool) -> str:
    """One sentence without names, and its variable parts as examples.

    With ``capitals`` they are no sign of a name in it; if it may be ``signed``, a short line of capitals is a name.
    """
    pieces, examples, end = [], [], 0
    for start, stop, kind in variable_parts(text):
        if kind != "placeholder":  # its words are read, so that a name among them is found
            pieces += [text[end:start], _HELD]
            examples.append(_example(text[start:stop], kind))
            end = stop
    plain = "".join([*pieces, text[end:]])
    covered = _without_names(_DIGIT.sub("1", plain), knows, capitals=capitals, signed=signed).replace(f"[{NAME}]", NAME)
    return _HELD_PART.sub(lambda _: examples.pop(0), covered)


def _example(found: str, kind: str) -> str:
    if kind in _EXAMPLES:
        return _EXAMPLES[kind]
    shown = _DIGIT.sub("1", found)
    return _LOWER.sub("x", _UPPER.sub("X", shown)) if kind in {"code", "order", "run"} else shown


def _without_names(text: str, knows: Callable[[str], bool], *, capitals: bool, signed: bool) -> str:
    words = list(_WORD.finditer(text))
    signed = signed and len(words) <= _SHORT and all(word[0][0].isupper() for word in words)
    pieces, end, before = [], 0, False
    for place, word in enumerate(words):
        following = (
            before and word[0][0].isupper() and text[end : word.start()].strip() in {"", "&", "."}
        )  # a name of several words
        surely = following or signed or _is_addressed(text, word)
        name = _is_name(word[0], knows, surely=surely, begins=place == 0, capitals=capitals)
        if not (name and following):
            pieces += [text[end : word.start()], NAME if name else word[0]]
        before, end = name, word.end()
    return "".join([*pieces, text[end:]])


def _is_addressed(text: str, word: re.Match[str]) -> bool:
    """Whether ``word`` stands where a name does; one in small letters only right after a greeting, and alone."""
    if word[0][0].isupper():
        return bool(_CALLED.search(text, 0, word.start()) or _FROM.match(text, word.end()))
    return bool(_GREETED.search(text, 0, word.start())) and text[word.end() : word.end() + 1] in {",", "!", ""}


def _is_name(word: str, knows: Callable[[str], bool], *, surely: bool, begins: bool, capitals: bool) -> bool:
    lower = word.lower()
    if _NO_NAME.fullmatch(word):
        return False
    if not word[0].isupper():
        return surely
    known, shouted = knows(lower), len(word) > 1 and word.isupper()
    if shouted and known:
        return False  # capitals say nothing of it
    return surely or not known or not (capitals or begins)


def _is_headline(subject: str) -> bool:
    """Whether every longer word of ``subject`` has a capital, as in "Additional Information Required"."""
    long = [word[0] for word in _WORD.finditer(subject) if len(word[0]) >= _LONG]
    return len(long) >= _HEADLINE and all(word[0].isupper() for word in long)


def _gap(between: str) -> str:
    return "\n" if "\n" in between or "<" in between else " "
