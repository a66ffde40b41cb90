"""A rate of errors, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from training.threshold import interval, upper_bound


@dataclass(frozen=True, slots=True)
class Rate:
    """A count of errors among trials."""

    errors: int
    trials: int

    @property
    def value(self) -> float:
        """The rate, 0 where nothing was tried."""
        return self.errors / self.trials if self.trials else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval."""
        return interval(self.errors, self.trials)

    def bound(self, confidence: float) -> float:
        """Exact one-sided upper bound at ``confidence``."""
        return upper_bound(self.errors, self.trials, confidence)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({self.errors}/{self.trials}, 95 % {low:.1%}–{high:.1%})"
