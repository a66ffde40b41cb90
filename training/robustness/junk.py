"""Texts that say nothing a gate could judge: random words and letters, dummy Latin, program code, others' mail."""

from __future__ import annotations

import random
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from model.message import Message
from training.corpus import Example

_LATIN = """
    lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna
    aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis
    aute irure in reprehenderit voluptate velit esse cillum fugiat nulla pariatur excepteur sint occaecat cupidatat
    non proident sunt culpa qui officia deserunt mollit anim id est laborum
""".split()  # noqa: SIM905 - a paragraph reads better than a list
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_CODE = ("json", "http", "email", "logging", "asyncio", "unittest", "xml")  # packages of the standard library

Writer = Callable[[random.Random], Message]


def junk(
    corpus: Sequence[Example], elsewhere: Sequence[Example], count: int, seed: int = 0
) -> Iterator[tuple[str, Message]]:
    """``count`` texts, each with its kind, the kinds in turn."""
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    writers = {
        "random words": _word_writer(corpus),
        "random letters": _letters,
        "placeholder Latin": _latin,
        "program code": _code_writer(),
        "another domain's mail": _mail_writer(elsewhere),
    }
    names = list(writers)
    for i in range(count):
        name = names[i % len(names)]
        yield name, writers[name](rng)


def _word_writer(corpus: Sequence[Example]) -> Writer:
    """Words of the corpus in no order: every one is known, together they say nothing."""
    words = sorted({word.lower() for example in corpus for word in example.message.body.split() if word.isalpha()})
    return lambda rng: Message(" ".join(rng.choices(words, k=rng.randint(8, 80))))


def _letters(rng: random.Random) -> Message:
    return Message(" ".join("".join(rng.choices(_ALPHABET, k=rng.randint(2, 9))) for _ in range(rng.randint(5, 60))))


def _latin(rng: random.Random) -> Message:
    sentences = (" ".join(rng.choices(_LATIN, k=rng.randint(4, 14))).capitalize() for _ in range(rng.randint(1, 8)))
    return Message(". ".join(sentences) + ".")


def _code_writer() -> Writer:
    """Runs of lines from the standard library."""
    library = Path(sysconfig.get_paths()["stdlib"])
    files = [file for package in _CODE for file in sorted((library / package).rglob("*.py"))]
    sources = [lines for file in files if len(lines := file.read_text("utf-8", "replace").splitlines()) > 50]

    def write(rng: random.Random) -> Message:
        lines = rng.choice(sources)
        start = rng.randrange(len(lines) - 40)
        chosen = "\n".join(lines[start : start + rng.randint(8, 40)])
        return Message(chosen) if any(c.isalpha() for c in chosen) else write(rng)

    return write


def _mail_writer(elsewhere: Sequence[Example]) -> Writer:
    """One of the texts, or paragraphs of two of the same language one after the other."""

    def write(rng: random.Random) -> Message:
        first = rng.choice(elsewhere)
        if rng.random() < 0.5:
            return first.message
        second = rng.choice([other for other in elsewhere if other.language == first.language])
        return Message(f"{first.message.body}\n\n{second.message.body}")

    return write
