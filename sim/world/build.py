"""The state before the first quarter, from a scenario and a seed."""

from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from typing import Any

import numpy as np

from sim.scenario.schema.enums import OwnStrategy, Sector, Strategy, Tier
from sim.scenario.schema.scenario import Scenario
from sim.world.block import Block, memory
from sim.world.books import BOOKS_SHAPE, CASH
from sim.world.names import bloc_names, home_names, slots
from sim.world.policies import club_rows, is_promise, policy_rows
from sim.world.records import (
    ACTOR_FIELDS,
    BLOC_FIELDS,
    DOMAIN_FIELDS,
    DUTY_FIELDS,
    KNOWLEDGE_FIELDS,
    NOBODY,
    RELEASE_FIELDS,
    SOCIETY_FIELDS,
    TIER_FIELDS,
    Floats,
    Ties,
    World,
    parameters,
)
from sim.world.ties import is_drawn, lay_ties

SLOT_KEY = 1 << 31
"""Keys of slots start here, so that a further named actor does not shift their noise; all fit 32 bits."""


def _actors(scenario: Scenario) -> Any:
    specs = list(scenario.actors.values())
    blocs, homes = bloc_names(scenario), home_names(scenario)
    counts = [spec.count for spec in specs]
    named = sum(counts)
    raw = memory((named + slots(scenario)) * ACTOR_FIELDS.itemsize)
    raw[:] = 0
    actors = raw.view(ACTOR_FIELDS)

    def fill(name: str, values: list[Any]) -> None:
        actors[name][:named] = values if len(values) == named else np.repeat(values, counts)

    fill("strategy", [Strategy.PYTHON if isinstance(spec.strategy, OwnStrategy) else spec.strategy for spec in specs])
    for name in ("kind", "hoards_as", "shares_as", "tier", "compute", "run_spread", "endowment", "cash", "effort"):
        fill(name, [getattr(spec, name) for spec in specs])
    fill("run", [-1.0 if spec.run is None else spec.run for spec in specs])
    fill("users", [spec.users for spec in specs])
    fill("complement", [spec.complement for spec in specs])
    fill("own_governance", [spec.governance for spec in specs])
    fill("bloc", [blocs.index(spec.bloc) for spec in specs])
    fill("home", [homes.index(spec.home or spec.bloc) for spec in specs])
    enters = [max(0, scenario.quarter_of(spec.enters)) if spec.enters else 0 for spec in specs]
    fill("enters", enters)
    fill("alive", [int(quarter == 0) for quarter in enters])
    actors["enters"][named:] = NOBODY  # a slot is a firm (kind 0) that has no date yet
    actors["compute"][named:] = 1.0
    actors["run"][named:] = -1.0
    actors["bloc"][named:] = np.arange(len(actors) - named) % len(blocs)
    first_home = {spec.bloc: homes.index(spec.home or spec.bloc) for spec in reversed(specs)}
    actors["home"][named:] = [first_home[blocs[bloc]] for bloc in actors["bloc"][named:]]
    actors["key"][:named] = np.arange(named)
    actors["key"][named:] = SLOT_KEY + np.arange(len(actors) - named)
    for name in ("release", "source", "partner", "ordered", "host"):
        actors[name] = NOBODY
    return actors


def _knowledge(scenario: Scenario, size: int) -> Any:
    names = list(scenario.domains)
    specs = list(scenario.actors.values())
    counts = [spec.count for spec in specs]
    named = sum(counts)
    weight = _weights(scenario).tolist()
    rows = np.zeros((size, len(names)), KNOWLEDGE_FIELDS)

    def fill(field: str, values: list[list[float]]) -> None:
        table = np.array(values, float).reshape(len(specs), len(names))
        rows[field][:named] = table if named == len(specs) else np.repeat(table, counts, axis=0)

    fill("know_how", [[spec.know_how_in.get(name, spec.know_how) for name in names] for spec in specs])
    fill("focus", [[spec.focus.get(name, 0.0) for name in names] if spec.focus else weight for spec in specs])
    fill("offered", [[float(name not in spec.withheld) for name in names] for spec in specs])
    rows["focus"][named:] = weight
    rows["offered"][named:] = 1.0
    rows["focus"] /= rows["focus"].sum(axis=1, keepdims=True)
    rows["drive"] = rows["focus"] ** scenario.research.returns
    rows["disclosed"] = rows["know_how"]
    return rows


def _weights(scenario: Scenario) -> Floats:
    weight: Floats = np.array([domain.weight for domain in scenario.domains.values()])
    return np.asarray(weight / weight.sum())


def _tiers(scenario: Scenario) -> Any:
    named = scenario.tiers
    specs = ((Tier.CLOSED, named.closed), (Tier.ACCESS, named.access), (Tier.LICENSED, named.licensed),
             (Tier.OPEN, named.open))  # fmt: skip
    return np.array(
        [
            (int(tier >= Tier.LICENSED), each.disclosure, each.capture, each.appeal, each.exposure, each.building)
            for tier, each in specs
        ],
        TIER_FIELDS,
    )


class _Recent(OrderedDict[Hashable, Block]):
    """What was made last, by what it was made of."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: Hashable, made: Block) -> Block:
        """Keep what was made in the place of the oldest, and return it."""
        self[key] = made
        with suppress(KeyError):  # another thread may have taken the last one out
            if len(self) > self._most:
                self.popitem(last=False)
        return made


_DRAFTS, _MOULDS = _Recent(32), _Recent(8)
_LARGEST_KEPT = 300
_TABLES = ("actors", "domains", "tiers", "ties", "policies", "start")
_NUMBERS = {
    "research": ("returns",),
    "commons": ("catalogue",),
    "compute": ("price",),
    "trust": ("prior_within", "prior_across"),
    "investors": ("on", "fund", "pace", "capture", "margin"),
    "entry": ("on", "slots"),
}
"""Parameters that a world is built from, beside the record of all of them."""


def _made_of(scenario: Scenario) -> tuple[str, ...]:
    """What a world is built from: where it is the same, two differ in the record of their parameters alone."""
    numbers = [getattr(getattr(scenario, table), name) for table, names in _NUMBERS.items() for name in names]
    switches = [getattr(scenario, row.needs).on for row in scenario.policies if row.needs]
    return (*(scenario.texts[table] for table in _TABLES), repr((numbers, switches)))


def _draft(scenario: Scenario) -> Block:
    """What does not depend on the seed, without ties that are drawn; kept, because many seeds follow each other."""
    return _DRAFTS.get(scenario.digest) or _DRAFTS.keep(scenario.digest, _cast(scenario))


def _cast(scenario: Scenario) -> Block:
    """A draft from the mould that points of a sweep share if only parameters tell them apart."""
    made_of = _made_of(scenario)
    mould = _MOULDS.get(made_of)
    if mould is None:
        return _MOULDS.keep(made_of, Block.of(_drafted(scenario)))
    draft = mould.copy()
    draft.world.parameters.view(np.uint8)[:] = parameters(scenario).view(np.uint8)  # field by field takes longer
    return draft


def _begun(scenario: Scenario) -> World:
    """The same as arrays of its own; what is large is drafted each time, for it would fill the memory."""
    size = slots(scenario) + sum(spec.count for spec in scenario.actors.values())
    return _drafted(scenario) if size > _LARGEST_KEPT else _draft(scenario).copy().world


def _drafted(scenario: Scenario) -> World:
    actors = _actors(scenario)
    size, blocs = len(actors), len(bloc_names(scenario))
    domains = _zeros(len(scenario.domains), DOMAIN_FIELDS)
    domains["weight"] = _weights(scenario)
    society = _zeros(1, SOCIETY_FIELDS)
    society["catalogue"] = scenario.commons.catalogue
    society["compute_price"] = society["compute_at_cost"] = scenario.compute.price
    society["scarcity"] = 1.0
    society["best_open_release"] = NOBODY
    society["economy"] = 1.0
    for name in ("pace", "capture", "margin"):
        society[name] = getattr(scenario.investors, name)
    policies = policy_rows(scenario)
    society["promises"] = is_promise(policies).sum()
    if is_drawn(scenario):
        none, nobody = np.empty(0), np.empty(0, np.int32)
        ties = Ties(np.zeros(size + 1, np.int64), np.zeros(size, np.int64), nobody, none, nobody, none)
    else:
        ties = lay_ties(scenario, actors["bloc"], 0)
    duties = _zeros(size, DUTY_FIELDS)
    for name in ("hosted", "deal", "leader"):
        duties[name] = NOBODY
    return World(
        actors=actors,
        knowledge=_knowledge(scenario, size),
        domains=domains,
        duties=duties,
        clubs=club_rows(scenario),
        ties=ties,
        tiers=_tiers(scenario),
        blocs=_zeros(blocs, BLOC_FIELDS),
        control=np.zeros((blocs, blocs)),
        contact=np.zeros((blocs, blocs)),
        border=np.ones((blocs, blocs)),
        society=society,
        policies=policies,
        parameters=parameters(scenario),
        books=_books(scenario),
        releases=_log(0),
        series=np.empty((0, 0)),
    )


def _books(scenario: Scenario) -> Floats:
    """No payment yet. Cash of households is counted from the start: no rule reads how much they had."""
    books = np.zeros(BOOKS_SHAPE)
    books[CASH, Sector.INVESTORS] = scenario.investors.fund if scenario.investors.on else 0.0
    return books


def _zeros(size: int, kind: np.dtype[np.void]) -> Any:
    return np.zeros(size, kind)


def _log(size: int) -> Any:
    return np.empty(size, RELEASE_FIELDS)


def _room(world: World, quarters: int) -> int:
    """Releases that so many quarters can bring: one an actor and quarter, and those of the long tail."""
    tail = world.parameters["tail"][0]
    return quarters * (len(world.actors) + int(tail["on"] * tail["most"]))


def build(scenario: Scenario, seed: int, quarters: int, series: int) -> World:
    """The state before the first quarter; no array of it is shared with another world.

    Args:
        scenario: what to build; it must hold at least one actor.
        seed: seed of the run; it matters here only where ties are drawn at random.
        quarters: quarters for which the logs have room.
        series: number of series observed each quarter.

    Returns:
        A world with capability, public stocks and budgets left to :func:`sim.rules.eve.prepare`.
    """
    world = _begun(scenario)
    if is_drawn(scenario):
        world = world._replace(ties=lay_ties(scenario, world.actors["bloc"], seed))
    return world._replace(releases=_log(_room(world, quarters)), series=np.zeros((quarters, series)))


def extended(world: World, quarters: int) -> World:
    """The same world with room in its logs for so many quarters in all (other arrays are shared, not copied)."""
    releases = _log(_room(world, quarters))
    releases[: len(world.releases)] = world.releases[: len(releases)]
    series = np.zeros((quarters, world.series.shape[1]))
    series[: len(world.series)] = world.series[:quarters]
    return world._replace(releases=releases, series=series)
