"""Firm, Nation and Lab: Mesa agents that are views of rows of the world.

An agent stores no numbers of its own. It reads from the arrays and writes to them, so
``model.agents.select/get/set/agg``, data collectors and portrayals see the same state as the rules.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from sim.extension import Extension, ExtensionError, strategies
from sim.fields import ENUMS, FLAGS, check, names
from sim.quietly import mesa
from sim.scenario.schema.enums import Kind, OwnStrategy, Strategy, Tier, of_every
from sim.scenario.schema.scenario import Scenario
from sim.world import ActorRecord, World
from sim.world.state import numbers_of

if TYPE_CHECKING:

    class _Numbers(ActorRecord):
        """An actor's numbers as Python types: words as enum members, yes and no as bool."""

        kind: Kind
        tier: Tier
        choice: Tier
        hoards_as: Tier
        shares_as: Tier
        released_tier: Tier
        strategy: Strategy
        alive: bool
        decided: bool
        grudge: bool
        leaning: bool
else:
    _Numbers = object


class Home(Protocol):
    """What an actor needs of its model, a :class:`sim.RaceModel`."""

    world: World
    config: Scenario
    actors: "list[Actor]"
    bloc_names: list[str]

    def awaits(self, row: int) -> bool:
        """Whether the agent of a row is the next one that the model makes of itself."""

    def __getattr__(self, name: str) -> Any:
        """The latest value of a series, and all that Mesa's models have."""


class _Nowhere:
    """The model that Mesa's own constructor is told of, one for all agents of all models.

    Mesa 3.3 numbers agents by a table that keeps every model it is told of alive. Later ones do not; a model of ours
    numbers its agents by their rows in either.
    """

    def register_agent(self, agent: "Actor") -> None:
        """The agent is registered with its model once it has a row."""


_NOWHERE = _Nowhere()
_FIELDS = {field.name: field for field in numbers_of(ActorRecord)}


def _column(name: str) -> property:
    """A property that reads and writes one field of the actor's record."""
    enum, is_flag, field = ENUMS.get(name), name in FLAGS, _FIELDS[name]

    def read(self: "Actor") -> Any:
        value = self.model.world.actors[name][self.row]
        if enum is not None:
            return enum(int(value))
        return bool(value) if is_flag else value.item()

    def write(self: "Actor", value: Any) -> None:
        sound = check(name, value, self.name, name != "effort" or self.model.config.effort.clamp)
        if sound is Strategy.PYTHON and not decides_in_python(self):
            raise ValueError(f"strategy of {self.name}: only a class that overrides choose() can decide in Python")
        self.model.world.actors[name][self.row] = sound

    return property(read, write, doc=f"{field.meaning[:1].upper()}{field.meaning[1:]} ({field.unit}).")


class Actor(mesa.Agent, _Numbers):
    """A row of the world's actors, with Mesa's agent interface.

    Every number of :class:`sim.world.ActorRecord` is a property: ``openness``, ``capability``, ``cash``, ... Assigned
    values are checked (:func:`sim.fields.check`). ``remove()`` removes the actor from the world permanently, like a
    firm that could not pay what it owed. Only the model creates agents, from the actors of the scenario.
    """

    def __init__(self, model: Home, row: int | None = None, name: str = "") -> None:
        if row is None or not model.awaits(row):
            raise TypeError(
                f"a {type(self).__name__} cannot be added to a model: the scenario defines the actors; add "
                "[actors.NAME] there, or {'actors.NAME': {...}} to overrides"
            )
        self._row, self._name = row, name
        super().__init__(_NOWHERE)
        self.model = model

    @property
    def row(self) -> int:
        """Row of the actor in the world's arrays."""
        return self._row

    @property
    def name(self) -> str:
        """Name of the actor in the scenario."""
        return self._name

    @property
    def unique_id(self) -> int:
        """Mesa's number of the agent, derived from its row."""
        return self._row + 1

    @unique_id.setter
    def unique_id(self, number: object) -> None:
        """Keep the number: Mesa assigns an agent a new one each time it is registered."""

    @property
    def bloc_name(self) -> str:
        """Name of the actor's bloc."""
        return self.model.bloc_names[self.bloc]

    @property
    def know_how(self) -> dict[str, float]:
        """Know-how by domain, OOM."""
        levels = self.model.world.knowledge["know_how"][self.row]
        return dict(zip(self.model.config.domains, levels.tolist(), strict=True))

    @property
    def partners(self) -> "list[Actor]":
        """The active actors that it has ties to."""
        ties, alive = self.model.world.ties, self.model.world.actors["alive"]
        rows = ties.target[ties.start[self.row] : ties.stop[self.row]]
        return [self.model.actors[row] for row in rows if alive[row]]

    @property
    def trust_in(self) -> dict[str, float]:
        """Trust in each actor that it has ties to, by name."""
        ties = self.model.world.ties
        mine = slice(ties.start[self.row], ties.stop[self.row])
        names = (self.model.actors[row].name for row in ties.target[mine])
        return dict(zip(names, ties.trust[mine].tolist(), strict=True))

    def choose(self) -> Tier | None:
        """Choose the tier of this quarter. Override this method to decide in Python; None keeps the current tier.

        It is called every quarter, after all actors have observed the last quarter and before any of them moves.
        ``choice.revision``, the chance that a built-in strategy reconsiders, does not apply.
        """
        raise NotImplementedError("only subclasses that override choose() are called")


for _name in names():
    setattr(Actor, _name, _column(_name))


class Firm(Actor):
    """Earns, invests, competes."""


class Nation(Actor):
    """Runs public labs, funds, seeks security, income and welfare."""


class Lab(Actor):
    """University or institute: publishes, trains, needs no profit."""


CLASSES: Mapping[Kind, type[Actor]] = of_every(
    Kind, {Kind.FIRM: Firm, Kind.NATION: Nation, Kind.LAB: Lab}, "CLASSES of sim/agents.py"
)


def decides_in_python(actor: Actor) -> bool:
    """Whether the actor's class overrides ``choose``."""
    return type(actor).choose is not Actor.choose


def own_strategies(scenario: Scenario) -> dict[int, tuple[Extension, type[Actor]]]:
    """Return the users' classes that decide for actors of a scenario, by row.

    Raises:
        ExtensionError: the scenario names a strategy whose module is not in use.
    """
    known, named = strategies(), [each for each in scenario.actors.items() for _ in range(each[1].count)]
    own = {
        row: (name, spec.strategy) for row, (name, spec) in enumerate(named) if isinstance(spec.strategy, OwnStrategy)
    }
    for name, word in own.values():
        if word not in known:
            raise ExtensionError(
                f"{name} has the strategy {word!r}, whose module is not in use; name it by --with or use()"
            )
    return {row: known[word] for row, (_, word) in own.items()}


_MIXED: dict[tuple[Kind, type[Actor]], type[Actor]] = {}
"""Made once, since Mesa groups agents by class."""


def class_for(kind: Kind, own: type[Actor], name: str) -> type[Actor]:
    """Return a class for actors of a kind that decides like another class.

    Raises:
        ExtensionError: the other class is for actors of another kind.
    """
    if CLASSES[kind] in own.__mro__:
        return own
    if any(each in own.__mro__ for each in CLASSES.values()):
        what = next(other.name.lower() for other, each in CLASSES.items() if each in own.__mro__)
        raise ExtensionError(
            f"{name} is a {kind.name.lower()}, and {own.__name__} a class of a {what}; derive it from Actor"
        )
    if (kind, own) not in _MIXED:
        _MIXED[kind, own] = type(own.__name__, (own, CLASSES[kind]), {})
    return _MIXED[kind, own]
