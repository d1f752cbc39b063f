"""The space of the numbers that are fitted: points of the unit cube, and what they are as settings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.scenario import Fault, Scenario, ScenarioError, load
from sim.scenario.errors import did_you_mean
from sim.scenario.priors import priors
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.overrides import place_in
from sim.scenario.schema.quantity import Prior
from sim.study.sampling import Axis, axis_of
from sim.study.study_schema import Range

if TYPE_CHECKING:
    from sim.world import Floats

_NEVER = ("policies", "domains")
"""Tables of numbers that say what a scenario is about: dated rows, and how much each field weighs."""
_EDGE = 1e-6
_SOUND: set[tuple[str, int]] = set()
"""Scenarios, and the priors of their numbers, whose ends were checked."""


@dataclass(frozen=True)
class Space:
    """Numbers with their priors.

    Attributes:
        axes: the range of each number.
        priors: its prior.
        defaults: its value in the scenario.
    """

    axes: tuple[Axis, ...]
    priors: tuple[Prior, ...]
    defaults: tuple[float, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Dotted paths of the numbers."""
        return tuple(axis.path for axis in self.axes)

    def settings(self, point: "Floats") -> dict[str, object]:
        """A point of the unit cube as settings."""
        return {axis.path: axis.at(float(share)) for axis, share in zip(self.axes, point, strict=True)}

    @property
    def default(self) -> "Floats":
        """The scenario as a point of the unit cube, at the nearest edge where it lies outside of a prior."""
        return np.array([axis.share(value) for axis, value in zip(self.axes, self.defaults, strict=True)])


def space_of(scenario: Scenario, asked: Mapping[str, Range | None] | Sequence[str] = ()) -> Space:
    """The numbers of a scenario that are fitted.

    Args:
        scenario: the scenario.
        asked: names of numbers, with ranges by name where they are not to have their priors; by default all that have
            a prior, except those of dated rows and the weights of domains, which say what the scenario is about, and
            those of what it has switched off: a number that is 0 where 0 is off, and those of a mechanism that is off.
            To switch it on is another form of the model, and no number of it.

    Raises:
        ScenarioError: a number does not exist, has no prior, or a range is not valid.
    """
    known = priors(scenario)
    named = asked if isinstance(asked, Mapping) else dict.fromkeys(asked)
    chosen = named or dict.fromkeys(assumed(scenario))
    held = {path: _held(scenario, path, known, own) for path, own in chosen.items()}
    defaults = [value_of(scenario, path) for path in held]
    _ensure_ends(scenario, held)
    return Space(tuple(axis_of(path, prior) for path, prior in held.items()), tuple(held.values()), tuple(defaults))


def _ensure_ends(scenario: Scenario, held: Mapping[str, Prior]) -> None:
    """Check that each number can be at both ends of its prior: a thousand scenarios, so of each scenario once.

    Raises:
        ScenarioError: one cannot.
    """
    asked = scenario.digest, hash(tuple(held.items()))
    if asked in _SOUND:
        return
    for path, prior in held.items():
        for end in (prior.least, prior.most):
            load(scenario, {path: end})
    _SOUND.add(asked)


def assumed(scenario: Scenario) -> list[str]:
    """Paths of the numbers that are fitted unless one asks for others: of which nobody knows more than a prior."""
    known = priors(scenario)
    return [path for path in known if not _is_left(scenario, path, known[path])]


def _is_left(scenario: Scenario, path: str, prior: Prior) -> bool:
    """Whether a number is no part of a fit unless one asks for it."""
    table = path.split(".")[0]
    is_off = getattr(getattr(scenario, table), "on", True) is False or (prior.least == 0 == value_of(scenario, path))
    return table in _NEVER or is_off or prior.least == prior.most


def _held(scenario: Scenario, path: str, known: Mapping[str, Prior], own: Range | None) -> Prior:
    """The prior of a number, or the range that is asked for.

    Raises:
        ScenarioError: it is no number of the scenario, has no prior, or its range is not valid.
    """
    if own is None:
        if path not in known:
            raise _stray(path, known, "has no prior", "a number with a prior, or a range of your own")
        return known[path]
    kind = place_in(scenario, path).type
    load(scenario, {path: known[path].least if path in known else own.least})  # says what is wrong with the path
    if kind not in (int, float):
        raise _stray(path, known, "is no number", "a number of the scenario")
    if kind is int and (own.least != int(own.least) or own.most != int(own.most)):
        raise _stray(path, known, "is a whole number, and its range is not", "a range with whole ends")
    return Prior(kind(own.least), kind(own.most), own.scale, "given")


def _stray(path: str, known: Mapping[str, Prior], problem: str, expected: str) -> ScenarioError:
    hint = "" if path in known else did_you_mean(path, list(known))
    return ScenarioError([Fault("parameters", field=path, problem=problem, expected=expected, hint=hint)])


def value_of(scenario: Scenario, path: str) -> float:
    """A number of a scenario; rows go by name or by number."""
    holder: Any = scenario
    for key in parts(path):
        if isinstance(holder, list):
            holder = next(row for number, row in enumerate(holder) if key in (getattr(row, "name", ""), str(number)))
        else:
            holder = holder[key] if isinstance(holder, Mapping) else getattr(holder, key)
    return float(holder)


def cube(width: int, seed: int, block: int = 1 << 13) -> "Iterator[Floats]":
    """Points of a scrambled Sobol' sequence, shape (block, width), block by block: draws from the prior."""
    from scipy.stats import qmc  # takes long to import

    sequence = qmc.Sobol(width, rng=np.random.default_rng(seed))
    while True:
        yield sequence.random(block)


def normal(points: "Floats") -> "Floats":
    """Points of the unit cube as normal scores, in which a prior is a standard normal distribution."""
    from scipy.stats import norm

    scores: Floats = norm.ppf(np.clip(points, _EDGE, 1 - _EDGE))
    return scores


def uniform(scores: "Floats") -> "Floats":
    """The inverse of :func:`normal`."""
    from scipy.stats import norm

    points: Floats = norm.cdf(scores)
    return points
