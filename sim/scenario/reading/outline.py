"""What the schema says about the value at a path: its type, unit, range and allowed words."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from inspect import isclass
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from sim.scenario.errors import one_of
from sim.scenario.reading.locate import KeyPath
from sim.scenario.schema.enums import words
from sim.scenario.schema.kinds import POLICIES, Policy
from sim.scenario.schema.quantity import NONE, Section, limits, meanings
from sim.scenario.schema.renames import current
from sim.scenario.schema.rows import Row
from sim.scenario.schema.scenario import Scenario

_MOST_WRITTEN_OUT = 1e7
_NAMES: dict[object, str] = {
    bool: "true or false",
    float: "a number",
    int: "a whole number",
    str: "text in quotes",
    date: "a date such as 2020-01-31, without quotes",
}


class Wanted(NamedTuple):
    """Describes in words what a field's value must be; marks fields whose type does not say it."""

    text: str


class Spot(NamedTuple):
    """The place in the schema for a path of a scenario."""

    path: KeyPath
    """The path as the scenario's author writes it."""
    type: Any
    """The type of the value; None if the schema has no such place."""
    field: FieldInfo | None
    """The field that declares the value; None if it is not a field."""
    table: Any = None
    """The table that has the field."""

    @property
    def meaning(self) -> str:
        """What the field means; "" if it is not a field, or is not explained."""
        return meanings(self.table)[str(self.path[-1])] if self.field else ""


ROOT = Spot((), Scenario, None)


def spot(location: Sequence[str | int], place: Spot = ROOT) -> Spot:
    """Return the place in the schema at a location; as in validation errors, a kind may follow a policy's index."""
    for key in location:
        place = step(place, key)
    return place


def step(place: Spot, key: str | int) -> Spot:
    """Return the place under a key of a table or an index of a list; an old name is replaced by the current one."""
    path = (*place.path, key)
    if is_table(place.type):
        name = current(place.type, str(key))
        path, field = (*place.path, name), place.type.model_fields.get(name)
        return Spot(path, _present(field.annotation) if field else None, field, place.type)
    if place.type == Policy and current(Row, str(key)) in POLICIES:
        return Spot(place.path, POLICIES[current(Row, str(key))], None)
    arguments = get_args(place.type) if get_origin(place.type) in (dict, list, Mapping) else (None,)
    return Spot(path, arguments[-1], None)


def is_table(kind: Any) -> bool:
    """Whether a type is a table with declared fields."""
    return isclass(kind) and issubclass(kind, Section)


def described(place: Spot) -> str:
    """Describe what a value at a place must be, with its range and unit."""
    kind = place.type
    wanted = next((mark.text for mark in (place.field.metadata if place.field else []) if isinstance(mark, Wanted)), "")
    if wanted or words_of(kind):
        return wanted or one_of(words_of(kind))
    range_and_unit = limits_of(place.field) or (_unit_alone(place.field) if kind is float else "")
    return ", ".join(part for part in (_name(kind), range_and_unit) if part)


def words_of(kind: Any) -> list[str]:
    """Return the words that a type allows; empty if it is not limited to a list of words."""
    if isclass(kind) and issubclass(kind, IntEnum):
        return words(kind)
    return [str(word) for word in get_args(kind)] if get_origin(kind) is Literal else []


def limits_of(field: FieldInfo | None) -> str:
    """Return the range of a quantity with its unit, such as ``0 <= x <= 5 OOM/quarter``; empty without a range."""
    if field is None:
        return ""
    least, most, above = limits(field)
    sides = [_side(least, "{} <= "), _side(above, "{} < "), "x", _side(most, " <= {}")]
    return "".join(sides) + _unit(field) if any((*sides[:2], sides[3])) else ""


def _side(end: float | None, form: str) -> str:
    return "" if end is None else form.format(_short(end))


def _short(bound: float) -> str:
    is_short = isinstance(bound, int) or (bound == int(bound) and abs(bound) < _MOST_WRITTEN_OUT)
    return str(int(bound)) if is_short else f"{bound:g}"


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    unit = str(extra.get("unit", "1")) if isinstance(extra, dict) else "1"
    # "0 <= x <= 1 1/quarter" would be hard to read.
    return "" if unit == "1" else f" {unit.replace('1/', 'per ', 1) if unit.startswith('1/') else unit}"


def _unit_alone(field: FieldInfo | None) -> str:
    unit = _unit(field) if field else ""
    return f"unit:{unit}" if unit else ""


def _name(kind: Any) -> str:
    if is_table(kind) or get_origin(kind) in (dict, Annotated, Mapping):
        return "a table"
    return "a list" if get_origin(kind) is list else _NAMES.get(kind, "another type")


def _present(kind: Any) -> Any:
    """Return a type without its None: for ``tier: TierWord | None`` it is Tier, as for ``TierWord``."""
    if type(None) not in get_args(kind):
        return kind
    kind = next(member for member in get_args(kind) if member is not type(None))
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def file_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors: a scenario with ``extends`` and no required table."""
    schema = json_schema(Scenario)
    extends = {
        "type": "string",
        "title": "Extends",
        "default": "base",
        "description": 'Scenario that this file changes: a shipped name, a relative path, or "nothing".',
    }
    schema["properties"] = {"extends": extends, **schema["properties"]}
    schema.pop("required", None)
    return schema


def json_schema(kind: type[Section]) -> dict[str, Any]:
    """Return the JSON Schema of a file that contains such a table, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_with_none(kind.model_json_schema(schema_generator=_WithMeanings)),
    }


class _WithMeanings(GenerateJsonSchema):
    """Pydantic's generator, which also writes what each field means."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Return the JSON Schema of one table."""
        found = super().model_schema(schema)
        for name, meaning in meanings(schema["cls"]).items():
            if meaning:
                found["properties"][name].setdefault("description", meaning)
        return found


def _with_none(schema: Any) -> Any:
    """Write null as "none", for TOML has no null, and allow "none" for every entry of a table with free names."""
    if isinstance(schema, list):
        return [_with_none(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema == {"type": "null"}:
        return {"const": NONE}
    fields = {key: _with_none(item) for key, item in schema.items()}
    entries = fields.get("additionalProperties")
    return fields | {"additionalProperties": {"anyOf": [entries, {"const": NONE}]}} if entries else fields
