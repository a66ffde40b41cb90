"""What was measured, as rows: printed on the terminal and written as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.curve import wrong_blocks_at
from training.rate import Rate

ERRORS = ("", "wrong blocks at ≤ 1 % wrong allows", "at ≤ 2 %", "topic macro-F1")
COSTS = ("", "one message, median", "99th percentile", "messages a second", "on disk", "load")


@dataclass(frozen=True, slots=True)
class Measured:
    """A peer's answers on the evaluation set, one row a message, and its times."""

    name: str
    scores: NDArray[np.floating]  # (n, 10): may be sent, then each topic
    cuts: Sequence[float]  # from which on a message is said to be about each topic
    times: Mapping[str, Any]


def errors(measured: Measured, truth: NDArray[np.bool_], inside: NDArray[np.bool_]) -> tuple[str, ...]:
    """The row of `ERRORS` on the messages that are ``inside``."""
    scores, true = measured.scores[inside], truth[inside]
    ranked = [wrong_blocks_at(scores[:, 0], true[:, 0], share) for share in (0.01, 0.02)]
    return measured.name, *map(_shown, ranked), f"{macro_f1(scores[:, 1:] >= np.array(measured.cuts), true[:, 1:]):.3f}"


def costs(measured: Measured) -> list[tuple[str, ...]]:
    """The rows of `COSTS`: two where a text seen before costs less than a new one."""
    times = measured.times
    rest = f"{times['size'] / 1e6:,.0f} MB", f"{times['load']:.1f} s"
    rows = [(measured.name, *_pace(times["single"], times["bulk"]), *rest)]
    if unseen := times.get("unseen"):
        rows = [
            (f"{measured.name}, texts never seen", *_pace(unseen, unseen["rate"]), *rest),
            (f"{measured.name}, texts seen before", *_pace(times["single"], times["bulk"]), *rest),
        ]
    return rows


def macro_f1(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Mean F1 over the topics that occur."""
    both = 2 * (said & true).sum(axis=0) / np.maximum(1, said.sum(axis=0) + true.sum(axis=0))
    return float(both[true.any(axis=0)].mean())


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; all columns but the first are figures."""
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _shown(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.value:.1%} ({low:.1%}–{high:.1%})"


def _pace(single: Mapping[str, float], rate: float) -> tuple[str, str, str]:
    return f"{1000 * single['median']:.2f} ms", f"{1000 * single['p99']:.2f} ms", f"{rate:,.0f}"
