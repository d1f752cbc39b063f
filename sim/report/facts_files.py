"""Facts and runs as text, tables and a figure."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.analysis.facts.fact import Fact, Value, rows_of, rule, values
from sim.analysis.facts.reproduce import HELD_OUT, PERIOD, SCENARIO, Reproduction
from sim.analysis.facts.yearly import courses
from sim.analysis.tables import markdown_of, write_tables
from sim.numbers import level
from sim.report.folder import kept, results
from sim.study.record import RecordError
from sim.version import model_version

HEADS = ("", "fact", "role", "data [90 %]", "runs [90 %]", "CRPS", "persistence", "verdict")
NUMBERS = HEADS[3:7]
ABOUT_CRPS = (
    "CRPS is the distance between the distribution of single runs and the value of the data, in the figure's unit, "
    "0 is best: hit or miss rewards vague runs, CRPS does not. Runs that leave a figure undefined are left out, and "
    "the score is divided by the share of the others. Beside it is the score of naive persistence, which says that "
    "nothing changes from the window before, where the data have one."
)
_IN_RUNS = '"in N" tells how many runs define a figure, where some do not.'
_SEEN = {
    True: "Of a run those releases count that would have been recorded as the data were: as notable, or with a score.",
    False: "All releases of a run count (--no-observation), though the data are selected.",
}
_LAG = 3


class Line(NamedTuple):
    """A line of the table: a fact, or one of its figures if it has several."""

    texts: tuple[str, ...]
    is_fact: bool


def cells(reproduction: Reproduction) -> Iterator[Line]:
    """The table of a reproduction, as texts."""
    count = len(reproduction.seen)
    for fact in reproduction.facts:
        rows = reproduction.table[reproduction.table["number"] == fact.number].to_dict("records")
        single = len(rows) == 1
        sides = _sides(rows[0], count) if single else ("",) * len(NUMBERS)
        name = f"{fact.name}: {rows[0]['figure']}" if single else fact.name
        verdict = _verdict(reproduction.hits[fact.number], reproduction.beats[fact.number])
        yield Line((str(fact.number), name, fact.role, *sides, verdict), True)
        for row in [] if single else rows:
            verdict = _verdict(row["hit"], row["crps"] < row["persistence_crps"])
            yield Line(("", f"  {row['figure']}", "", *_sides(row, count), verdict), False)


def _sides(row: dict[str, float], count: int) -> tuple[str, ...]:
    data, model = (Value(row[side], row[f"{side}_low"], row[f"{side}_high"]) for side in ("data", "model"))
    # A figure that few runs define looks certain unless one says so.
    of = f" in {row['runs']}" if 0 < row["runs"] < count else ""
    has_naive = row["persistence_crps"] == row["persistence_crps"]
    return spoken(data), spoken(model) + of, score(row["crps"]), score(row["persistence_crps"]) if has_naive else ""


def score(value: float) -> str:
    """A score, or that there is none."""
    return spoken(Value(value, value, value))


def spoken(value: Value) -> str:
    """A value with its interval, if there is one."""
    if value.value != value.value:
        return "undefined"
    if value.low == value.high:
        return level(value.value)
    return f"{level(value.value)} [{level(value.low)}, {level(value.high)}]"


def _verdict(hit: bool, beats: bool) -> str:
    return f"hit{', and beats persistence' if beats else ''}" if hit else "MISS"


def tally_line(reproduction: Reproduction) -> str:
    """The number of hits of each role, also with the first edition's intervals, and of facts that are not shown."""
    rows = list(reproduction.tally.itertuples())
    hits = [f"{row.Index}: {row.hits} of {row.facts}" for row in rows]
    first = ", ".join(f"{row.Index}: {row.first_hits} of {row.facts}" for row in rows)
    hidden = [f"{HELD_OUT}: {len(reproduction.hidden)}, not shown"] if reproduction.hidden else []
    unfitted = f" Nothing in {SCENARIO} is fitted to them." if reproduction.scenario == SCENARIO else ""
    return f"Hits: {', '.join([*hits, *hidden])}.{unfitted} Under the first edition's intervals: {first}."


def title(reproduction: Reproduction) -> str:
    """What was run, when, how often, and whether all of it is looked at."""
    which = "as observed" if reproduction.observation else "with all releases"
    return f"{reproduction.scenario} {which}, {PERIOD}, {len(reproduction.seen)} runs"


def legend(reproduction: Reproduction) -> str:
    """How the table is to be read."""
    return f"{rule()[0]} {_IN_RUNS} {ABOUT_CRPS} {_SEEN[reproduction.observation]}"


def markdown(reproduction: Reproduction) -> str:
    """Facts and runs as a text in Markdown."""
    table = pd.DataFrame([line.texts for line in cells(reproduction)], columns=pd.Index(HEADS))
    head = f"# Stylised facts beside {title(reproduction)}\n"
    provenance = f"Model version {model_version()}; data: Epoch AI, CC BY 4.0.\n"
    notes = "\n".join(_note(fact) for fact in reproduction.facts)
    explained = f"{tally_line(reproduction)} {legend(reproduction)}\n"
    return "\n".join([head, markdown_of(table, NUMBERS), explained, f"{notes}\n", provenance])


def _note(fact: Fact) -> str:
    caveat = f" {fact.caveat}" if fact.caveat else ""
    return f"{fact.number}. {fact.statement}{caveat} Source: {fact.source}."


def write(reproduction: Reproduction, target: Path, command: str) -> None:
    """Write tables, text and figure.

    Raises:
        RecordError: the folder cannot be written.
        Unfinished: the figure could not be drawn; the tables are written.
    """
    table = courses(reproduction.seen, {fact.number for fact in reproduction.facts})
    with results(target) as folder:
        tables = {"facts": reproduction.table, "facts-of-runs": reproduction.values, "facts-by-year": table}
        write_tables(folder, tables, {"facts": markdown(reproduction)})
    with kept("tables", target), results(target) as folder:
        _draw(reproduction, table, folder, f"{command}; model version {model_version()}; data: Epoch AI, CC BY 4.0")


def _draw(reproduction: Reproduction, table: pd.DataFrame, folder: Path, provenance: str) -> None:
    try:
        from sim.plots.facts import overview
        from sim.plots.style import save
    except ImportError:
        raise RecordError("figures need Matplotlib: pip install 'hoardshare[plots]'") from None
    lag = next(fact for fact in reproduction.facts if fact.number == _LAG).figures[0]
    given = rows_of([lag])
    lags = pd.Series([values(given, *run)[0] for run in reproduction.seen])
    save(overview(table, lags, lag.data.parts), folder / "facts", provenance)
