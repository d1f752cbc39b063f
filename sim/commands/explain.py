"""``hoardshare explain``. Heavy imports are inside functions."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import example
from sim.console import columns, console, say

if TYPE_CHECKING:
    from sim.explained import Entry

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_FEW = 3
_EXAMPLES = 4


@app.command(epilog=example("explain trust.gain"))
def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Outcome, parameter, policy, strategy or shipped scenario; all kinds are listed without a name.",
            autocompletion=completing.explained,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what is found as JSON.")] = False,
) -> None:
    """Explain a name: what it is, its unit, range and source, where it is used, what is known of it."""
    from sim.explained import KINDS, entries, find

    if name is None:
        kinds = {kind: entries(kind) for kind in KINDS}
        _list_kinds(kinds, as_json)
        return
    found = find(name)
    if as_json:
        say(json.dumps([_as_data(entry) for entry in found], indent=2, ensure_ascii=False))
        return
    exact = [entry for entry in found if _is_meant(entry, name)] if len(found) > _FEW else list(found)
    for entry in exact:
        _print(entry)
    rest = [entry for entry in found if entry not in exact]
    if rest:
        _list(rest, "also: " if exact else "")


def _is_meant(entry: "Entry", name: str) -> bool:
    from sim.scenario.errors import fold

    return fold(name.strip()) in (fold(entry.name), fold(entry.whole_name))


def _print(entry: "Entry") -> None:
    from sim.explained.words import lines

    screen = console()
    head, *rest = lines(entry, screen.width)
    screen.print(head, style="bold")
    for line in rest:
        say(line)
    say("")


def _list(found: "Sequence[Entry]", before: str) -> None:
    screen = console()
    screen.print(f"{before}{len(found)} names", style="bold")
    table = columns("name", "kind", "what it is")
    for entry in found:
        table.add_row(entry.whole_name, entry.kind, entry.definition)
    screen.print(table)


def _list_kinds(kinds: "dict[str, tuple[Entry, ...]]", as_json: bool) -> None:
    from sim.explained import KINDS

    if as_json:
        say(json.dumps({kind: [entry.whole_name for entry in found] for kind, found in kinds.items()}, indent=2))
        return
    table = columns("kind", "names", "what it is", "examples", numbers=[1])
    for kind, found in kinds.items():
        table.add_row(kind, str(len(found)), KINDS[kind], ", ".join(_examples(found)))
    screen = console()
    screen.print(table)
    screen.print("`hoardshare explain NAME` explains one; `hoardshare explain outcomes` lists all of a kind.")


def _examples(found: "tuple[Entry, ...]") -> list[str]:
    """Some names from all over a kind."""
    return [found[place * len(found) // _EXAMPLES].whole_name for place in range(_EXAMPLES)]


def _as_data(entry: "Entry") -> dict[str, object]:
    return {
        "kind": entry.kind,
        "name": entry.whole_name,
        "title": entry.title,
        "definition": entry.definition,
        "facts": dict(entry.facts),
        "used_in": list(entry.used_in),
        "related": list(entry.related),
    }
