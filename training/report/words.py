"""How the report writes rates, languages and slices."""

from __future__ import annotations

from training.rate import Rate

LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}
_GROUPS = {"hard": "what makes it hard"}
_SLICES = {
    "hard": "hard on purpose",
    "plain": "not hard on purpose",
    "terse": "160 characters or fewer",
    "mixed": "critical and other content",
}


def percent(value: float) -> str:
    """A share with one decimal."""
    return f"{value:.1%}"


def counted(rate: Rate) -> str:
    """A rate with its counts and interval, a dash where nothing was tried."""
    if not rate.trials:
        return "–"
    low, high = rate.interval
    return f"{rate.value:.1%} ({rate.errors}/{rate.trials}; {low:.1%}–{high:.1%})"


def slice_name(name: str) -> tuple[str, str]:
    """The group of a slice and its name in it: ``medium sms`` is sms among the media."""
    group, _, member = name.partition(" ")
    return (
        (_GROUPS.get(group, group), member.replace("_", " "))
        if member
        else ("difficulty and length", _SLICES.get(name, name))
    )
