"""Figures of outcomes: lines on axes that stay fixed, and releases over time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.numbers import on_axis, on_page, rough_on_page
from sim.result import maker_of
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.outcome import Outcome
from sim.scenario.schema.series import OUTCOMES, RANGES, summary_of
from sim.study.outcome_names import judged
from sim.view.markup import NOTHING, Markup, fill, joined
from sim.view.svg import Values, data, image, line, path, text, ticks, title
from sim.world import Record, Records

TIERS = fill(
    "<div class='legend'>{}</div>",
    joined(fill('<span><i class="round {0}"></i>{0}</span>', word(tier)) for tier in Tier),
)
"""Legend of the releases."""
Scale = Callable[[float], float]
_WIDE, _HIGH = 250.0, 104.0
_LEFT, _RIGHT, _TOP, _FOOT = 42.0, 16.0, 6.0, 18.0


@dataclass(frozen=True)
class Line:
    """A series with its name, its style (a class of the style sheet) and the letter at its end."""

    name: str
    values: Values
    style: str
    letter: str = ""


def declared(name: str) -> Outcome:
    """Return an outcome by its name or its series; for a series without a summary, only the name is known."""
    outcome = OUTCOMES.get(name) or summary_of(name)
    return outcome or Outcome(name, "", "neither", name, "", name, "last", RANGES[name])


def shown_values(name: str, values: Values) -> Values:
    """A series as pages show it: counts of events are summed."""
    return np.cumsum(values) if declared(name).over == "sum" else values


def small(
    name: str, lines: Sequence[Line], quarters: int, held: Sequence[Values], year: int | None, marks: Sequence[int] = ()
) -> Markup:
    """One outcome over time.

    Args:
        name: its series.
        lines: lines to draw, from back to front, each of shape (quarters so far,).
        quarters: length of the run, so that the time axis stays fixed.
        held: further values that the vertical axis must include, so that it stays fixed too.
        year: year in which the run starts; None counts quarters, for runs with different starts.
        marks: quarters in which a policy was added.
    """
    low, high = ticks(*_extent([*held, *(each.values for each in lines)]))
    x, y = _scales(quarters, low, high)
    parts = [_frame(low, high, quarters, year, y)]
    parts += [line(x(mark), _TOP, x(mark), _HIGH - _FOOT, "mark") for mark in marks]
    parts += [_drawn(each, x, y) for each in lines]
    parts += _letters(lines, x, y)
    shown = declared(name)
    label = shown.label or name
    heading = fill('<h3 title="{}">{}<small>{}</small></h3>', shown.definition, label, shown.chart_unit)
    latest = "; ".join(f"{each.name} {on_page(each.values[-1])}" for each in lines if len(each.values))
    values = {each.style: repr(float(each.values[-1])) for each in lines if len(each.values)}
    return heading + image(_WIDE, _HIGH, parts, f"{label}: {latest}", name, data(**values))


def _extent(arrays: Sequence[Values]) -> tuple[float, float]:
    full = [array for array in arrays if len(array)]
    return (min(float(a.min()) for a in full), max(float(a.max()) for a in full)) if full else (0.0, 1.0)


def _scales(quarters: int, low: float, high: float) -> tuple[Scale, Scale]:
    wide, tall = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _FOOT
    return (
        lambda q: _LEFT + wide * q / max(1, quarters),
        lambda value: _TOP + tall * (1.0 - (value - low) / (high - low)),
    )


def _frame(low: float, high: float, quarters: int, year: int | None, y: Scale) -> Markup:
    grid = [line(_LEFT, y(v), _WIDE - _RIGHT, y(v), "grid") for v in (low, (low + high) / 2, high)]
    words = [text(_LEFT - 4, y(v) + 4, on_axis(v), "tick", "end") for v in (low, high)]
    foot = _HIGH - 4
    words += [
        text(_LEFT, foot, "quarter 0" if year is None else str(year), "tick"),
        text(_WIDE - _RIGHT, foot, str(quarters if year is None else year + quarters // 4), "tick", "end"),
    ]
    return joined([*grid, *words])


def _drawn(each: Line, x: Scale, y: Scale) -> Markup:
    if not len(each.values):
        return NOTHING
    points = [(x(q + 1), y(value)) for q, value in enumerate(each.values)]
    end_x, end_y = points[-1]
    end = fill('<circle cx="{:.1f}" cy="{:.1f}" r="3" class="end {}"/>', end_x, end_y, each.style)
    hover = title(f"{each.name}: {on_page(each.values[-1])}")
    return fill("<g>{}{}{}</g>", hover, path(points, f"line {each.style}"), end)


def _letters(lines: Sequence[Line], x: Scale, y: Scale) -> list[Markup]:
    """Letters at the ends of lines, moved apart where the lines are close."""
    lettered = [each for each in lines if each.letter and len(each.values)]
    ends = sorted(((y(float(each.values[-1])), each) for each in lettered), key=lambda end: end[0])
    letters, lowest = [], -100.0
    for height, each in ends:
        lowest = max(height + 4, lowest + 11)
        letters.append(text(x(len(each.values)) + 5, lowest, each.letter, f"letter {each.style}"))
    return letters


def timeline(
    releases: Records[Any], names: Sequence[str], blocs: Sequence[str], quarters: int, year: int, most: float
) -> Markup:
    """Releases over time: capability by date, filled by openness."""
    wide, tall = 440.0, 176.0
    left, foot, top, right = 30.0, 20.0, 8.0, 10.0

    def x(quarter: float) -> float:
        return left + (wide - left - right) * (quarter + 1) / max(1, quarters)

    def y(value: float) -> float:
        return tall - foot - (tall - foot - top) * max(0.0, value) / max(1e-9, most)

    parts = [line(left, y(v), wide - right, y(v), "grid") for v in (0.0, most / 2, most)]
    parts += [text(left - 4, y(v) + 4, on_page(v), "tick", "end") for v in (0.0, most)]
    parts += [
        text(left, tall - 5, str(year), "tick"),
        text(wide - right, tall - 5, str(year + quarters // 4), "tick", "end"),
    ]
    parts += [_release(row, names, blocs, x, y) for row in releases]
    count = len(releases)
    opened = int(np.count_nonzero(releases["tier"] >= Tier.LICENSED)) if count else 0
    label = f"{count} releases, {opened} of them licensed or open"
    return image(wide, tall, parts, label, "timeline", data(releases=count, open=opened))


def _release(row: Record, names: Sequence[str], blocs: Sequence[str], x: Scale, y: Scale) -> Markup:
    tier = Tier(int(row["tier"]))
    hover = f"{maker_of(row, names, blocs)}: {row['capability']:.2f} OOM, {word(tier)}"
    hover += f", {row['models']} models" if row["models"] > 1 else ""
    return fill(
        '<circle cx="{:.1f}" cy="{:.1f}" r="3.4" class="release {}">{}</circle>',
        x(int(row["quarter"])), y(float(row["capability"])), word(tier), title(hover),
    )  # fmt: skip


def card(name: str, values: Values, other: Values, baseline: str = "untouched", span: int = 4) -> Markup:
    """The latest value of an outcome, its change over a year, and its difference from the named twin."""
    shown = declared(name)
    label, unit = shown.label or name, shown.chart_unit
    if not len(values):
        return fill('<div class="card" data-card="{}"><h3>{}</h3><b>-</b><span>not begun</span></div>', name, label)
    now = float(values[-1])
    change = now - float(values[-1 - min(span, len(values) - 1)])
    against = now - float(other[len(values) - 1]) if len(other) >= len(values) else 0.0
    foot = f"{_arrow(change)} {on_page(abs(change))} in a year"
    apart = fill(
        '<em class="{}">{} vs {}</em>', judged(shown.better, against) or "neutral", rough_on_page(against), baseline
    )
    return fill(
        '<div class="card" data-card="{}" data-value="{!r}" title="{}">'
        "<h3>{}</h3><b>{}<small>{}</small></b><span>{}</span>{}</div>",
        name, now, shown.definition, label, on_page(now), unit, foot, apart if against else "",
    )  # fmt: skip


def _arrow(change: float) -> str:
    return "\u25b2" if change > 0 else "\u25bc" if change < 0 else "="
