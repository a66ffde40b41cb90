"""Messages of about 100 words made of the evaluation set, on which the model was not fitted."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import orjson

from model.message import Message
from training.corpus import Example

WORDS = 100  # of a message
TEMPLATES = 200
_LEAST, _MOST = 4, 30  # words of a sentence that is used in another message
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SLOT = re.compile(r"\{\{[^{}\n]+\}\}|\{[^{}\n]+\}|\[\[?[^\[\]\n]+\]\]?|%\w+%")


class Traffic:
    """Two kinds of messages, endlessly, the same ones for the same ``seed``."""

    def __init__(self, examples: Sequence[Example], seed: int = 4) -> None:
        self._random = random.Random(seed)
        by_length = sorted(examples, key=lambda example: abs(len(example.message.body.split()) - WORDS))
        self._templates = [example.message for example in by_length[:TEMPLATES]]
        self._languages = [example.language for example in examples]
        self._sentences: dict[str, list[list[str]]] = defaultdict(list)
        for example in examples:
            if example.medium != "html":
                self._sentences[example.language] += _sentences(example)
        self._words = {
            language: sorted({word for sentence in found for word in sentence if word.isalpha()})
            for language, found in self._sentences.items()
        }
        self._sent: set[str] = set()
        self._names = [self._made_up().capitalize() for _ in range(500)]

    def filled(self) -> Iterator[Message]:
        """One of a library of templates, whose slots hold names, orders, days and links of its own."""
        while True:
            template = self._random.choice(self._templates)
            yield Message(_SLOT.sub(self._fill, template.body), _SLOT.sub(self._fill, template.subject))

    def unseen(self) -> Iterator[Message]:
        """Messages no line of which was sent before: one word of a sentence is exchanged, another is made up."""
        draw = self._random
        while True:
            language = draw.choice(self._languages)
            lines: list[str] = []
            words = 0
            while words < WORDS:
                sentence = list(draw.choice(self._sentences[language]))
                exchanged, made_up = draw.sample(range(len(sentence)), 2)
                sentence[exchanged] = draw.choice(self._words[language])
                sentence[made_up] = self._made_up()
                line = " ".join(sentence)
                if line not in self._sent:
                    self._sent.add(line)
                    lines.append(line)
                    words += len(sentence)
            yield Message("\n".join(lines))

    def _fill(self, slot: re.Match[str]) -> str:
        draw, name = self._random, slot[0].lower()
        fills: dict[str, Callable[[], str]] = {
            "date|day|time|fecha|datum|eta": lambda: f"{draw.randrange(1, 29)}.{draw.randrange(1, 13)}.2026",
            "url|link": lambda: f"https://shop.example/{draw.randrange(10**9)}",
            "order|number|_id|ref|code|phone": lambda: (
                f"{draw.randrange(1000):03}-{draw.randrange(10**7):07}-{draw.randrange(10**7):07}"
            ),
        }
        for names, fill in fills.items():
            if re.search(names, name):
                return fill()
        return draw.choice(self._names)

    def _made_up(self) -> str:
        draw = self._random
        return "".join(draw.choice(_CONSONANTS) + draw.choice(_VOWELS) for _ in range(draw.randrange(2, 5)))


def bodies(messages: Iterator[Message], count: int) -> list[bytes]:
    """The bodies of ``count`` requests of ``/v1/check``."""
    return [_body(next(messages)) for _ in range(count)]


def _body(message: Message) -> bytes:
    return orjson.dumps({"subject": message.subject, "body": message.body, "buyer_opted_out": True})


def _sentences(example: Example) -> Iterator[list[str]]:
    for part in example.parts:
        words = part.text.split()
        if _LEAST <= len(words) <= _MOST:
            yield words
