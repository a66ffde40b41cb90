"""Figures beside their bars, as rows of one table."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = ("", "measured", "bar", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; without a ``bar`` it only says what the others are made of."""

    what: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_least: bool = False  # the bar is a floor; else a ceiling
    digits: int = 2

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The cells of `HEAD`."""
        return self.what, self._shown(self.value), self._bar(), self._verdict()

    def _bar(self) -> str:
        return "" if self.bar is None else f"{'≥' if self.at_least else '≤'} {self._shown(self.bar)}"

    def _verdict(self) -> str:
        if self.bar is None:
            return ""
        return (
            "met"
            if self.met
            else f"{'short' if self.at_least else 'over'} by {self._shown(abs(self.value - self.bar))}"
        )

    def _shown(self, value: float) -> str:
        return f"{value:,.{self.digits}f} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    rounds: int  # of throughput, side by side
    requests: int  # of one round
    warm: int  # requests before anything is measured
    rate: float  # requests a second where latency is measured
    rounds_at_rate: int
    seconds: float  # of one of those
    singles: int  # messages judged one by one
    training: int  # one in so many of the training messages is fitted
    starts: int
    reloads: int


FULL = Scale(
    rounds=5,
    requests=400,
    warm=1_000,
    rate=100.0,
    rounds_at_rate=3,
    seconds=5.0,
    singles=200,
    training=1,
    starts=5,
    reloads=3,
)
QUICK = Scale(
    rounds=1,
    requests=20,
    warm=20,
    rate=50.0,
    rounds_at_rate=1,
    seconds=0.4,
    singles=3,
    training=60,
    starts=1,
    reloads=1,
)
