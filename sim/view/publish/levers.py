"""Levers of a published page: what each sets in the two worlds at each of its stops."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log10
from typing import Any

from sim.analysis.ensemble.forms import CHOICES, Choice, Settings
from sim.numbers import on_page
from sim.scenario.errors import Fault, ScenarioError, clean, did_you_mean, shown
from sim.scenario.load import load
from sim.scenario.priors import priors
from sim.scenario.reading.assignments import parts, value_of
from sim.scenario.schema.quantity import Prior
from sim.scenario.schema.scenario import Scenario
from sim.view import glossary
from sim.view.controls import Control, control
from sim.view.say import find, say

USUAL = (
    "strategies",
    "knowledge",
    "spillover.leak=0.01,0.02,0.08,0.25",
    "effort.reaction=0.05,0.3,0.6",
    "eyes.rate=0.03,0.1,0.25",
)
"""What turns signs in docs/findings.md: two structural choices, how much leaks, races, and is found by many eyes."""
MOST_STOPS = 12
_STEPS = (0.0, 0.5, 1.0)
"""Where a number stops by default, between the ends of its prior."""
_DIGITS = 2
Worlds = Sequence[Scenario]


@dataclass(frozen=True)
class Stop:
    """One place of a lever.

    Attributes:
        name: its value as a link has it.
        label: its value as a reader sees it.
        settings: what it sets in each world.
    """

    name: str
    label: str
    settings: tuple[Settings, ...]


@dataclass(frozen=True)
class Lever:
    """A lever with its stops.

    Attributes:
        name: its path, or the name of a structural choice.
        label: its name in plain words.
        about: what it is, with its range and source.
        unit: its unit; "" if it has none.
        is_number: whether its stops are in order.
        stops: its places.
        home: number of the stop at which both worlds are as they are written.
    """

    name: str
    label: str
    about: str
    unit: str
    is_number: bool
    stops: tuple[Stop, ...]
    home: int


def levers(worlds: Worlds, asked: Sequence[str]) -> list[Lever]:
    """Levers from what was asked for: a path, a path with its values (``trust.gain=0,0.1``), or a structural choice.

    Args:
        worlds: the two worlds.
        asked: levers asked for; the usual ones that these worlds leave open if there are none.

    Raises:
        ScenarioError: a lever does not exist, has no values, or a value does not fit.
    """
    if not asked:
        return [made for text in USUAL if (made := _usual(worlds, text))]
    found = [_lever(worlds, text) for text in asked]
    for number, each in enumerate(found):
        if each.name in {other.name for other in found[:number]}:
            raise _fault(each.name, "is given twice", "each lever once, with all of its values")
    return found


def _usual(worlds: Worlds, text: str) -> Lever | None:
    choice = _choice(text)
    if choice is None:
        return _lever(worlds, text)
    return _of_choice(worlds, choice) if choice.is_open(_arms(worlds), ()) else None


def _lever(worlds: Worlds, text: str) -> Lever:
    path, listed = _split(text)
    choice = _choice(path)
    if choice is not None and not listed:
        if not choice.is_open(_arms(worlds), ()):
            raise _fault(path, "these worlds decide it themselves", "a choice that both leave open, or a path")
        return _of_choice(worlds, choice)
    found = [_control(each, path) for each in worlds]
    values = [value_of(part, f"--lever {path}") for part in listed.split(",")] if listed else _values(worlds, found[0])
    return _of_values(worlds, found, values)


def _split(text: str) -> tuple[str, str]:
    """The path of a lever and its values, as they were written; a quoted part of a path may hold any sign."""
    try:
        parts(text)
    except ScenarioError:
        path, _, listed = text.rpartition("=")
        return path.strip(), listed
    return text.strip(), ""


def _choice(name: str) -> Choice | None:
    return next((each for each in CHOICES if each.name == name), None)


def _arms(worlds: Worlds) -> Mapping[str, Scenario]:
    return dict(zip("ab", worlds, strict=True))


def _of_choice(worlds: Worlds, choice: Choice) -> Lever:
    """A structural choice; an option that sets nothing is where the worlds are as written."""
    arms, stops = _arms(worlds), []
    for option, sets in choice.options.items():
        told = _words(f"publish.{choice.name}_{option}", option)
        stops.append(Stop(option, told, tuple(sets(arms, arm) for arm in arms)))
    home = next(place for place, stop in enumerate(stops) if not any(stop.settings))
    label, about = (_words(f"publish.{choice.name}{end}", choice.name) for end in ("", "_about"))
    return Lever(choice.name, label, about, "", False, tuple(stops), home)


def _words(key: str, otherwise: str) -> str:
    return find(key) or otherwise


def _control(world: Scenario, path: str) -> Control:
    try:
        load(world, {path: _own(world, path)})
        found = control(world, path)
    except (KeyError, AttributeError, TypeError, ScenarioError):
        hint = did_you_mean(path, [*priors(world), *(each.name for each in CHOICES)])
        expected = f"the path of a value, such as spillover.leak, or one of {', '.join(each.name for each in CHOICES)}"
        raise _fault(path, "no value of this scenario has this path", expected, hint) from None
    if found.kind == "several":
        raise _fault(path, "is a list of names, which no lever turns", "the path of a number, a choice or a switch")
    return found


def _own(world: Scenario, path: str) -> Any:
    value: Any = world
    for key in parts(path):
        value = value[key] if isinstance(value, dict) else getattr(value, key)
    return value


def _values(worlds: Worlds, found: Control) -> list[object]:
    """The values of a lever that was asked for by its path alone."""
    if found.kind == "switch":
        return [False, True]
    if found.kind == "choice":
        return list(found.choices)
    prior = priors(worlds[0]).get(found.path)
    if prior is None:
        raise _fault(found.path, "has no prior that says what to try", f"its values: --lever {found.path}=1,2,3")
    return [_short(_within(prior, share), prior.whole) for share in _STEPS]


def _within(prior: Prior, share: float) -> float:
    if prior.scale == "log":
        return float(10.0 ** (log10(prior.least) + share * (log10(prior.most) - log10(prior.least))))
    return prior.least + share * (prior.most - prior.least)


def _short(value: float, is_whole: bool) -> object:
    return round(value) if is_whole else float(f"{value:.{_DIGITS}g}")


def _of_values(worlds: Worlds, found: Sequence[Control], values: Sequence[object]) -> Lever:
    """A lever that sets one value in both worlds; where they differ, its first stop leaves each its own."""
    first, own = found[0], [each.value for each in found]
    is_number = first.kind == "number"
    stops = [_stop(worlds, first, value) for value in values]
    if any(each != own[0] for each in own):
        as_written = Stop("as-written", say("publish.as_written"), tuple({} for _ in worlds))
        return _finished(first, [as_written, *_distinct(stops, first.path)], 0, False)
    home = _stop(worlds, first, own[0])
    stops = _distinct([*stops, *([] if home.name in {each.name for each in stops} else [home])], first.path)
    if is_number:
        stops.sort(key=lambda stop: float(stop.name))
    place = next(number for number, stop in enumerate(stops) if stop.name == home.name)
    stops[place] = replace(stops[place], settings=tuple({} for _ in worlds))
    return _finished(first, stops, place, is_number)


def _finished(found: Control, stops: Sequence[Stop], home: int, is_number: bool) -> Lever:
    if not 2 <= len(stops) <= MOST_STOPS:
        problem = f"has {len(stops)} values, the scenario's own among them"
        raise _fault(found.path, problem, f"from 2 to {MOST_STOPS} values")
    about = glossary.about(found.path) or found.help
    unit = glossary.unit(found.path)
    return Lever(found.path, glossary.label(found.path), about, unit, is_number, tuple(stops), home)


def _stop(worlds: Worlds, found: Control, value: object) -> Stop:
    name, label = _named(found.kind, value)
    settings = {found.path: value}
    for world in worlds:
        load(world, settings)
    return Stop(name, label, tuple(settings for _ in worlds))


def _named(kind: str, value: object) -> tuple[str, str]:
    if isinstance(value, bool):
        return str(value).lower(), say("publish.on") if value else say("publish.off")
    if kind == "number" and isinstance(value, int | float):
        return f"{float(value):g}", on_page(float(value))
    return str(value), str(value)


def _distinct(stops: Sequence[Stop], path: str) -> list[Stop]:
    """Stops in their order.

    Raises:
        ScenarioError: two are the same.
    """
    names = [stop.name for stop in stops]
    twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
    if twice is not None:
        raise _fault(path, f"the value {shown(twice)} is given twice", "each value once")
    return list(stops)


def _fault(name: str, problem: str, expected: str, hint: str = "") -> ScenarioError:
    return ScenarioError([Fault(f"--lever {clean(name)}", problem=problem, expected=expected, hint=hint)])
