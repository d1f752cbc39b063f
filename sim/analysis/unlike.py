"""In which parts two scenarios differ, and what lies between them: some parts from the one, the rest from the other.

Parts are what a reader would name: what actors do, who they are, a row of policies, a number, a table of numbers.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario import Scenario
from sim.scenario.checking.checks import check
from sim.scenario.reading.assignments import path_of
from sim.scenario.schema.enums import word
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.quantity import Section

DOING, CAST, ROW, ROWS, NUMBER, TABLE, TIME = "doing", "cast", "row", "rows", "number", "table", "time"
DECIDING = ("strategy", "tier", "hoards_as", "shares_as", "withheld")
"""Fields of an actor that say what it does with what it knows."""
MOST_ACTORS, MOST_NUMBERS, MOST_ROWS = 3, 6, 12
"""What so many actors do, numbers and rows are parts each; of more, each kind of actor, each table, all rows."""
_TIMES = ("start", "quarters")
_APART = ("title", "about", "group", "actors", "policies", *_TIMES)
_Keys = tuple[str, ...]
_Pair = tuple[Policy | None, Policy | None]


@dataclass(frozen=True)
class Change:
    """A value that differs.

    Attributes:
        keys: where it stands in a scenario; empty for a row of policies.
        before: what it is in the first scenario; None for a row that is not there.
        after: what it is in the second.
    """

    keys: _Keys
    before: Any
    after: Any

    @property
    def path(self) -> str:
        """Its dotted path."""
        return path_of(self.keys)


@dataclass(frozen=True)
class Part:
    """Some of what differs between two scenarios, under one name.

    Attributes:
        kind: "doing" (what an actor does, or all of a kind), "cast" (who they are and what they have), "row" (of
            policies), "rows" (all of them), "number", "table" (of numbers), or "time" (start and length).
        changes: the values that differ.
        group: of what several actors do, the kind of these actors.
    """

    kind: str
    changes: tuple[Change, ...]
    group: str = ""

    @property
    def actors(self) -> list[str]:
        """Names of the actors that it is about."""
        return list(dict.fromkeys(each.keys[1] for each in self.changes if each.keys[:1] == ("actors",)))

    @property
    def table(self) -> str:
        """The table of the scenario in which it stands; "" for rows."""
        return next((each.keys[0] for each in self.changes if each.keys), "")


class Unlike:
    """The parts in which a scenario differs from another.

    Attributes:
        one: the first scenario.
        other: the second.
        parts: what differs, as few parts as there are names for.
    """

    def __init__(self, one: Scenario, other: Scenario) -> None:
        """Take two scenarios apart."""
        self.one, self.other = one, other
        self._rows = _paired_rows(one.policies, other.policies)
        self.parts = (*_of_actors(one, other), *self._of_rows(), *_of_tables(one, other), *_of_times(one, other))

    def mixed(self, parts: Collection[Part]) -> Scenario | None:
        """The first scenario with some parts from the second; None where that is no scenario that can be run."""
        if not parts:
            return self.one
        if len(parts) == len(self.parts):
            return self.other
        tables: dict[str, Any] = {}
        if rows := [part.changes[0] for part in parts if part.kind == ROW]:
            tables["policies"] = self._policies(rows)
        for part in parts:
            if part.kind != ROW:
                tables |= self._changed(part, tables)
        made = self.one.with_tables(tables)
        return None if any(check(made)) else made

    def _policies(self, taken: Sequence[Change]) -> list[Policy]:
        """The rows of the first scenario, some as in the second."""
        assert self._rows is not None
        pairs = [(change.before, change.after) for change in taken]
        rows = (after if (before, after) in pairs else before for before, after in self._rows)
        return [row for row in rows if row is not None]

    def _changed(self, part: Part, tables: Mapping[str, Any]) -> dict[str, Any]:
        """Tables of the scenario with one more part from the other."""
        if part.kind == ROWS:
            return {"policies": self.other.policies}
        found: dict[str, Any] = {}
        for change in part.changes:
            name, *rest = change.keys
            table = found.get(name, tables.get(name, getattr(self.one, name)))
            found[name] = _put(table, rest, change.after)
        return found

    def _of_rows(self) -> Iterator[Part]:
        if self._rows is None:
            if self.one.policies != self.other.policies:
                yield Part(ROWS, (Change((), list(self.one.policies), list(self.other.policies)),))
            return
        changes = [Change((), before, after) for before, after in self._rows if before != after]
        if len(changes) > MOST_ROWS:
            yield Part(ROWS, (Change((), list(self.one.policies), list(self.other.policies)),))
        else:
            yield from (Part(ROW, (change,)) for change in changes)


def _put(table: Any, keys: Sequence[str], value: Any) -> Any:
    """A table with the value under some keys replaced; it is valid there already."""
    if not keys:
        return value
    first, *rest = keys
    if isinstance(table, dict):
        return table | {first: _put(table[first], rest, value)}
    return table.model_copy(update={first: _put(getattr(table, first), rest, value)})


def _paired_rows(one: Sequence[Policy], other: Sequence[Policy]) -> list[_Pair] | None:
    """Rows of both scenarios in an order that suits both, those of one name together; None where there is none."""
    first, second = ({_name_of(row): row for row in rows} for rows in (one, other))
    common = [name for name in first if name in second]
    is_plain = len(first) == len(one) and len(second) == len(other)
    if not is_plain or common != [name for name in second if name in first]:
        return None
    order: list[str] = []
    left = iter(second)
    for name in first:
        order += [] if name not in second else list(iter(left.__next__, name))
        order.append(name)
    return [(first.get(name), second.get(name)) for name in [*order, *left]]


def _name_of(row: Policy) -> str:
    return row.name or row.model_dump_json(exclude={"note"})


def _of_actors(one: Scenario, other: Scenario) -> Iterator[Part]:
    if list(one.actors) != list(other.actors):
        yield Part(CAST, (Change(("actors",), one.actors, other.actors),))
        return
    changes = list(_leaves(("actors",), one.actors, other.actors))
    doing = [change for change in changes if change.keys[2] in DECIDING]
    names = dict.fromkeys(change.keys[1] for change in doing)
    groups = {name: "" if len(names) <= MOST_ACTORS else word(one.actors[name].kind) for name in names}
    for key in dict.fromkeys(groups[name] or name for name in names):
        own = tuple(change for change in doing if (groups[change.keys[1]] or change.keys[1]) == key)
        yield Part(DOING, own, groups[own[0].keys[1]])
    if being := tuple(change for change in changes if change.keys[2] not in DECIDING):
        yield Part(CAST, being)


def _of_tables(one: Scenario, other: Scenario) -> Iterator[Part]:
    names = [name for name in Scenario.model_fields if name not in _APART]
    changed = {name: list(_leaves((name,), getattr(one, name), getattr(other, name))) for name in names}
    are_few = sum(map(len, changed.values())) <= MOST_NUMBERS
    for name, changes in changed.items():
        is_switched = any(each.keys == (name, "on") for each in changes)
        if len(changes) == 1 or (are_few and not is_switched):
            yield from (Part(NUMBER, (change,)) for change in changes)
        elif changes:
            yield Part(TABLE, tuple(changes))


def _of_times(one: Scenario, other: Scenario) -> Iterator[Part]:
    pairs = [Change((name,), getattr(one, name), getattr(other, name)) for name in _TIMES]
    if changes := tuple(change for change in pairs if change.before != change.after):
        yield Part(TIME, changes)


def _leaves(keys: _Keys, one: Any, other: Any) -> Iterator[Change]:
    """The values that differ in two tables of one kind, as deep as they can be told apart."""
    if isinstance(one, Section) and type(one) is type(other):
        names = list(type(one).model_fields)
        pairs = [(name, getattr(one, name), getattr(other, name)) for name in names]
    elif isinstance(one, dict) and isinstance(other, dict) and one and list(one) == list(other):
        pairs = [(name, one[name], other[name]) for name in one]
    else:
        if one != other:
            yield Change(keys, one, other)
        return
    for name, before, after in pairs:
        yield from _leaves((*keys, name), before, after)
