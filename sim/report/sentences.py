"""Three sentences with which a report begins: what changes, who gains, and how certain that is."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.analysis.compare import Comparison
from sim.analysis.conclusions import FEW, HANGS, MANY, NO_ROOM, ROBUST
from sim.analysis.window import OVER
from sim.numbers import people
from sim.outcomes import OUTCOMES
from sim.report.conclusions_words import summary
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.study.outcome_names import judged

_NAMED = 3
"""Outcomes that are named on each side."""
_ONE = {"kind": "a {}", "bloc": "an actor of bloc {}", "actor": "{}"}
"""One actor of a group."""


def three(comparison: Comparison, name: str) -> list[str]:
    """Three sentences on a scenario beside the one that it is compared with."""
    return [_changes(comparison, name), _gains(comparison, name), _certainty(comparison, name)]


def beginning(comparison: Comparison, names: Sequence[str]) -> list[str]:
    """The sentences on several scenarios; what is as certain of all of them stands once, after all of them."""
    told = [three(comparison, name) for name in names]
    certain = {each[-1] for each in told}
    if len(certain) > 1:
        return [sentence for each in told for sentence in each]
    return [*(sentence for each in told for sentence in each[:-1]), *certain]


def headlines(comparison: Comparison, name: str) -> pd.DataFrame:
    """Rows of the table of a scenario that are its headline outcomes, in their order."""
    rows = comparison.table[comparison.table["scenario"] == name].set_index("outcome", drop=False)
    return rows.loc[[outcome.name for outcome in displayed_on(Display.HEADLINE)]]


def _changes(comparison: Comparison, name: str) -> str:
    found = comparison.conclusions
    if found is None or set(found.table["verdict"]) <= {FEW, NO_ROOM}:
        rows = headlines(comparison, name)
        rows = rows[rows["differs"]].sort_values("effect", key=_size, ascending=False, kind="stable")
        moved, count = list(zip(rows["outcome"], rows["difference"], strict=True)), len(headlines(comparison, name))
        what, basis = "headline outcomes", "by more than luck at the numbers as they are written"
    else:
        rows = found.table[found.table["scenario"] == name]
        moved, count = [(row["outcome"], row["median"]) for row in rows.to_dict("records") if _is_sure(row)], len(rows)
        what, basis = "outcomes", "in nearly all draws of what nobody knows"
    after, before = _titles(comparison, name)
    better, worse = ([_moved(*each) for each in moved if _judged(*each) == side] for side in ("better", "worse"))
    good = f"{len(better) or 'none'} of {count} {what} {_gets(better)} better {basis}{_named(better)}"
    return f"With {after} instead of {before}, {good}; {len(worse) or 'none'} {_gets(worse)} worse{_named(worse)}."


def _is_sure(row: dict[Any, Any]) -> bool:
    return bool(row["verdict"] == ROBUST)


def _gets(side: list[str]) -> str:
    return "get" if len(side) > 1 else "gets"


def _named(side: list[str]) -> str:
    return f" ({_listed(side)})" if side else ""


def _size(effects: "pd.Series") -> "pd.Series":
    """Sizes by which effects are ordered; where runs do not vary, a difference is beyond any effect."""
    return effects.abs().fillna(float("inf"))


def _judged(outcome: str, difference: float) -> str:
    return judged(OUTCOMES[outcome].better, difference)


def _moved(outcome: str, difference: float) -> str:
    told = OUTCOMES[outcome]
    name, way = told.label.split(",")[0] or outcome.replace("_", " "), "higher" if difference > 0.0 else "lower"
    return f"{name} {way} by about {people(abs(difference), told.unit)}, {OVER[told.over]}"


def _listed(texts: list[str]) -> str:
    """A few of them, and how many more there are."""
    more = [f"and {len(texts) - _NAMED} more"] if len(texts) > _NAMED else []
    return "; ".join([*texts[:_NAMED], *more])


def _gains(comparison: Comparison, name: str) -> str:
    shares = comparison.gains[comparison.gains["scenario"] == name]
    after, before = _titles(comparison, name)
    if shares.empty:
        return f"{after} and {before} have no actor in common, so that nobody's payoffs can be compared."
    row = shares.iloc[0]
    better = f"{row['share']:.0%} of actors are better off by mean payoff over the whole run"
    told = f"{_basis(comparison)}{better}, {row['worse']:.0%} worse off"
    groups = comparison.gains_by[comparison.gains_by["scenario"] == name]
    ends = [f"by {by}, {most}" for by in _ONE if (most := _most(groups[groups["by"] == by]))]
    return "; ".join([told, *ends]) + "."


def _basis(comparison: Comparison) -> str:
    return "" if comparison.conclusions is None else "At the numbers as they are written, by luck alone, "


def _most(rows: pd.DataFrame) -> str:
    """Who of a kind of groups gains most and who loses most, beyond luck, and by how much each of its actors."""
    sure = rows[rows["low"] * rows["high"] > 0.0]
    if sure.empty:
        return ""
    by, best, worst = rows["by"].iloc[0], sure.loc[sure["gain"].idxmax()], sure.loc[sure["gain"].idxmin()]
    told = [
        f"{_ONE[by].format(row['group'])} {what} most, about {people(abs(row['gain']), 'bn USD/quarter')}"
        for row, what, there in ((best, "gains", best["gain"] > 0.0), (worst, "loses", worst["gain"] < 0.0))
        if there
    ]
    return " and ".join(told)


def _certainty(comparison: Comparison, name: str) -> str:
    found = comparison.conclusions
    if found is None:
        return (
            "All of this is at one set of numbers, where intervals hold luck alone: other numbers that are as possible "
            "can turn any sign; compare with --draws 512 to see which."
        )
    told = summary(found, name)
    forms, hang = len(found.ensemble.forms), _hang(found.table.loc[found.table["scenario"] == name, "verdict"])
    told = f"{told[:1].lower()}{told[1:].removesuffix('.')}"
    return f"Over {found.draws} draws in {forms} form{'s' if forms > 1 else ''}: {told}{hang}."


def _hang(verdicts: "pd.Series[str]") -> str:
    """What outcomes depend on, most of them first."""
    on = verdicts[verdicts.str.startswith(HANGS) & (verdicts != MANY)].str.removeprefix(HANGS).value_counts()
    return f" ({', '.join(f'{count} on {what}' for what, count in on.items())})" if len(on) else ""


def _titles(comparison: Comparison, name: str) -> tuple[str, str]:
    return comparison.scenarios[name].title, comparison.scenarios[comparison.against].title
