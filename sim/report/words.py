"""Results as texts and cells, the same in the terminal, in Markdown and on a page."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sim.analysis.compare import Comparison
from sim.analysis.intervals import LEVEL
from sim.analysis.tables import in_markdown, markdown_of
from sim.numbers import money, plain, rough
from sim.outcomes import OUTCOMES
from sim.scenario import load
from sim.scenario.errors import clean
from sim.scenario.schema.enums import COUNTS, KINDS, Kind, MarketForm, word

_FEW = 5
"""Actors that are named on each side of who gains."""
VERDICTS = ("better", "worse", "changed", "no difference")


@dataclass(frozen=True)
class Figure:
    """One outcome of one contrast, as texts.

    Attributes:
        outcome: its name.
        label: its name where people read, the first of its definition where it has none.
        group: heading above it.
        unit: unit of measure.
        over: how it stands for a run, see :data:`sim.analysis.window.OVER`.
        definition: its definition.
        verdict: one of :data:`VERDICTS`.
        cells: level of both scenarios, difference with interval, effect, share of runs with the same sign, verdict.
    """

    outcome: str
    label: str
    group: str
    unit: str
    over: str
    definition: str
    verdict: str
    cells: tuple[str, ...]


def figures(rows: pd.DataFrame) -> Iterator[Figure]:
    """Rows of a comparison's table, as texts; differences within noise are marked."""
    for row in rows.to_dict("records"):
        ends = f"[{plain(row['low'], sign=True)}, {plain(row['high'], sign=True)}]"
        difference = f"{plain(row['difference'], sign=True)} {ends}"
        effect = "" if pd.isna(row["effect"]) else rough(row["effect"])
        agree = f"{row['agree']:.0%}"
        outcome = OUTCOMES[row["outcome"]]
        cells = (plain(row["control"]), plain(row["treatment"]), difference, effect, agree, row["verdict"])
        unit = "" if outcome.unit == "1" else outcome.unit
        yield Figure(
            outcome.name,
            outcome.label or outcome.definition,
            outcome.group,
            unit,
            row["over"],
            outcome.definition,
            row["verdict"],
            cells,
        )


def summary_line(rows: pd.DataFrame) -> str:
    """A line with the numbers of outcomes that are better, worse, changed and the same."""
    counts = rows["verdict"].value_counts()
    better, worse, changed, same = (int(counts.get(name, 0)) for name in VERDICTS)
    return (
        f"Of {len(rows)} outcomes, {better} get better, {worse} get worse, {changed} change in a way that is neither, "
        f"and {same} show no difference beyond noise (p < {1 - LEVEL:.2g}, Holm over all of them)."
    )


def window_line(comparison: Comparison) -> str:
    """From when on outcomes are measured, and which are of the whole run."""
    window = comparison.window
    if not window.first:
        return f"Ends, means and sums are those of all {window.quarters} quarters."
    why = "" if window.asked else ", from when the scenarios can differ"
    since = f"{window.start} on" if window.start else f"quarter {window.first} on"
    return (
        f"Ends, means and sums are those of the {window.length} quarters from {since}{why}; figures of the release "
        f'log, "whole run", and payoffs are those of all {window.quarters} quarters.'
    )


def gains_line(comparison: Comparison, name: str) -> str:
    """A line with the share of actors that are better off."""
    rows = comparison.gains[comparison.gains["scenario"] == name]
    after, before = comparison.scenarios[name].title, comparison.scenarios[comparison.against].title
    if rows.empty:
        return f"{after} and {before} have no actor in common, so their payoffs cannot be compared."
    row = rows.iloc[0]
    interval_of_gains = f"[{row['low']:.0%}, {row['high']:.0%}]"
    return (
        f"{row['share']:.0%} of actors {interval_of_gains} are better off in {after} than in {before}, "
        f"{row['worse']:.0%} worse off and {row['same']:.0%} the same, by mean payoff over the whole run and "
        "with the same random numbers."
    )


UNIDENTIFIED = (
    "Surplus, welfare and payoffs rest on two numbers that no data to 2025 tell: prices.greatest_value (200 to 2,000 "
    "USD a user and quarter) and prices.nest (0.5 to 1, how unlike open models are). Sweep both before you rely on a "
    "sign, and move prices.middle with the first as docs/ODD.md says."
)
GAIN_HEADS = ("who", "actors", "better off", "worse off", "payoff of one, mean, USD a quarter [95 %]")


def gain_rows(comparison: Comparison, name: str) -> list[tuple[str, ...]]:
    """Who gains, by kind, by bloc, and the actors that gain and lose most, as cells under :data:`GAIN_HEADS`."""
    rows = comparison.gains_by[comparison.gains_by["scenario"] == name]
    return [
        (
            clean(f"{row['by']} {row['group']}"),
            f"{row['actors']:.3g}",
            f"{row['better']:.0%}",
            f"{row['worse']:.0%}",
            "{} [{}, {}]".format(*(money(row[name], 3, sign=True) for name in ("gain", "low", "high"))),
        )
        for row in pd.concat([rows[rows["by"] != "actor"], moved_most(comparison, name)]).to_dict("records")
    ]


def moved_most(comparison: Comparison, name: str, count: int = _FEW) -> pd.DataFrame:
    """Rows of the actors that gain most and of those that lose most, the greatest gain first.

    Actors that take part in less than half of the runs, as most entrants do, are left out, as are those whose interval
    holds 0.
    """
    rows = comparison.gains_by[(comparison.gains_by["scenario"] == name) & (comparison.gains_by["by"] == "actor")]
    rows = rows[(rows["runs"] * 2 >= comparison.replicates) & (rows["low"] * rows["high"] > 0.0)]
    ordered = rows.sort_values("gain", ascending=False, kind="stable")
    gain = ordered["gain"] > 0.0
    return pd.concat([ordered[gain].head(count), ordered[~gain].tail(count)])


def counts_lines(comparison: Comparison) -> list[str]:
    """What counts in the payoff of each kind of actor, by which it is better or worse off; and on what that rests."""
    counts = [f"Payoff of a {word(kind)}: {COUNTS[KINDS[kind].aim]}." for kind in Kind]
    changed = comparison.design.settings
    priced = any(load(each, changed).market.form == MarketForm.PRICES for each in comparison.scenarios.values())
    return [*counts, UNIDENTIFIED] if priced else counts


def markdown(comparison: Comparison) -> str:
    """The comparison as a text in Markdown."""
    parts = []
    for name in comparison.scenarios:
        if name != comparison.against:
            parts.append(_markdown_of(comparison, name))
    return "\n".join(parts)


def _markdown_of(comparison: Comparison, name: str) -> str:
    rows = comparison.table[comparison.table["scenario"] == name]
    heads = ["outcome", "unit", "over", comparison.against, name, "difference [95 %]", "effect", "same sign", "verdict"]
    cells = pd.DataFrame(
        [(row.outcome, row.unit, row.over, *row.cells) for row in figures(rows)], columns=pd.Index(heads)
    )
    title = f"## {in_markdown(name)} against {in_markdown(comparison.against)}, {comparison.replicates} paired runs\n"
    summary = [
        window_line(comparison) + "\n",
        summary_line(rows) + "\n",
        in_markdown(gains_line(comparison, name)) + "\n",
    ]
    gainers = pd.DataFrame(gain_rows(comparison, name), columns=pd.Index(GAIN_HEADS))
    who = [markdown_of(gainers, GAIN_HEADS[1:])] if len(gainers) else []
    counts = [in_markdown(line) + "\n" for line in counts_lines(comparison)]
    return "\n".join([title, markdown_of(cells, tuple(heads[3:8])), *summary, *who, *counts])
