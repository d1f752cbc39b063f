"""Compares naive.csv with the data (`--check`): what is naively forecast of figures. `--write` writes it.

The figures are those of facts.toml and forecast.toml. A model that foresees one worse than this adds nothing to looking
at the years before.

persistence  nothing changes: the same measure of the data over the window `before` of the figure
trend        the years go on: the measure of each of the six years up to the end of `before`, as far as they have one,
             least squares of its log odds on the year, to each year of the window, and of these the mean, or the
             extreme where the figure is one

A trend has three years or more. Of a share of counts, k of n, the log odds are log((k + 1/2) / (n - k + 1/2)), which
none and all have as well. Figures that single years do not have have no trend: growth, which is one itself, switches
from year to year, windows of quarters, and whatever has no window before.
"""

import sys
from pathlib import Path

import numpy as np
from scipy.special import expit, logit

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from writing import table, write_if_asked

from sim.analysis.facts.declared import declared, forecast
from sim.analysis.facts.fact import NAIVE
from sim.analysis.facts.history import evidence
from sim.analysis.facts.measures import figures, given_rows

FILE = Path(__file__).parent / NAIVE
COLUMNS = ("fact", "figure", "persistence", "trend")
MOST, LEAST = 6, 3
"""Years of a trend."""
YEARLY = {
    "greatest_open_share": ("open_share", np.max),
    "joint_across": ("joint_across", np.mean),
    "joint_share": ("joint_share", np.mean),
    "largest_four": ("largest_four", np.mean),
    "least_open_share": ("open_share", np.min),
    "newcomers": ("newcomers", np.mean),
    "open_bases": ("open_bases", np.mean),
    "open_share": ("open_share", np.mean),
    "output_concentration": ("output_concentration", np.mean),
}
"""What single years have of a measure, all of them shares, and what the measure is of them."""


def measured(history, spec, measure, given):
    """A measure of the data, instead of that of a figure: value, how many, of how many."""
    return figures(history, history, given_rows([(measure, spec.models == "scored", {**spec.given, **given})]))[0]


def persistence(spec, history):
    """What nothing changes means for a figure; NaN without a window before."""
    return np.nan if spec.before is None else measured(history, spec, spec.measure, spec.before)[0]


def log_odds(value, of, among):
    """Of a share; NaN where it is undefined, or none or all of what is not counted."""
    if np.isfinite(among):
        return logit((of + 0.5) / (among + 1)) if among else np.nan
    return logit(value) if 0 < value < 1 else np.nan


def trend(spec, history):
    """What the years before mean for a figure if they go on; NaN without a trend."""
    if spec.before is None or spec.measure not in YEARLY or not isinstance(spec.before["last"], int):
        return np.nan
    measure, of_years = YEARLY[spec.measure]
    years = np.arange(spec.before["last"] - MOST + 1, spec.before["last"] + 1)
    odds = [log_odds(*measured(history, spec, measure, {"first": year, "last": year})) for year in years.tolist()]
    known = np.isfinite(odds)
    if known.sum() < LEAST:
        return np.nan
    slope, level = np.polyfit(years[known] - years[-1], np.array(odds)[known], 1)
    ahead = np.arange(spec.given["first"], spec.given["last"] + 1) - years[-1]
    return of_years(expit(level + slope * ahead))


def rows():
    """The rows of the file; empty cells where there is no forecast."""
    for fact in declared().facts + forecast().facts:
        for spec in fact.figures:
            found = [naive(spec, evidence(spec.models)) for naive in (persistence, trend)]
            yield (fact.number, spec.name, *("" if np.isnan(each) else f"{each:.5g}" for each in found))


def text():
    """The file."""
    return table(COLUMNS, rows())


def main(arguments=None):
    """Write the file, or say that it is out of date."""
    write_if_asked({FILE: text}, "run seeds/evidence/naive.py --write", arguments)


if __name__ == "__main__":
    main()
