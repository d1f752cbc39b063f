"""Small worlds in which only what a test asks for happens, and short ways to look at them."""

from datetime import date

import numpy as np

from sim import Firm, RaceModel
from sim.noise import noise_of
from sim.rules.research import research
from sim.rules.spending import spend
from sim.scenario import Scenario, Tier, load
from sim.scenario.schema.scenario import MECHANISMS
from sim.start import begin
from sim.world import ACTOR_FIELDS, DUTY_FIELDS, SOCIETY_FIELDS, actor_names, parameters

SWITCHED = [name for name, section in MECHANISMS.items() if "on" in section.model_fields]
"""Every mechanism that can be switched off."""
START = date(2020, 1, 1)
LOGIT = {"form": "logit"}
"""A market in which a firm earns a share of what its users are worth."""
GROWN = {"reached": 1.0, "middle": 0.0}
"""Prices where AI has reached everybody and is worth much: with the schema's numbers few use it at first."""
BOTH_FORMS = ("logit", "prices")
"""Forms of the market in which users choose."""
QUIET = {"strategy": "hoard", "tier": "closed", "hoards_as": "closed", "users": 0.0, "effort": 1.0}
"""An actor that keeps what it has to itself."""


def spend_and_search(world):
    """What actors spend in a first quarter, and what they find by that."""
    spend(world)
    research(world, noise_of(0), 0)


def day(quarter):
    """First day of a quarter of a small world, or of a scenario that starts in 2020."""
    return date(START.year + quarter // 4, quarter % 4 * 3 + 1, 1)


def merged(old, new):
    """Nested tables with those of ``new`` put over those of ``old``."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return old | {key: merged(old.get(key), value) for key, value in new.items()}


def small(actors=("alpha", "beta"), **changes):
    """A scenario of a few quiet firms in one field, every mechanism off except those that ``changes`` names.

    Knowledge is a ladder unless ``sharing`` says otherwise.

    ``small({"alpha": {"tier": "open"}, "beta": {}}, trust={"gain": 0.1})`` has two firms and trust alone.
    """
    specs = {name: {} for name in actors} if not isinstance(actors, dict) else actors
    tables = {name: {"on": name in changes} for name in SWITCHED}
    tables["sharing"] |= {"variety": 0.0}
    tables |= {"title": "Small", "start": START, "quarters": 12, "domains": {"field": {"weight": 1.0}}}
    tables |= {"choice": {"revision": 1.0}, "actors": {name: QUIET | spec for name, spec in specs.items()}}
    return load(Scenario.model_validate(merged(tables, changes)))


def changed(scenario, **changes):
    """A scenario with some of its tables changed; ``policies`` are put after its own."""
    tables = scenario.model_dump()
    rows = changes.pop("policies", [])
    return load(Scenario.model_validate(merged(tables, changes) | {"policies": tables["policies"] + rows}))


def world_of(scenario, seed=0):
    """The world of a scenario on the eve of its first quarter."""
    return begin(scenario, seed, scenario.quarters)


def row(scenario, name):
    """The row of an actor by name."""
    return actor_names(scenario).index(name)


def actor(run, name, field):
    """A field of an actor's record at the end of a run."""
    return run.world.actors[field][row(run.scenario, name)].item()


def series(run, name):
    """One series of a run, shape (quarters,)."""
    return run.series[name]


def tiers(run):
    """The tiers that all actors have at the end of a run."""
    return [Tier(tier) for tier in run.world.actors["tier"]]


def same(one, other, before=None):
    """Whether two runs agree bit for bit in all series and releases, of all quarters or those before one."""
    rows = slice(None, before)
    logs = [
        {
            name: [v for v, q in zip(column, run.releases["quarter"], strict=True) if before is None or q < before]
            for name, column in run.releases.items()
        }
        for run in (one, other)
    ]
    return np.array_equal(one.world.series[rows], other.world.series[rows]) and logs[0] == logs[1]


def numbers(section, **values):
    """The record of one section's parameters, as the rules read it."""
    return parameters(small(**{section: values}))[0][section]


def record(**fields):
    """An actor's record, zero but for the fields given."""
    return _filled(ACTOR_FIELDS, fields)


def duty(**fields):
    """What institutions ask of an actor, nothing but the fields given."""
    return _filled(DUTY_FIELDS, fields)


def society(**fields):
    """The record of society, zero but for the fields given."""
    return _filled(SOCIETY_FIELDS, fields)


def _filled(kind, fields):
    one = np.zeros(1, kind)
    for name, value in fields.items():
        one[name] = value
    return one[0]


def moves(strategy, script, seed=0, me=None, **changes):
    """What an actor of a strategy plays against a scripted partner, "C" for sharing and "D" for hoarding.

    Both choose every quarter at once; the partner plays the letters of ``script`` in turn.
    """

    class Partner(Firm):
        def choose(self):
            return Tier.OPEN if script[self.model.quarter] == "C" else Tier.CLOSED

    spec = {"strategy": strategy} | (me or {})
    scenario = small({"me": spec, "partner": {}}, quarters=len(script), **changes)
    model = RaceModel(scenario, seed, agents={"partner": Partner})
    played = ""
    for _ in script:
        model.step()
        played += "C" if model.actors[0].tier >= Tier.LICENSED else "D"
    return played
