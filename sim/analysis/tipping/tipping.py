"""One scenario from two starts over a lever and what it is tried against; its boundary, what tips it, and a verdict."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.compare import STORE
from sim.analysis.ensemble.draws import ROOTS
from sim.analysis.tipping.bisect import Bracket, bisected
from sim.analysis.tipping.dial import CONFORMITY, MOST_SUPPORT, Dial, dial_of, refused
from sim.analysis.tipping.draws import Drawn, drawn
from sim.analysis.tipping.runs import LAST, Runs, open_runs
from sim.analysis.tipping.starts import (
    adaptive,
    committed,
    ensure_two_starts,
    in_order,
    share_of,
    starting,
    supported,
    unbound,
)
from sim.analysis.tipping.verdict import HELD, hold, more_often_than_not, verdict
from sim.scenario import Scenario, load
from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.scenario.load import written
from sim.study.tally import Progress
from sim.world import Floats

SCENARIO = "arms-race-norms"
LEVER = "tiers.open.appeal"
REPLICATES, STEPS, AGAINST_STEPS = 8, 6, 9
HOLDS = (4, 8, 16, 32)
"""Quarters for which a commitment is tried."""
SUPPORTS = tuple(MOST_SUPPORT * part for part in (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1))
"""Levies that are tried, as shares of everybody's outlay."""
DRAWN_SUPPORTS = (MOST_SUPPORT / 4, MOST_SUPPORT)
"""Levies that are tried at draws."""
CLOSED, OPEN = "closed", "open"
STARTS = (CLOSED, OPEN)
LATER = 2
"""By how much longer runs go on that ask whether it lasts."""
_SPREAD = (5, 95)


@dataclass(frozen=True, repr=False)
class Tipping(Brief):
    """When the openness of a world keeps itself.

    Shares open are of actors, over the last 8 quarters; `end` is the mean over runs, `low` and `high` their 5th and
    95th percentile. A run *ends open* if at least half of the actors are. `held` of `runs` end open, with the 95 %
    interval of that share (Wilson) from `held_low` to `held_high`.

    Attributes:
        scenario: name of the scenario.
        lever: what is turned: a path, "support" or "reciprocators".
        own: its value in the scenario.
        against: what it is tried against, named in the same way.
        own_against: its value in the scenario.
        verdict: "keeps itself", "must be paid for" or "cannot be had", for the scenario as it is, over its length; or
            "undecided", where more runs would tell.
        why: what the verdict rests on, and whether it would last: one row per levy (0: none), start and length of runs,
            that of the scenario and twice that: levy, start, quarters, end, low, high, held, runs, held_low, held_high.
        branches: one row per value of the lever and start, all else as in the scenario: value, start, and as above.
        map: one row per value of both: lever, against, closed, open, and memory = open - closed.
        basin: one row per value of the lever: the share of actors that must begin open for the end to be open, between
            `below`, which is not enough, and `above`, which is. NaN below: it ends open whoever begins; NaN above: it
            ends closed whoever begins.
        commitments: one row per length, in quarters: the share of actors that must commit themselves to openness for so
            long to tip a closed start, between `below` and `above` as in `basin`; who is committed to a tier by the
            scenario cannot be.
        quarters: length of runs.
        replicates: runs of each case.
        failed: number of runs that failed, which are left out.
        drawn: verdicts over draws of all that nobody knows; None without draws.
    """

    scenario: str
    lever: str
    own: float
    against: str
    own_against: float
    verdict: str
    why: pd.DataFrame
    branches: pd.DataFrame
    map: pd.DataFrame
    basin: pd.DataFrame
    commitments: pd.DataFrame
    quarters: int
    replicates: int
    failed: int
    drawn: Drawn | None = None

    def _facts(self) -> dict[str, object]:
        memory = self.map["memory"].abs().max()
        return {"of": clean(self.scenario), "verdict": self.verdict, "greatest memory": f"{memory:.2f}"}

    @property
    def support(self) -> float | None:
        """The least levy tried with which an open start ends open, 0 if it needs none; None if none is enough."""
        opened = self.why[(self.why["start"] == OPEN) & (self.why["quarters"] == self.quarters)]
        enough = opened.loc[opened["held_low"] > HELD, "levy"]
        return float(enough.min()) if len(enough) else None


def tipping(
    scenario: str | Path | Scenario = SCENARIO,
    lever: str = LEVER,
    least: float | None = None,
    most: float | None = None,
    steps: int = STEPS,
    *,
    against: str = CONFORMITY,
    against_steps: int = AGAINST_STEPS,
    replicates: int = REPLICATES,
    draws: int | None = None,
    settings: Mapping[str, object] | None = None,
    quarters: int | None = None,
    seed: int = 0,
    store: str | Path = STORE,
    executor: Executor | None = None,
    workers: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
) -> Tipping:
    """Find out when the openness of a scenario keeps itself.

    Everybody may change: who always hoards or shares gives best replies instead, and reciprocators begin as they are.
    The same world then begins closed, each actor at the tier at which it hoards, or open, each at the tier at which it
    shares. Where both end alike there is one regime; where they do not there are two, and the start decides.

    Args:
        scenario: name, path or scenario.
        lever: what is turned: the path of a number, by default the appeal of open weights to users; "support", a levy
            on everybody's outlay that is paid to who is open; or "reciprocators", the share of actors that answer
            others.
        least: its least value; by default the lower end of its prior.
        most: its greatest value; by default the upper end of its prior.
        steps: number of its values.
        against: what it is tried against: "conformity", "reciprocators", or as `lever`.
        against_steps: number of its values.
        replicates: runs of each case, with the same random numbers in all cases.
        draws: how many draws of all numbers that the scenario leaves open the verdict is asked for as well, in each
            structural form; conformity is always drawn, unless it is among the settings.
        settings: values to change, by dotted path.
        quarters: length of runs; by default the scenario's own.
        seed: base seed of the replicates, and of who begins open first.
        store: folder of finished runs.
        executor: executor to run in; by default, processes on this machine.
        workers: number of batches that run at once.
        retry_failed: repeat runs that failed.
        progress: called with a tally from time to time.

    Returns:
        The verdict and what it rests on; shares are of actors, levies of everybody's outlay, lengths in quarters.

    Raises:
        ScenarioError: the scenario, lever or a setting is wrong, an actor has no two tiers, runs are too short, or all
            runs of a case failed.
        StoreError: the store cannot be used.

    Warns:
        FailedRuns: some runs failed; they are left out.
    """
    world = adapted(scenario, settings)
    length = world.quarters if quarters is None else quarters
    ensure_length(length)
    order = in_order(world, seed)
    one = dial_of(world, lever, least, most, steps, order)
    other = dial_of(world, against, None, None, against_steps, order)
    if one.name == other.name:
        raise refused("against", f"{one.name} is the lever", "something else to try it against")
    how: dict[str, Any] = {"store": store, "executor": executor, "workers": workers, "retry_failed": retry_failed}
    with open_runs(replicates, seed, length, progress=progress, **how) as runs:
        ends = runs.ends(_cases(world, one, other))
        later = runs.ends(_levied(world), LATER)
        turns = _turns(world, one, order, runs, length)
    alone, paid = hold(ends["levy", 0.0, OPEN]), {levy: hold(ends["levy", levy, OPEN]) for levy in SUPPORTS}
    over = None
    if draws is not None:
        starts = {start: load(begun(world, start), {"quarters": length}) for start in STARTS}
        over = drawn(
            starts, DRAWN_SUPPORTS, draws, quarters=length, seed=seed, settings=settings or {},
            written=() if isinstance(scenario, Scenario) else written(scenario, ROOTS), progress=progress, **how,
        )  # fmt: skip
    return Tipping(
        scenario=scenario.title if isinstance(scenario, Scenario) else Path(scenario).name.removesuffix(".toml"),
        lever=one.name,
        own=one.own,
        against=other.name,
        own_against=other.own,
        verdict=verdict(alone, paid),
        why=pd.concat([_told(ends, "levy", length), _told(later, "levy", LATER * length)], ignore_index=True),
        branches=_told(ends, "value", length),
        map=_map(ends),
        basin=_brackets(world, order, turns, "begin", "value"),
        commitments=_brackets(world, unbound(world, order), turns, "commit", "quarters"),
        quarters=length,
        replicates=replicates,
        failed=runs.failed,
        drawn=over,
    )


def adapted(scenario: str | Path | Scenario, settings: Mapping[str, object] | None) -> Scenario:
    """The scenario in which everybody may change, with some values changed.

    Raises:
        ScenarioError: it or a setting is wrong, or an actor has no two tiers.
    """
    world = load(adaptive(load(scenario)), settings or {})
    ensure_two_starts(world)
    return world


def ensure_length(quarters: int) -> None:
    """Refuse runs in which the end is not apart from the start.

    Raises:
        ScenarioError: they are.
    """
    if quarters < 2 * LAST:
        raise refused("quarters", f"{quarters} are too few to tell the end from the start", f"at least {2 * LAST}")


def _cases(world: Scenario, one: Dial, other: Dial) -> dict[tuple[Any, ...], Scenario]:
    """All cases of which both starts are run: the branches, the map, the levies."""
    turned: dict[tuple[Any, ...], Scenario] = {
        ("value", value): one.turn(world, value) for value in sorted({*one.values, one.own})
    }
    for beside in other.values:
        apart = other.turn(world, beside)
        turned |= {("map", value, beside): one.turn(apart, value) for value in one.values}
    return _levied(world) | {(*case, start): begun(each, start) for case, each in turned.items() for start in STARTS}


def _levied(world: Scenario) -> dict[tuple[Any, ...], Scenario]:
    """Both starts without a levy, and with each."""
    turned = {levy: supported(world, levy) for levy in (0.0, *SUPPORTS)}
    return {("levy", levy, start): begun(each, start) for levy, each in turned.items() for start in STARTS}


def begun(world: Scenario, start: str) -> Scenario:
    """The world with everybody at one start."""
    return starting(world, world.actors if start == OPEN else ())


def _turns(
    world: Scenario, one: Dial, order: Sequence[str], runs: Runs, quarters: int
) -> dict[tuple[Any, ...], Bracket]:
    """Numbers of actors at which the end turns: who begin open, by value of the lever; who commit, by quarters.

    Each number is tried with the first of an order and with the last of it: two sets that have as few in common as can
    be. It does if at least half of all these runs end open.
    """
    closed, free = begun(world, CLOSED), unbound(world, order)
    turned = {("begin", value): one.turn(world, value) for value in sorted({*one.values, one.own})}
    places = [*turned, *(("commit", hold) for hold in HOLDS if hold + LAST <= quarters)]

    def variant(place: tuple[str, Any], who: Sequence[str]) -> Scenario:
        kind, value = place
        return starting(turned[place], who) if kind == "begin" else committed(closed, who, value)

    def does(counts: Mapping[tuple[Any, ...], int]) -> dict[tuple[Any, ...], bool]:
        asked = {
            (place, number): variant(place, way[:count])
            for place, count in counts.items()
            for number, way in enumerate(both_ways(order if place[0] == "begin" else free))
        }
        ends = runs.ends(asked) if asked else {}
        return {place: more_often_than_not(np.concatenate([ends[place, 0], ends[place, 1]])) for place in counts}

    return bisected({place: len(order if place[0] == "begin" else free) for place in places}, does)


def both_ways(order: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """An order and its reverse: their first k have as few in common as k can have."""
    return order, order[::-1]


def told(ends: Floats) -> dict[str, float | int]:
    """The end of some runs as a row of a table: mean, spread, and how many end open."""
    found = hold(ends)
    low, high = np.nanpercentile(ends, _SPREAD) if found.of else (np.nan, np.nan)
    return {
        "end": float(np.nanmean(ends)) if found.of else np.nan, "low": float(low), "high": float(high),
        "held": found.count, "runs": found.of, "held_low": found.low, "held_high": found.high,
    }  # fmt: skip


def _told(ends: Mapping[tuple[Any, ...], Floats], case: str, quarters: int) -> pd.DataFrame:
    rows = [
        {case: key[1], "start": key[-1], "quarters": quarters, **told(each)}
        for key, each in ends.items()
        if key[0] == case
    ]
    return pd.DataFrame(rows)


def _map(ends: Mapping[tuple[Any, ...], Floats]) -> pd.DataFrame:
    means = [{"lever": key[1], "against": key[2], "start": key[3], "end": told(each)["end"]}
             for key, each in ends.items() if key[0] == "map"]  # fmt: skip
    table = pd.DataFrame(means).pivot(index=["against", "lever"], columns="start", values="end").reset_index()
    table.columns.name = None
    return table[["lever", "against", CLOSED, OPEN]].assign(memory=table[OPEN] - table[CLOSED])


def _brackets(
    world: Scenario, order: Sequence[str], turns: Mapping[tuple[Any, ...], Bracket], kind: str, column: str
) -> pd.DataFrame:
    """Brackets as shares of all actors; of two sets of the same number, their mean."""

    def share(count: int | None) -> float:
        if count is None:
            return float("nan")
        return float(np.mean([share_of(world, way[:count]) for way in both_ways(order)]))

    rows = [(place[1], share(found.below), share(found.above)) for place, found in turns.items() if place[0] == kind]
    return pd.DataFrame(rows, columns=[column, "below", "above"])
