"""How a model stands up to attacks, harmless noise and texts that say nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.judge import Judge
from model.message import Message
from training.corpus import Example
from training.rate import Rate
from training.robustness.attacks import ATTACKS
from training.robustness.noise import NOISES

UNSURE = frozenset({"unsure", "unreadable", "unsupported_language"})


@dataclass(frozen=True, slots=True)
class Robustness:
    """Rates by name: attacks that turned block into allow, noises that changed a verdict, junk taken for something."""

    attacks: Mapping[str, Rate]
    noises: Mapping[str, Rate]
    junk_judged: Mapping[str, Rate]  # not called unsure
    junk_allowed: Mapping[str, Rate]

    @staticmethod
    def total(rates: Mapping[str, Rate]) -> Rate:
        """All of ``rates`` together."""
        return Rate(sum(rate.errors for rate in rates.values()), sum(rate.trials for rate in rates.values()))


def measure(judge: Judge, examples: Sequence[Example], junk: Iterable[tuple[str, Message]]) -> Robustness:
    """Attacks every message of ``examples`` that is blocked and must be, adds noise to all, and judges ``junk``."""
    allowed = {example.id: _allows(judge, example.message) for example in examples}
    blocked = [example for example in examples if example.verdict == "block" and not allowed[example.id]]
    outcomes: dict[str, Counter[str]] = {}
    for name, message in junk:
        outcomes.setdefault(name, Counter())[judge.judge(message).outcome] += 1
    return Robustness(
        attacks={
            name: Rate(sum(_allows(judge, attack(example)) for example in blocked), len(blocked))
            for name, attack in ATTACKS.items()
        },
        noises={
            name: Rate(sum(_allows(judge, noise(e)) != allowed[e.id] for e in examples), len(examples))
            for name, noise in NOISES.items()
        },
        junk_judged={name: Rate(_besides(counts, UNSURE), counts.total()) for name, counts in outcomes.items()},
        junk_allowed={name: Rate(counts["critical"], counts.total()) for name, counts in outcomes.items()},
    )


def _besides(counts: Counter[str], outcomes: frozenset[str]) -> int:
    return sum(count for outcome, count in counts.items() if outcome not in outcomes)


def _allows(judge: Judge, message: Message) -> bool:
    return judge.judge(message).outcome == "critical"
