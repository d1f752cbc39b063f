"""Compares intervals.csv and forecast.csv with the data (`--check`), or writes them (`--write`).

They have the figures of facts.toml, and those of forecast.toml, with 90 % intervals, which were frozen before anything
was fitted. Whoever changes one says so, and why, in CHANGELOG.md.

Nothing is resampled with replacement where that biases (distinct makers, extremes). By the `how` of a figure:

wilson        a share of counts (Wilson 1927)
wilson count  so many of the makers there are: Wilson's interval of the share, times the makers
garwood       counts of events a year, exact for Poisson counts (Garwood 1936)
trend         growth of Poisson counts, from the information of their trend
jackknife     releases left out one by one within their year (Efron & Stein 1981)
largest four  the same for a mean over samples, from those samples that lack a release
regression    the standard error of the slope, Student's t
increments    the mean of quarterly increments, Student's t
passages      Kaplan & Meier's median (Brookmeyer & Crowley 1982)
spells        Bayesian bootstrap of spells in the lead (Rubin 1981)
hierarchy     the posterior of a beta-binomial hierarchy (Gelman et al. 2013, Bayesian Data Analysis, section 5.3)
stated        the fact itself is an interval

Other definitions, where a figure names some, widen what comes out, and so does the value itself.
"""

import sys
from functools import partial
from pathlib import Path

import numpy as np
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from writing import table, write_if_asked

from sim.analysis.facts.declared import declared, forecast
from sim.analysis.facts.fact import FORECAST, INTERVALS, at, rows_of, rule
from sim.analysis.facts.frontier import lags, leaders
from sim.analysis.facts.growth import is_largest
from sim.analysis.facts.history import evidence, seen
from sim.analysis.facts.measures import figures
from sim.analysis.facts.shares import open_counts
from sim.analysis.intervals import wilson
from sim.outcomes.figures import MONTHS

HERE = Path(__file__).parent
FILES = {HERE / INTERVALS: declared, HERE / FORECAST: forecast}
"""What is written, and the facts that are in it."""
COLUMNS = ("fact", "figure", "value", "low", "high", "how", "first_low", "first_high")
TAIL = (1 - rule()[1]) / 2
NORMAL = stats.norm.ppf(1 - TAIL)
DRAWS = 20_000
REPORTED_2024 = 233
"""Incidents of 2024 in the AI Incident Database (AI Index Report 2025, chapter 3), to which the trend leads."""


class Asked:
    """A figure in the data: its specification, its history, what its measure is given, and what it finds."""

    def __init__(self, spec, given=(), merged=True):
        self.spec = spec.model_copy(update={"given": {**spec.given, **dict(given)}})
        self.history = evidence(spec.models, merged=merged)
        self.rows = rows_of([self.spec])
        self.value, self.of, self.among = figures(self.history, self.history, self.rows)[0]
        if spec.published:
            self.value = float(at(spec.published))

    def without(self, release):
        """The measure of a history that lacks a release."""
        mask = np.ones(len(self.history.quarter), bool)
        mask[release] = False
        fewer = seen(self.history, mask)
        return figures(fewer, fewer, self.rows)[0, 0]

    def by_year(self):
        """Releases of the window, year by year."""
        quarter, (given,) = self.history.quarter, self.rows
        within = np.flatnonzero((quarter >= given["first"]) & (quarter <= given["last"]))
        return [within[quarter[within] // 4 == year] for year in np.unique(quarter[within] // 4)]


def stated(asked):
    return asked.spec.stated


def of_share(asked):
    return wilson(round(asked.of), round(asked.among), rule()[1])


def of_count(asked):
    return [asked.among * bound for bound in of_share(asked)]


def garwood(asked):
    low = stats.chi2.ppf(TAIL, 2 * asked.of) / 2 if asked.of else 0.0
    return low / asked.among, stats.chi2.ppf(1 - TAIL, 2 * asked.of + 2) / 2 / asked.among


def trend(asked):
    years = np.arange(asked.spec.given["first"], asked.spec.given["last"] + 1)
    counts = REPORTED_2024 * (1 + asked.value) ** (years - 2024.0)
    information = (counts * (years - np.average(years, weights=counts)) ** 2).sum()
    return np.expm1(np.log1p(asked.value) + NORMAL / np.sqrt(information) * np.array([-1, 1]))


def around(value, error):
    return value - NORMAL * error, value + NORMAL * error


def variance(left_out):
    """The jackknife's share of a stratum, from the values that lack each of its members."""
    left_out = np.array(left_out)
    return (len(left_out) - 1) / len(left_out) * ((left_out - left_out.mean()) ** 2).sum() if len(left_out) else 0.0


def jackknife(asked):
    strata = [variance([asked.without(release) for release in year]) for year in asked.by_year()]
    return around(asked.value, np.sqrt(sum(strata)))


def largest_four(asked):
    """Samples of a year that lack a release are samples of the year without it, so all are drawn once."""
    random, history, (given,) = np.random.default_rng(0), asked.history, asked.rows
    years = [year for year in asked.by_year() if len(year) >= given["sample"]]
    total = 0.0
    for year in years:
        output = np.zeros((len(year), len(history.since)))
        for place, release in enumerate(year):
            makers = history.maker[history.row[release] : history.row[release + 1]]
            output[place, makers] = 1.0 if given["whole"] else 1.0 / len(makers)
        output = output[:, output.any(axis=0)]
        chosen = random.permuted(np.tile(np.arange(len(year)), (DRAWS, 1)), axis=1)[:, : given["sample"]]
        made = np.array([output[each].sum(axis=0) for each in chosen])
        shares = np.sort(made, axis=1)[:, -4:].sum(axis=1) / made.sum(axis=1)
        contains = np.zeros((DRAWS, len(year)), bool)
        np.put_along_axis(contains, chosen, True, axis=1)
        total += variance([shares[~contains[:, place]].mean() for place in range(len(year))])
    return around(asked.value, np.sqrt(total) / len(years))


def regression(asked):
    (given,) = asked.rows
    size = asked.history.compute if asked.spec.measure == "compute_growth" else asked.history.cost
    counts = is_largest(asked.history, given, size)
    fit = stats.linregress(asked.history.quarter[counts] / 4, np.log10(size[counts]))
    half = stats.t.ppf(1 - TAIL, counts.sum() - 2) * fit.stderr
    return 10 ** (fit.slope - half), 10 ** (fit.slope + half)


def increments(asked):
    history, (given,) = asked.history, asked.rows
    ends = range(given["first"], given["last"] + 1)
    frontier = [np.nanmax(history.capability[(history.quarter >= ends[0]) & (history.quarter <= q)]) for q in ends]
    rises = 4 * np.diff(frontier)
    half = stats.t.ppf(1 - TAIL, len(rises) - 1) * stats.sem(rises)
    return rises.mean() - half, rises.mean() + half


def passages(asked):
    """Times at which the survival curve may be one half, by Greenwood's variance.

    The curve keeps its value until the next time: a median there is not contradicted either.
    """
    rows, (given,) = lags(asked.history, asked.rows[0]), asked.rows
    survival, spread, fits = 1.0, 0.0, []
    for time in range(given["last"] - given["first"] + 1):
        at_risk = (rows[:, 0] >= time).sum()
        events = ((rows[:, 0] == time) & (rows[:, 1] == 1)).sum()
        if at_risk > events:
            spread += events / (at_risk * (at_risk - events))
        survival *= 1 - events / at_risk if at_risk else 1
        if (survival - 0.5) ** 2 <= NORMAL**2 * survival**2 * spread:
            fits.append(time)
    return MONTHS * min(fits), MONTHS * (max(fits) + 1)


def spells(asked):
    leader = leaders(asked.history, asked.rows[0])
    begins = np.flatnonzero(np.append(True, np.diff(leader) != 0))
    lengths, makers = np.diff(np.append(begins, len(leader))), leader[begins]
    weights = np.random.default_rng(0).dirichlet(np.ones(len(begins)), DRAWS) * lengths
    held = np.array([weights[:, makers == maker].sum(axis=1) for maker in np.unique(makers)])
    return np.quantile((held**2).sum(axis=0) / held.sum(axis=0) ** 2, [TAIL, 1 - TAIL])


def hierarchy(asked):
    """Draws of the years' shares, with p(a + b) ~ (a + b)^(-5/2) for the beta distribution that they come from."""
    random, (of, among) = np.random.default_rng(0), open_counts(asked.history, asked.rows[0])
    mean, size = (grid.ravel() for grid in np.meshgrid(np.linspace(0.005, 0.995, 199), np.logspace(0, 5, 101)))
    a, b = mean * size, (1 - mean) * size
    # Of the mean and the logarithm of the size, the density is size^(-5/2) * size * size.
    log = -0.5 * np.log(size)
    for k, n in zip(of, among, strict=True):
        log += stats.betabinom.logpmf(k, n, a, b)
    drawn = random.choice(len(log), DRAWS, p=np.exp(log - log.max()) / np.exp(log - log.max()).sum())
    shares = random.beta(a[drawn, None] + of, b[drawn, None] + among - of)
    extreme = shares.min(axis=1) if asked.spec.measure == "least_open_share" else shares.max(axis=1)
    return np.quantile(extreme, [TAIL, 1 - TAIL])


HOW = {
    "stated": stated,
    "wilson": of_share,
    "wilson count": of_count,
    "garwood": garwood,
    "trend": trend,
    "jackknife": jackknife,
    "largest four": largest_four,
    "regression": regression,
    "increments": increments,
    "passages": passages,
    "spells": spells,
    "hierarchy": hierarchy,
}


def others(spec):
    """Values by the other definitions of a figure."""
    return [
        each.value if each.value is not None else Asked(spec, each.given, each.merged).value
        for each in spec.definitions
    ]


def rows(facts):
    """The rows of a file."""
    for fact in facts:
        for spec in fact.figures:
            asked = Asked(spec)
            found = [asked.value, *HOW[spec.how](asked), *others(spec)]
            first = spec.first_edition or ("", "")
            numbers = repr(float(asked.value)), f"{min(found):.5g}", f"{max(found):.5g}"
            yield (fact.number, spec.name, *numbers, spec.how, *first)


def text(read):
    """A file."""
    return table(COLUMNS, rows(read().facts))


def main(arguments=None):
    """Write the files, although they were frozen, or say that they are out of date."""
    files = {path: partial(text, read) for path, read in FILES.items()}
    write_if_asked(files, "it was frozen: say why it changes", arguments)


if __name__ == "__main__":
    main()
