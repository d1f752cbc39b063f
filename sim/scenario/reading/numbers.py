"""Set numbers, switches and words in a resolved scenario at once, as sweeps do at each of their points."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from inspect import isclass
from numbers import Real
from typing import Any

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import Spot, step
from sim.scenario.reading.values import simple, whole
from sim.scenario.schema.quantity import Section
from sim.scenario.schema.renames import current
from sim.scenario.schema.scenario import Scenario

MOST_BITS = 64
"""Of a whole number: so many TOML promises, and integers of thousands of digits cannot even be printed."""
_Changes = Sequence[tuple[Sequence[str], object]]
"""Values by the parts of their paths, from the table on in which they are changed."""
_parts = lru_cache(4096)(parts)


class _LongWay(Exception):
    """What is to be set is no number, switch or word of a table that is there, or cannot be its value."""


def with_numbers(scenario: Scenario, changes: Mapping[str, object]) -> Scenario | None:
    """The scenario with some numbers, switches and words of lists changed, as :func:`sim.scenario.load.load` gives it.

    Only tables with a change are validated, each once with all its changes: the others are valid, and no tree of values
    with their places is grown.

    Args:
        scenario: a valid scenario; returned as it is where nothing is changed.
        changes: values by dotted path.

    Returns:
        None where anything else is to be changed, or a value is not valid; the long way does it, or says why not.
    """
    try:
        plain, tables = _changed(scenario, [(_parts(path), value) for path, value in changes.items()])
    except (_LongWay, ScenarioError, ValidationError):
        return None
    if plain:  # numbers of the scenario itself, which is not validated again
        return None
    return scenario.with_tables(tables) if tables else scenario


def _with(holder: Any, changes: _Changes) -> Any:
    """A table of numbers, of tables, or a list of rows, in which some values are others."""
    plain, tables = _changed(holder, changes)
    if isinstance(holder, list):
        return [tables.get(place, row) for place, row in enumerate(holder)]
    if isinstance(holder, dict):
        return holder | tables
    return type(holder).model_validate(holder.__dict__ | plain | tables)


def _changed(holder: Any, changes: _Changes) -> tuple[dict[str, object], dict[Any, Any]]:
    """What is other in a table or list: its own numbers, switches and words, and the tables and rows within it.

    Of values given for the same place the last counts, by whatever name or number a row is called.
    """
    is_list, is_table = isinstance(holder, list), isinstance(holder, Section)
    plain: dict[str, object] = {}
    within: dict[Any, list[tuple[Sequence[str], object]]] = {}
    for way, value in changes:
        if not way:
            raise _LongWay
        key, rest = way[0], way[1:]
        if is_table and not rest:
            plain[key] = _plain(type(holder), key, value)
        else:
            within.setdefault(_place(holder, key) if is_list else key, []).append((rest, value))
    return plain, {key: _with(_child(holder, key), inner) for key, inner in within.items()}


def _child(holder: Any, key: Any) -> Any:
    """What stands under a key of a table, or at a place of a list."""
    if isinstance(holder, list) or (isinstance(holder, dict) and key in holder):
        return holder[key]
    if isinstance(holder, Section) and key in type(holder).model_fields:
        return getattr(holder, key)
    raise _LongWay


def _place(rows: Sequence[Any], key: str) -> int:
    """The number of a row, which is given by name or by number."""
    place = next((number for number, row in enumerate(rows) if key and getattr(row, "name", "") == key), None)
    if place is None and re.fullmatch(r"[0-9]{1,7}", key):
        place = int(key)
    if place is None or place >= len(rows):
        raise _LongWay
    return place


def _plain(table: type[Section], key: str, value: object) -> object:
    """A value for a number, switch or word of a table, in plain Python; other libraries have numbers of their own."""
    kind = _kinds(table).get(key)
    plain = simple(value) if isinstance(value, Real | str) and kind is not None else None
    if plain is None or (isinstance(plain, int) and plain.bit_length() > MOST_BITS):
        raise _LongWay
    if isinstance(plain, str) and current(kind, plain) != plain:
        raise _LongWay  # which tells its new name
    return whole(plain) if kind is int else plain


@cache
def _kinds(table: type[Section]) -> dict[str, type]:
    """The types of a table's numbers, switches and words; a row's own kind is not among them, for it has its fields."""
    kinds = {name: step(Spot((), table, None), name).type for name in table.model_fields}
    return {name: kind for name, kind in kinds.items() if isclass(kind) and issubclass(kind, int | float)}
