"""What the experiments share: options, complete studies, paired contrasts, and the final answer."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.analysis.paired import holm, paired
from sim.extras import require
from sim.numbers import interval
from sim.study.errors import all_or_nothing
from sim.study.table import series
from sim.version import model_version

LEVEL = 0.05
"""Largest corrected p-value that counts as a difference."""


@dataclass(frozen=True)
class Options:
    """Options of an experiment: paired runs per point, the store, the folder of the figure, and where to run."""

    name: str
    replicates: int
    store: str
    out: Path
    executor: Executor | None = None

    @property
    def provenance(self) -> str:
        """The origin of a figure."""
        return f"experiments/{self.name}.py, {self.replicates} runs a point, model version {model_version()}"


def options(
    file: str, doc: str | None, default: int, full: int, argv: Sequence[str] | None, executor: Executor | None
) -> Options:
    """Read the command line of an experiment."""
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help=f"{full:,} runs a point instead of {default}")
    parser.add_argument("--replicates", type=int, metavar="N", help="so many runs a point, at least 2")
    parser.add_argument("--store", default="results/store", help="folder of finished runs")
    parser.add_argument("--out", type=Path, default=Path("results"), help="folder of the figure and the table")
    given = parser.parse_args(argv)
    replicates = (full if given.full else default) if given.replicates is None else given.replicates
    if replicates < 2:
        parser.error("--replicates: one run gives no interval; expected at least 2")
    require("matplotlib", "plots", "its figure")
    return Options(Path(file).stem, replicates, given.store, given.out, executor)


def swept(told: Options, scenarios: Any, **fields: Any) -> pd.DataFrame:
    """Outcomes of a study, one row per run; a failed run ends the experiment, as its pair is useless."""
    study = sim.design(scenarios, replicates=told.replicates, title=told.name, **fields)
    with all_or_nothing():
        runs = sim.sweep(study, told.store, told.executor)
    failed = runs["error"].dropna()
    if len(failed):
        raise SystemExit(f"{told.name}: {len(failed)} of {len(runs)} runs failed: {failed.iloc[0]}")
    return runs


def kept(told: Options, runs: pd.DataFrame, what: str) -> pd.DataFrame:
    """Series, releases or actors of runs, each with its scenario, settings and replicate."""
    columns = list(runs.columns)
    labels = runs[[*columns[: columns.index("replicate") + 1], "key"]]
    with all_or_nothing():
        return labels.merge(series(told.store, what, runs["key"].tolist()), on="key")


def sides(runs: pd.DataFrame, by: str | list[str], outcomes: Iterable[str]) -> dict[Any, pd.DataFrame]:
    """Outcomes by replicate, one table for each value of ``by``."""
    return {label: rows.set_index("replicate")[list(outcomes)] for label, rows in runs.groupby(by, sort=False)}


def contrasts(tables: Mapping[Any, pd.DataFrame], pairs: Mapping[Any, tuple[Any, Any]]) -> pd.DataFrame:
    """Paired differences of treatment from control, corrected for all of them together (Holm).

    Args:
        tables: see :func:`sides`.
        pairs: control and treatment of each contrast.

    Returns:
        The columns of :func:`sim.analysis.paired.paired`, by contrast and outcome.
    """
    found = {name: paired(tables[control], tables[treatment]) for name, (control, treatment) in pairs.items()}
    joined = pd.concat(found)
    joined.index.names = [*joined.index.names[:-1], "outcome"]
    joined["p_holm"] = holm(joined["p"].to_numpy())
    joined["differs"] = joined["p_holm"] < LEVEL
    return joined


def mean_of(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Mean over several tables with the same replicates and outcomes, which keeps what they have in common."""
    return sum(tables[1:], tables[0]) / len(tables)


def sign(row: Any) -> int:
    """1 or -1 if a difference is larger than noise, else 0."""
    return (1 if row["difference"] > 0 else -1) if row["differs"] else 0


def amount(row: Any) -> str:
    """A difference with its interval, or the words that it is within noise."""
    told = interval(row["difference"], row["low"], row["high"])
    return told if row["differs"] else f"within noise ({told})"


def listed(names: Iterable[Any], none: str = "none") -> str:
    """Names in a sentence."""
    found = [str(name) for name in names]
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]])) or none


def canvas(rows: int, columns: int, width: float, height: float, **fields: Any) -> tuple[Any, Any]:
    """A figure and its axes, shape (rows, columns)."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(rows, columns, squeeze=False, **fields)


def dots(axes: Any, rows: pd.DataFrame, colour: str, shift: float = 0.0, marker: str = "o", label: str = "") -> None:
    """Draw differences with their intervals from the top down; dots within noise are hollow."""
    for place, (_, row) in enumerate(rows.iterrows()):
        y, face = place + shift, colour if row["differs"] else "white"
        axes.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=1.4)
        axes.plot(row["difference"], y, marker, color=colour, markerfacecolor=face, markersize=5)
    face = colour if rows["differs"].eq(True).any() else "white"
    axes.plot([], [], marker, color=colour, markerfacecolor=face, label=label)
    axes.axvline(0, color="0.7", linewidth=0.8, zorder=0)
    axes.set_ylim(len(rows) - 0.5, -0.5)


def shaded(axes: Any, values: pd.DataFrame, differs: pd.DataFrame | None, title: str, colours: str = "PuOr") -> None:
    """Draw a table of numbers shaded around 0, rows from the top; a dot marks values within noise."""
    most = max(float(values.abs().max().max()), 1e-9)
    axes.imshow(values, cmap=colours, vmin=-most if colours == "PuOr" else 0.0, vmax=most, aspect="auto")
    for y, row in enumerate(values.to_numpy()):
        for x, value in enumerate(row):
            told = f"{value:.2f}" if differs is None or differs.iloc[y, x] else "·"
            colour = "white" if abs(value) > 0.6 * most else "black"
            axes.text(x, y, told, ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(values.shape[1]), values.columns)
    axes.set_yticks(range(values.shape[0]), values.index)
    axes.set_title(title, loc="left", fontsize=9)
    axes.tick_params(labelsize=8, length=0)
    axes.xaxis.label.set_fontsize(8)
    axes.yaxis.label.set_fontsize(8)


def finished(axes: Any, title: str, label: str = "", ticks: int = 5) -> None:
    """Format axes in the house style, with a heading at the left and few ticks."""
    from sim.plots.style import plain

    axes.set_title(title, loc="left", fontsize=9)
    axes.set_xlabel(label)
    plain(axes).margins(x=0.05)
    axes.locator_params(axis="x", nbins=ticks)


def conclude(told: Options, table: pd.DataFrame, figure: Any, answer: Sequence[str]) -> None:
    """Write the table and the figure, then print the answer."""
    from sim.plots.style import save

    told.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(told.out / f"{told.name}.csv")
    files = save(figure, told.out / told.name, told.provenance)
    print(f"Written: {', '.join(map(str, files))} and {told.name}.csv\n")
    print("\n".join(answer))
