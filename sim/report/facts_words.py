"""Facts and runs in words: the lines of their table, what they add up to, and how to read them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sim.analysis.facts.declared import forecast
from sim.analysis.facts.fact import Fact, Value, rule
from sim.analysis.facts.reproduce import HELD_OUT, PERIOD, SCENARIO, Reproduction
from sim.numbers import level

TEXTS = ("", "fact", "role")
"""Heads of the columns before the numbers."""
ABOUT_CRPS = (
    "CRPS is the distance between the distribution of single runs and the value of the data, in the figure's unit, "
    "0 is best: hit or miss rewards vague runs, CRPS does not. Runs that leave a figure undefined are left out, and "
    "the score is divided by the share of the others. Beside it is the score of naive persistence, which says that "
    "nothing changes from the window before, where the data have one."
)
BEATING = {False: ", and beats persistence", True: " *"}
"""What is said of a hit that beats persistence: in full, or where two verdicts stand side by side."""
_STARRED = '"hit *" is a hit that beats persistence.'
_ABOUT_TREND = "So is that of a trend, by which the years before go on."
_IN_RUNS = '"in N" tells how many runs define a figure, where some do not.'
_SEEN = {
    True: "Of a run those releases count that would have been recorded as the data were: as notable, or with a score.",
    False: "All releases of a run count (--no-observation), though the data are selected.",
}


class Line(NamedTuple):
    """A line of the table: a fact, or one of its figures if it has several."""

    texts: tuple[str, ...]
    is_fact: bool


def sides(reproduction: Reproduction) -> list[Reproduction]:
    """What is compared with the facts: a scenario, and the one beside it if there is one."""
    return [reproduction, *([reproduction.beside] if reproduction.beside else [])]


def heads(reproduction: Reproduction) -> tuple[str, ...]:
    """Heads of the table's columns, see :func:`cells`; those of numbers come after :data:`TEXTS`."""
    is_alone = reproduction.beside is None
    own = [head for side in sides(reproduction) for head in (f"{'runs' if is_alone else side.scenario} [90 %]", "CRPS")]
    verdicts = ["verdict" if is_alone else f"verdict of {side.scenario}" for side in sides(reproduction)]
    return (*TEXTS, "data [90 %]", *own, *_naive(reproduction), *verdicts)


def _naive(reproduction: Reproduction) -> tuple[str, ...]:
    """The naive forecasts whose scores are shown."""
    return ("persistence", "trend") if reproduction.is_forecast else ("persistence",)


def cells(reproduction: Reproduction) -> Iterator[Line]:
    """The table of a reproduction, as texts: of each figure the data, the runs of each side, scores and verdicts."""
    both = sides(reproduction)
    beating = BEATING[len(both) > 1]
    for fact in reproduction.facts:
        of_fact = [side.table[side.table["number"] == fact.number].to_dict("records") for side in both]
        rows = list(zip(*of_fact, strict=True))
        verdicts = [_verdict(side.hits[fact.number], side.beats[fact.number], beating) for side in both]
        if len(rows) == 1:
            name, numbers = f"{fact.name}: {rows[0][0]['figure']}", _numbers(reproduction, rows[0])
        else:
            name, numbers = fact.name, [""] * (len(heads(reproduction)) - len(TEXTS) - len(verdicts))
        yield Line((str(fact.number), name, fact.role, *numbers, *verdicts), True)
        for row in rows if len(rows) > 1 else ():
            verdicts = [_verdict(side["hit"], side["crps"] < side["persistence_crps"], beating) for side in row]
            yield Line(("", f"  {row[0]['figure']}", "", *_numbers(reproduction, row), *verdicts), False)


def _numbers(reproduction: Reproduction, row: Sequence[Mapping[str, Any]]) -> list[str]:
    """A figure in numbers; `row` is its row of the table, of each side."""
    own = [_of_runs(each, len(side.seen)) for each, side in zip(row, sides(reproduction), strict=True)]
    naive = [_score(row[0][f"{name}_crps"], without="") for name in _naive(reproduction)]
    return [spoken(_value(row[0], "data")), *(text for texts in own for text in texts), *naive]


def _of_runs(row: Mapping[str, Any], count: int) -> tuple[str, str]:
    # A figure that few runs define looks certain unless one says so.
    of = f" in {row['runs']}" if 0 < row["runs"] < count else ""
    return spoken(_value(row, "model")) + of, _score(row["crps"])


def _value(row: Mapping[str, Any], side: str) -> Value:
    return Value(row[side], row[f"{side}_low"], row[f"{side}_high"])


def _score(value: float, without: str = "undefined") -> str:
    return level(value) if value == value else without


def spoken(value: Value) -> str:
    """A value with its interval, if there is one."""
    if value.value != value.value:
        return "undefined"
    if value.low == value.high:
        return level(value.value)
    return f"{level(value.value)} [{level(value.low)}, {level(value.high)}]"


def _verdict(hit: bool, beats: bool, beating: str) -> str:
    return f"hit{beating if beats else ''}" if hit else "MISS"


def tallies(reproduction: Reproduction) -> list[str]:
    """What the table adds up to: hits of each side, and on how many figures it scores better than what."""
    both = sides(reproduction)
    lines = [text for side in both for text in (_tally(side, both), _better(side))]
    left_out = reproduction.table["persistence_crps"].isna()
    if reproduction.is_forecast and left_out.any():
        names = "; ".join(reproduction.table["figure"][left_out])
        lines.append(f"Without a predecessor in the data, and so scored beside another scenario alone: {names}.")
    return lines


def _tally(side: Reproduction, both: list[Reproduction]) -> str:
    """The number of hits of each role, by the rule and by others, and of facts that are not shown."""
    hidden = f", {HELD_OUT}: {len(side.hidden)}, not shown" if side.hidden else ""
    told = [f"Hits{f' of {side.scenario}' if len(both) > 1 else ''}: {_by_role(side, side.hits)}{hidden}."]
    if side.scenario == SCENARIO:
        told.append(f"Nothing in {SCENARIO} is fitted to them.")
    if not side.is_forecast:
        told.append(f"Under the first edition's intervals: {_by_role(side, side.first_hits)}.")
    for other in both:
        if other is not side:
            counted = _by_role(side, side.counted(other))
            told.append(f"With all scores better than those of persistence and {other.scenario}: {counted}.")
    return " ".join(told)


def _by_role(side: Reproduction, verdicts: pd.Series) -> str:
    return ", ".join(f"{row.Index}: {row.hits} of {row.facts}" for row in side.tally(verdicts).itertuples())


def _better(side: Reproduction) -> str:
    """On how many figures a side scores better than what."""
    (better, among), *others = side.better.values()
    _, *names = side.better
    more = "".join(f", {name} on {of} of {all_}" for name, (of, all_) in zip(names, others, strict=True))
    shown = "" if side.hidden else f", those {HELD_OUT} left out"
    return f"{side.scenario} beats persistence on {better} of {among} figures that have one{more}{shown}."


def title(reproduction: Reproduction) -> str:
    """What was run, when, how often, and whether all of it is looked at."""
    which = "as observed" if reproduction.observation else "with all releases"
    names = " and ".join(side.scenario for side in sides(reproduction))
    runs = f"{len(reproduction.seen)} runs{' each' if reproduction.beside else ''}"
    told = f"{names} {which}, {PERIOD}, {runs}"
    file = forecast()
    return f"{told}, forecasts from {file.begin} fitted until {file.fitted_until}" if reproduction.is_forecast else told


def legend(reproduction: Reproduction) -> str:
    """How the table is to be read."""
    trend = f" {_ABOUT_TREND}" if reproduction.is_forecast else ""
    starred = f" {_STARRED}" if reproduction.beside else ""
    return f"{rule()[0]}{starred} {_IN_RUNS} {ABOUT_CRPS}{trend} {_SEEN[reproduction.observation]}"


def note(fact: Fact) -> str:
    """What a fact says, with its caveat and source."""
    caveat = f" {fact.caveat}" if fact.caveat else ""
    return f"{fact.number}. {fact.statement}{caveat} Source: {fact.source}."
