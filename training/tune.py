"""Searching the settings of `training.fit` over a small space, families held out, on as many machines as there are."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from joblib.parallel import get_active_backend
from sklearn.model_selection import ParameterGrid, ParameterSampler
from threadpoolctl import threadpool_limits

from model.errors import SendgateError
from training.curve import wrong_blocks_at
from training.fit import Settings
from training.prepared import Prepared
from training.rate import Rate

SPACE: Mapping[str, Sequence[float]] = {
    "sentence_cost": (0.3, 1.0, 3.0),
    "message_cost": (0.3, 1.0, 3.0),
    "context_units": (24, 48, 96),
    "context_decay": (0.1, 1.0),
    "verdict_strength": (0.1, 1.0, 10.0),
}
_TINY = 1e-9  # a probability of 0 would cost everything


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings, and how they fare on families that fitting never saw."""

    settings: Settings
    wrong_blocks: Rate  # where at most the risk of wrong allows passes
    log_loss: float  # of P(critical only); tells apart what the rates do not

    @property
    def rank(self) -> tuple[float, float]:
        """What to sort by, the best first."""
        return self.wrong_blocks.value, self.log_loss

    @property
    def changes(self) -> dict[str, float]:
        """What differs from today's settings."""
        return changes_of(self.settings)


def candidates(count: int, space: Mapping[str, Sequence[float]] = SPACE, seed: int = 0) -> list[Settings]:
    """``count`` settings of ``space``, none twice, today's first."""
    today = Settings()
    chosen = ParameterSampler(space, min(count, len(ParameterGrid(space))), random_state=seed)
    others = [_changed(one) for one in chosen]
    return [today, *(one for one in others if one != today)][:count]


def search(
    prepared: Prepared, count: int, tried: Sequence[Settings], risk: float, done: Callable[[Trial], None]
) -> list[Trial]:
    """Fits every one of ``tried`` on joblib's backend in force, tells of each when it is done, and ranks them.

    The first ``count`` messages of what was prepared are measured: the training set, not the contrast sets.
    """
    found: list[Trial] = []
    backend, _ = get_active_backend()
    soon = "generator_unordered" if backend.supports_return_generator else "list"  # Ray's tells when all are done
    for trial in Parallel(return_as=soon)(delayed(_try)(prepared, count, settings, risk) for settings in tried):
        done(trial)
        found.append(trial)
    return sorted(found, key=lambda trial: trial.rank)


def changes_of(settings: Settings) -> dict[str, float]:
    """What differs from the defaults."""
    default = asdict(Settings())
    return {name: value for name, value in asdict(settings).items() if value != default[name]}


def write_settings(file: Path, settings: Settings) -> None:
    """Writes what differs from the defaults, for `read_settings`. Raises SendgateError."""
    lines = [f"{name} = {value}\n" for name, value in changes_of(settings).items()]
    try:
        file.write_text("# found by sendgate tune; for sendgate train --settings\n" + "".join(lines), encoding="utf-8")
    except OSError as error:
        raise SendgateError(f"{file} cannot be written: {error.strerror}") from error


def read_settings(file: Path) -> Settings:
    """The settings in a TOML file. Raises SendgateError naming what is not one."""
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SendgateError(f"the settings in {file} cannot be read: {error}") from error
    for name, value in given.items():
        if name not in SPACE or isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise SendgateError(
                f"{name} = {value!r} in {file} must be a number above 0; settings are {', '.join(SPACE)}"
            )
    return _changed(given)


def _try(prepared: Prepared, count: int, settings: Settings, risk: float) -> Trial:
    """Fits alone and on one thread: the search has the other cores."""
    with threadpool_limits(limits=1):
        fitted = prepared.fit(replace(settings, jobs=1))
    probability = fitted.held_out.probability[:count]
    allowed = prepared.data.allowed[:count]
    right = np.where(allowed, probability, 1.0 - probability)
    return Trial(settings, wrong_blocks_at(probability, allowed, risk), float(-np.log(right.clip(_TINY)).mean()))


def _changed(values: Mapping[str, float]) -> Settings:
    """Today's settings but for ``values``, each of the kind that it is today: units are whole."""
    today = asdict(Settings())
    return Settings(**(today | {name: type(today[name])(value) for name, value in values.items()}))
