"""Structural choices that no data make, and scenarios in each of their forms."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sim.scenario import Scenario, Strategy, Tier, load
from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.enums import FIXED, Topology, word

Arms = Mapping[str, Scenario]
"""Scenarios by the names under which they are compared."""
Settings = Mapping[str, object]

KNOWLEDGE, STRATEGIES, NETWORK = "knowledge", "strategies", "network"
OVERLAP, TOPOLOGY, OPENING = "sharing.variety", "ties.topology", "expectations.opening"
LATE = (OVERLAP, TOPOLOGY)
"""Set alike in all arms, in no time."""
_MOST = 0.5


@dataclass(frozen=True, eq=False)
class Choice:
    """A structural choice.

    Attributes:
        name: what is chosen.
        options: its options by name, each with what it sets in an arm.
        is_open: whether arms leave it open, given the paths that they set themselves.
    """

    name: str
    options: Mapping[str, Callable[[Arms, str], Settings]]
    is_open: Callable[[Arms, Collection[str]], bool]


@dataclass(frozen=True)
class Form:
    """One option of each structural choice that the arms leave open.

    Attributes:
        choices: the option taken, by the name of the choice.
        settings: what it sets in each arm, by dotted path.
    """

    choices: Mapping[str, str]
    settings: Mapping[str, Settings]

    @property
    def name(self) -> str:
        """Its options, such as "ladder, fixed, complete"."""
        return ", ".join(self.choices.values()) or "as written"

    @property
    def decided(self) -> frozenset[str]:
        """Numbers that it sets, which no draw sets then."""
        return frozenset(path for each in self.settings.values() for path in each)

    def early(self, arm: str) -> Settings:
        """What it sets in an arm that takes long to set, and is no number that other forms draw."""
        return {path: value for path, value in self.settings.get(arm, {}).items() if path not in LATE}

    @property
    def late(self) -> Settings:
        """What it sets in all arms, after a draw."""
        first = next(iter(self.settings.values()), {})
        return {path: value for path, value in first.items() if path in LATE}

    def apply(self, arm: str, scenario: Scenario) -> Scenario:
        """An arm in this form."""
        changes = self.settings.get(arm)
        return load(scenario, changes) if changes else scenario


AS_WRITTEN = Form({}, {})
"""The arms as they are."""


def forms_of(arms: Arms, left_alone: Collection[str] = ()) -> tuple[Form, ...]:
    """Every combination of the structural choices that the arms leave open.

    - knowledge: a *ladder* that all climb (``sharing.variety`` 0), *between* (as drawn), or *bricks* that nobody else
      would find (1); left as it is where an arm sets the number itself.
    - strategies: *fixed*, as written, or *adaptive*: whoever hoards or shares whatever happens follows what pays
      instead, as in the worlds ``arms-race-adaptive`` and ``commons-adaptive``; only where most actors are fixed.
    - network: *complete*, or of *blocs*, in which few know anybody abroad; only where both arms have a complete one.

    Args:
        arms: the scenarios that are compared.
        left_alone: dotted paths that the arms set themselves.
    """
    chosen = [choice for choice in CHOICES if choice.is_open(arms, left_alone)]
    return tuple(_form(arms, dict(zip(chosen, options, strict=True))) for options in _combinations(chosen))


def _combinations(chosen: list[Choice]) -> Iterator[tuple[str, ...]]:
    return product(*(choice.options for choice in chosen))


def _form(arms: Arms, taken: Mapping[Choice, str]) -> Form:
    settings: dict[str, dict[str, object]] = {arm: {} for arm in arms}
    for choice, option in taken.items():
        for arm in arms:
            settings[arm] |= choice.options[option](arms, arm)
    return Form({choice.name: option for choice, option in taken.items()}, settings)


def _overlap(value: float | None) -> Callable[[Arms, str], Settings]:
    return lambda _arms, _arm: {} if value is None else {OVERLAP: value}


def _topology(name: str) -> Callable[[Arms, str], Settings]:
    return lambda _arms, _arm: {} if name == "complete" else {TOPOLOGY: name}


def _as_written(_arms: Arms, _arm: str) -> Settings:
    return {}


def adaptive(arms: Arms, arm: str) -> Settings:
    """Who is fixed follows what pays; what it does when it hoards, or shares, is what it does in the arm that does."""
    changes: dict[str, object] = {OPENING: 0.0}
    for name, actor in arms[arm].actors.items():
        if actor.strategy in FIXED:
            given = {
                "strategy": Strategy.BEST_REPLY,
                "shares_as": _tier_of(arms, name, Strategy.SHARE, Tier.OPEN),
                "hoards_as": _tier_of(arms, name, Strategy.HOARD, actor.hoards_as),
            }
            changes |= {path_of(["actors", name, key]): word(value) for key, value in given.items()}
    return changes


def _tier_of(arms: Arms, name: str, strategy: Strategy, otherwise: Tier) -> Tier:
    """How open an actor is in the first arm in which it has a strategy."""
    for scenario in arms.values():
        actor = scenario.actors.get(name)
        if actor is not None and actor.strategy == strategy:
            return Tier(actor.shares_as if strategy == Strategy.SHARE else actor.hoards_as)
    return otherwise


def _most_are_fixed(arms: Arms, _left_alone: Collection[str]) -> bool:
    shares = [[actor.strategy in FIXED for actor in scenario.actors.values()] for scenario in arms.values()]
    return any(sum(fixed) > _MOST * len(fixed) for fixed in shares)


def _is_complete(arms: Arms, left_alone: Collection[str]) -> bool:
    return TOPOLOGY not in left_alone and all(scenario.ties.topology == Topology.COMPLETE for scenario in arms.values())


CHOICES = (
    Choice(
        KNOWLEDGE,
        {"ladder": _overlap(0.0), "between": _overlap(None), "bricks": _overlap(1.0)},
        lambda _arms, left_alone: OVERLAP not in left_alone,
    ),
    Choice(STRATEGIES, {"fixed": _as_written, "adaptive": adaptive}, _most_are_fixed),
    Choice(NETWORK, {"complete": _topology("complete"), "blocs": _topology("blocs")}, _is_complete),
)
"""Every structural choice; Cournot's market is left to reductions."""
