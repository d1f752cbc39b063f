"""Write a starter file: a scenario that extends another, with the user's data and examples to take the # from."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sim.scenario import ScenarioError
from sim.scenario.errors import printable
from sim.scenario.load import extended
from sim.scenario.priors import priors
from sim.scenario.reading import toml
from sim.scenario.reading.assignments import parts
from sim.scenario.reading.outline import Spot, limits_of, spot, step, words_of
from sim.scenario.reading.overrides import place_in
from sim.scenario.reading.read import parse
from sim.scenario.reading.tree import Source, grow
from sim.scenario.schema.enums import SELLING
from sim.scenario.schema.quantity import is_taken_away
from sim.scenario.schema.scenario import Scenario

_WIDTH = 118
_WANTED = date(2027, 1, 1)
_NUMBERS = ("trust.gain", "sharing.variety", "research.productivity")
_HEAD = """\
Lines that begin with # and no blank after it are examples: take away the # of all lines of one to use it. The
names, days and numbers are those of {parent} as it is now; change them. A table such as [trust] stands once in a
file: what else you change in it goes below the same line.

hoardshare check {file}: finds mistakes, and says where they are
hoardshare explain trust.gain: says what a number or an outcome means
hoardshare schema > scenario.schema.json: lets an editor that reads the first line of this file complete names"""


def starter(
    scenario: Scenario, parent: str, name: str, file: str, own: Mapping[str, object], told: Iterable[str]
) -> str:  # fmt: skip
    """Return the text of a starter file.

    Args:
        scenario: The scenario that it extends.
        parent: What it extends: a shipped name, or a path from the file's folder.
        name: Name of the new scenario, which is its title.
        file: Name of the file, for the commands in its comments.
        own: The user's own data, by dotted path.
        told: What is to be said of these data.
    """
    data = nested(scenario, own)
    single = {key: value for key, value in data.items() if not isinstance(value, dict | list)}
    first = {"extends": parent, "title": name, "about": f"{parent}, changed: say here in a line what is different"}
    lines = ["#:schema ./scenario.schema.json", *_prose(f"{name}: changes {parent} ({scenario.title})."), "#"]
    lines += [line for part in _HEAD.format(parent=parent, file=file).split("\n") for line in _as_it_is(part)]
    lines += ["", *toml.fields(first | single), *_length(scenario, data)]
    lines += [*_own(data, list(told)), *_examples(scenario, data)]
    return "\n".join(lines) + "\n"


def nested(scenario: Scenario, own: Mapping[str, object]) -> dict[str, Any]:
    """Return values by dotted path as the tables of a file; policies are a list of rows.

    Raises:
        ScenarioError: a path is of a row of policies without a name, which a file cannot change.
    """
    tables: dict[str, Any] = {}
    for path, value in own.items():
        table, keys = tables, parts(path)
        if keys[0] == "policies" and len(keys) > 1:
            rows = tables.setdefault("policies", [])
            row = _row_of(scenario, keys[1])
            if row not in [each["name"] for each in rows]:
                rows.append({"name": row})
            table = next(each for each in rows if each["name"] == row)
            keys = keys[2:]
        for key in keys[:-1]:
            table = table.setdefault(key, {})
        table[keys[-1]] = value
    return tables


def _row_of(scenario: Scenario, key: str) -> str:
    named = [row.name for row in scenario.policies]
    if key in named or not key.isdecimal():
        return key
    return named[int(key)]


def _as_it_is(line: str) -> list[str]:
    return [f"# {printable(line)}".rstrip()]


def _prose(text: str) -> list[str]:
    """Return comment lines."""
    return [f"# {line}" for line in textwrap.wrap(printable(text), _WIDTH, break_on_hyphens=False)]


def _length(scenario: Scenario, data: Mapping[str, Any]) -> Iterator[str]:
    if "quarters" not in data:
        end = scenario.date_of(scenario.quarters)
        yield f"#quarters = {scenario.quarters}   # length of a run: from {scenario.start} to {end}"


def _own(data: Mapping[str, Any], told: list[str]) -> Iterator[str]:
    """Return the user's own data as tables, below what is said of them."""
    if told:
        yield ""
    for line in told:
        yield from _prose(line)
    for name, content in data.items():
        if name == "actors":
            gone = {key: value for key, value in content.items() if is_taken_away(value)}
            yield from ["", "[actors]", *toml.fields(gone)] if gone else []
            for actor, fields in content.items():
                yield from [] if actor in gone else ["", f"[actors.{toml.key(actor)}]", *toml.fields(fields)]
        elif name == "ties":
            yield from ["", "[ties]", *(line for key, value in content.items() for line in _tie_lines(key, value))]
        elif isinstance(content, dict):
            yield from ["", f"[{toml.key(name)}]", *toml.fields(content)]
        elif isinstance(content, list):
            for row in content:
                yield from ["", "[[policies]]", *toml.fields(row)]


def _tie_lines(key: str, value: object) -> Iterator[str]:
    if key == "edges" and isinstance(value, list):
        yield from ["edges = [", *(f"    {toml.value(edge)}," for edge in value), "]"]
    else:
        yield from toml.fields({key: value})


def _examples(scenario: Scenario, data: Mapping[str, Any]) -> Iterator[str]:
    """Return examples under their headings, those alone that the scenario takes together."""
    for heading, candidates in _SECTIONS.items():
        taken = [example for example in candidates(scenario, data) if _fits(scenario, example)]
        if taken:
            yield from ["", f"# {heading} ".ljust(_WIDTH, "-")]
        for example in taken:
            yield from ["", *(f"#{line}" if line[:1] != "#" else line for line in example)]


def _fits(scenario: Scenario, example: list[str]) -> bool:
    source = Source("example", "\n".join(example))
    try:
        extended(scenario, grow(parse(source), source))
    except ScenarioError:
        return False
    return True


def _said(place: Spot) -> str:
    """Return in a few words what a value is: its meaning, unit and range, or the words that it may be."""
    name = str(place.path[-1])
    meaning = "first day on which it can act" if name == "start" else place.meaning.rstrip(".")
    words = [] if name == "kind" else words_of(place.type)  # its meaning names them
    allowed = f"one of {', '.join(words)}" if words else limits_of(place.field)
    return "; ".join(part for part in (meaning[:1].lower() + meaning[1:], allowed) if part)


def _fields_of(place: Spot, values: Mapping[str, object]) -> Iterator[str]:
    """Return the fields of a table, each below a line on its meaning where that is long, else with it behind."""
    for name, value in values.items():
        said = _said(step(place, name))
        line = f"{toml.key(name)} = {toml.value(value)}"
        if said and len(line) + len(said) + 6 <= _WIDTH:
            yield f"{line}   # {printable(said)}"
        else:
            yield from [*_prose(f"{name}: {said}"), line] if said else [line]


def _rows(scenario: Scenario, _: Mapping[str, Any]) -> Iterator[list[str]]:
    """Return rows of policies with a day: a law, money, a promise, a control of exports."""
    day, names = _day(scenario), list(scenario.actors)
    seller = next((name for name in names if scenario.actors[name].kind in SELLING), names[0])
    blocs = list(dict.fromkeys(spec.bloc for spec in scenario.actors.values()))
    yield _row(scenario, "duty", "The law asks care of all firms and laboratories.", start=day, floor=0.5)
    yield _row(scenario, "subsidy", f"Public money for {names[-1]}.", start=day, actor=names[-1], amount=1.0)
    yield _row(scenario, "pivot", f"{seller} opens its models, in public.", start=day, actor=seller, tier="open")
    if len(blocs) > 1:
        one, other = blocs[0], blocs[1]
        text = f"{one} controls what it exports to {other}."
        yield _row(scenario, "export_control", text, start=day, from_bloc=one, to_bloc=other, strength=0.5)
    known = next((row.name for row in scenario.policies if row.name), None)
    if known is not None:
        yield [*_prose(f"The row {known} of the scenario, switched off."), "[[policies]]",
               *toml.fields({"name": known, "on": False})]  # fmt: skip


def _row(scenario: Scenario, kind: str, text: str, **fields: object) -> list[str]:
    taken, name = {row.name for row in scenario.policies}, f"my-{kind.replace('_', '-')}"
    while name in taken:
        name += "-2"
    return [*_prose(text), "[[policies]]", *toml.fields({"name": name, "kind": kind}),
            *_fields_of(spot(["policies", 0, kind]), fields)]  # fmt: skip


def _day(scenario: Scenario) -> date:
    """Return the first day of 2027, or of the middle of the run where 2027 is not within."""
    is_within = scenario.start < _WANTED < scenario.date_of(scenario.quarters)
    return _WANTED if is_within else max(scenario.start, scenario.date_of(scenario.quarters // 2))


def _actors(scenario: Scenario, data: Mapping[str, Any]) -> Iterator[list[str]]:
    """Return an actor with other fields, and a new one."""
    own = data.get("actors", {})
    free = [name for name in scenario.actors if name not in own]
    for name in free[:1]:
        spec = scenario.actors[name]
        values = {"strategy": "share", "tier": "open", "endowment": round(2 * spec.endowment, 6)}
        yield [*_prose(f"{name} is another: it shares from the start, and has twice the money."),
               f"[actors.{toml.key(name)}]", *_fields_of(spot(["actors", name]), values)]  # fmt: skip
    new = "my-laboratory"
    while new in scenario.actors or new in own:
        new += "-2"
    bloc = next(iter(scenario.actors.values())).bloc
    values = {"kind": "lab", "bloc": bloc, "enters": _day(scenario), "strategy": "tit-for-tat", "compute": 1.0,
              "endowment": 0.3}  # fmt: skip
    yield [*_prose("A new actor; what is not given has the default of the schema."), f"[actors.{new}]",
           *_fields_of(spot(["actors", new]), values)]  # fmt: skip


def _numbers(scenario: Scenario, data: Mapping[str, Any]) -> Iterator[list[str]]:
    """Return numbers as they are, with meaning, unit, range and prior."""
    held = priors(scenario)
    for path in _NUMBERS:
        table, name = path.split(".")
        if table in data:
            continue
        place, prior = place_in(scenario, path), held.get(path)
        value = getattr(getattr(scenario, table), name)
        between = f"; held to lie between {prior.least:g} and {prior.most:g}" if prior else ""
        yield [
            *_prose(f"{name}: {_said(place)}{between}; now {value:g}"),
            f"[{table}]",
            f"{name} = {toml.value(value)}",
        ]


_SECTIONS = {"Policies, each from a day on": _rows, "Actors": _actors, "Numbers": _numbers}
