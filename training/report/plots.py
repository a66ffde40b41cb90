"""The report's pictures: pure functions from figures to SVG, coloured by the page's style."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from training.curve import Point
from training.rate import Rate
from training.reliability import Reliability
from training.report.svg import Scale, drawing, element, polyline, steps, window

_WIDTH, _LEFT, _RIGHT = 420.0, 46.0, 14.0
_ODDS_TICKS, _QUARTERS = (0.01, 0.1, 0.5, 0.9, 0.99), (0.0, 0.25, 0.5, 0.75, 1.0)
_MOST_ALLOWS, _MOST_BLOCKS = 0.10, 0.50  # where the panels of the threshold curve end


def threshold_figure(
    name: str, curve: Sequence[Point], threshold: float, risk: float, confidence: float, chosen: tuple[Rate, Rate]
) -> Markup:
    """Wrong allows with their upper bound, and wrong blocks beneath, against the threshold; ``chosen`` is marked."""
    x = Scale(0.005, 0.995, _LEFT, _WIDTH - _RIGHT, by_odds=True)
    above = Scale(0.0, _MOST_ALLOWS, 150.0, 26.0)
    below = Scale(0.0, _MOST_BLOCKS, 312.0, 202.0)
    points = [*curve, Point(x.high, Rate(0, curve[-1].wrong_allows.trials), _all(curve[-1].wrong_blocks))]
    bounds = steps((x.within(p.threshold), above(p.wrong_allows.bound(confidence))) for p in points)
    allows = steps((x.within(p.threshold), above(p.wrong_allows.value)) for p in points)
    blocks = steps((x.within(p.threshold), below(p.wrong_blocks.value)) for p in points)
    at = x.within(threshold)
    return drawing(
        _WIDTH,
        356.0,
        f"{name}: the two errors against the threshold",
        _panel(x, above, "Wrong allows", (0.0, 0.05, 0.1)),
        element("line", class_="promise", x1=x.start, x2=x.end, y1=above(risk), y2=above(risk)),
        element("text", f"risk promised {100 * risk:g}%", class_="note", x=x.start + 4, y=above(risk) - 4),
        window(
            x,
            above,
            polyline([*bounds, *reversed(allows)], class_="band"),
            polyline(bounds, class_="bound"),
            polyline(allows, class_="allows"),
        ),
        _panel(x, below, "Wrong blocks", (0.0, 0.25, 0.5)),
        window(x, below, polyline(blocks, class_="blocks")),
        element("line", class_="chosen", x1=at, x2=at, y1=above.end, y2=below.start),
        _mark(at, above.within(chosen[0].value), "allows", f"{chosen[0].value:.1%}"),
        _mark(at, below.within(chosen[1].value), "blocks", f"{chosen[1].value:.1%}"),
        _ticks(x, 328.0, _ODDS_TICKS),
        _axis(348.0, "threshold on P(critical only)"),
    )


def reliability_figure(found: Reliability) -> Markup:
    """How often messages could really be sent, against the probability that the model gave, over their numbers."""
    x = Scale(0.0, 1.0, _LEFT, _WIDTH - _RIGHT)
    y = Scale(0.0, 1.0, 330.0, 26.0)
    most = max((part.observed.trials for part in found.bins), default=1)
    numbers = Scale(0.0, most**0.5, 412.0, 356.0)  # by square root: a few messages still show beside hundreds
    drawn = []
    for part in found.bins:
        low, high = part.observed.interval
        at, count = x(part.predicted), part.observed.trials
        said = f"{count} messages given {part.predicted:.1%} on average: {part.observed.value:.1%} may be sent"
        drawn += [
            element("line", class_="gap", x1=at, x2=at, y1=y(part.predicted), y2=y(part.observed.value)),
            element("line", class_="interval", x1=at, x2=at, y1=y(low), y2=y(high)),
            element("circle", element("title", said), class_="point", cx=at, cy=y(part.observed.value), r=4.5),
            element(
                "rect",
                element("title", said),
                class_="bar",
                x=x(part.low) + 1.5,
                width=x(part.high) - x(part.low) - 3,
                y=numbers(count**0.5),
                height=412.0 - numbers(count**0.5),
            ),
            element(
                "text",
                str(count),
                class_="tick",
                x=(x(part.low) + x(part.high)) / 2,
                y=numbers(count**0.5) - 3,
                text_anchor="middle",
            ),
        ]
    return drawing(
        _WIDTH,
        448.0,
        "Reliability diagram of P(critical only)",
        _panel(x, y, "Share that may really be sent", _QUARTERS),
        element("line", class_="diagonal", x1=x(0.0), y1=y(0.0), x2=x(1.0), y2=y(1.0)),
        *drawn,
        element("line", class_="frame", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=412.0, y2=412.0),
        _ticks(x, 427.0, _QUARTERS),
        _axis(444.0, "P(critical only), and messages in each tenth"),
    )


def interval_bar(rate: Rate, most: float, kind: str) -> Markup:
    """A rate as a dot on its interval, between 0 and ``most``."""
    x = Scale(0.0, most, 4.0, 136.0)
    low, high = rate.interval
    return drawing(
        140.0,
        14.0,
        f"{rate.value:.1%}, between {low:.1%} and {high:.1%}",
        element("line", class_="track", x1=4.0, x2=136.0, y1=7.0, y2=7.0),
        element("line", class_=f"span {kind}", x1=x.within(low), x2=x.within(high), y1=7.0, y2=7.0),
        element("circle", class_=f"dot {kind}", cx=x.within(rate.value), cy=7.0, r=3.5),
    )


def _panel(x: Scale, y: Scale, name: str, ticks: Sequence[float]) -> Markup:
    drawn = [element("text", name, class_="name", x=_LEFT, y=y.end - 10)]
    for tick in ticks:
        drawn.append(element("line", class_="grid", x1=x.start, x2=x.end, y1=y(tick), y2=y(tick)))
        drawn.append(element("text", f"{tick:.0%}", class_="tick", x=x.start - 6, y=y(tick) + 4, text_anchor="end"))
    return element("g", *drawn)


def _mark(x: float, y: float, kind: str, text: str) -> Markup:
    left = kind == "blocks" or x > _WIDTH - 70.0  # where its line leaves room
    return element(
        "g",
        element("circle", class_=f"dot {kind}", cx=x, cy=y, r=5.0),
        element(
            "text", text, class_="value", x=x - 10 if left else x + 10, y=y - 8, text_anchor="end" if left else "start"
        ),
    )


def _ticks(x: Scale, y: float, values: Sequence[float]) -> Markup:
    texts = (element("text", f"{value:g}", class_="tick", x=x(value), y=y, text_anchor="middle") for value in values)
    return element("g", *texts)


def _axis(y: float, name: str) -> Markup:
    return element("text", name, class_="axis", x=(_LEFT + _WIDTH - _RIGHT) / 2, y=y, text_anchor="middle")


def _all(rate: Rate) -> Rate:
    return Rate(rate.trials, rate.trials)
