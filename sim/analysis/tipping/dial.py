"""What is turned to see when a world tips: any number of a scenario, what who is open is paid, who answers others."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from sim.analysis.calibration.space import space_of
from sim.analysis.tipping.starts import SUPPORT, answering, reciprocating, share_of, supported
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import Fault, did_you_mean, one_of, shown
from sim.scenario.priors import priors
from sim.study.study_schema import Range

CONFORMITY = "conformity"
RECIPROCATORS = "reciprocators"
MOST_SUPPORT = 0.2
"""The most that is tried as a levy, as a share of everybody's outlay; assumed."""
_ALIASES = {CONFORMITY: "expectations.conformity"}
_FEWEST, _MOST = 2, 200


@dataclass(frozen=True)
class Dial:
    """Something that is turned.

    Attributes:
        name: a path, "support" or "reciprocators".
        own: its value in the scenario.
        values: the values to which it is turned, rising.
        turn: gives a scenario with another value.
    """

    name: str
    own: float
    values: tuple[float, ...]
    turn: Callable[[Scenario, float], Scenario]


def dial_of(
    scenario: Scenario, name: str, least: float | None, most: float | None, steps: int, order: Sequence[str]
) -> Dial:
    """What a user wants to turn, at evenly spaced values.

    Args:
        scenario: the scenario.
        name: dotted path of a number; "conformity" for ``expectations.conformity``; "support" for a levy on everybody's
            outlay that is paid to who is open; "reciprocators" for the share of actors that answer others.
        least: lower end; by default that of the number's prior.
        most: upper end; by default that of the number's prior.
        steps: number of values; evenly spaced in the logarithm where the prior is.
        order: actors in the order in which they become reciprocators.

    Raises:
        ScenarioError: there is no such number, it has no prior and an end is not given, an end is not possible, or the
            number of values is not.
    """
    if not _FEWEST <= steps <= _MOST:
        raise refused("steps", f"{shown(steps)} is out of range", f"from {_FEWEST} to {_MOST} values")
    if name == SUPPORT:
        return Dial(name, 0.0, _even(name, (least, most), (0.0, MOST_SUPPORT), steps), supported)
    if name == RECIPROCATORS:
        values = _even(name, (least, most), (0.0, 1.0), steps)
        return Dial(name, share_of(scenario, answering(scenario)), values, partial(_reciprocate, order=order))
    path = _ALIASES.get(name, name)
    return _number(scenario, path, least, most, steps)


def refused(field: str, problem: str, expected: str, hint: str = "") -> ScenarioError:
    """What is wrong with a wish, as an error for the user."""
    return ScenarioError([Fault("tipping", field=field, problem=problem, expected=expected, hint=hint)])


def _number(scenario: Scenario, path: str, least: float | None, most: float | None, steps: int) -> Dial:
    known = priors(scenario)
    prior = known.get(path)
    if prior is None and (least is None or most is None):
        _ensure_a_number(scenario, path, known)
        raise refused(path, "has no prior", "both ends, --from and --to, or a number with a prior")
    own = None
    if least is not None or most is not None:
        ends = _ends(path, (least, most), (prior.least, prior.most) if prior else (0.0, 0.0))
        own = Range(least=ends[0], most=ends[1], scale=prior.scale if prior and ends[0] > 0.0 else "linear")
    space = space_of(scenario, {path: own})
    (axis,) = space.axes
    shares = [number / (steps - 1) for number in range(steps)]
    values = dict.fromkeys(float(str(axis.at(share))) for share in shares)  # whole numbers may be fewer than asked for
    return Dial(path, space.defaults[0], tuple(values), partial(_turned, path=path))


def _ensure_a_number(scenario: Scenario, path: str, known: Collection[str]) -> None:
    """Let what reads settings say what is wrong with a path."""
    try:
        load(scenario, {path: 0})
    except ScenarioError as error:
        fault = error.faults[0]
        words = (CONFORMITY, SUPPORT, RECIPROCATORS)
        hint = did_you_mean(path, [*known, *words]) or fault.hint
        expected = f"the dotted path of a number, such as tiers.open.appeal, or {one_of(words)}"
        raise refused(path, fault.problem, expected, hint) from None


def _ends(name: str, given: tuple[float | None, float | None], usual: tuple[float, float]) -> tuple[float, float]:
    least, most = (own if own is not None else end for own, end in zip(given, usual, strict=True))
    if not least < most:
        raise refused(name, f"nothing lies from {shown(least)} to {shown(most)}", "a lower end, then a higher one")
    return least, most


def _even(
    name: str, given: tuple[float | None, float | None], usual: tuple[float, float], steps: int
) -> tuple[float, ...]:
    """Evenly spaced shares; of outlay no more than half can be levied."""
    least, most = _ends(name, given, usual)
    top = 0.5 if name == SUPPORT else 1.0
    if not 0.0 <= least < most <= top:
        raise refused(name, f"{shown(least)} to {shown(most)} is out of range", f"shares from 0 to {top:g}")
    return tuple(least + (most - least) * number / (steps - 1) for number in range(steps))


def _turned(scenario: Scenario, value: float, path: str) -> Scenario:
    return load(scenario, {path: value})


def _reciprocate(scenario: Scenario, value: float, order: Sequence[str]) -> Scenario:
    """The first of the order answer others, as many as come nearest to a share of all actors."""
    shares = [abs(share_of(scenario, order[:count]) - value) for count in range(len(order) + 1)]
    return reciprocating(scenario, order[: shares.index(min(shares))])
