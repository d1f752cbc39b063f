"""Facts and runs as tables, a text and a figure."""

from pathlib import Path

import pandas as pd

from sim.analysis.facts.fact import facts, rows_of, values
from sim.analysis.facts.reproduce import HELD_OUT, Reproduction
from sim.analysis.facts.yearly import courses
from sim.analysis.tables import markdown_of, write_tables
from sim.extras import how_to
from sim.report.facts_words import TEXTS, cells, heads, legend, note, tallies, title
from sim.report.folder import kept, results
from sim.study.record import RecordError
from sim.version import model_version


def markdown(reproduction: Reproduction) -> str:
    """Facts and runs as a text in Markdown."""
    table = pd.DataFrame([line.texts for line in cells(reproduction)], columns=pd.Index(heads(reproduction)))
    numbers = tuple(name for name in table.columns[len(TEXTS) :] if not name.startswith("verdict"))
    head = f"# {'Forecasts' if reproduction.is_forecast else 'Stylised facts'} beside {title(reproduction)}\n"
    provenance = f"Model version {model_version()}; data: Epoch AI, CC BY 4.0.\n"
    notes = "\n".join(note(fact) for fact in reproduction.facts)
    explained = f"{' '.join(tallies(reproduction))} {legend(reproduction)}\n"
    return "\n".join([head, markdown_of(table, numbers), explained, f"{notes}\n", provenance])


def write(reproduction: Reproduction, target: Path, command: str) -> None:
    """Write tables, text and figure; the figure is of the scenario, not of the one beside it.

    Raises:
        RecordError: the folder cannot be written.
        Unfinished: the figure could not be drawn; the tables are written.
    """
    looked_at = {fact.number for fact in (*facts(), *reproduction.facts) if fact.role != HELD_OUT}
    table = courses(reproduction.seen, looked_at | {fact.number for fact in reproduction.facts})
    with results(target) as folder:
        tables = {"facts": reproduction.table, "facts-of-runs": reproduction.values, "facts-by-year": table}
        if reproduction.beside is not None:
            tables["facts-beside"] = reproduction.beside.table
        write_tables(folder, tables, {"facts": markdown(reproduction)})
    with kept("tables", target), results(target) as folder:
        _draw(reproduction, table, folder, f"{command}; model version {model_version()}; data: Epoch AI, CC BY 4.0")


def _draw(reproduction: Reproduction, table: pd.DataFrame, folder: Path, provenance: str) -> None:
    try:
        from sim.plots.facts import overview
        from sim.plots.style import save
    except ImportError:
        raise RecordError(f"figures need Matplotlib: {how_to('plots')}") from None
    lag = next(figure for fact in reproduction.facts for figure in fact.figures if figure.measure == "open_lag")
    given = rows_of([lag])
    lags = pd.Series([values(given, *run)[0] for run in reproduction.seen])
    save(overview(table, lags, lag.data.parts), folder / "facts", provenance)
