"""What history told of each number, and which facts are hit: a calibration, or the posterior that is shipped."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.numbers import on_page
from sim.scenario.errors import printable
from sim.view.explore.forest import NEUTRAL, Row, forest, of_shares
from sim.view.explore.found import ExploreError, Panel
from sim.view.explore.tables import counted, given, interval, percent, table
from sim.view.markup import fill
from sim.view.say import say

_SIDES = ("default", "mode", "posterior")
_ORDER = ("informed", "weakly", "not at all")


def read_folder(place: Path) -> tuple[Panel, ...]:
    """The parts of a calibration's folder.

    Raises:
        ExploreError: it cannot be read.
    """
    from sim.report.calibration_tables import read
    from sim.study.record import RecordError

    try:
        fit = read(place)
        hits = {side: {str(name): bool(hit) for name, hit in fit.facts_hit(side).items()} for side in _SIDES}
        done = say("explore.fitted", scenario=printable(str(fit.info["scenario"])), runs=counted(fit.info["runs"]),
                   draws=counted(fit.info["draws"]), version=printable(str(fit.info["model_version"])))  # fmt: skip
        return (*panels(fit.numbers, hits, done), *_figures(fit.figures))
    except (RecordError, KeyError, TypeError, ValueError) as error:
        raise ExploreError(printable(str(error))) from error


def brief(verdicts: "pd.Series[str]", hits: Collection[bool]) -> str:
    """How many numbers the data inform, and how many facts are hit."""
    informed, weakly = (int((verdicts == word).sum()) for word in _ORDER[:2])
    return say("explore.history_brief", informed=informed, weakly=weakly, hits=sum(map(bool, hits)), facts=len(hits))


def panels(numbers: pd.DataFrame, hits: Mapping[str, Mapping[str, bool]], done: str) -> Iterator[Panel]:
    """Numbers with what was known before and after, and the facts that are hit.

    Args:
        numbers: a number a row: path, meaning, unit, least, most, low, median, high, contraction, verdict, default.
        hits: by side, "default", "mode" or "posterior", whether each fact is hit.
        done: what was done.
    """
    counts = numbers["verdict"].astype(str).value_counts()
    tally = say("explore.history_tally", **{name: int(counts.get(word, 0)) for name, word in
                                            zip(("informed", "weakly", "nothing"), _ORDER, strict=True)})  # fmt: skip
    kept = numbers[numbers["verdict"].isin(_ORDER[:2])].sort_values("contraction", ascending=False, kind="stable")
    heads = say("explore.number"), say("explore.posterior")
    rows = [_row(row) for row in kept.to_dict("records")]
    drawn = forest(rows, of_shares(say("explore.axis_prior")), heads, say("explore.history_caption"), "history")
    note = fill("<p class='hint'>{} {}</p>", tally, say("explore.history_explained"))
    yield Panel(say("explore.history_title"), drawn, done, note)
    if any(hits.values()):
        yield Panel(say("explore.facts_title"), _facts(hits))


def _row(row: Mapping[str, Any]) -> Row:
    """What is left of the range of a number."""
    ends = given(row, "least"), given(row, "most")
    values = [given(row, name) for name in ("median", "low", "high")]
    is_log = row.get("scale") == "log" and ends[0] > 0.0
    at, low, high = (_within(value, ends, is_log) for value in values)
    unit = "" if row["unit"] in ("", "1") else f" {row['unit']}"
    words = say("explore.of_prior", value=interval(*values) + unit, low=on_page(ends[0]), high=on_page(ends[1]))
    style = "sure" if row["verdict"] == "informed" else NEUTRAL
    return Row(printable(str(row["path"])), at, low, high, words, style, printable(str(row["meaning"])))


def _within(value: float, ends: tuple[float, float], is_log: bool) -> float:
    """Where a value stands in a range, from 0 to 1."""
    from math import log

    least, most = ends
    if not most > least:
        return 0.5
    if is_log and value > 0.0:
        return (log(value) - log(least)) / (log(most) - log(least))
    return (value - least) / (most - least)


def _facts(hits: Mapping[str, Mapping[str, bool]]) -> Any:
    from sim.analysis.facts.fact import facts

    names = {str(fact.number): fact.name for fact in facts()}
    sides = [side for side in _SIDES if hits.get(side)]
    numbers = sorted({number for side in sides for number in hits[side]}, key=lambda text: (len(text), text))
    heads = [say("explore.fact"), *(say(f"explore.by_{side}") for side in sides)]
    rows = [[f"{number} {names.get(number, '')}".strip(), *(_hit(hits[side], number) for side in sides)]
            for number in numbers]  # fmt: skip
    return table(say("explore.facts_title"), heads, rows, name="facts")


def _hit(hits: Mapping[str, bool], number: str) -> str:
    return say("explore.unknown") if number not in hits else say("explore.hit" if hits[number] else "explore.missed")


def _figures(figures: pd.DataFrame) -> Iterator[Panel]:
    """Figures of the data beside those of the posterior."""
    rows = []
    for row in figures.to_dict("records"):
        data = interval(*(given(row, name) for name in ("value", "low", "high")))
        runs = interval(*(given(row, f"posterior_{name}") for name in ("median", "low", "high")))
        rows.append([printable(str(row["figure"])), data, runs, on_page(given(row, "default_median")),
                     percent(given(row, "reached"))])  # fmt: skip
    heads: Sequence[str] = [say(f"explore.{key}") for key in ("figure", "data", "fitted_runs", "default", "reached")]
    yield Panel(say("explore.figures_title"), table(say("explore.figures_title"), heads, rows, range(1, 5), "figures"))
