"""Challenger against champion on the same messages: what flips, and whether the difference is more than noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from model.artefact import Manifest
from model.canaries import Heard, hear_canaries
from model.gate import Gate
from training.corpus import LANGUAGES, Example
from training.evaluate import Evaluation, evaluate
from training.judged import Judged
from training.slices import Slice

NOISE = 0.05  # the probability below which a difference is no longer called noise


@dataclass(frozen=True, slots=True)
class Paired:
    """Messages on which only one of two models is right; where both err or neither does, nothing is learnt."""

    mended: int  # the champion errs, the challenger does not
    spoiled: int  # the other way round

    @property
    def p(self) -> float:
        """McNemar's exact test, two-sided: how often chance alone splits them at least so unevenly."""
        count = self.mended + self.spoiled
        return float(stats.binomtest(self.mended, count).pvalue) if count else 1.0

    @property
    def worse(self) -> bool:
        """Whether the challenger is worse beyond noise."""
        return self.worse_among(1)

    def worse_among(self, tests: int) -> bool:
        """The same where this is one of several ``tests`` (Bonferroni)."""
        return self.spoiled > self.mended and self.p * tests < NOISE

    def better_among(self, tests: int) -> bool:
        """Whether the challenger is better beyond noise."""
        return self.mended > self.spoiled and self.p * tests < NOISE


@dataclass(frozen=True, slots=True)
class Flip:
    """A message that the two decide differently."""

    was: Judged
    now: Judged

    @property
    def right(self) -> bool:
        """Whether the challenger's verdict is the right one."""
        return not self.now.wrong


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two models, and how it fares."""

    manifest: Manifest
    evaluation: Evaluation
    canaries: tuple[Heard, ...]

    @property
    def bound(self) -> float:
        """Exact upper bound of its wrong allows on these messages, at the confidence it was trained for."""
        return self.evaluation.overall.wrong_allows.bound(self.manifest.risk["confidence"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything compared."""

    champion: Side
    challenger: Side
    flips: tuple[Flip, ...]  # in the order of the set
    verdicts: Paired
    wrong_allows: Paired
    wrong_blocks: Paired
    languages: dict[str, Paired]
    slices: tuple[tuple[Slice, Slice], ...]

    @property
    def worse(self) -> bool:
        """Whether the challenger is worse beyond noise: in all verdicts, in wrong allows, or in one language."""
        count = len(self.languages)
        return (
            self.verdicts.worse
            or self.wrong_allows.worse
            or any(paired.worse_among(count) for paired in self.languages.values())
        )

    @property
    def canaries_changed(self) -> list[tuple[Heard, Heard]]:
        """Canaries whose verdict is another with the challenger."""
        pairs = zip(self.champion.canaries, self.challenger.canaries, strict=True)
        return [(old, new) for old, new in pairs if old.right != new.right]


def compare(champion: Gate, challenger: Gate, examples: Sequence[Example]) -> Comparison:
    """Judges ``examples`` and the canaries with both."""
    old, new = _side(champion, examples), _side(challenger, examples)
    pairs = list(zip(old.evaluation.judged, new.evaluation.judged, strict=True))
    return Comparison(
        champion=old,
        challenger=new,
        flips=tuple(Flip(was, now) for was, now in pairs if was.allowed != now.allowed),
        verdicts=_paired(pairs),
        wrong_allows=_paired([pair for pair in pairs if pair[0].example.verdict == "block"]),
        wrong_blocks=_paired([pair for pair in pairs if pair[0].example.verdict == "allow"]),
        languages={
            name: _paired([pair for pair in pairs if pair[0].example.language == name])
            for name in LANGUAGES
            if any(example.language == name for example in examples)
        },
        slices=tuple(
            zip(
                (old.evaluation.overall, *old.evaluation.slices),
                (new.evaluation.overall, *new.evaluation.slices),
                strict=True,
            )
        ),
    )


def _side(gate: Gate, examples: Sequence[Example]) -> Side:
    return Side(gate.manifest, evaluate(gate, examples), tuple(hear_canaries(gate)))


def _paired(pairs: Sequence[tuple[Judged, Judged]]) -> Paired:
    return Paired(
        mended=sum(was.wrong and not now.wrong for was, now in pairs),
        spoiled=sum(now.wrong and not was.wrong for was, now in pairs),
    )
