"""A choice among options: how often each is good enough, and how much one may regret it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.numbers import on_page
from sim.scenario.errors import printable
from sim.view.explore.files import frame
from sim.view.explore.forest import Row, forest, of_shares
from sim.view.explore.found import ExploreError, Panel
from sim.view.explore.store import spoken
from sim.view.explore.tables import given, interval, percent, table
from sim.view.markup import fill
from sim.view.say import say

_OPTIONS = ("option", "satisfied", "satisfied_low", "satisfied_high", "regret_90", "regret_worst", "chosen")
_OBJECTIVES = ("option", "outcome", "unit", "difference_median", "difference_low", "difference_high", "satisfied")


def options(place: Path) -> pd.DataFrame:
    """Options of a choice, those that are good enough in most worlds first.

    Raises:
        ExploreError: they cannot be read.
    """
    found = frame(place, "decide-options", _OPTIONS)
    if found.empty:
        raise ExploreError(say("explore.no_option", folder=printable(str(place))))
    return found.sort_values(["satisfied", "regret_90"], ascending=[False, True], kind="stable")


def panels(place: Path) -> Iterator[Panel]:
    """Options, and what each does.

    Raises:
        ExploreError: they cannot be read.
    """
    found = options(place)
    rows = [_option({str(name): value for name, value in row.items()}) for row in found.to_dict("records")]
    heads = say("explore.option"), say("explore.good_enough")
    drawn = forest(rows, of_shares(say("explore.axis_worlds")), heads, say("explore.options_caption"), "options")
    best = found.iloc[0]
    sentence = say("explore.best", option=printable(str(best["option"])), share=percent(float(best["satisfied"])),
                   chosen=percent(float(best["chosen"])))  # fmt: skip
    yield Panel(say("explore.options_title"), drawn, under=fill("<p>{}</p>", sentence))
    regrets = [
        (printable(str(row["option"])), on_page(given(row, "regret_90")), on_page(given(row, "regret_worst")),
         percent(given(row, "chosen")), percent(given(row, "undominated")))
        for row in found.to_dict("records")
    ]  # fmt: skip
    columns = [say(f"explore.{key}") for key in ("option", "regret_90", "regret_worst", "chosen", "unbeaten")]
    under = fill("<p class='hint'>{}</p>", say("explore.regret_explained"))
    title = say("explore.regret_title")
    yield Panel(title, table(title, columns, regrets, range(1, 5), "regret"), under=under)
    yield _does(place, list(found["option"]))


def _option(row: Mapping[str, Any]) -> Row:
    name = printable(str(row["option"]))
    at, low, high = (given(row, f"satisfied{end}") for end in ("", "_low", "_high"))
    words = f"{percent(at)} [{percent(low)}, {percent(high)}]"
    return Row(name, at, low, high, words, "sure", printable(str(row.get("about", name))))


def _does(place: Path, names: list[str]) -> Panel:
    """What each option does to each objective, less the first option in the same world."""
    objectives = frame(place, "decide-objectives", _OBJECTIVES)
    outcomes = list(dict.fromkeys(objectives["outcome"]))
    cells = {(row["option"], row["outcome"]): row for row in objectives.to_dict("records")}
    rows = []
    for name in names:
        told = [printable(str(name))]
        for outcome in outcomes:
            row = cells.get((name, outcome))
            told.append("-" if row is None else _difference({str(key): value for key, value in row.items()}))
        rows.append(told)
    units = dict(zip(objectives["outcome"], objectives["unit"], strict=True))
    heads = [say("explore.option"), *(f"{spoken(str(name))}, {units[name]}".removesuffix(", 1") for name in outcomes)]
    under = fill("<p class='hint'>{}</p>", say("explore.objectives_explained"))
    drawn = table(say("explore.objectives_title"), heads, rows, range(1, len(heads)), "objectives")
    return Panel(say("explore.objectives_title"), drawn, under=under)


def _difference(row: Mapping[str, Any]) -> str:
    at, low, high = (given(row, f"difference_{end}") for end in ("median", "low", "high"))
    return interval(at, low, high)
