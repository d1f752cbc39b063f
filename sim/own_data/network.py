"""An edge list: who is tied to whom, from a table or from a file of a network program."""

import io
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sim.own_data.cells import Marks, number_of, text_of
from sim.own_data.content import bytes_of
from sim.own_data.faults import called, refused
from sim.own_data.put import OwnData, put
from sim.own_data.said import Place, Said, Tie, counted
from sim.own_data.table import Cell, Headed, Row, Table, folded, headed, read_table
from sim.scenario import Scenario, ScenarioError, load
from sim.scenario.errors import Fault, Finding, Wrong, clean, shown

IGNORED = ("id", "label", "type", "kind", "timeset", "source_of_data", "note", "comment", "unit")
"""Columns that are not read: those of Gephi's tables of edges, and those for readers."""
EXAMPLE = "from,to"
_KNOWN = {"from": "from", "source": "from", "to": "to", "target": "to", "weight": "weight"}
_EXPECTED = "an edge list: .csv, .xlsx, .graphml or .gexf"
_COLUMNS = ("from", "to", "weight")
_NAMES = ("label", "name")


def read_network(path: str | Path, scenario: str | Path | Scenario, least_weight: float = 0.0) -> OwnData:
    """Read an edge list: CSV with comma, semicolon or tab, a workbook, GraphML, or GEXF of Gephi.

    In a scenario two actors are tied or not, both ways. So the direction of an edge does not matter, nor how often it
    is there; of its weight only whether it is above 0, and at least `least_weight`.

    Args:
        path: The file. Nodes are names of actors: in a table, in the columns ``from`` and ``to`` (or ``source`` and
            ``target``), or in the first two columns where there is no heading; in GraphML and GEXF their ids, or
            labels. ``weight``, or the third column, is at least 0.
        scenario: The scenario that the ties go to: a shipped name, the path of a file, or a scenario.
        least_weight: An edge with less weight is left out.

    Returns:
        Overrides for :func:`sim.load`.

    Raises:
        ScenarioError: the file or the scenario has an error; all of them are listed, by row and column.
        ValueError: `least_weight` is below 0, or not a number.
        MissingExtra: it is a workbook, and openpyxl is not installed.
    """
    base = load(scenario)
    return put(base, network_of(path, base, least_weight))


def network_of(
    path: str | Path, scenario: Scenario, least_weight: float = 0.0, actors: Sequence[str] | None = None
) -> Said:  # fmt: skip
    """Return what an edge list says.

    Args:
        path: The file.
        scenario: The scenario that the ties go to.
        least_weight: An edge with less weight is left out.
        actors: Names of the actors, where another file adds some or takes some away; the scenario's by default.

    Raises:
        ScenarioError: the file cannot be read as an edge list.
        ValueError: `least_weight` is below 0, or not a number.
    """
    if not least_weight >= 0.0:
        raise ValueError(f"least_weight = {least_weight!r}; expected a number, at least 0")
    names = list(scenario.actors) if actors is None else actors
    if Path(path).suffix.lower() in (".graphml", ".gexf"):
        (edges, told), faults = _of_graph(path, set(names)), list[Fault]()
    else:
        table = read_table(path)
        (edges, faults), told = _of_table(table), table.notes
    kept = [(tie, weight) for tie, weight in edges if weight > 0.0 and weight >= least_weight]
    pairs: dict[frozenset[str], Tie] = {}
    for tie, _ in kept:
        pairs.setdefault(frozenset(tie.ends), tie)
    if not pairs and not faults:
        light = bool(edges)
        hint = "an edge without a weight has weight 1" if light and least_weight > 1.0 else ""
        raise refused(called(path), "has no ties of so much weight" if light else "has no ties", _EXPECTED, hint)
    notes = _notes(called(path), scenario, names, edges, kept, list(pairs.values()), least_weight)
    return Said((), tuple(pairs.values()), tuple(faults), (*told, *notes))


_Edges = list[tuple[Tie, float]]


def _of_table(table: Table) -> tuple[_Edges, list[Fault]]:
    if any(folded(str(cell)) in _KNOWN for cell in table.rows[0].cells):
        sheet = headed(table, _KNOWN, IGNORED, ["from", "to"], EXAMPLE)
    else:
        width = max(len(row.cells) for row in table.rows)
        if width not in (2, 3):
            hint = f"name the columns in the first row, such as {EXAMPLE}; others are not read"
            raise refused(table.name, f"has {width} columns and no heading", "two names, and perhaps a weight", hint)
        _refuse_foreign_heading(table)
        sheet = Headed(table, _COLUMNS[:width], ("1", "2", "3")[:width], table.rows)
    edges: _Edges = []
    faults: list[Fault] = []
    marks = Marks(table.decimal_comma)
    for row in sheet.rows:
        edge, found = _of_row(sheet, row, marks)
        faults += found
        edges += edge
        marks = marks.after(sheet.cells(row).get("weight")) if not found else marks
    return edges, faults


def _refuse_foreign_heading(table: Table) -> None:
    """Refuse a first row that ends in a word where a weight would stand: a heading in words that are not known."""
    first = table.rows[0]
    if len(first.cells) == len(_COLUMNS) and str(first.cells[-1]).isalpha():
        what = f"{shown(' '.join(str(cell) for cell in first.cells))} is neither a heading nor a tie"
        raise refused(
            table.name, what, f"a heading, such as {EXAMPLE},weight, or two names and a weight", "", first.number
        )


def _of_row(sheet: Headed, row: Row, marks: Marks) -> tuple[_Edges, list[Fault]]:
    cells = sheet.cells(row)
    first, second, third = (
        Place(sheet.table.name, row.number, sheet.called(name)) for name in ("from", "to", "weight")
    )
    faults: list[Fault] = [
        place.fault("is empty", "the name of an actor")
        for name, place in (("from", first), ("to", second))
        if name not in cells
    ]
    weight, ends = 1.0, ["", ""]
    try:
        weight = _weight(cells.get("weight", 1), marks)
    except Wrong as error:
        faults.append(third.wrong(error))
    for number, (name, place) in enumerate((("from", first), ("to", second))):
        try:
            ends[number] = text_of(cells.get(name, ""))
        except Wrong as error:
            faults.append(place.wrong(error))
    if faults:
        return [], faults
    return [(Tie((ends[0], ends[1]), (first, second), Place(sheet.table.name, row.number)), weight)], []


def _weight(cell: Cell, marks: Marks) -> float:
    number = number_of(cell, marks)
    if number < 0:
        raise Wrong(Finding((), f"{shown(number)} is out of range", "a weight of at least 0"))
    return float(number)


def _of_graph(path: str | Path, names: set[str]) -> tuple[_Edges, tuple[str, ...]]:
    """Return the edges of a file of GraphML or GEXF, by the names of its nodes, and which nodes are left out.

    Raises:
        ScenarioError: it is not one, or the name of a node or the weight of an edge is wrong.
    """
    file = called(path)
    graph = _graph(bytes_of(path, _EXPECTED), file, Path(path).suffix.lower())
    nodes = {node: _name_of(node, told, names) for node, told in graph.nodes(data=True)}
    faults: list[Fault] = []
    for name, count in Counter(nodes.values()).items():
        if count > 1:
            faults.append(Place(f"{file}, node {clean(name)}").fault(f"{count} nodes have this name", "one an actor"))
    usual = graph.graph.get("edge_default", {})
    edges: _Edges = []
    for number, (one, other, told) in enumerate(graph.edges(data=True), 1):
        ends = nodes[one], nodes[other]
        place = Place(f"{file}, edge {number} ({clean(ends[0])} to {clean(ends[1])})")
        try:
            edges.append((Tie(ends, (place, place), place), _weight(_weight_of(told, usual), Marks(comma=False))))
        except Wrong as error:
            faults.append(place.wrong(error))
    if faults:
        raise ScenarioError(faults)
    return edges, tuple(_left_out(file, [name for node, name in nodes.items() if not graph.degree(node)], names))


def _left_out(file: str, alone: Sequence[str], names: set[str]) -> Iterator[str]:
    strange = [clean(name) for name in alone if name not in names]
    if strange:
        more = f" and {len(strange) - 8} more" if len(strange) > 8 else ""
        yield f"{file}: no edge and no actor of the scenario, and so left out: {', '.join(strange[:8])}{more}"


def _weight_of(told: dict[str, Any], usual: dict[str, Any]) -> Cell:
    """Return the weight of an edge as it is written, or else what the file declares for edges without one, or 1."""
    given = (value for where in (told, usual) for key, value in where.items() if folded(str(key)) == "weight")
    return next(given, 1)


def _graph(content: bytes, name: str, ending: str) -> Any:
    import networkx

    if b"<!ENTITY" in content.replace(b"\0", b"").upper():
        raise refused(name, "defines entities of its own", "a plain .graphml or .gexf file")
    read = networkx.read_graphml if ending == ".graphml" else networkx.read_gexf
    try:
        graph, several = read(io.BytesIO(content)), _graphs_in(content)
    except Exception as error:  # of a parser, or of what networkx looks up in what it parsed
        reason = "" if isinstance(error, KeyError) else f" ({clean(str(error) or type(error).__name__)})"
        raise refused(
            name, f"cannot be read as {ending[1:]}{reason}", "a file saved by Gephi, networkx or yEd"
        ) from None
    if several > 1:
        raise refused(name, f"has {several} graphs, one within or beside another", "one graph, without groups of nodes")
    return graph


def _graphs_in(content: bytes) -> int:
    """Return how many graphs a file has: networkx reads one of them, and not what is inside groups."""
    return sum(element.tag.rpartition("}")[2] == "graph" for element in ElementTree.fromstring(content).iter())


def _name_of(node: Hashable, told: dict[str, Any], names: set[str]) -> str:
    """Return the name of a node: its id where that is an actor, else its label where it has one."""
    identity = " ".join(str(node).split())
    labels = (" ".join(str(told[key]).split()) for key in _NAMES if told.get(key))
    return identity if identity in names else next(labels, identity)


def _notes(
    file: str, scenario: Scenario, names: Sequence[str], edges: _Edges, kept: _Edges, ties: list[Tie], least: float
) -> Iterator[str]:
    yield f"{file}: {counted(len(ties), 'tie')}, each both ways"
    if len(edges) > len(kept):
        below = f" or below {least:g}" if least > 0 else ""
        yield f"{file}: {counted(len(edges) - len(kept), 'edge')} of weight 0{below} left out"
    if len(kept) > len(ties):
        yield f"{file}: {counted(len(kept) - len(ties), 'edge repeats a tie', 'edges repeat a tie')}"
    if any(weight != 1.0 for _, weight in kept):
        yield f"{file}: weights are not part of a scenario; two actors are tied or not"
    tied = {name for tie in ties for name in tie.ends}
    tied |= {name.rpartition("-")[0] for name in tied}  # the group of a member
    alone = [name for name in names if name not in tied]
    if alone:
        more = f" and {len(alone) - 8} more" if len(alone) > 8 else ""
        yield f"{file}: without a tie: {', '.join(clean(name) for name in alone[:8])}{more}"
    if scenario.entry.on and scenario.entry.slots:
        yield f"{file}: who enters during a run (entry.slots) has no ties"
