"""A history of releases, from the data or from a run, in one form, so that one measure works for both."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.facts.declared import declared, folder
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.scenario import Scenario
from sim.world import Floats
from sim.world.names import actor_names, bloc_names, slots

if TYPE_CHECKING:
    import pandas as pd

_FILES = {"notable": "epoch_notable_models.csv", "scored": "epoch_eci_models.csv"}
"""Histories in the data: notable models, and models with a capability score."""
QUARTERS_A_YEAR = 4
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class History:
    """Releases and their makers.

    Attributes:
        makers: one row per release and maker, in order of time: release, time (years), year, maker, share (one divided
            by the number of makers), since (first year in which the maker is known), open (1 or 0, NaN where not
            known), capability (index points, NaN where not known), joint, foreign (builds on another maker's model),
            foreign_open (and that model is open), and for each bloc whether a maker belongs to it.
        series: one row per quarter of a run: time, year, outlay (bn USD of the mean actor), compute (bought for it,
            units of C) and incidents; empty for data.
    """

    makers: "pd.DataFrame"
    series: "pd.DataFrame"

    @cached_property
    def releases(self) -> "pd.DataFrame":
        """One row a release, with its first maker."""
        return self.makers.drop_duplicates("release")

    def drawn(self, random: np.random.Generator) -> "History":
        """A history of the same number of releases, drawn with replacement."""
        _, first, makers = np.unique(self.makers["release"].to_numpy(), return_index=True, return_counts=True)
        chosen = np.sort(random.integers(len(first), size=len(first)))
        release = np.repeat(np.arange(len(chosen)), makers[chosen])
        ends = np.cumsum(makers[chosen])
        rows = np.arange(ends[-1]) - np.repeat(ends - makers[chosen], makers[chosen]) + first[chosen][release]
        return History(self.makers.iloc[rows].assign(release=release), self.series)


@cache
def evidence(name: str) -> History:
    """Return a history from the data: "notable" models, or those with a score.

    The blocs of a model follow from its countries. Units of one organisation are merged (``houses.toml``); models
    without a named maker are left out.
    """
    import pandas as pd

    blocs = declared().blocs
    houses = tomllib.loads((folder() / "houses.toml").read_text(encoding="utf-8"))
    member_of = {name: house for house, names in houses.items() for name in names}
    with (folder() / _FILES[name]).open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["date"], float(row.get("eci") or 0)))
    made = pd.DataFrame(list(_makers(rows, member_of, blocs)))
    return History(made.assign(since=made.groupby("maker")["year"].transform("min")), pd.DataFrame())


def _makers(
    rows: Sequence[dict[str, str]], member_of: dict[str, str], blocs: dict[str, str]
) -> Iterator[dict[str, object]]:
    for release, row in enumerate(rows):
        makers = list(dict.fromkeys(member_of.get(maker, maker) for maker in _split(row["organization"])))
        day = date.fromisoformat(row["date"])
        for maker in makers:
            yield {
                "release": release,
                "time": 2000.0 + (day - date(2000, 1, 1)).days / DAYS_A_YEAR,
                "year": day.year,
                "maker": maker,
                "share": 1.0 / len(makers),
                "open": float(row["open_weights"] or "nan"),
                "capability": float(row.get("eci") or "nan"),
                "joint": len(makers) > 1,
                "foreign": False,
                "foreign_open": False,
                **{bloc: country in _split(row["country"]) for bloc, country in blocs.items()},
            }


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def of_run(scenario: Scenario, releases: "pd.DataFrame", series: "pd.DataFrame") -> History:
    """Return the history of a run.

    Args:
        scenario: what was run.
        releases: its release log, see :attr:`sim.study.execute.Run.releases`.
        series: its series, with the quarter as a column.

    Returns:
        Releases in years, capability in index points (``world.index_slope`` times OOM). Actors present at the start
        have been there before; others are known since their first release.
    """
    import pandas as pd

    begin = scenario.start.year + (scenario.start.month - 1) // 3 / QUARTERS_A_YEAR
    whole = _log(releases, begin, scenario.world.index_slope)
    first = whole.assign(maker=releases["actor"].to_numpy())
    second = whole.assign(maker=releases["co_releaser"].to_numpy())[whole["joint"]]
    makers = pd.concat([first, second]).sort_values("release", kind="stable", ignore_index=True)
    return History(_placed(scenario, makers), _series(scenario, series, begin))


def _log(releases: "pd.DataFrame", begin: float, slope: float) -> "pd.DataFrame":
    """The history's data of each release of a run, without its makers."""
    import pandas as pd

    time = begin + releases["quarter"].to_numpy() / QUARTERS_A_YEAR
    tier = releases["tier"].map({tier.name.lower(): int(tier) for tier in Tier}).to_numpy()
    base, actor = releases["base"].to_numpy(), releases["actor"].to_numpy()
    joint = releases["co_releaser"].to_numpy() != ""
    foreign = (base >= 0) & (actor[base] != actor) if len(base) else np.zeros(0, bool)
    return pd.DataFrame(
        {
            "release": np.arange(len(releases)),
            "time": time,
            "year": np.floor(time).astype(int),
            "share": np.where(joint, 0.5, 1.0),
            "open": (tier >= Tier.LICENSED).astype(float),
            "capability": releases["capability"].to_numpy() * slope,
            "joint": joint,
            "foreign": foreign,
            "foreign_open": foreign & (tier[base] >= Tier.LICENSED) if len(base) else foreign,
        }
    )


def _placed(scenario: Scenario, makers: "pd.DataFrame") -> "pd.DataFrame":
    """Makers with their blocs and the first year in which they are known."""
    bloc, present = _blocs(scenario), _present(scenario)
    first = makers.groupby("maker")["year"].transform("min")
    before = makers["maker"].isin(present)
    within = {name: makers["maker"].map(bloc) == name for name in bloc_names(scenario)}
    touched = {name: flag.groupby(makers["release"]).transform("any") for name, flag in within.items()}
    return makers.assign(since=first.where(~before, scenario.start.year - 1), **touched)


def _blocs(scenario: Scenario) -> dict[str, str]:
    blocs = bloc_names(scenario)
    named = [spec.bloc for spec in scenario.actors.values() for _ in range(spec.count)]
    # Places for entrants go round the blocs, as sim.world.build lays them.
    return dict(
        zip(actor_names(scenario), [*named, *(blocs[k % len(blocs)] for k in range(slots(scenario)))], strict=True)
    )


def _present(scenario: Scenario) -> set[str]:
    """Names of the actors present at the start."""
    there = [
        spec.enters is None or spec.enters <= scenario.start
        for spec in scenario.actors.values()
        for _ in range(spec.count)
    ]
    return {name for name, is_there in zip(actor_names(scenario), there, strict=False) if is_there}


def _series(scenario: Scenario, series: "pd.DataFrame", begin: float) -> "pd.DataFrame":
    quarter = series["quarter"].to_numpy(float)
    time = begin + quarter / QUARTERS_A_YEAR
    outlay: Floats = series["outlay"].to_numpy(float) / np.maximum(1.0, series["active"].to_numpy(float))
    a_dollar = scenario.compute.price * 10.0 ** (scenario.compute.progress * quarter)
    return series.assign(
        time=time, year=np.floor(time).astype(int), outlay=outlay, compute=outlay * a_dollar
    )[["time", "year", "outlay", "compute", "incidents"]]  # fmt: skip
