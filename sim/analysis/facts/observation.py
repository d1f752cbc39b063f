"""What observers record of a run: of its releases, those that would be called notable, and those that would be scored.

The data are lists of models that somebody selected, so that comparing them with all releases of a run compares two
different things. ``seeds/evidence/observation.py`` estimates from a near census of large models how likely a model is
to enter each list, given how far it is behind the frontier, whether it is open, its maker and the year. The same
chances are applied to a run. It is an assumption that a distance in OOM of effective compute, which is what capability
is here, selects as a distance in training compute does: models of one day have nearly the same algorithms, but not
quite. What is further behind than the census reaches is judged as if it were where the census ends.
"""

import tomllib
from functools import cache
from math import exp
from typing import NamedTuple

import numpy as np

from sim.analysis.facts.compiling import measure
from sim.analysis.facts.declared import folder
from sim.analysis.facts.history import QUARTERS_A_YEAR, Flags, History, seen
from sim.noise import Noise, Purpose, fraction, noise_of, words
from sim.scenario.schema.enums import Kind
from sim.scenario.schema.scenario import Scenario
from sim.world.build import SLOT_KEY
from sim.world.names import slots

LISTS = ("notable", "scored")
"""Lists of models, in the order of their random numbers."""
TAIL_KEY = (1 << 32) - 1
"""Makers of the long tail share a key, which no actor has, and are told apart by their place in the quarter."""


class Chances(NamedTuple):
    """Coefficients of a logistic chance to be recorded.

    logit = constant + distance * min(behind, reach of the year) + open * (weights are out)
            + year * (max(when, year_since) - origin)
            + rise * (largest of its maker so far) + established * (by a known maker)

    Attributes:
        constant: of the logit.
        distance: a OOM behind the frontier.
        open: for a release whose weights are out.
        year: a year.
        rise: for a release that none of its maker's exceeds, as all of a run are.
        established: for a release of an organisation that the scenario names; entrants are nobody yet.
        origin: year from which years are counted.
        year_since: earliest year that is told apart.
        reach: OOM behind the frontier up to which anything is known, by year; who is further behind is judged as if
            at the end of it.
        reach_since: year of the first of these; the first and the last hold before and after.
    """

    constant: float
    distance: float = 0.0
    open: float = 0.0
    year: float = 0.0
    rise: float = 0.0
    established: float = 0.0
    origin: float = 0.0
    year_since: float = 0.0
    reach: tuple[float, ...] = (np.inf,)
    reach_since: int = 0


class Lens(NamedTuple):
    """What observing needs to know of a scenario.

    Attributes:
        slope: index points per OOM.
        named: number of actors that it names; they come before the places for entrants.
        known: whether each of these is a known maker, shape (named,): all but states, which the census has none of.
        actors: number of actors, places for entrants included; makers of the long tail come after them.
    """

    slope: float
    named: int
    known: Flags
    actors: int


class Seen(NamedTuple):
    """A run as those see it who keep the lists: the releases among which figures of each are measured."""

    notable: History
    scored: History


@cache
def estimated() -> tuple[Chances, ...]:
    """The estimated chances, in the order of :data:`LISTS`."""
    file = tomllib.loads((folder() / "observation.toml").read_text(encoding="utf-8"))
    common = {name: file[name] for name in ("origin", "year_since", "reach_since")} | {"reach": tuple(file["reach"])}
    return tuple(Chances(**file[name]["coefficients"], **common) for name in LISTS)


def lens(scenario: Scenario) -> Lens:
    """Return what observing needs to know of a scenario."""
    known = [spec.kind != Kind.NATION for spec in scenario.actors.values() for _ in range(spec.count)]
    return Lens(scenario.world.index_slope, len(known), np.array(known, bool), len(known) + slots(scenario))


def everything(history: History) -> Seen:
    """A run of which every release is recorded."""
    return Seen(history, history)


def observed(history: History, seed: int, through: Lens) -> Seen:
    """A run as observed: a pure function of it and of its seed.

    Args:
        history: all releases.
        seed: of the run; a model is recorded by luck of its (first) maker and quarter, and of its place among the
            maker's models of the quarter, whatever others release.
        through: see :func:`lens`.
    """
    return Seen(*_observed(history, noise_of(seed), through, *estimated()))


@measure
def _observed(
    history: History, noise: Noise, through: Lens, notable: Chances, scored: Chances
) -> tuple[History, History]:
    return (
        seen(history, recorded(history, noise, through, 0, notable)),
        seen(history, recorded(history, noise, through, 1, scored)),
    )


@measure
def recorded(history: History, noise: Noise, through: Lens, place: int, chances: Chances) -> Flags:
    """Which releases enter a list, shape (releases,).

    Args:
        history: all releases, in order of time.
        noise: luck of the run.
        through: see :func:`lens`.
        place: of the list in :data:`LISTS`.
        chances: see :class:`Chances`; a release is behind the best of the quarters before its own, or not at all.
    """
    mask = np.zeros(history.quarter.size, np.bool_)
    frontier, best, now = -np.inf, -np.inf, -1
    earlier, last = np.zeros(through.actors + 1, np.int64), np.full(through.actors + 1, -1)
    for r in range(history.quarter.size):
        quarter = history.quarter[r]
        if quarter > now:
            frontier, now = best, quarter
        capability = history.capability[r]
        best = max(best, capability)
        year = quarter // QUARTERS_A_YEAR - chances.reach_since
        reach = chances.reach[min(max(year, 0), len(chances.reach) - 1)]
        behind = min(max(0.0, frontier - capability) / through.slope, reach)
        maker = history.maker[history.row[r]]
        is_known = False
        for k in range(history.row[r], history.row[r + 1]):
            is_known |= history.maker[k] < through.named and through.known[history.maker[k]]
        when = max((quarter + 0.5) / QUARTERS_A_YEAR, chances.year_since) - chances.origin
        logit = chances.constant + chances.distance * behind + chances.open * history.is_open[r] + chances.year * when
        logit += chances.rise + chances.established * is_known
        # The key of the maker, as the world has it (sim.world.build): what others release leaves its luck as it was.
        key = maker if maker < through.named else SLOT_KEY + maker - through.named
        who = min(maker, through.actors)  # all makers of the tail are one, told apart by their number
        earlier[who] = 0 if last[who] != quarter else earlier[who] + 1
        last[who] = quarter
        moment = len(LISTS) * (quarter - history.begin) + place
        key = TAIL_KEY if who == through.actors else key
        high, low, _, _ = words(noise, Purpose.OBSERVATION, key, earlier[who], moment)
        mask[r] = fraction(high, low) < 1.0 / (1.0 + exp(-logit))
    return mask
