"""How a scenario declares a number: never without its unit, its range, its default, its source and its prior."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import pairwise
from math import ceil, floor
from typing import Any, Literal, NamedTuple, get_args, get_origin
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic.fields import FieldInfo

from sim.scenario.schema.renames import RENAMED, current, tell

ASSUMED = "assumed: sweep it"
"""Source of a number that no data identify."""
DEFINED = "given"
"""Source of a number that there is nothing to know about: a unit, a length, what the author of a scenario says."""
WIDE = "wide, for want of data"
"""Source of a prior that rests on no data."""
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


class Prior(NamedTuple):
    """What is held of a number before any run: it lies between two ends, evenly, or evenly in its logarithm."""

    least: float
    most: float
    scale: Literal["linear", "log"]
    source: str
    """Where the ends come from."""

    @property
    def whole(self) -> bool:
        """Whether the number is a whole one."""
        return isinstance(self.least, int)


def even(least: float, most: float, source: str = "") -> Prior:
    """A prior in which all values are as likely; its source is that of the number unless it has one of its own."""
    return Prior(least, most, "linear", source)


def log(least: float, most: float, source: str = "") -> Prior:
    """A prior in which all orders of magnitude are as likely; its source as in :func:`even`."""
    return Prior(least, most, "log", source)


def quantity(
    default: float | int | None,
    unit: str,
    meaning: str,
    source: str = "",
    *,
    prior: Prior | None = None,
    definition: bool = False,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
) -> Any:
    """Declare a number with its unit, range (``least <= x <= most``, or ``x > above``), meaning, source and prior.

    Without a prior of its own it has the one of :func:`_by_rule`, unless it is a definition; a number that is 0 or
    absent by default must say which it is.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source or (DEFINED if definition else ASSUMED)}
    held = None if definition else prior or _by_rule(default, Limits(least, most, above))
    if definition:
        extra["definition"] = True
    elif held is not None:
        extra["prior"] = _told(_of_kind(held, default), source)
    return Field(default, ge=least, le=most, gt=above, description=meaning, json_schema_extra=extra)


def particular(default: BaseModel, *by_rule: str, **priors: Prior) -> Any:
    """Declare one of several tables of a class by its numbers, and the priors of those that do not define it."""
    fields = type(default).model_fields
    held = {name: _by_rule(getattr(default, name), limits(fields[name])) for name in by_rule} | priors
    extra: dict[str, Any] = {
        "priors": {name: _told(_of_kind(prior, getattr(default, name))) for name, prior in held.items() if prior}
    }
    return Field(default, json_schema_extra=extra)


def prior_of(field: FieldInfo | None) -> Prior | None:
    """The prior that a field declares; None where it is a definition, or no number."""
    told = _extra(field).get("prior")
    return Prior(**told) if told else None


def priors_within(field: FieldInfo) -> dict[str, Prior]:
    """The priors that a field declares for numbers of its table, by name: see :func:`particular`."""
    return {name: Prior(**told) for name, told in _extra(field).get("priors", {}).items()}


def _extra(field: FieldInfo | None) -> Mapping[str, Any]:
    extra = field.json_schema_extra if field else None
    return extra if isinstance(extra, dict) else {}


def _of_kind(prior: Prior, default: float | int | None) -> Prior:
    """A prior whose ends are whole numbers if, and only if, the number is one."""
    kind = int if isinstance(default, int) else float
    return prior._replace(least=kind(prior.least), most=kind(prior.most))


def _told(prior: Prior, source: str = "") -> dict[str, Any]:
    return prior._replace(source=prior.source or source or WIDE)._asdict()


def _by_rule(default: float | int | None, within: "Limits") -> Prior | None:
    """A third to three times the default; of a share that is whole, .3 to 1; of what is below 0, half to twice.

    The ends have three digits, lie in the range of the number, and are whole where it is; 0 and None have no prior.
    """
    if not default:
        return None
    if default == within.most == 1:
        return even(0.3, 1.0, f"{WIDE}: from three tenths to all")
    if default < 0:
        found = even(2.0 * default, default / 2.0, f"{WIDE}: half to twice the default")
    else:
        found = log(default / 3.0, 3.0 * default, f"{WIDE}: a third to three times the default")
    least, most = float(f"{found.least:.3g}"), float(f"{found.most:.3g}")
    if isinstance(default, int):
        least, most = ceil(least), floor(most)
    ends = (
        least if within.low is None else max(least, within.low),
        most if within.most is None else min(most, within.most),
    )
    clipped = "" if ends == (least, most) else ", within its range"
    return found._replace(least=ends[0], most=ends[1], source=found.source + clipped)


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
