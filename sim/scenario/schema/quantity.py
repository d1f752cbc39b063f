"""How a scenario declares a number: never without its unit, its range, its default and its source."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.fields import FieldInfo

from sim.scenario.schema.renames import RENAMED, current, tell

ASSUMED = "assumed: sweep it"
"""Source of a number that no data identify."""
NONE = "none"
"""The word that takes away an entry of a table, or a value that need not be there: TOML knows no null."""


class Section(BaseModel):
    """A frozen, strict table of a scenario: unknown keys, wrong types, NaN and infinities are errors.

    A table that is given in part has the rest from the default of the field that it is given for, whatever the route:
    ``tiers.open`` with a capture alone keeps the disclosure of the open tier.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, given: Any, info: ValidationInfo) -> Any:
        """What is given, with the rest of what is given in part, and without what is taken away."""
        if not isinstance(given, Mapping):
            return given
        read = _read_json if info.mode == "json" else _read
        fields, told = (
            cls.model_fields,
            _of_today(cls, {composed(key): composed(value) for key, value in given.items()}),
        )
        return {key: read(fields.get(key), value) for key, value in told.items()}


def quantity(
    default: float | int | None,
    unit: str,
    meaning: str,
    source: str = ASSUMED,
    *,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
) -> Any:
    """Declare a number with its unit, range (``least <= x <= most``, or ``x > above``), meaning and source."""
    return Field(
        default, ge=least, le=most, gt=above, description=meaning, json_schema_extra={"unit": unit, "source": source}
    )


class Limits(NamedTuple):
    """The range of a field as :func:`quantity` declares it, None for what it does not say."""

    least: float | None = None
    most: float | None = None
    above: float | None = None

    @property
    def low(self) -> float | None:
        """The lower end, whether it belongs to the range or not."""
        return self.above if self.least is None else self.least


def limits(field: FieldInfo | None) -> Limits:
    """The range that a field declares: the one place that knows how the validator keeps it."""
    ends = {side: getattr(rule, side) for rule in (field.metadata if field else []) for side in ("ge", "le", "gt")
            if hasattr(rule, side)}  # fmt: skip
    return Limits(ends.get("ge"), ends.get("le"), ends.get("gt"))


@cache
def meanings(table: type[Section]) -> dict[str, str]:
    """What each field of a table means: as declared, or as the text below it says, or "".

    Pydantic can read such texts, but does so on every import, which then takes half as long again.
    """
    below: dict[str, str] = {}
    for base in reversed(table.__mro__):
        below |= _texts_below(base.__module__).get(base.__qualname__, {}) if issubclass(base, Section) else {}
    return {name: field.description or below.get(name, "") for name, field in table.model_fields.items()}


@cache
def _texts_below(module: str) -> dict[str, dict[str, str]]:
    """The texts below the annotated names of the classes of a module, by class and name."""
    try:
        source = inspect.getsource(sys.modules[module])
    except OSError:  # it has been delivered without
        return {}
    return {each.name: dict(_texts_in(each.body)) for each in ast.parse(source).body if isinstance(each, ast.ClassDef)}


def _texts_in(lines: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for line, below in pairwise(lines):
        match line, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)


def switch(default: bool, meaning: str, *, without: tuple[str, ...] = (), **neutral: float | str) -> Any:
    """Declare a mechanism's on/off switch, and the setting that must agree with *off* bit for bit.

    Args:
        default: whether it is on.
        meaning: what is so while it is on.
        without: kinds of rows of policies that there must not be.
        neutral: values of its numbers.
    """
    extra: dict[str, Any] = {"unit": "on/off", "neutral": neutral, "without": list(without)}
    return Field(default, description=meaning, json_schema_extra=extra)


def _of_today(table: type[Section], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields by their names of today, with a warning where one is given by another.

    Raises:
        ValueError: one is given by both.
    """
    if not RENAMED:
        return given
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = current(table, key)
        if name != key:
            tell(table.__name__, key, name, stacklevel=3)
        if name in found:
            raise ValueError(f"{name} once, by that name or by the one that it used to have")
        found[name] = value
    return found


def composed(value: Any) -> Any:
    """Text, alone or in lists, with its accents in the one form in which names are compared (NFC)."""
    if isinstance(value, str):
        return normalize("NFC", value)
    return [composed(item) for item in value] if isinstance(value, list) else value


def overlaid(old: Any, new: Any) -> Any:
    """One table put over another: plain tables merge deeply; numbers, lists, objects and tables of these replace."""
    if not isinstance(new, Mapping) or (new and all(isinstance(item, Section) for item in new.values())):
        return new
    table = {name: getattr(old, name) for name in type(old).model_fields} if isinstance(old, Section) else old
    if not isinstance(table, Mapping):
        return new
    told = _of_today(type(old), new) if isinstance(old, Section) else new
    return {**table, **{key: overlaid(table.get(key), item) for key, item in told.items()}}


def is_taken_away(value: object) -> bool:
    """Whether a value says that there is to be none."""
    return value is None or value == NONE


def _read(field: FieldInfo | None, value: Any) -> Any:
    if field is None or isinstance(value, Section):
        return value
    if value == NONE and type(None) in get_args(field.annotation):
        return None
    if not isinstance(value, Mapping):
        return value
    if get_origin(field.annotation) is dict:
        return _entries(field.default, value)
    return overlaid(field.default, value) if _is_particular(field.default) else value


def _read_json(field: FieldInfo | None, value: Any) -> Any:
    """The same of a value of JSON, which has days as text."""
    if isinstance(value, str) and field is not None and date in (field.annotation, *get_args(field.annotation)):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return _read(field, value)


def _entries(default: Any, value: Mapping[Any, Any]) -> dict[Any, Any]:
    """Entries of free names: those given, each with the rest from the default's entry of its name, if there is one."""
    known = default if isinstance(default, Mapping) else {}
    named = {composed(key): item for key, item in value.items()}
    return {key: overlaid(known.get(key), item) for key, item in named.items() if not is_taken_away(item)}


def _is_particular(default: Any) -> bool:
    """Whether a field's default differs from what its class gives by itself."""
    return isinstance(default, Section) and bool(default.model_fields_set)
