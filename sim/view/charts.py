"""What charts show, as data: lines with bands, events, policies and known data. ``vue/chart.vue`` draws it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sim.numbers import fixed_on_page, on_page
from sim.scenario import Scenario
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.outcome import Outcome
from sim.scenario.schema.series import OUTCOMES, RANGES, summary_of
from sim.view.events import Event, described
from sim.view.glossary import about, label, plain_unit, term
from sim.view.markup import Markup, fill, joined
from sim.view.say import decimal, find, say
from sim.view.svg import Values, data, image, line, text, title
from sim.world import Record, Records

LARGE, SMALL = "large", "small"
FIRST = ("frontier", "trust", "incidents")
"""Outcomes of the large charts of a page."""
_MARKED = ("catastrophe", "exit", "entry")
_DIGITS = 5
"""Digits of a band; a line has all, so that a page shows exactly the numbers of the library."""
_WORDS = ("quarter", "date", "band", "plot", "more", "time")
Spec = dict[str, Any]
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Line:
    """A series with its name, its style (a class of the style sheet), the letter at its end, and its band."""

    name: str
    values: Values
    style: str
    letter: str = ""
    band: tuple[Values, Values] | None = None


@dataclass(frozen=True)
class Span:
    """A policy in force: from a quarter to another (None: to the end), in words, and the letter of its world."""

    begin: int
    end: int | None
    text: str
    letter: str = ""


@dataclass(frozen=True)
class Mark:
    """An event in a quarter: its kind, in words, and the letter of its world."""

    quarter: int
    kind: str
    text: str
    letter: str = ""


@dataclass(frozen=True)
class Dot:
    """A figure of the world: the year as a decimal number, its value in the chart's unit, and what it is."""

    year: float
    value: float
    text: str


def declared(name: str) -> Outcome:
    """Return an outcome by its name or its series; for a series without a summary, only the name is known."""
    outcome = OUTCOMES.get(name) or summary_of(name)
    return outcome or Outcome(name, "", "neither", name, "", name, "last", RANGES[name])


def shown_values(name: str, values: Values) -> Values:
    """A series as pages show it: counts of events are summed."""
    return np.cumsum(values, axis=-1) if declared(name).over == "sum" else values


def beginning(start: date) -> float:
    """The first quarter of a run as a decimal year."""
    return start.year + (start.month - 1) // 3 / 4


def span(scenario: Scenario, row: Policy, letter: str = "") -> Span:
    """A dated policy of a scenario, as charts show it."""
    begin, last = row.start or scenario.start, getattr(row, "end", None)
    end = scenario.quarter_of(last) if last else None
    return Span(max(0, scenario.quarter_of(begin)), end, described(row), letter)


def marked(events: Iterable[Event], letter: str = "") -> list[Mark]:
    """Events that a chart marks: who left and came, and catastrophes."""
    return [Mark(each.quarter, each.kind, each.text, letter) for each in events if each.kind in _MARKED]


def spec(
    name: str, lines: Sequence[Line], quarters: int, start: float | None, *, height: str = SMALL,
    marks: Iterable[Mark] = (), spans: Iterable[Span] = (), dots: Iterable[Dot] = (),
) -> Spec:  # fmt: skip
    """One outcome over time, as data for a chart.

    Args:
        name: its name or its series.
        lines: lines to draw, from back to front, each with a value a quarter.
        quarters: length of the longest run.
        start: decimal year of the first quarter; None counts quarters, for runs with different starts.
        height: :data:`LARGE` or :data:`SMALL`.
        marks: events.
        spans: policies.
        dots: data; none are drawn where quarters are counted.
    """
    shown = declared(name)
    return {
        "name": name, "label": label(shown.name), "unit": unit_of(shown), "definition": about(shown.name),
        "height": height, "start": start, "quarters": quarters,
        "lines": [_line(each) for each in lines],
        "events": [vars(each) for each in marks],
        "policies": [{"from": each.begin, "to": each.end, "text": each.text, "letter": each.letter} for each in spans],
        "data": [vars(each) for each in dots] if start is not None else [],
        "texts": {key: _template(key) for key in _WORDS}, "decimal": decimal(),
    }  # fmt: skip


def unit_of(shown: Outcome) -> str:
    """The unit of a chart: events are counted up, and of a mean a chart shows each quarter."""
    if shown.over == "sum":
        return say("chart.in_all")
    unit = find(f"chart.unit.{shown.unit}") or plain_unit(shown.chart_unit)
    return unit or (say("chart.each") if shown.over == "mean" else "")


def _template(key: str) -> str:
    """A text with its fields left open: the browser fills them in."""
    return say(f"chart.{key}", **{field: f"{{{field}}}" for field in ("n", "year", "q", "low", "high", "label")})


def _line(each: Line) -> dict[str, Any]:
    low, high = each.band or (None, None)
    return {"name": each.name, "letter": each.letter, "style": each.style, "values": _plain(each.values),
            "low": _rounded(low), "high": _rounded(high)}  # fmt: skip


def _plain(values: Values) -> list[float | None]:
    """Values as JSON has them: what is no number is null."""
    return [value if np.isfinite(value) else None for value in values.tolist()]


def _rounded(values: Values | None) -> list[float | None] | None:
    if values is None:
        return None
    return [None if value is None else float(f"{value:.{_DIGITS}g}") for value in _plain(values)]


def tiers() -> Markup:
    """Legend of the releases."""
    names = [word(tier) for tier in Tier]
    each = (fill('<span><i class="round {}"></i>{}</span>', name, term(f"tier.{name}")) for name in names)
    return fill("<div class='legend'>{}</div>", joined(each))


def timeline(
    releases: Records[Any], names: Sequence[str], blocs: Sequence[str], *,
    span: tuple[int, int], levels: tuple[float, float], year: int,
) -> Markup:  # fmt: skip
    """Releases over time: capability by date, filled by openness.

    Args:
        releases: those so far.
        names: names of the actors by row.
        blocs: names of the blocs.
        span: first and last quarter of the axis.
        levels: least and most capability of the axis.
        year: the year in which the axis begins.
    """
    (begin, end), (low, high) = span, levels
    wide, tall = 440.0, 176.0
    left, foot, top, right = 30.0, 20.0, 8.0, 10.0

    def x(quarter: float) -> float:
        return left + (wide - left - right) * (quarter + 1 - begin) / max(1, end - begin)

    def y(value: float) -> float:
        return tall - foot - (tall - foot - top) * (value - low) / max(1e-9, high - low)

    parts = [line(left, y(v), wide - right, y(v), "grid") for v in (low, (low + high) / 2, high)]
    parts += [text(left - 4, y(v) + 4, on_page(v), "tick", "end") for v in (low, high)]
    parts += [
        text(left, tall - 5, str(year), "tick"),
        text(wide - right, tall - 5, str(year + (end - begin) // 4), "tick", "end"),
    ]
    parts += [_release(row, names, blocs, x, y) for row in releases]
    count = len(releases)
    opened = int(np.count_nonzero(releases["tier"] >= Tier.LICENSED)) if count else 0
    label = say("chart.releases", n=count, opened=opened)
    return image(wide, tall, parts, label, "timeline", data(releases=count, open=opened))


def _release(row: Record, names: Sequence[str], blocs: Sequence[str], x: Scale, y: Scale) -> Markup:
    tier = Tier(int(row["tier"]))
    number = int(row["actor"])
    maker = names[number] if number >= 0 else say("chart.another_maker", bloc=blocs[int(row["bloc"])])
    best, openness = fixed_on_page(float(row["capability"]), 2), label(f"tier.{word(tier)}")
    hover = say("chart.release", maker=maker, capability=best, tier=openness)
    hover += say("chart.models", n=row["models"]) if row["models"] > 1 else ""
    return fill(
        '<circle cx="{:.1f}" cy="{:.1f}" r="3.4" class="release {}">{}</circle>',
        x(int(row["quarter"])), y(float(row["capability"])), word(tier), title(hover),
    )  # fmt: skip
