"""The scenario: everything that a run is told."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from inspect import isclass
from typing import Any

from pydantic import Field

from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.scenario.schema import compute as computing
from sim.scenario.schema import economy, knowledge, leaks, race, search, society
from sim.scenario.schema import prices as pricing
from sim.scenario.schema.actors import ActorSpec, Domain, Tiers, Ties
from sim.scenario.schema.enums import Group, GroupWord
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.quantity import Section, even, overlaid, quantity

_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_UNREAD: dict[str, Any] = {"title": True, "about": True, "group": True, "policies": {"__all__": {"name", "note"}}}
"""What no rule reads."""


class World(Section):
    """Numbers of the world as a whole."""

    discount: float = quantity(
        0.97,
        "1/quarter",
        "discount factor (delta) of every forward-looking choice",
        prior=even(0.92, 0.99),
        above=0,
        most=1,
    )
    substitution: float = quantity(
        -0.5,
        "1/OOM",
        "rho of usable capability K = log10(sum w 10^(rho K_d))/rho; below 0 domains are complements",
        "no data; domains are complements in the model, from nearly independent to nearly all needed",
        prior=even(-2, -0.1),
        least=-20,
        most=20,
    )
    index_slope: float = quantity(
        10.0,
        "points/OOM",
        "points of the capability index for an order of magnitude",
        "35 points in 3.2 years at the frontier: Epoch AI capability index",
        definition=True,
        above=0,
        most=1e4,
    )
    milestone: float = quantity(
        5.0, "OOM", "rise of the frontier whose date is an outcome", definition=True, above=0, most=1000
    )


class Scenario(Brief, Section):
    """A validated scenario. Build one with :func:`sim.load`; it cannot be changed afterwards."""

    title: str = "Untitled"
    """Short name for tables and figures."""
    about: str = ""
    """One line: what it represents."""
    group: GroupWord = Group.OWN
    """Where a list shows it: regimes, knowledge, adaptive, blocs, institutions, controls or own."""
    start: date = date(2020, 1, 1)
    """First day; quarter 0 holds it."""
    quarters: int = quantity(60, "quarters", "length of a run", definition=True, least=1, most=4000)
    world: World = World()
    domains: dict[str, Domain] = Field(
        default={
            "language": Domain(weight=0.4),
            "vision": Domain(weight=0.25),
            "science": Domain(weight=0.2),
            "robotics": Domain(weight=0.15),
        },
        min_length=1,
    )
    """Fields of AI."""
    tiers: Tiers = Tiers()
    ties: Ties = Ties()
    actors: dict[str, ActorSpec] = {}
    policies: list[Policy] = []

    initial: knowledge.Initial = knowledge.Initial()
    research: knowledge.Research = knowledge.Research()
    recombination: knowledge.Recombination = knowledge.Recombination()
    absorption: knowledge.Absorption = knowledge.Absorption()
    sharing: knowledge.Sharing = knowledge.Sharing()
    spillover: leaks.Spillover = leaks.Spillover()
    friction: knowledge.Friction = knowledge.Friction()
    commons: knowledge.Commons = knowledge.Commons()
    codevelopment: search.Codevelopment = search.Codevelopment()
    duplication: search.Duplication = search.Duplication()
    direction: search.Direction = search.Direction()
    compute: computing.Compute = computing.Compute()
    supply: computing.Supply = computing.Supply()
    release: knowledge.Release = knowledge.Release()
    models: knowledge.Models = knowledge.Models()
    community: knowledge.Community = knowledge.Community()
    challenge: knowledge.Challenge = knowledge.Challenge()
    perception: race.Perception = race.Perception()
    effort: race.Effort = race.Effort()
    safety: race.Safety = race.Safety()
    flaws: race.Flaws = race.Flaws()
    eyes: race.Eyes = race.Eyes()
    incidents: race.Incidents = race.Incidents()
    misuse: race.Misuse = race.Misuse()
    trust: race.Trust = race.Trust()
    market: economy.Market = economy.Market()
    prices: pricing.Prices = pricing.Prices()
    licence: economy.Licence = economy.Licence()
    finance: economy.Finance = economy.Finance()
    investors: economy.Investors = economy.Investors()
    choice: economy.Choice = economy.Choice()
    expectations: race.Expectations = race.Expectations()
    imitation: economy.Imitation = economy.Imitation()
    reinforcement: economy.Reinforcement = economy.Reinforcement()
    payoff: economy.Payoff = economy.Payoff()
    entry: economy.Entry = economy.Entry()
    tail: economy.Tail = economy.Tail()
    exit: economy.Exit = economy.Exit()
    literacy: economy.Literacy = economy.Literacy()
    clubs: society.Clubs = society.Clubs()
    academy: society.Academy = society.Academy()
    stack: society.Stack = society.Stack()
    agreement: society.Agreement = society.Agreement()
    pooling: society.Pooling = society.Pooling()
    compliance: society.Compliance = society.Compliance()
    partnering: society.Partnering = society.Partnering()
    pledges: society.Pledges = society.Pledges()
    regulators: society.Regulators = society.Regulators()

    __iter__ = None  # type: ignore[assignment]  # Mesa's batch runner would take an iterable apart

    def _facts(self) -> dict[str, object]:
        actors = sum(spec.count for spec in self.actors.values())
        rows = len(self.policies)
        return {"title": clean(self.title), "actors": actors, "quarters": self.quarters, "policies": rows}

    @cached_property
    def digest(self) -> str:
        """Hash of all that the rules read: equal digests mean equal runs for equal seeds, whatever the title."""
        told = ",".join(f'"{name}":{text}' for name, text in self.texts.items())
        return hashlib.blake2b(f"{{{told}}}".encode(), digest_size=16).hexdigest()

    @cached_property
    def texts(self) -> dict[str, str]:
        """All that the rules read as JSON, table by table, in alphabetical order."""
        return self._texts_of(sorted(name for name in type(self).model_fields if _UNREAD.get(name) is not True))

    def _texts_of(self, names: Iterable[str]) -> dict[str, str]:
        wanted = list(names)
        told = self.model_dump(mode="json", include=set(wanted), exclude=_UNREAD)
        for table in told.keys() & {"actors", "domains"}:  # the order of their rows is that of sums
            told[table] = list(told[table].items())
        return {name: _JSON.encode(told[name]) for name in wanted}

    def with_tables(self, tables: Mapping[str, Any]) -> "Scenario":
        """A copy with some tables replaced by others, which are valid already: nothing is validated again."""
        made = super().model_copy(update=tables)
        made.__dict__.pop("digest", None)
        made.__dict__["texts"] = self.texts | made._texts_of(tables)
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "Scenario":
        """A copy, validated afresh, with some tables changed.

        Args:
            update: plain tables, which merge into those that are there, an entry of None being taken away; or lists,
                sections and tables of sections, which replace them.
            deep: has no effect, for a scenario cannot be changed.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return Scenario.model_validate(
            own | {name: overlaid(own.get(name), value) for name, value in (update or {}).items()}
        )

    def quarter_of(self, day: date) -> int:
        """The quarter of the run that holds a day (0 for the first; negative before the start)."""
        return (day.year - self.start.year) * 4 + (day.month - 1) // 3 - (self.start.month - 1) // 3

    def date_of(self, quarter: int) -> date:
        """First day of a quarter of the run."""
        months = (self.start.month - 1) // 3 + quarter
        return date(self.start.year + months // 4, months % 4 * 3 + 1, 1)


_ROOMS = {room.__name__ for room in (knowledge, search, leaks, computing, race, economy, pricing, society)}
MECHANISMS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Scenario.model_fields.items()
    if isclass(field.annotation) and issubclass(field.annotation, Section) and field.annotation.__module__ in _ROOMS
}
"""Every table of parameters by its name in a scenario file, in the order of the documentation."""
