"""Measures of a history: one number each, NaN if undefined."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.facts.growth import compute_growth, incident_growth, outlay_growth
from sim.analysis.facts.history import History
from sim.outcomes import correlation, kaplan_meier_median, passages
from sim.scenario.schema.enums import Tier
from sim.world import NOBODY, RELEASE_FIELDS, Floats

if TYPE_CHECKING:
    import pandas as pd

NAN = float("nan")
_TICKS = 5844
"""Ticks per year for counting first passages: a day and a quarter are both a whole number of ticks."""
_MONTHS = 12


def open_share(history: History, first: int, last: int, bloc: str = "") -> float:
    """Share of the releases of some years, and of a bloc, that are open."""
    return float(_of(history, first, last, bloc)["open"].mean())


def open_shares(history: History, first: int, last: int, bloc: str = "") -> "pd.Series[float]":
    """Open share of each year with releases."""
    return _of(history, first, last, bloc).groupby("year")["open"].mean()


def least_open_share(history: History, first: int, last: int) -> float:
    """The open share of the most closed year."""
    return float(open_shares(history, first, last).min())


def greatest_open_share(history: History, first: int, last: int) -> float:
    """The open share of the most open year."""
    return float(open_shares(history, first, last).max())


def open_lag(history: History) -> float:
    """Months until a closed record is matched by an open release: Kaplan & Meier's median, see :func:`passages`."""
    log = _log(history)
    lags, _ = passages(log)
    if len(lags) == 0:
        return NAN
    span = int(log["quarter"][-1] - log["quarter"][0])
    return float(kaplan_meier_median(lags, span)) * _MONTHS / _TICKS


def openness_by_capability(history: History) -> float:
    """Correlation of openness with the distance to the current frontier; below 0, the frontier is more closed."""
    known = _scored(history)
    if known.empty:
        return NAN
    capability = known["capability"].to_numpy()
    return float(correlation(known["open"].to_numpy(), capability - np.maximum.accumulate(capability)))


def gaps(history: History) -> "pd.Series[float]":
    """Best closed minus best open release by year, in points: mean over ends of months at which both exist."""
    import pandas as pd

    known = _scored(history)
    if known.empty:
        return pd.Series(dtype=float)
    months = np.arange(int(known["time"].min() * _MONTHS), int(known["time"].max() * _MONTHS) + 1)
    best = [_best(known[known["open"] == value], (months + 1) / _MONTHS) for value in (0.0, 1.0)]
    return pd.Series(best[0] - best[1], index=months // _MONTHS).dropna().groupby(level=0).mean()


def gap_turns(history: History, years: int) -> float:
    """How often the yearly gap turns between falling and rising in the last years."""
    yearly = gaps(history).to_numpy()[-years:]
    steps = np.sign(np.diff(yearly))
    return float(np.count_nonzero(np.diff(steps))) if len(yearly) == years else NAN


def frontier_rise(history: History, start: float, end: float) -> float:
    """Points per year by which the best release so far rises between two times."""
    ends = _best(_scored(history), np.array([start, end]))
    return float(ends[1] - ends[0]) / (end - start)


def contenders(history: History, time: float, margin: float) -> float:
    """Number of makers with a best release, up to a time, at most this many points behind the best of all."""
    best = history.makers[history.makers["time"] <= time].groupby("maker")["capability"].max()
    return float((best >= best.max() - margin).sum()) if len(best) else NAN


def lead_concentration(history: History) -> float:
    """Herfindahl-Hirschman index of time in the lead, from the first release to the last."""
    held = _leads(history).groupby("maker")["years"].sum()
    return float(((held / held.sum()) ** 2).sum()) if held.sum() > 0 else NAN


def leader_changes(history: History) -> float:
    """Changes of the leader per year."""
    leads = _leads(history)
    changes = np.count_nonzero(leads["maker"].to_numpy()[1:] != leads["maker"].to_numpy()[:-1])
    return float(changes) / float(leads["years"].sum()) if leads["years"].sum() > 0 else NAN


def output_concentration(history: History, first: int, last: int) -> float:
    """Herfindahl-Hirschman index of a year's releases by maker, joint ones divided; mean over years."""
    return float((_output(history, first, last) ** 2).groupby(level="year").sum().mean())


def largest_four(history: History, first: int, last: int) -> float:
    """Share of a year's releases by its four most active makers, joint ones divided; mean over years."""
    largest = _output(history, first, last).sort_values(ascending=False).groupby(level="year").head(4)
    return float(largest.groupby(level="year").sum().mean())


def newcomers(history: History, first: int, last: int) -> float:
    """Share of the makers of a year that release for the first time; mean over years."""
    active = _within(history.makers, first, last).drop_duplicates(["year", "maker"])
    return float((active["since"] == active["year"]).groupby(active["year"]).mean().mean())


def joint_share(history: History, first: int, last: int) -> float:
    """Share of releases with several makers."""
    return float(_of(history, first, last)["joint"].mean())


def joint_across(history: History, first: int, last: int, bloc: str, other: str) -> float:
    """Share of a bloc's releases that also have a maker of the other bloc."""
    return float(_of(history, first, last, bloc)[other].mean())


def open_bases(history: History) -> float:
    """Share of releases built on another maker's that are built on an open one."""
    built = history.releases
    return float(built[built["foreign"]]["foreign_open"].mean())


def switches(history: History, least: int) -> float:
    """Share of transitions between active years in which a maker changes from mostly open to mostly closed, or back."""
    turns = _turns(history, least)
    return float((turns != 0).mean()) if len(turns) else NAN


def switches_to_open(history: History, least: int) -> float:
    """Share of those changes that are to open."""
    turns = _turns(history, least)
    return float((turns[turns != 0] > 0).mean()) if np.any(turns != 0) else NAN


def _within(table: "pd.DataFrame", first: int, last: int) -> "pd.DataFrame":
    return table[(table["year"] >= first) & (table["year"] <= last)]


def _of(history: History, first: int, last: int, bloc: str = "") -> "pd.DataFrame":
    """Releases of some years, and of a bloc."""
    chosen = _within(history.releases, first, last)
    return chosen[chosen[bloc]] if bloc else chosen


def _output(history: History, first: int, last: int) -> "pd.Series[float]":
    """Share of each maker in the output of each year, joint releases divided; index year, maker."""
    output = _within(history.makers, first, last).groupby(["year", "maker"])["share"].sum()
    return output / output.groupby(level="year").transform("sum")


def _scored(history: History) -> "pd.DataFrame":
    releases = history.releases
    return releases[releases["capability"].notna() & releases["open"].notna()]


def _best(releases: "pd.DataFrame", times: Floats) -> Floats:
    """Highest capability released before each time, NaN before the first."""
    records = np.concatenate([[NAN], np.maximum.accumulate(releases["capability"].to_numpy())])
    best: Floats = records[np.searchsorted(releases["time"].to_numpy(), times)]
    return best


def _log(history: History) -> Any:
    known = _scored(history)
    log = np.zeros(len(known), RELEASE_FIELDS)
    log["quarter"] = np.rint(known["time"].to_numpy() * _TICKS)
    log["tier"] = np.where(known["open"] == 1.0, int(Tier.OPEN), int(Tier.ACCESS))
    log["capability"] = known["capability"]
    log["co_releaser"] = log["base"] = NOBODY
    log["actor"] = np.unique(known["maker"].to_numpy(str), return_inverse=True)[1]
    return log


def _leads(history: History) -> "pd.DataFrame":
    """Records, their makers, and how many years each lasted."""
    releases = history.releases
    releases = releases[releases["capability"].notna()]
    capability = releases["capability"].to_numpy()
    before = np.concatenate([[-np.inf], np.maximum.accumulate(capability)[:-1]]) if len(capability) else capability
    records = releases[capability > before]
    ends = np.append(records["time"].to_numpy()[1:], releases["time"].max())[: len(records)]
    return records.assign(years=ends - records["time"])


def _turns(history: History, least: int) -> Floats:
    """1 for a change to open, -1 to closed, 0 for none, between successive years with enough releases of a maker."""
    yearly = history.makers.dropna(subset="open").groupby(["maker", "year"])["open"].agg(["mean", "count"])
    is_open = (yearly[yearly["count"] >= least]["mean"] >= 0.5).astype(float)
    turns: Floats = is_open.groupby(level="maker").diff().dropna().to_numpy()
    return turns


MEASURES: dict[str, Callable[..., float]] = {
    measure.__name__: measure
    for measure in (
        compute_growth,
        contenders,
        frontier_rise,
        gap_turns,
        greatest_open_share,
        incident_growth,
        joint_across,
        joint_share,
        largest_four,
        lead_concentration,
        leader_changes,
        least_open_share,
        newcomers,
        open_bases,
        open_lag,
        open_share,
        openness_by_capability,
        outlay_growth,
        output_concentration,
        switches,
        switches_to_open,
    )
}
"""Measures by their names in the file of facts."""
