"""What speaks against a challenger. Each objection is a sentence that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.artefact import Manifest
from model.gate import Gate
from training.behaviour.suite import unmet
from training.compare import Comparison, Paired
from training.corpus import Example
from training.evaluate import evaluate
from training.history import Event
from training.rate import Rate

_SHOWN = 5  # demands of behaviour told one by one


@dataclass(frozen=True, slots=True)
class Promise:
    """A risk of wrong allows that must be kept, and how the challenger fares on the calibration sample."""

    risk: float
    confidence: float
    calibration: Rate  # wrong allows among what must be blocked


def objections(
    challenger: Gate, comparison: Comparison, calibration: Sequence[Example], history: Sequence[Event], folder: str
) -> list[str]:
    """Everything that speaks against ``challenger``, kept under the name ``folder``; nothing where it may serve.

    The promise to be kept is the champion's: one trained for a higher risk must not slip in.
    """
    found = evaluate(challenger, calibration).overall.wrong_allows
    promised = promised_by(comparison.champion.manifest, found)
    return [*broken_promise(promised), *worse(comparison), *misbehaviour(unmet(challenger)), *unknown(history, folder)]


def promised_by(champion: Manifest, calibration: Rate) -> Promise:
    """The promise in force."""
    return Promise(champion.risk["risk"], champion.risk["confidence"], calibration)


def broken_promise(promise: Promise) -> Iterable[str]:
    """Its wrong allows may be more than the risk."""
    bound = promise.calibration.bound(promise.confidence)
    if bound > promise.risk:
        seen = promise.calibration
        yield (
            f"it breaks the promise of at most {promise.risk:.2%} wrong allows with {promise.confidence:.0%} "
            f"confidence: on the calibration sample they are {seen.errors} of {seen.trials}, so up to {bound:.2%}"
        )


def worse(comparison: Comparison) -> Iterable[str]:
    """It is worse than the champion by more than chance explains."""
    for name, paired in (("verdicts", comparison.verdicts), ("wrong allows", comparison.wrong_allows)):
        if paired.worse:
            yield _worse(f"its {name} are", paired)
    yield from worse_languages(comparison.languages)


def worse_languages(languages: Mapping[str, Paired]) -> Iterable[str]:
    """The same in one language, however good the others are."""
    for name, paired in languages.items():
        if paired.worse_among(len(languages)):
            yield _worse(f"its verdicts in the language {name} are", paired)


def misbehaviour(unmet_demands: Sequence[str]) -> Iterable[str]:
    """It does not do what the behaviour tables say."""
    yield from (f"it fails a behaviour test: {demand}" for demand in unmet_demands[:_SHOWN])
    if len(unmet_demands) > _SHOWN:
        yield f"it fails {len(unmet_demands) - _SHOWN} more behaviour tests"


def unknown(history: Sequence[Event], version: str) -> Iterable[str]:
    """Nobody can say or repeat what it was made from."""
    problems = [
        event.source.problem
        for event in history
        if event.what == "trained" and event.version == version and event.source is not None
    ]
    if not problems:
        yield "the history does not say what it was trained on; train it here"
    elif all(problems):  # the same name is the same data: one training from committed data is enough
        yield str(problems[-1])


def _worse(what: str, paired: Paired) -> str:
    return (
        f"{what} worse beyond noise: {paired.spoiled} messages spoiled, {paired.mended} mended "
        f"(exact McNemar test, p = {paired.p:.2g})"
    )
