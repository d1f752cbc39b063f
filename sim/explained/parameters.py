"""Every parameter: its table declares it, the rules' source says who reads it, shipped data what is known of it."""

from collections.abc import Iterator
from enum import IntEnum
from inspect import isclass
from typing import Any, get_origin

from pydantic.fields import FieldInfo

from sim.explained import drives, history, reading, settings, texts
from sim.explained.entry import PARAMETER, Entry, one_line, told
from sim.scenario.reading.outline import Spot, described, limits_of, step
from sim.scenario.schema.actors import ActorSpec, Domain, Tiers, TierSpec, Ties
from sim.scenario.schema.enums import word
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import Prior, Section, meanings, prior_of, priors_within
from sim.scenario.schema.roles import Actors, Blocs
from sim.scenario.schema.rows import Dated, Row
from sim.scenario.schema.scenario import MECHANISMS, Scenario, World

_HELD: dict[str, type[Section]] = {
    "world": World,
    "ties": Ties,
    "actors.NAME": ActorSpec,
    "domains.NAME": Domain,
    **MECHANISMS,
}
_UNSAID = ("kind",)


def entries() -> Iterator[Entry]:
    """All parameters, table by table: the scenario's own, the cast, mechanisms, tiers, numbers of policies."""
    for place, table, name in _declared():
        _, _, tier = place.partition("tiers.")
        yield _of_tier(tier, Tiers.model_fields[tier], name) if tier else _entry(table, place, name)


def paths() -> Iterator[str]:
    """The names of all entries; quick, since nothing is looked up."""
    return (f"{place}.{name}" if place else name for place, _, name in _declared())


def _declared() -> Iterator[tuple[str, type[Section], str]]:
    """The place of each parameter, its table and its name there."""
    tables = {*MECHANISMS, "world", "ties", "tiers", "actors", "domains", "policies"}
    yield from (("", Scenario, name) for name in Scenario.model_fields if name not in tables)
    for place, table in _HELD.items():
        yield from ((place, table, name) for name in table.model_fields)
    for tier, field in Tiers.model_fields.items():
        yield from ((f"tiers.{tier}", TierSpec, name) for name in type(field.default).model_fields)
    for kind, row in POLICIES.items():
        yield from ((f"policies.{kind}", row, name) for name in own_fields(row))


def own_fields(row: type[Row]) -> list[str]:
    """The fields of a kind of row that not every row has."""
    return [name for name in row.model_fields if name not in {*Dated.model_fields, *_UNSAID}]


def _of_tier(tier: str, field: FieldInfo, number: str) -> Entry:
    """A number of one of the tiers: its default and its prior are the tier's own."""
    table = type(field.default)
    prior = priors_within(field).get(number)
    return _entry(table, f"tiers.{tier}", number, default=getattr(field.default, number), prior=prior)


def _entry(
    table: type[Section], place: str, name: str, *, default: Any = None, prior: Prior | None = None
) -> Entry:  # fmt: skip
    field, path = table.model_fields[name], f"{place}.{name}" if place else name
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    held = prior or prior_of(field)
    given = default if default is not None else _default(field)
    facts = told(
        ("Unit", texts.unit(str(extra["unit"])) if extra.get("unit") and not _is_switch(field) else ""),
        ("Default", "needed: it has none" if field.is_required() else shown(given)),
        ("Range", _allowed(table, path, field)),
        ("Prior", _believed(held, str(extra.get("source", "")))),
        ("Source", str(extra.get("source", ""))),
        ("Switched off", _neutral(extra)),
        ("Table", f"{place}: {one_line(table.__doc__ or '')}" if place else ""),
        ("Set by", settings.set_by(path)),
    )
    held_texts = told(("What history says", history.says(path, held)), ("What it drives", _driven(path, held)))
    return Entry(
        PARAMETER, path, texts.label("parameters", path), _meaning(table, path, name), facts + held_texts,
        reading.readers(path), _related(table, place, name),
    )  # fmt: skip


def shown(value: Any) -> str:
    """A value as a scenario file writes it."""
    if isinstance(value, IntEnum):
        return word(value)
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "none"
    if isinstance(value, str | list | dict) and not value:
        return "empty"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _default(field: FieldInfo) -> Any:
    return None if field.is_required() else field.get_default(call_default_factory=True)


def _is_switch(field: FieldInfo) -> bool:
    return field.annotation is bool


def _allowed(table: type[Section], path: str, field: FieldInfo) -> str:
    """The range of a number, the words of a choice, or else the type."""
    place = step(Spot((), table, None), path.rpartition(".")[2])
    text = described(place) if field.annotation is int else limits_of(field) or described(place)
    return f"{text}, or none" if field.default is None and not field.is_required() else text


def _believed(prior: Prior | None, source: str) -> str:
    """Between what it lies before any run; the source of that where it is another than the number's own."""
    if prior is None:
        return ""
    scale = "every order of magnitude as likely" if prior.scale == "log" else "every value as likely"
    why = "" if prior.source == source else f" ({prior.source})"
    return f"{prior.least:.3g} to {prior.most:.3g}, {scale}{why}"


def _neutral(extra: Any) -> str:
    """The setting that equals a mechanism's being off, of its switch."""
    if "neutral" not in extra:
        return ""
    values = [
        f"{name} = {value if isinstance(value, str) else f'{value:g}'}" for name, value in extra["neutral"].items()
    ]
    same = " and ".join(filter(None, [", ".join(values), *(f"no row of kind {kind}" for kind in extra["without"])]))
    return f"gives the same runs, bit for bit, as {same}" if same else ""


def _driven(path: str, prior: Prior | None) -> str:
    found = drives.driven_by(path)
    if found:
        return found
    if prior is None:
        return "not asked: it is not drawn"
    return f"it is not named among the numbers that explain most in {drives.count()}"


def _meaning(table: type[Section], path: str, name: str) -> str:
    """What it is: in plain words, as declared, or by what its type says."""
    field = table.model_fields[name]
    return texts.sentences(texts.about("parameters", path), one_line(meanings(table)[name]) or _by_type(field))


def _by_type(field: FieldInfo) -> str:
    """What a field of a row is by whom or what it names."""
    kind = field.annotation
    marks = {type(mark): mark for mark in field.metadata}
    if Actors in marks:
        several = "actors" if get_origin(kind) is list else "an actor"
        return f"{several}: who {marks[Actors].role.value}"
    if Blocs in marks:
        return "name of a bloc"
    return one_line(kind.__doc__ or "") if isclass(kind) and issubclass(kind, IntEnum) else ""


def _related(table: type[Section], place: str, name: str) -> tuple[str, ...]:
    """The switch of its mechanism, and the outcomes that it drives."""
    switch = (f"{place}.on",) if "on" in table.model_fields and name != "on" and place in MECHANISMS else ()
    kind = (place,) if place.startswith("policies.") else ()
    return (*kind, *switch, *drives.outcomes_driven_by(f"{place}.{name}"))
