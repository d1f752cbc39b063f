"""Find entries by the names that people give them."""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from sim.explained import outcomes, parameters, policies, scenarios, strategies
from sim.explained.entry import KINDS, OUTCOME, PARAMETER, POLICY, SCENARIO, STRATEGY, Entry
from sim.explained.settings import files, kind_of_row
from sim.scenario.errors import clean, fold
from sim.scenario.reading import catalogue
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.rows import Dated, Row
from sim.scenario.schema.series import OUTCOMES

_MAKERS: dict[str, Callable[[], Iterable[Entry]]] = {
    SCENARIO: scenarios.entries,
    OUTCOME: outcomes.entries,
    PARAMETER: parameters.entries,
    POLICY: policies.entries,
    STRATEGY: strategies.entries,
}
_MOST_NEAR = 5
_OF_ALL_ROWS = frozenset({*Dated.model_fields, *Row.model_fields})
"""Fields that a row of any kind may have, such as its start: the entry of the kind says what they mean."""
_PLURALS = {kind: f"{kind.removesuffix('y')}ies" if kind.endswith("y") else f"{kind}s" for kind in KINDS}


class UnknownName(LookupError):
    """Nothing has this name; the message lists the names that are nearest."""

    def __init__(self, name: str, near: Iterable[str], told: str = "") -> None:
        """Store the names that are nearest, the nearest first; or tell what else the name is."""
        self.near = () if told else tuple(near)
        advice = told or (f"nearest: {', '.join(self.near)}" if self.near else "")
        everything = "`hoardshare explain` lists what there is"
        super().__init__("; ".join(filter(None, (f'nothing is called "{clean(name)}"', advice, everything))))

    def __str__(self) -> str:
        """Return the message; a LookupError is no KeyError, whose text would be quoted."""
        return str(self.args[0])


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """All entries of a kind, in the order in which they are declared.

    Args:
        kind: one of :data:`sim.explained.KINDS`.

    Raises:
        UnknownName: there is no such kind.
    """
    if kind not in _MAKERS:
        raise UnknownName(kind, KINDS)
    return tuple(_MAKERS[kind]())


def find(name: str) -> tuple[Entry, ...]:
    """The entries that go by a name.

    A name is written as in a scenario file, in any case and with ``-`` or ``_``: an outcome, a strategy, a scenario, a
    kind of policy (``pivot`` or ``policies.pivot``) or the path of a parameter (``trust.gain``, ``actors.alpha.cash``).
    If several things have it all are returned. The name of a table gives all that stands in it; the last word of a
    path gives every parameter that ends in it, and a kind, such as ``strategies``, all of its entries.

    Args:
        name: what to look for.

    Raises:
        UnknownName: nothing has this name; the message lists the nearest.
    """
    wanted = _folded(name)
    for kind, plural in _PLURALS.items():
        if wanted in (kind, plural):
            return entries(kind)
    found = tuple(entry for entry in _all() if wanted in _names(entry)) or tuple(
        entry for entry in _all() if entry.kind == PARAMETER and _fits(_folded(entry.name), wanted)
    )
    found = found or _of_a_row(wanted)
    # A kind of row lists its fields itself.
    is_row = any(entry.kind == POLICY for entry in found)
    within = () if is_row else tuple(entry for entry in _all() if _stands_in(entry, wanted))
    by_last = tuple(e for e in _all() if e.kind == PARAMETER and _folded(e.name).rpartition(".")[2] == wanted)
    all_of_them = tuple(dict.fromkeys((*found, *within))) or by_last
    if not all_of_them:
        raise UnknownName(name, _near(wanted), _of_actors(wanted))
    return all_of_them


def explain(name: str) -> tuple[Entry, ...]:
    """Explain an outcome, a parameter, a policy, a strategy or a shipped scenario.

    Args:
        name: its name as files write it, such as ``"trust.gain"``, ``"hhi_revenue"``, ``"policies.pivot"``,
            ``"tit-for-tat"`` or ``"race-2019"``; the name of a table, such as ``"market"``, means all that is in it.

    Returns:
        What goes by the name, mostly one entry: its definition, facts (unit, default, range, prior, source and more),
        the functions that use it, and related names. ``print(*sim.explain("trust.gain"))`` shows it as text.

    Raises:
        LookupError: nothing has this name; the message lists the nearest.
    """
    return find(name)


def known_names() -> tuple[str, ...]:
    """Every name that :func:`find` knows in full; quick, since nothing is looked up."""
    rows = (f"policies.{kind}" for kind in POLICIES)
    return (*catalogue.names(), *OUTCOMES, *parameters.paths(), *rows, *strategies.names())


def _all() -> Iterator[Entry]:
    for kind in KINDS:
        yield from entries(kind)


def _folded(name: str) -> str:
    return fold(name.strip().replace('"', ""))


def _names(entry: Entry) -> set[str]:
    return {_folded(entry.name), _folded(entry.whole_name)}


def _fits(pattern: str, wanted: str) -> bool:
    """Whether a path is one of those that ``actors.NAME.cash`` stands for."""
    if ".name." not in f"{pattern}.":
        return False
    return re.fullmatch(re.escape(pattern).replace(r"\.name", r"\.[^.]+"), wanted) is not None


def _of_a_row(wanted: str) -> tuple[Entry, ...]:
    """What a path in a row of policies means: the row goes by its own name, or by its kind."""
    table, _, rest = wanted.partition(".")
    row, _, field = rest.partition(".")
    kind = (row if row in POLICIES else kind_of_row(row)) if table == "policies" else ""
    if not kind:
        return ()
    path = f"policies.{kind}.{field}" if field and field not in _OF_ALL_ROWS else f"policies.{kind}"
    return tuple(entry for entry in _all() if _folded(path) in _names(entry))


def _of_actors(wanted: str) -> str:
    """Where an actor, or a bloc, of this name is; "" if no shipped file has it."""
    for scenario, file in files().items():
        actors = file.get("actors", {})
        blocs = {fold(str(spec.get("bloc", ""))) for spec in actors.values() if isinstance(spec, dict)}
        what = "an actor" if wanted in map(fold, actors) else "a bloc" if wanted in blocs else ""
        if what:
            return f"it is {what} of {scenario}: `hoardshare explain {scenario}` lists who is there"
    return ""


def _near(wanted: str) -> list[str]:
    """The names nearest to one that nothing has: in its own table if there is one, or else in all."""
    table, _, last = wanted.rpartition(".")
    beside = {_folded(e.name).rpartition(".")[2]: e.name for e in _all() if table and _stands_in(e, table)}
    if beside:
        return [beside[each] for each in get_close_matches(last, beside, n=_MOST_NEAR)] or list(beside.values())
    by_name = {_folded(name): name for name in known_names()}
    return [by_name[each] for each in get_close_matches(wanted, by_name, n=_MOST_NEAR)]


def _stands_in(entry: Entry, table: str) -> bool:
    holder = _folded(entry.name).rpartition(".")[0]
    return entry.kind == PARAMETER and (holder == table or _fits(holder, table))
