"""What is measured: every outcome with its name, unit, better-is and definition, in one place.

A series has one value a quarter; an outcome is one figure a run, either a summary of a series or a figure of the
release log. Each has the range in which it means something. None is NaN or infinite by its definition: what is never
reached has the length of the run, and what there is nothing of is 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from sim.compile import rule
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.series import COUNT, INDEX, LEAD, RANGES, ROUNDING, SERIES, SHARE, Range
from sim.world import Floats, Integers, Records, World

MONTHS = 3.0
"""Months in a quarter."""

Better = Literal["more", "less", "neither"]
Over = Literal["last", "mean", "sum", "rise", "log", "own"]

CORRELATION = Range(-1.0 - ROUNDING, 1.0 + ROUNDING, "a correlation must lie in [-1, 1]")
TIME = Range(0.0, 1e7, "a time must lie in [0, 1e7] quarters or months, longer than any run")


@dataclass(frozen=True)
class Outcome:
    """One figure of a run.

    Attributes:
        name: its key in tables.
        unit: unit of measure.
        better: which way is better, for a reader who wants progress, safety and a fair spread.
        definition: what it is, in a sentence.
        group: heading under which tables show it.
        series: series that it summarises, or "" for a figure of the release log.
        over: how: value of the last quarter, mean or sum over quarters, rise over the run, from the log,
            or by a function of the user's own.
        within: where it means something; of a sum, where what is summed does.
    """

    name: str
    unit: str
    better: Better
    definition: str
    group: str
    series: str
    over: Over
    within: Range

    def range_over(self, quarters: int) -> Range:
        """Where it means something in a run of so many quarters."""
        return self.within.times(quarters) if self.over == "sum" else self.within


def _series(group: str, *rows: tuple[str, str, Over, str, Better, str]) -> list[Outcome]:
    return [
        Outcome(name, unit, better, text, group, series, over, LEAD if over == "rise" else RANGES[series])
        for name, series, over, unit, better, text in rows
    ]


def _log(group: str, *rows: tuple[str, str, Better, Range, str]) -> list[Outcome]:
    return [Outcome(name, unit, better, text, group, "", "log", within) for name, unit, better, within, text in rows]


_ALL = [
    *_series(
        "progress",
        ("frontier", "frontier", "last", "OOM", "more", "capability of the most capable actor"),
        ("progress_rate", "frontier", "rise", "OOM/quarter", "more", "mean rise of the frontier"),
        ("mean_capability", "mean_capability", "last", "OOM", "more", "mean capability of active actors"),
        ("commons_capability", "commons_capability", "last", "OOM", "more", "public know-how, weighted over domains"),
        ("open_frontier", "open_frontier", "last", "OOM", "more", "best capability ever released with open weights"),
        ("research_gain", "research_gain", "sum", "OOM", "more", "know-how found by own research, mean actor"),
        ("learning_gain", "learning_gain", "sum", "OOM", "more", "know-how learnt from others, mean actor"),
        ("duplicated", "duplicated", "mean", "share", "less", "share of outlay on what somebody already held hidden"),
        ("variety", "variety", "mean", "directions", "more", "effective number of research directions, exp entropy"),
        ("absorption", "absorption", "mean", "share", "more", "skills: mean absorptive capacity"),
        (
            "absorption_spread",
            "absorption_spread",
            "mean",
            "share",
            "less",
            "standard deviation of absorptive capacity",
        ),
        ("challenge", "challenge", "last", "share", "more", "progress of shared global challenges, X"),
    ),
    *_log(
        "progress",
        (
            "time_to_milestone",
            "quarters",
            "less",
            TIME,
            "first quarter with the frontier up by the milestone; the length of the run when it is not reached",
        ),
    ),
    *_series(
        "openness and trust",
        ("openness", "openness", "mean", "share", "neither", "mean share of know-how disclosed by the tiers chosen"),
        ("open_actors", "open_actors", "mean", "share", "neither", "share of actors that choose licensed or open"),
        ("trust", "trust", "last", "share", "more", "mean trust over ties"),
        ("trust_within", "trust_within", "last", "share", "more", "mean trust over ties inside blocs"),
        ("trust_across", "trust_across", "last", "share", "more", "mean trust over ties across blocs"),
        ("community", "community", "last", "share", "more", "size of downstream communities, weighted over domains"),
        ("open_use", "open_use", "mean", "share", "more", "users who run the best open model themselves"),
    ),
    *_log(
        "openness and trust",
        ("open_release_share", "share", "neither", SHARE, "share of releases that are licensed or open"),
        ("open_share_gap", "share", "neither", SHARE, "largest minus smallest open share of releases over blocs"),
        (
            "openness_by_rank",
            "correlation",
            "neither",
            CORRELATION,
            "correlation of openness of a release with its distance to the "
            "frontier of the day; negative when the frontier is more closed than the mass",
        ),
        (
            "open_lag",
            "months",
            "less",
            TIME,
            "open behind closed: median first-passage time of closed record releases to an "
            "open release as capable (Kaplan-Meier, unmatched leaders censored; a lower bound when half are unmatched)",
        ),
        (
            "foreign_bases_open",
            "share",
            "neither",
            SHARE,
            "share of releases built on another actor's that build on open ones",
        ),
        ("joint_share", "share", "neither", SHARE, "share of releases made jointly"),
        ("joint_across", "share", "neither", SHARE, "share of releases made jointly across blocs"),
    ),
    *_series(
        "race and safety",
        ("effort", "effort", "mean", "1", "less", "race intensity: mean effort"),
        ("safety", "safety", "mean", "share", "more", "mean care"),
        ("safety_leader", "safety_leader", "mean", "share", "more", "care of the leader by released capability"),
        ("flaws", "flaws", "mean", "flaws", "less", "mean undiscovered flaws an actor"),
        (
            "find_rate",
            "find_rate",
            "mean",
            "1/quarter",
            "more",
            "share of flaws found a quarter; 1/x is the time to find",
        ),
        ("incidents", "incidents", "sum", "incidents", "less", "incidents in the run"),
        ("misuse", "misuse", "sum", "events", "less", "misuses of released systems in the run"),
        ("catastrophes", "catastrophes", "last", "events", "less", "catastrophes in the run"),
        ("regulation", "regulation", "last", "share", "neither", "safety floor that incidents have brought about"),
    ),
    *_log(
        "race and safety",
        (
            "response_time",
            "months",
            "neither",
            TIME,
            "median time until another actor matches a record release (Kaplan-Meier)",
        ),
    ),
    *_series(
        "concentration",
        ("hhi_revenue", "hhi_revenue", "mean", "index", "less", "Herfindahl-Hirschman index of revenue"),
        ("cr4_revenue", "cr4_revenue", "mean", "share", "less", "revenue share of the largest four"),
        (
            "gini_capability",
            "gini_capability",
            "last",
            "index",
            "less",
            "Gini coefficient of capability as users feel it",
        ),
        (
            "contenders",
            "contenders",
            "mean",
            "actors",
            "more",
            "actors within 10 index points of the released frontier",
        ),
        ("active", "active", "last", "actors", "neither", "active actors"),
        ("entrants", "entrants", "sum", "firms", "more", "firms that entered"),
        ("exits", "exits", "sum", "firms", "less", "firms that left"),
        (
            "dependence",
            "dependence",
            "mean",
            "OOM",
            "less",
            "mean over home nations: how far the best released at home, or open anywhere, trails the best of all",
        ),
    ),
    *_log(
        "concentration",
        ("hhi_releases", "index", "less", INDEX, "Herfindahl-Hirschman index of releases"),
        ("cr4_releases", "share", "less", SHARE, "share of releases by the most active four"),
        ("leadership_hhi", "index", "less", INDEX, "Herfindahl-Hirschman index of time in the lead"),
        ("leader_changes", "changes", "neither", COUNT, "changes of the leader by released capability"),
    ),
    *_series(
        "welfare",
        ("users", "users", "last", "share", "more", "share of users served by firms"),
        ("market", "market", "last", "bn USD/quarter", "neither", "size of the market"),
        ("surplus", "surplus", "mean", "bn USD/quarter", "more", "consumer surplus"),
        ("profits", "profits", "mean", "bn USD/quarter", "neither", "profits of firms after outlay and harm"),
        ("welfare", "welfare", "mean", "bn USD/quarter", "more", "surplus plus profits less damage by misuse"),
        ("service_loss", "service_loss", "sum", "share*quarters", "less", "users without service in outages"),
    ),
    *_series(
        "institutions",
        ("interoperability", "interoperability", "last", "share", "neither", "others' work that fits one's own, kappa"),
        ("literacy", "literacy", "last", "share", "more", "literacy of users and policymakers"),
        ("catalogue", "catalogue", "last", "share", "more", "shared safety tools, S"),
        ("foundation", "foundation", "last", "share", "more", "shared stack, weighted over domains"),
        ("partnerships", "partnerships", "mean", "partnerships", "neither", "partnerships in force, hosting included"),
        ("members", "members", "mean", "share", "neither", "active actors that belong to an alliance"),
        (
            "members_ahead",
            "members_ahead",
            "mean",
            "OOM",
            "neither",
            "released capability of members less that of others; below 0 laggards ally (0 without both)",
        ),
        (
            "internal_stability",
            "internal_stability",
            "mean",
            "share",
            "neither",
            "members who would not gain by leaving their alliance (0 without members)",
        ),
        (
            "external_stability",
            "external_stability",
            "mean",
            "share",
            "neither",
            "others who would not gain by joining an alliance (0 without alliances)",
        ),
        ("breaches", "breaches", "sum", "breaches", "less", "promises to frameworks and treaties that were broken"),
        (
            "projects",
            "projects",
            "sum",
            "projects",
            "more",
            "funded projects that would not have started without a grant",
        ),
        ("overhead", "overhead", "mean", "share", "less", "outlay that institutions take"),
    ),
    *_log("welfare", ("releases", "releases", "neither", COUNT, "releases in the run")),
]

OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _ALL}
"""All outcomes by name, in the order of tables."""

_SUMMARIES: dict[str, Callable[[Floats], Floats]] = {
    "last": lambda series: series[-1],
    "mean": lambda series: series.mean(axis=0),
    "sum": lambda series: series.sum(axis=0),
    "rise": lambda series: (series[-1] - series[0]) / max(1, len(series) - 1),
}
_COLUMN = {name: number for number, name in enumerate(SERIES)}
_PLAN = {
    over: [(o.name, _COLUMN[o.series]) for o in _ALL if o.over == over] for over in ("last", "mean", "sum", "rise")
}


def measure_run(world: World, quarters: int) -> dict[str, float]:
    """All outcomes of a run of so many quarters, in the order of :data:`OUTCOMES`."""
    series = world.series[:quarters]
    found: dict[str, float] = {}
    for over, columns in _PLAN.items():
        summary = _SUMMARIES[over](series).tolist()
        for name, column in columns:
            found[name] = summary[column]
    found |= _release_figures(world, quarters)
    found |= _leadership(series[:, _COLUMN["leader"]])
    reached = np.flatnonzero(
        series[:, _COLUMN["frontier"]] >= world.society["reference"][0] + world.parameters["world"]["milestone"][0]
    )
    found["time_to_milestone"] = float(reached[0]) if len(reached) else float(quarters)
    return {outcome.name: found[outcome.name] for outcome in _ALL}


def _leadership(leader: Floats) -> dict[str, float]:
    """Herfindahl-Hirschman index of quarters in the lead, and the number of changes."""
    _, counts = np.unique(leader, return_counts=True)
    shares = counts / len(leader)
    return {"leadership_hhi": float((shares**2).sum()), "leader_changes": float(np.count_nonzero(np.diff(leader)))}


def _release_figures(world: World, quarters: int) -> dict[str, float]:
    log = world.releases[: int(world.society[0]["releases"])]
    figures = release_figures(log, world.actors["bloc"], len(world.blocs))
    lags, responses = passages(log)
    return dict(zip(_RELEASE_FIGURES, figures, strict=True)) | {
        "releases": float(len(log)),
        "open_lag": kaplan_meier_median(lags, quarters) * MONTHS,
        "response_time": kaplan_meier_median(responses, quarters) * MONTHS,
    }


_RELEASE_FIGURES = (
    "open_release_share",
    "open_share_gap",
    "openness_by_rank",
    "foreign_bases_open",
    "joint_share",
    "joint_across",
    "hhi_releases",
    "cr4_releases",
)


@rule
def release_figures(log: Records[Any], bloc: Integers, blocs: int) -> tuple[float, ...]:
    """Shares and concentration of the release log, in the order of ``_RELEASE_FIGURES`` (0 for an empty log)."""
    count = log.size
    if count == 0:
        return 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    by_actor = np.zeros(bloc.size)
    by_bloc, open_by_bloc = np.zeros(blocs), np.zeros(blocs)
    opened, distance = np.zeros(count), np.zeros(count)
    joint = across = foreign = foreign_open = 0.0
    frontier = -1e300
    for k in range(count):
        row = log[k]
        opened[k] = row.tier >= Tier.LICENSED
        frontier = max(frontier, row.capability)
        distance[k] = row.capability - frontier
        by_actor[row.actor] += 1.0
        by_bloc[bloc[row.actor]] += 1.0
        open_by_bloc[bloc[row.actor]] += opened[k]
        if row.co_releaser >= 0:
            joint += 1.0
            across += bloc[row.co_releaser] != bloc[row.actor]
        if row.base >= 0 and log[row.base].actor != row.actor:
            foreign += 1.0
            foreign_open += log[row.base].tier >= Tier.LICENSED
    least, most = 1.0, 0.0
    for k in range(blocs):
        if by_bloc[k] > 0.0:
            least = min(least, open_by_bloc[k] / by_bloc[k])
            most = max(most, open_by_bloc[k] / by_bloc[k])
    ranked = np.sort(by_actor / count)[::-1]
    return (
        opened.mean(),
        max(0.0, most - least),
        correlation(opened, distance),
        foreign_open / max(1.0, foreign),
        joint / count,
        across / count,
        (ranked * ranked).sum(),
        ranked[:4].sum(),
    )


@rule
def correlation(x: Floats, y: Floats) -> float:
    """Pearson correlation; 0 where one of them does not vary."""
    dx, dy = x - x.mean(), y - y.mean()
    spread = (dx * dx).sum() * (dy * dy).sum()
    return (dx * dy).sum() / np.sqrt(spread) if spread > 0.0 else 0.0


@rule
def passages(log: Records[Any]) -> tuple[Floats, Floats]:
    """First-passage times of record releases, as rows (quarters, 1 if seen or 0 if censored at the last release).

    First: from each record among closed releases to an open release at least as capable. Second: from each record of
    all to a release at least as capable by another actor. The log is in order of quarters.
    """
    lags, responses = np.empty((log.size, 2)), np.empty((log.size, 2))
    lag_count = response_count = 0
    closed_record = record = open_best = -1e300
    for k in range(log.size):
        row = log[k]
        if row.tier >= Tier.LICENSED:
            open_best = max(open_best, row.capability)
        elif row.capability > closed_record:
            closed_record = row.capability
            lags[lag_count] = (0.0, 1.0) if open_best >= row.capability else until_matched(log, k, True)
            lag_count += 1
        if row.capability > record:
            record = row.capability
            responses[response_count] = until_matched(log, k, False)
            response_count += 1
    return lags[:lag_count], responses[:response_count]


@rule
def until_matched(log: Records[Any], k: int, by_open: bool) -> tuple[float, float]:
    """Quarters from release k to the first at least as capable that is open, or by another actor; seen or censored."""
    for later in range(k + 1, log.size):
        fits = log[later].tier >= Tier.LICENSED if by_open else log[later].actor != log[k].actor
        if fits and log[later].capability >= log[k].capability:
            return float(log[later].quarter - log[k].quarter), 1.0
    return float(log[log.size - 1].quarter - log[k].quarter), 0.0


@rule
def kaplan_meier_median(passages: Floats, quarters: int) -> float:
    """Kaplan & Meier (1958): first time at which the survival curve is at or below one half.

    0 without any case; when fewer than half are matched, the longest time observed, which is a lower bound.
    """
    survival, longest = 1.0, 0.0
    for time in range(quarters + 1):
        at_risk = events = 0
        for k in range(len(passages)):
            longest = max(longest, passages[k, 0])
            if passages[k, 0] >= time:
                at_risk += 1
            if passages[k, 0] == time and passages[k, 1] > 0.0:
                events += 1
        if at_risk > 0:
            survival *= 1.0 - events / at_risk
        if survival <= 0.5:
            return float(time)
    return longest
