"""What the scorer knows of words: hashed identities of words, their pieces and their pairs.

Everything a linear model learns about a word (its own weight, those of the character n-grams in
it) depends on the word alone, so it is added up once per word and then looked up. Only pairs of
words are looked up per text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat
from math import sqrt
from zlib import crc32

BUCKETS = 1 << 18
_NGRAMS = (3, 4, 5)
_PIECE = crc32(b"c:")
_LONGEST_WORD = 24  # characters; what follows tells nothing new and would cost time


def word_features(word: str) -> list[int]:
    """Buckets of ``word`` itself (first) and of its character n-grams."""
    found = [crc32(b"w:" + word.encode()) % BUCKETS]
    if word[0] == "<" or len(word) < 3:
        return found
    padded = f"<{word[:_LONGEST_WORD]}>"
    pieces = dict.fromkeys([padded[i : i + n] for n in _NGRAMS for i in range(len(padded) - n + 1)])
    hashes = map(crc32, map(str.encode, pieces), repeat(_PIECE))
    found.extend([piece % BUCKETS for piece in hashes])
    return found


def pair_feature(first: str, second: str) -> int:
    """Bucket of two words that follow one another."""
    return crc32(second.encode(), pair_seed(first)) % BUCKETS


def pair_seed(first: str) -> int:
    """The hash of what stands before the second word of a pair: the pair's goes on from it."""
    return crc32(f"p:{first} ".encode())


def in_one_row(sentences: Iterable[Sequence[str]]) -> tuple[list[str], list[int]]:
    """The words of ``sentences`` one after another, and where each sentence starts.

    The empty word stands for the edges: before each sentence, and behind the last. So all pairs of neighbours in the
    row are pairs of a sentence, and the one that a word begins stands at its place.
    """
    row: list[str] = []
    starts = []
    for words in sentences:
        starts.append(len(row))
        row.append("")
        row += words
    row.append("")
    return row, starts


def pairs(words: Iterable[str]) -> list[tuple[str, str]]:
    """Neighbouring words, the edges of the text included as the empty word."""
    return list(pairwise(["", *words, ""]))


def piece_weight(pieces: int) -> float:
    """What each of a word's ``pieces`` n-grams counts, so that together they count as the word does."""
    return 1.0 / sqrt(pieces or 1)


def squared_length(words: Iterable[str]) -> float:
    """Squared length of the feature vector of ``words``, taken word by word (shared n-grams apart)."""
    row = list(words)
    return float(sum(1 if word[0] == "<" or len(word) < 3 else 2 for word in row) + len(row) + 1)
