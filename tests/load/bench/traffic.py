"""Messages of about 100 words made from sentences of the evaluation set, which the model was not fitted on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

import orjson

from training.corpus import Example

WORDS = 100  # of a message
TEMPLATES = 200
_LEAST, _MOST = 4, 30  # words of a sentence
_OPENINGS = {"en": "Hi", "de": "Hallo", "fr": "Bonjour", "es": "Hola", "it": "Ciao"}
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


class Traffic:
    """Two kinds of messages, the same ones for the same ``seed``, in the languages of ``examples`` as often as there."""

    def __init__(self, examples: Sequence[Example], seed: int = 4) -> None:
        self._random = random.Random(seed)
        self._sentences: dict[str, list[list[str]]] = defaultdict(list)
        for example in examples:
            if example.medium != "html":
                self._sentences[example.language] += _sentences(example)
        self._words = {
            language: sorted({word for sentence in found for word in sentence if word.isalpha()})
            for language, found in self._sentences.items()
        }
        self._languages = [example.language for example in examples]
        self._seen: set[str] = set()
        self._names = [self._name() for _ in range(500)]
        self._templates = [self._template() for _ in range(TEMPLATES)]

    def filled(self) -> str:
        """One of the templates, with a name, an order, a product and a day of its own."""
        draw = self._random
        return draw.choice(self._templates).format(
            name=draw.choice(self._names),
            order=f"{draw.randrange(1000):03}-{draw.randrange(10**7):07}-{draw.randrange(10**7):07}",
            product=f"{draw.choice(self._names)} {draw.randrange(10, 1000)}",
            day=f"{draw.randrange(1, 29)}.{draw.randrange(1, 13)}.2026",
        )

    def unseen(self) -> str:
        """A message no line of which was ever sent: in each sentence one word is exchanged and one is made up."""
        language = self._random.choice(self._languages)
        lines: list[str] = []
        words = 0
        while words < WORDS:
            sentence = list(self._random.choice(self._sentences[language]))
            words += len(sentence)
            places = self._random.sample(range(len(sentence)), 2)
            sentence[places[0]] = self._random.choice(self._words[language])
            sentence[places[1]] = self._name().lower()
            line = " ".join(sentence)
            if line not in self._seen:
                self._seen.add(line)
                lines.append(line)
        return "\n".join(lines)

    def _template(self) -> str:
        language = self._random.choice(self._languages)
        lines = [f"{_OPENINGS.get(language, 'Hi')} {{name}},", "", "{order}: {product}, {day}"]
        words = 6
        while words < WORDS:
            sentence = self._random.choice(self._sentences[language])
            words += len(sentence)
            lines.append(" ".join(sentence).replace("{", "{{").replace("}", "}}"))
        return "\n".join(lines)

    def _name(self) -> str:
        draw = self._random
        return "".join(
            draw.choice(_CONSONANTS) + draw.choice(_VOWELS) for _ in range(draw.randrange(2, 5))
        ).capitalize()


def bodies(messages: Iterator[str], count: int) -> list[bytes]:
    """The bodies of ``count`` requests of ``/v1/check``."""
    return [orjson.dumps({"body": next(messages), "buyer_opted_out": True}) for _ in range(count)]


def _sentences(example: Example) -> Iterator[list[str]]:
    for part in example.parts:
        words = part.text.split()
        if _LEAST <= len(words) <= _MOST:
            yield words
