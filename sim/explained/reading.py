"""Which functions of the model read a parameter, and which compute an outcome: derived from their source.

A function names what it reads through its arguments (``p: Trust``, ``w: World``) and what it takes out of them
(``p = w.parameters[0].trust``), so that ``p.gain`` is ``trust.gain``.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.explained.entry import one_line
from sim.scenario.schema.enums import Strategy
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.rows import Club
from sim.scenario.schema.scenario import MECHANISMS, Scenario

_SIM = Path(__file__).parents[1]
_ROOMS = ("rules", "world", "outcomes")
_ALL, _NUMBERS = "Scenario", "numbers of the world"
"""The types whose fields are the tables, and the numbers of the world as a whole."""
_WORLD = {"parameters": _ALL, "tiers": "TierRecord", "policies": "Row", "clubs": "ClubRecord"}
"""Of the state, what holds parameters as they were given."""
_BELOW = {name: kind.__name__ for name, kind in MECHANISMS.items()} | {
    "world": _NUMBERS, "ties": "Ties", "actors": "ActorSpec", "domains": "Domain", "tiers": "Tiers",
}  # fmt: skip
_TABLES = {kind: name for name, kind in _BELOW.items() if name not in ("actors", "domains", "tiers")} | {
    "ActorSpec": "actors.NAME", "Domain": "domains.NAME", "TierRecord": "tiers.NAME",
}  # fmt: skip
_CLUBS = [kind for kind, table in POLICIES.items() if issubclass(table, Club)]
_NEEDED = dict.fromkeys(table.needs for table in POLICIES.values() if table.needs)


class Function(NamedTuple):
    """A function of the model: its place, and its first sentence."""

    place: str
    first: str
    node: ast.FunctionDef
    names: frozenset[tuple[str, str]]
    """Members that it names, such as ``PolicyKind.PIVOT``."""
    written: frozenset[tuple[str, str]]
    """Columns into which it writes: ``row[at.trust] = ...``."""
    gives: tuple[object, ...]
    """Figures that it is marked to give."""

    @property
    def words(self) -> str:
        """Its place and what it does."""
        return f"{self.place}: {self.first}" if self.first else self.place


@cache
def functions() -> tuple[Function, ...]:
    """All functions of the rules, of what lays out a world, and of the figures of the release log."""
    return tuple(each for room in _ROOMS for file in sorted((_SIM / room).rglob("*.py")) for each in _in(file))


def _in(file: Path) -> Iterator[Function]:
    module = ".".join(("sim", *file.relative_to(_SIM).with_suffix("").parts)).removesuffix(".__init__")
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            text = one_line((ast.get_docstring(node) or "").partition("\n\n")[0])
            yield Function(
                f"{module}.{node.name}", text, node, frozenset(_names_in(node)), frozenset(_written_in(node)),
                _gives(node),
            )  # fmt: skip


def readers(path: str) -> tuple[str, ...]:
    """The functions that read a parameter, by its path: ``trust.gain`` or ``policies.pivot.governance``."""
    if path.startswith("tiers."):
        path = f"tiers.NAME.{path.rpartition('.')[2]}"
    found = tuple(_readers().get(path, {}))
    return found or (acts(path.split(".")[1]) if path.startswith("policies.") else ())


def acts(kind: str) -> tuple[str, ...]:
    """The functions that tell rows of a kind from others."""
    return tuple(each.words for each in functions() if ("PolicyKind", kind.upper()) in each.names)


def decides(strategy: Strategy) -> tuple[str, ...]:
    """The function of a strategy, and those that ask for it."""
    place = f"sim.rules.strategies.{strategy.name.lower()}"
    own = [each.words for each in functions() if each.place == place]
    asking = [each.words for each in functions() if ("Strategy", strategy.name) in each.names]
    return tuple(dict.fromkeys((*own, *asking)))


def law_of(strategy: Strategy) -> str:
    """The first sentence of a strategy's function, which cites its source; "" if it has none."""
    place = f"sim.rules.strategies.{strategy.name.lower()}"
    return next((each.first for each in functions() if each.place == place), "")


def computes(series: str, figure: str) -> tuple[str, ...]:
    """The functions that write a series, or give a figure of the release log."""
    return tuple(
        each.words for each in functions()
        if ("at", series) in each.written or figure in each.gives
    )  # fmt: skip


def _gives(node: ast.FunctionDef) -> tuple[object, ...]:
    """The figures that a function is marked to give."""
    marks = [each for each in node.decorator_list if isinstance(each, ast.Call)]
    return tuple(
        arg.value for each in marks for arg in each.args
        if isinstance(each.func, ast.Name) and each.func.id == "gives" and isinstance(arg, ast.Constant)
    )  # fmt: skip


def _names_in(node: ast.AST) -> set[tuple[str, str]]:
    """Members that are named in a function, such as ``PolicyKind.PIVOT``."""
    return {
        (each.value.id, each.attr)
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }


def _written_in(node: ast.AST) -> set[tuple[str, str]]:
    """The columns into which a function writes: ``row[at.trust] = ...``."""
    return set().union(*(
        _names_in(each.slice) for each in ast.walk(node) if isinstance(each, ast.Subscript) and
        isinstance(each.ctx, ast.Store)
    ))  # fmt: skip


@cache
def _readers() -> dict[str, dict[str, None]]:
    """Functions by the path of what they read, in the order of their files."""
    found: dict[str, dict[str, None]] = {}
    for function in functions():
        for path in _reads(function):
            found.setdefault(path, {})[function.words] = None
    return found


def _reads(function: Function) -> Iterator[str]:
    known = {arg.arg: _annotated(arg.annotation) for arg in function.node.args.args}
    inside = list(ast.walk(function.node))
    for node in inside:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            known |= dict(_assigned(node.targets[0], node.value, known))
        elif isinstance(node, ast.For | ast.comprehension):
            known |= dict(_assigned(node.target, node.iter, known))
    kinds = [kind for kind in POLICIES if ("PolicyKind", kind.upper()) in function.names]
    for node in inside:
        match node:
            case ast.Attribute(attr="needs"):
                yield from (f"{mechanism}.on" for mechanism in _NEEDED)
            case ast.Attribute(value=holder, attr=name):
                yield from _paths(_type(holder, known), name, kinds)
            case ast.Call(func=ast.Name(id="getattr"), args=[holder, ast.Name(), *_]):
                words = (
                    each.value for each in inside if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )
                yield from (path for word in words for path in _paths(_type(holder, known), word, kinds))


def _paths(holder: str, field: str, kinds: list[str]) -> Iterator[str]:
    """The parameters that a field of a type is; of a row those of the kinds that are named, if they have it."""
    if holder in _TABLES:
        yield f"{_TABLES[holder]}.{field}"
    elif holder == _ALL and field in Scenario.model_fields:
        yield field
    elif holder in ("Row", "ClubRecord"):
        having = [kind for kind in (POLICIES if holder == "Row" else _CLUBS) if field in POLICIES[kind].model_fields]
        yield from (f"policies.{kind}.{field}" for kind in [each for each in kinds if each in having] or having)


def _assigned(target: ast.expr, value: ast.expr, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, what in zip(target.elts, value.elts, strict=False):
            yield from _assigned(each, what, known)
    elif isinstance(target, ast.Name) and (found := _type(value, known)):
        yield target.id, found


def _type(node: ast.expr, known: dict[str, str]) -> str:
    """The type of an expression, "" where it holds no parameters."""
    match node:
        case ast.Name(id=name):
            return known.get(name, "")
        case ast.Subscript(value=inside):
            return _type(inside, known)
        case ast.Call(func=ast.Attribute(value=inside, attr="values")) | ast.Call(func=ast.Name(), args=[inside, *_]):
            return _type(inside, known)
        case ast.Attribute(value=inside, attr=name):
            holder = _type(inside, known)
            if holder == "World":
                return _WORLD.get(name, "")
            if holder == _ALL:
                return _BELOW.get(name, "")
            return "TierRecord" if holder == "Tiers" else ""
    return ""


def _annotated(annotation: ast.expr | None) -> str:
    """The last name of an annotation: ``Records[TierRecord]`` holds what ``TierRecord`` does."""
    match annotation:
        case ast.Name(id="Parameters"):
            return _ALL
        case ast.Name(id=name):
            return name
        case ast.Subscript(slice=inside):
            return _annotated(inside)
    return ""
