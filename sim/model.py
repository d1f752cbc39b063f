"""RaceModel: the simulation as a Mesa model, one quarter per step, with the same compiled rules as everything else."""

from collections.abc import Mapping
from contextlib import nullcontext
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from sim.agents import CLASSES, Actor, class_for, decides_in_python, own_strategies
from sim.divergence import ensure_sound
from sim.extension import phases
from sim.noise import noise_of
from sim.quietly import mesa
from sim.result import result
from sim.rules.quarter import AFTER_CHOICE, BEFORE_CHOICE, choose, phases_of, quarter
from sim.rules.turnover import dismiss
from sim.scenario.brief import Brief
from sim.scenario.errors import clean
from sim.scenario.load import load
from sim.scenario.schema.enums import Kind, Strategy, Tier
from sim.scenario.schema.quantity import composed
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import SERIES
from sim.seeds import seed_of
from sim.start import begin
from sim.world import World, actor_names, bloc_names, copied, extended


class RaceModel(Brief, mesa.Model):
    """A world of firms, nations and labs that hoard or share.

    Args:
        config: Name of a shipped scenario, path of a scenario file, or a :class:`sim.Scenario`.
        rng: Seed of the random numbers: a whole number from 0, also as text, because input fields return text. None,
            or anything from which NumPy makes a generator, draws a seed; ``run_seed`` returns it.
        overrides: Values to change, such as ``{"trust.gain": 0.1}``.
        agents: Classes of single actors by name, subclasses of Firm, Nation or Lab. An actor whose class overrides
            ``choose()`` decides in Python, every quarter (``choice.revision`` applies only to built-in strategies).
            Everything else stays compiled.
        kwargs: ``seed``, Mesa's older name of ``rng``. It is not a named parameter, because ``mesa.batch_run`` from
            Mesa 3.4 on would then overwrite the given seeds with None.

    Attributes:
        world: The state, as arrays (see :class:`sim.world.World`).
        actors: Every actor by row, slots for entrants included; ``agents`` holds the active ones.
        quarter: Number of completed quarters.
        running: False from the scenario's last quarter on, which ends ``run_model()`` and ``mesa.batch_run``;
            ``step()`` can still be called.
        datacollector: Collects every series at each step; you can replace it with your own collector.
    """

    def __init__(
        self,
        config: str | Path | Scenario = "base",
        rng: Any = 0,
        overrides: Mapping[str, object] | None = None,
        agents: Mapping[str, type[Actor]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.run_seed = seed_of(rng, kwargs)
        super().__init__(rng=self.run_seed)
        self.config = load(config, {} if overrides is None else overrides)
        self.world = begin(self.config, self.run_seed, self.config.quarters)
        self.quarter = 0
        self._own_phases = phases()
        self.bloc_names = bloc_names(self.config)
        self._noise = noise_of(self.run_seed)
        self._has_looked = False
        if agents is not None and not isinstance(agents, Mapping):
            raise TypeError(f"agents: expected a mapping from actor names to classes, got {agents!r}")
        self._create_actors({composed(name): each for name, each in (agents or {}).items()})
        self.datacollector = mesa.DataCollector(model_reporters={name: name for name in SERIES})
        self.running = True

    def _facts(self) -> dict[str, object]:
        title, quarter = clean(self.config.title), f"{self.quarter} of {self.config.quarters}"
        return {"title": title, "seed": self.run_seed, "quarter": quarter}

    def _create_actors(self, classes: dict[str, type[Actor]]) -> None:
        kinds = self.world.actors["kind"]
        own = own_strategies(self.config)
        self.actors: list[Actor] = []
        self._shown = np.zeros(len(kinds), bool)
        names = actor_names(self.config)
        self._extension_of = {row: extension for row, (extension, _) in own.items() if names[row] not in classes}
        for stranger in set(classes) - set(names):
            near = get_close_matches(stranger, names, 1) or [f"{stranger}-1"] * (f"{stranger}-1" in names)
            raise ValueError(f"no actor {stranger!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        for row, name in enumerate(names):
            kind = Kind(int(kinds[row]))
            agent_class = classes.get(name) or (class_for(kind, own[row][1], name) if row in own else CLASSES[kind])
            if CLASSES[kind] not in getattr(agent_class, "__mro__", ()):
                raise ValueError(f"{name} is a {kind.name.lower()}; {agent_class!r} is not a class of those")
            self.actors.append(agent_class(self, row, name))
        self._deciders = [actor for actor in self.actors if decides_in_python(actor)]
        for actor in self._deciders:
            actor.strategy = Strategy.PYTHON
        self._show_active()

    def _show_active(self) -> None:
        """Show Mesa the active agents only; entrants appear when they enter, and disappear when they leave."""
        alive = self.world.actors["alive"] == 1
        for row in np.flatnonzero(alive != self._shown):
            if alive[row]:
                self.register_agent(self.actors[row])
            else:
                self.deregister_agent(self.actors[row])

    def awaits(self, row: int) -> bool:
        """Whether this model itself is just creating the agent of a row."""
        return row == len(self.actors) < len(self.world.actors)

    def register_agent(self, agent: mesa.Agent) -> None:
        """Add an agent to ``agents``; an actor that has left cannot return."""
        if isinstance(agent, Actor):
            self._ensure_own(agent)
            if not self.world.actors["alive"][agent.row]:
                raise ValueError(f"{agent.name} is not in the world: it left or was removed, and cannot come back")
            self._shown[agent.row] = True
        super().register_agent(agent)

    def _ensure_own(self, actor: Actor) -> None:
        if actor.model is not self:
            raise ValueError(f"{actor.name} is an actor of another model")

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Remove an agent: its actor leaves the world permanently, like a firm that cannot pay."""
        if isinstance(agent, Actor):
            self._ensure_own(agent)
            if self.world.actors["alive"][agent.row] or not self._shown[agent.row]:
                dismiss(self.world, agent.row)
            if not self._shown[agent.row]:
                return
            self._shown[agent.row] = False
        super().deregister_agent(agent)

    def step(self) -> None:
        """Run one quarter.

        Raises:
            Diverged: a number has left its valid range; nothing is collected.
            ExtensionError: a user's module fails.
        """
        self.pass_quarter()
        self.datacollector.collect(self)

    def pass_quarter(self) -> None:
        """Run one quarter without collecting data."""
        t = self.quarter
        if t == len(self.world.series):
            self.world = extended(self.world, 2 * t)
        ended = self.world.society["ended"][0]
        if (self._deciders or self._own_phases or self._has_looked) and not ended:
            self.look_ahead()
            self._ask()
            for part in AFTER_CHOICE:
                self._go_through(part)
        else:
            quarter(self.world, self._noise, t)
        self._has_looked = False
        self.quarter += 1
        if self.quarter == self.config.quarters:
            self.running = False
        self._show_active()
        ensure_sound(self.config, self.world, t, t + 1)

    def look_ahead(self) -> None:
        """Begin the next quarter, up to the choice: everybody has looked, nobody has chosen.

        The quarter goes on from there when it is stepped. After a catastrophe that ends the run nobody looks any more.
        """
        if not self._has_looked and not self.world.society["ended"][0]:
            for part in BEFORE_CHOICE:
                self._go_through(part)
            self._has_looked = True

    def would_choose(self, unbound: int | None = None) -> World:
        """The world as it would be if everybody who has looked now chose; the model's own world stays as it is.

        Args:
            unbound: row of an actor that is to choose as if it had promised nothing.
        """
        own, self.world = self.world, copied(self.world)
        try:
            if unbound is not None:
                self.world.duties["promised"][unbound] = 0
            self._ask()
            self._go_through(choose)
            return self.world
        finally:
            self.world = own

    def _go_through(self, part: Any) -> None:
        """Run a part of the quarter: in one call, or phase by phase if a user's phase comes in between."""
        if not self._own_phases:
            part(self.world, self._noise, self.quarter)
            return
        for name, phase in phases_of(part).items():
            _call(phase, w=self.world, noise=self._noise, t=self.quarter)
            for extension, own in self._own_phases.get(name, ()):
                with extension.blamed():
                    own(self.world, self._noise, self.quarter)

    def _ask(self) -> None:
        """Collect all choices before any takes effect."""
        for actor in self._deciders:
            if actor.alive and actor.strategy == Strategy.PYTHON:
                extension = self._extension_of.get(actor.row)
                with extension.blamed() if extension else nullcontext():
                    actor.choice = _chosen(actor)

    def series(self, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return a series up to now, shape (completed quarters,)."""
        if name not in SERIES:
            near = get_close_matches(name, SERIES, 1)
            raise ValueError(f"no series {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return self.world.series[: self.quarter, SERIES.index(name)]

    def __getattr__(self, name: str) -> Any:
        """Return the latest value of a series; ``DataCollector(model_reporters={"Trust": "trust"})`` needs this."""
        if name not in SERIES:
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}")
        return float(self.world.series[self.quarter - 1, SERIES.index(name)]) if self.quarter else float("nan")

    def __setattr__(self, name: str, value: Any) -> None:
        """Protect observed values: an attribute would hide the series of the same name."""
        if name in SERIES:
            raise AttributeError(f"{name} is an observed value, and is read-only")
        super().__setattr__(name, value)

    def outcomes(self) -> dict[str, float]:
        """Return all outcomes of the completed quarters."""
        if self.quarter == 0:
            raise ValueError("no quarter has been stepped yet; there is nothing to measure")
        return result(self.config, self.run_seed, self.quarter, self.world).outcomes


def _call(phase: Any, **known: Any) -> None:
    """Call a phase with the arguments that it takes: world, noise, quarter."""
    code = phase.py_func.__code__
    phase(*(known[name] for name in code.co_varnames[: code.co_argcount]))


def _chosen(actor: Actor) -> Tier:
    choice = actor.choose()
    if not (choice is None or isinstance(choice, Tier)):
        raise TypeError(
            f"choose() of {actor.name} returned {choice!r}; expected a Tier such as sim.Tier.OPEN, "
            "or None to keep the current one"
        )
    return actor.tier if choice is None else choice
