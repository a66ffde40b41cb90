"""Words in pieces of a fixed vocabulary, by longest match from the left.

The pieces carry what a general embedding knows of a word, so that a word the corpus never had
still counts for what it means. Training folds the embedding into one row of weights a piece.
"""

from __future__ import annotations

from collections.abc import Mapping

START = "\u2581"  # how the vocabulary marks a piece that begins a word
_LONGEST = 16  # characters: longer pieces are rare and searching for them costs time


def pieces_of(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Numbers of the pieces of ``word``; none for what is not made of letters alone."""
    if not word.isalpha():
        return []
    text = START + word
    found: list[int] = []
    position = 0
    while position < len(text):
        for end in range(min(len(text), position + _LONGEST), position, -1):
            piece = vocabulary.get(text[position:end])
            if piece is not None:
                found.append(piece)
                position = end
                break
        else:
            position += 1
    return found
