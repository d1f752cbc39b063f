"""Controls, generated from the schema: for a number, choice or switch at a path, and for a new policy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import IntEnum
from inspect import isclass
from itertools import permutations
from math import ceil, floor, log10
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from sim.scenario.checking.cast import Cast
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.reading.assignments import parts as parts_of
from sim.scenario.reading.assignments import path_of
from sim.scenario.reading.outline import Spot, spot, step
from sim.scenario.schema.enums import MarketForm, Tier, word, words
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import limits, prior_of
from sim.scenario.schema.roles import Blocs, Domains, Role, fields_of, is_list, marked, single
from sim.scenario.schema.rows import Dated, Row
from sim.scenario.schema.scenario import MECHANISMS, Scenario
from sim.view import glossary

MAIN = (
    "sharing.speed",
    "spillover.leak",
    "trust.gain",
    "effort.reaction",
    "safety.enmity",
    "investors.speed",
    "prices.nest",
    "community.growth",
    "misuse.rate",
)
"""Numbers that the articles argue about: speeds of learning, leaks, trust, reactions, payments, likeness of models."""
_SPREAD = 4.0
"""The slider of a number without a prior and a close bound reaches this many times the scenario's value."""
_STOPS = 50
"""Least number of steps of a slider."""
_TINY = 1e-9
_UNASKED = {"kind", *Dated.model_fields}
"""Fields of a policy that have no control: its kind, and those that say when it acts."""


@dataclass(frozen=True)
class Control:
    """One value that can be set.

    Attributes:
        path: dotted path of its value in a scenario.
        label: its name in plain words.
        help: its meaning, with its range, source and unit.
        unit: its unit; empty if it has none.
        kind: ``number``, ``switch``, ``choice`` or ``several``.
        value: its current value.
        own: the value that the scenario itself gives it.
        least: left end of its slider.
        most: right end of its slider.
        step: smallest step of its slider.
        choices: the words allowed.
    """

    path: str
    label: str
    help: str
    unit: str
    kind: str
    value: Any
    own: Any = None
    least: float = 0.0
    most: float = 1.0
    step: float = 0.01
    choices: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """The control in the form that a page needs."""
        return asdict(self) | {"choices": list(self.choices)}


def main_levers(scenario: Scenario) -> list[str]:
    """Paths of the levers shown at first: the leaders' strategies, and the main numbers of mechanisms that are on."""
    off = {name for name in MECHANISMS if not getattr(getattr(scenario, name), "on", True)}
    if scenario.market.form != MarketForm.PRICES:
        off.add("prices")
    return [*_leaders(scenario), *(path for path in MAIN if path.split(".")[0] not in off)]


def _leaders(scenario: Scenario, count: int = 2) -> list[str]:
    ranked = sorted(scenario.actors, key=lambda name: -scenario.actors[name].know_how)
    return [path_of(("actors", name, "strategy")) for name in ranked[:count]]


def all_levers(scenario: Scenario) -> list[str]:
    """Every path that can be a control: the tables of mechanisms, and each actor's way of deciding."""
    tables = [(name, field) for name, table in MECHANISMS.items() for field in table.model_fields]
    actors = [("actors", name, field) for name in scenario.actors for field in ("strategy", "tier", "shares_as")]
    return [path_of(path) for path in [*actors, *tables]]


def control(scenario: Scenario, path: str, parts: tuple[str, ...] = (), own: Scenario | None = None) -> Control:
    """The control for a path, with the scenario's value.

    Args:
        scenario: the scenario on the page.
        path: path of the value.
        parts: the path in parts, if known.
        own: the scenario before any change, so that the range of a slider does not follow its value.

    Raises:
        KeyError: no control can be made for the path.
    """
    keys = parts or tuple(parts_of(path))
    place = spot(keys)
    keys = tuple(map(str, place.path))
    value = _value(scenario, keys)
    if place.type is None or place.field is None:
        raise KeyError(path)
    is_actors = keys[0] == "actors"
    label = " ".join(key.replace("_", " ") for key in keys[1:]) if is_actors else glossary.label(path_of(keys))
    found = _control(place, path, label, value, (), value if own is None else _value(own, keys))
    return found if is_actors else replace(found, help=glossary.about(path_of(keys)))


def is_change(own: Scenario, path: str, value: object) -> bool:
    """Whether a value differs from the scenario's own; True if they cannot be compared."""
    try:
        before = _value(own, tuple(parts_of(path)))
    except (KeyError, AttributeError, TypeError, ScenarioError):
        return True
    is_like = isinstance(before, bool) == isinstance(value, bool)
    return not (is_like and before is not None and before == value)


def _value(scenario: Scenario, keys: tuple[str, ...]) -> Any:
    value: Any = scenario
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else getattr(value, key, None)
    return word(value) if isinstance(value, IntEnum) else value


def _control(place: Spot, path: str, label: str, value: Any, choices: tuple[str, ...], own: Any) -> Control:
    field, kind = place.field, place.type
    about, unit = place.meaning, _unit(field)
    if isclass(kind) and issubclass(kind, IntEnum):
        return Control(path, label, about, "", "choice", value, own, choices=tuple(words(kind)))
    if kind is bool:
        return Control(path, label, about, "", "switch", value, own)
    if get_origin(kind) is list:
        return Control(path, label, about, "", "several", value, own, choices=choices)
    if kind is str:
        return Control(path, label, about, "", "choice", value, own, choices=choices)
    at = next((float(each) for each in (own, value) if each is not None), 0.0)
    least, most, step = _reach(field, at, kind is int)
    return Control(path, label, f"{about} ({_source(field)})", unit, "number", value, own, least, most, step)


def _unit(field: FieldInfo | None) -> str:
    unit = str(_extra(field).get("unit", ""))
    return "" if unit in ("1", "on/off") else unit


def _source(field: FieldInfo | None) -> str:
    return str(_extra(field).get("source", "assumed"))


def _extra(field: FieldInfo | None) -> Mapping[str, Any]:
    extra = field.json_schema_extra if field else None
    return extra if isinstance(extra, dict) else {}


def _reach(field: FieldInfo | None, own: float, is_whole: bool) -> tuple[float, float, float]:
    """Ends and step of a slider: whole steps, from the number's prior and the scenario's own value, never a change."""
    declared = limits(field)
    least, most = _ends(field, own)
    step = 1.0 if is_whole else float(f"1e{floor(log10((most - least) / _STOPS))}")
    low, high = step * floor(least / step + _TINY), step * ceil(most / step - _TINY)
    if declared.above is not None and low <= declared.above:
        low += step
    high = high if declared.most is None else min(high, float(declared.most))
    return float(f"{low:.12g}"), float(f"{high:.12g}"), step


def _ends(field: FieldInfo | None, own: float) -> tuple[float, float]:
    """The ends of the prior, and 0 where a number may be 0; without a prior the schema's bounds if they are close."""
    declared, prior = limits(field), prior_of(field)
    low, most = declared.low, declared.most
    far = max(1.0, _SPREAD * abs(own)) if most is None or most >= 1.0 else float(most)
    if prior is None:
        least, reached = max(-far if low is None else float(low), -far), far
    else:
        least = 0.0 if declared.least == 0.0 else float(prior.least)
        reached = float(prior.most) if own <= prior.most else far
    return min(least, own), reached if most is None else min(float(most), reached)


def policy_controls(scenario: Scenario, kind: str, quarter: int = 0) -> list[Control]:
    """The fields of a kind of policy; its actors and blocs are chosen from those of the scenario.

    Args:
        scenario: the scenario that the policy is added to.
        kind: the kind of policy.
        quarter: quarter in which it would take effect; the initial values are the first that are valid together then.
    """
    cast, table = Cast(scenario), POLICIES[kind]
    names = [name for name in table.model_fields if name not in _UNASKED]
    tried = [{name: _first(table, name, *order) for name in names} for order in _orders(table, cast)]
    values = next((each for each in tried if _holds(scenario, kind, each, quarter)), tried[0])
    place = spot(("policies", 0, kind))
    return [
        _control(step(place, name), name, name.replace("_", " "), value, _choices(table, name, scenario), value)
        for name, value in values.items()
    ]


def _choices(table: type[Row], name: str, scenario: Scenario) -> tuple[str, ...]:
    """The actors or blocs that a field can name, and an empty choice where the field is optional."""
    cast = Cast(scenario)
    if name in marked(table, Domains):
        return tuple(scenario.domains)
    if name in marked(table, Blocs):
        return tuple(cast.blocs)
    return ("", *cast.names) if name in single(table) else tuple(cast.names)


def _orders(table: type[Row], cast: Cast) -> list[tuple[list[str], list[str]]]:
    """Orders of actors and blocs, each with another actor, or another pair of blocs, in front."""
    if "to_bloc" in table.model_fields and len(cast.blocs) > 1:
        return [(cast.names, list(pair)) for pair in permutations(cast.blocs, 2)]
    return [(cast.names[first:] + cast.names[:first], cast.blocs) for first in range(len(cast.names))]


def _first(table: type[Row], name: str, actors: list[str], blocs: list[str]) -> Any:
    """The default, or the first valid choice: two actors for clubs, two different blocs for borders."""
    field = table.model_fields[name]
    if not field.is_required():
        value = Tier.OPEN if name == "tier" and field.default is None else field.default
        return word(value) if isinstance(value, IntEnum) else value
    if name in marked(table, Blocs):
        return blocs[-1] if name == "to_bloc" else blocs[0]
    if name in fields_of(table, Role.PAYER):
        return actors[-1]
    return actors[:2] if is_list(table, name) else actors[0]


def _holds(scenario: Scenario, kind: str, values: Mapping[str, Any], quarter: int) -> bool:
    rows = [row.model_dump() for row in scenario.policies]
    row = policy_row(scenario, kind, values, min(quarter, scenario.quarters - 1))
    try:
        load(scenario, {"policies": [*rows, {**row, "start": date.fromisoformat(row["start"])}]})
    except ScenarioError:
        return False
    return True


def policy_row(scenario: Scenario, kind: str, values: Mapping[str, Any], quarter: int) -> dict[str, Any]:
    """A policy row that takes effect in the next quarter."""
    day: date = scenario.date_of(quarter)
    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    return {"kind": kind, "start": day.isoformat(), **given}
