"""A token bucket: so many at once, so many a second."""

from __future__ import annotations


class Bucket:
    """Holds up to ``burst`` tokens and gains ``rate`` a second. Times are seconds of any one clock."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, now

    def take(self, now: float) -> float:
        """Takes one token and gives 0 or, where there is none, the seconds until there is."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate

    def owe(self, tokens: float) -> None:
        """Takes more for what turned out to cost more; what it lacks, the next ones wait for."""
        self._tokens -= tokens
