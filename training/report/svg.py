"""The little of SVG that the plots need: escaped elements and scales."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: object) -> Markup:
    """One element; ``class_`` becomes class and underscores hyphens. Children that are not markup are escaped."""
    given = "".join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _text(value)) for key, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup(given), Markup("").join(map(escape, children)))  # noqa: S704 - all escaped


def drawing(width: float, height: float, title: str, *children: str) -> Markup:
    """A whole drawing that scales with its place and tells ``title`` to those who do not see it."""
    # `viewBox` is the one attribute in camel case.
    inner = Markup("").join([element("title", title), *map(escape, children)])
    return Markup('<svg viewBox="0 0 {} {}" role="img">{}</svg>').format(_text(width), _text(height), inner)


def window(x: Scale, y: Scale, *children: str) -> Markup:
    """Children of which only what lies within the scales is shown."""
    left, top = min(x.start, x.end), min(y.start, y.end)
    width, height = abs(x.end - x.start), abs(y.end - y.start)
    box = f"{_text(left)} {_text(top - 1)} {_text(width)} {_text(height + 2)}"
    placed = element("svg", *children, x=left, y=top - 1, width=width, height=height + 2)
    return Markup('<svg viewBox="{}"').format(box) + placed[len("<svg") :]


def polyline(points: Iterable[tuple[float, float]], **attributes: object) -> Markup:
    """A line through ``points``."""
    return element("path", d="M" + "L".join(f"{_text(x)} {_text(y)}" for x, y in points), **attributes)


def steps(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a line that keeps its height up to each point and jumps there."""
    corners: list[tuple[float, float]] = []
    for x, y in points:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return corners


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of values laid on a stretch of the drawing."""

    low: float
    high: float
    start: float
    end: float
    by_odds: bool = False  # equal steps of log-odds: room for what happens near 0 and 1

    def __call__(self, value: float) -> float:
        """Where ``value`` is drawn."""
        low, high, here = map(self._of, (self.low, self.high, value))
        return self.start + (here - low) / (high - low) * (self.end - self.start)

    def within(self, value: float) -> float:
        """Where ``value`` is drawn, at the edge if it lies outside."""
        return self(min(max(value, self.low), self.high))

    def _of(self, value: float) -> float:
        return math.log(value / (1 - value)) if self.by_odds else value


def _text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
