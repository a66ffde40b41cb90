"""The tables of ``data/README.md``, counted from the corpus."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from model.labels import LABELS, TOPICS
from training.corpus import Corpus, Example, load_all

MARK = "<!-- counted by `make datasheet`; a test compares -->\n"
_COMMON = 80
_SIDES = ["training", "contrast", "calibration", "evaluation"]


def datasheet(corpus: Corpus) -> str:
    """Sizes by language, topic, medium, register, trade and kind, as Markdown."""
    sides = (corpus.training, corpus.contrast, corpus.calibration, corpus.evaluation)
    training = corpus.training
    parts = [
        "## Sizes\n",
        _table("", _SIDES, _sizes(sides)),
        "\n### Messages by topic\n",
        _table("topic", _SIDES, _counted(sides, lambda example: example.topics, TOPICS)),
        "\n### By language, medium and register\n",
        _table("", _SIDES, _counted(sides, _manner)),
        "\n### Phrases by label\n",
        _table("label", ["phrases"], _counted([corpus.phrases], lambda phrase: [phrase.parts[0].label], LABELS)),
        "\n### By trade\n",
        _list(training, lambda example: example.trade, _COMMON),
        "\n### Kinds of message\n",
        _list(training, lambda example: example.kind, _COMMON) + " All of them: `kinds.md`.",
    ]
    return "\n".join(parts) + "\n"


def kinds(corpus: Corpus) -> str:
    """Every kind of message under its topics, with how many there are in all."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for example in (*corpus.training, *corpus.contrast, *corpus.calibration, *corpus.evaluation):
        counts[" + ".join(sorted(example.topics)) or "no topic"][example.kind] += 1
    lines = ["# Kinds of message", "", "Under their topics, with how many messages of each are written in all."]
    for topics in sorted(counts):
        named = ", ".join(f"{kind} {count}" for kind, count in sorted(counts[topics].items()))
        lines += ["", f"## {topics}", "", named]
    return "\n".join(lines) + "\n"


def _sizes(sides: Sequence[Sequence[Example]]) -> list[tuple[str, list[int]]]:
    rows: list[tuple[str, Callable[[Sequence[Example]], int]]] = [
        ("messages", len),
        ("labelled sentences", lambda side: sum(len(example.parts) + bool(example.subject) for example in side)),
        ("may be sent (allow)", lambda side: sum(example.verdict == "allow" for example in side)),
        ("hard on purpose", lambda side: sum(bool(example.hard) for example in side)),
        ("without subject", lambda side: sum(example.subject is None for example in side)),
        ("written after a source", lambda side: sum(example.source is not None for example in side)),
        ("different sources", lambda side: len({example.source for example in side if example.source})),
        ("families", lambda side: len({example.family for example in side})),
    ]
    return [(name, [count(side) for side in sides]) for name, count in rows]


def _manner(example: Example) -> list[str]:
    return [f"language {example.language}", f"medium {example.medium}", f"register {example.register}"]


def _counted(
    sides: Sequence[Sequence[Example]],
    of: Callable[[Example], Iterable[str]],
    order: Sequence[str] | None = None,
) -> list[tuple[str, list[int]]]:
    counts = [Counter(name for example in side for name in of(example)) for side in sides]
    names = order or sorted({name for count in counts for name in count})
    return [(name, [count[name] for count in counts]) for name in names]


def _table(head: str, columns: list[str], rows: list[tuple[str, list[int]]]) -> str:
    lines = [f"| {head} | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]
    lines += [f"| {name} | {' | '.join(f'{value:,}' for value in values)} |" for name, values in rows]
    return "\n".join(lines)


def _list(examples: Sequence[Example], of: Callable[[Example], str], most: int) -> str:
    counts = Counter(map(of, examples))
    shown = ", ".join(
        f"{name} {count}" for name, count in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:most]
    )
    rest = len(counts) - most
    return f"{len(counts):,} in training; the commonest: {shown}" + (f", and {rest:,} more." if rest > 0 else ".")


def rewritten(data: Path) -> dict[str, str]:
    """The texts of ``data/README.md`` and ``data/kinds.md`` counted anew, by file name."""
    text = (data / "README.md").read_text(encoding="utf-8")
    corpus = load_all(data)
    head = text[: text.index(MARK) + len(MARK)]
    return {"README.md": head + datasheet(corpus), "kinds.md": kinds(corpus)}


if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent / "data"
    for name, content in rewritten(folder).items():
        (folder / name).write_text(content, encoding="utf-8")
