"""When does it pay a firm to share only while it lags behind? A study from strategy to citation, in an afternoon.

The firm beta hoards, or follows the strategy of `underdog.py`, in the same arms race with the same luck. Three numbers
vary over a Saltelli design, and Sobol' indices tell on which of them the difference in beta's payoff depends. The
script writes a table, the indices, a figure, a notebook with the results, and how to cite what was used.

Run it with `python experiments/afternoon.py [--runs 2560 | --small] [--store results/store] [--out results/afternoon]`.
Started again, it runs only what is missing. It needs `pip install 'hoardshare[plots,sensitivity]'`.
"""

import argparse
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.commands.cite import apa, bibtex, fields
from sim.commands.program import program
from sim.extras import require
from sim.numbers import interval
from sim.study.connect import salib_parameters, salib_problem
from sim.study.design import Design
from sim.study.errors import all_or_nothing
from sim.study.progress import shown
from sim.version import model_version
from sim.whole import whole

MODULE = Path(__file__).with_name("underdog.py")
ARMS = {"hoards": "hoard", "underdog": "underdog"}
"""What beta does, by the name of the scenario."""
RANGES = {
    "sharing.variety": (0.0, 1.0),  # 0: knowledge is a ladder; 1: everybody finds bricks of their own
    "trust.gain": (0.0, 0.12),  # by how much trust grows with each kept promise
    "market.churn": (0.1, 0.9),  # share of users who reconsider in a quarter
}
REPLICATES = 2
EACH = len(ARMS) * REPLICATES * (len(RANGES) + 2)
"""Runs for each unit of the design's base, which must be a power of two."""
RUNS, SMALL = 2560, 80
OUTCOMES = {"beta_payoff": "bn USD a quarter", "beta_capability": "OOM"}


def design(runs: int) -> tuple[dict[str, Any], Design]:
    """The problem as SALib wants it, and the study: each point of Saltelli's design in both arms, with equal luck."""
    from SALib.sample import sobol

    problem = salib_problem("arms-race", RANGES)
    points = sobol.sample(problem, runs // EACH, calc_second_order=False, seed=1)
    arms = {name: sim.load("arms-race", {"actors.beta.strategy": strategy}) for name, strategy in ARMS.items()}
    parameters = salib_parameters(problem, points)
    return problem, sim.design(arms, replicates=REPLICATES, sampling="list", parameters=parameters, title="afternoon")


def differences(runs: pd.DataFrame) -> pd.DataFrame:
    """What the strategy changes against hoarding: a row a point, its numbers, and mean differences of paired runs."""
    sides = {name: rows.set_index(["point", "replicate"]) for name, rows in runs.groupby("scenario")}
    hoards, underdog = (sides[name] for name in ARMS)
    apart = (underdog[list(OUTCOMES)] - hoards[list(OUTCOMES)]).groupby("point").mean()
    return hoards.groupby("point")[list(RANGES)].first().join(apart).reset_index()


def indices(problem: Mapping[str, Any], table: pd.DataFrame) -> pd.DataFrame:
    """Sobol' indices of each difference with their 95 % intervals: a row an outcome and number."""
    from SALib.analyze import sobol

    rows = []
    for outcome in OUTCOMES:
        found = sobol.analyze(problem, table[outcome].to_numpy(), calc_second_order=False, seed=1)
        columns = {key: found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")}
        rows.append(pd.DataFrame({"outcome": outcome, "number": problem["names"], **columns}))
    return pd.concat(rows, ignore_index=True)


def answer(table: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    """Three lines: how often it pays, on what that depends, and what this leaves out."""
    payoff, capability = table["beta_payoff"], table["beta_capability"]
    of_payoff = found[found["outcome"] == "beta_payoff"].set_index("number")
    most = of_payoff["ST"].idxmax()
    total, width = of_payoff.loc[most, ["ST", "ST_conf"]]
    share = f"{total:.0%} of the variance [{total - width:.0%}, {min(total + width, 1.0):.0%}]"
    depends = (
        f"most on {most}, with its interactions {share}"
        if total > width
        else "on none of the three beyond noise; with more --runs, less of it is left"
    )
    return [
        f"Sharing while behind pays beta more than hoarding at {(payoff > 0).mean():.0%} of {len(table):,} points: "
        f"{_middle(payoff)} {OUTCOMES['beta_payoff']}, and makes it more capable at {(capability > 0).mean():.0%}: "
        f"{_middle(capability)} {OUTCOMES['beta_capability']} (median, 90 % of points).",
        f"The difference in payoff depends {depends}.",
        "All others hoard here, whatever beta does, and every other number stays as arms-race has it; luck is in the "
        f"differences too, of which {REPLICATES} pairs a point take out little.",
    ]


def _middle(values: "pd.Series[float]") -> str:
    low, median, high = values.quantile([0.05, 0.5, 0.95])
    return interval(median, low, high)


def figure_of(table: pd.DataFrame, found: pd.DataFrame) -> Any:
    """What the strategy changes over the number that matters most, and the indices."""
    from matplotlib.figure import Figure

    from sim.plots.style import COLOURS, plain

    figure = Figure(figsize=(9, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    rows = found[found["outcome"] == "beta_payoff"]
    most = rows.loc[rows["ST"].idxmax(), "number"]
    left.axhline(0, color="0.6", linewidth=0.8)
    left.plot(table[most], table["beta_payoff"], ".", color=COLOURS[0], markersize=3)
    left.set_xlabel(most)
    left.set_title(f"Payoff against hoarding, {OUTCOMES['beta_payoff']}", loc="left")
    for shift, key, label in ((-0.18, "S1", "alone (S1)"), (0.18, "ST", "with interactions (ST)")):
        places = [place + shift for place in range(len(rows))]
        colour = COLOURS[0 if key == "S1" else 1]
        right.barh(places, rows[key], 0.34, xerr=rows[f"{key}_conf"], color=colour, label=label)
    right.set_yticks(range(len(rows)), rows["number"])
    right.set_title("Share of the variance of that difference", loc="left")
    right.legend(frameon=False, fontsize=8)
    for axes in (left, right):
        plain(axes).margins(x=0.03)
    return figure


def notebook(folder: Path, said: Sequence[str], cited: str, found: pd.DataFrame) -> dict[str, Any]:
    """A notebook that tells the answer, reads the tables beside it, and shows what they held when it was written."""
    title = "# When does it pay a firm to share only while it lags behind?"
    told = "\n".join(f"- {line}" for line in said)
    image = b64encode((folder / "afternoon.png").read_bytes()).decode()
    read = 'import pandas as pd\n\npd.read_csv("indices.csv").round(2)'
    draw = 'from IPython.display import Image\n\nImage("afternoon.png")'
    cells = [
        _words(f"{title}\n\nWritten by `experiments/afternoon.py`; model version {model_version()}.\n\n{told}"),
        _code(1, read, {"text/plain": found.round(2).to_string()}),
        _code(2, draw, {"image/png": image, "text/plain": "<IPython.core.display.Image object>"}),
        _words(f"## How to cite\n\n```\n{cited}\n```"),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(number: int, source: str, data: Mapping[str, str]) -> dict[str, Any]:
    shows = {"output_type": "execute_result", "execution_count": number, "data": dict(data), "metadata": {}}
    return {"cell_type": "code", "execution_count": number, "metadata": {}, "source": source, "outputs": [shows]}


def conclude(out: Path, table: pd.DataFrame, found: pd.DataFrame, runs: int) -> None:
    """Write tables, figure, notebook and references, then print the answer."""
    from sim.plots.style import save

    out.mkdir(parents=True, exist_ok=True)
    said, cited = answer(table, found), f"{apa(fields(), model_version())}\n\n{bibtex(fields(), model_version())}"
    save(figure_of(table, found), out / "afternoon", f"experiments/afternoon.py, {runs:,} runs, {model_version()}")
    table.to_csv(out / "differences.csv", index=False)
    found.to_csv(out / "indices.csv", index=False)
    for name, text in (
        ("citation.txt", f"{cited}\n"),
        ("afternoon.ipynb", json.dumps(notebook(out, said, cited, found), indent=1) + "\n"),
    ):
        with whole(out / name) as draft:
            draft.write_text(text, encoding="utf-8")
    print(found.round(2).to_string(index=False), end="\n\n")
    print("\n".join(said), end="\n\n")
    print(f"Written into {out}: {', '.join(sorted(file.name for file in out.iterdir() if file.is_file()))}")


def asked(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"{EACH} times a power of two")
    parser.add_argument("--small", action="store_true", help=f"{SMALL} runs, to see whether it works")
    parser.add_argument("--store", default="results/store", help="folder of finished runs")
    parser.add_argument("--out", type=Path, default=Path("results/afternoon"), help="folder of what is written")
    given = parser.parse_args(argv)
    given.runs = SMALL if given.small else given.runs
    base, rest = divmod(given.runs, EACH)
    if rest or base < 2 or base & (base - 1):
        parser.error(f"--runs: {given.runs:,} is not {EACH} times a power of two; expected such as {SMALL} or {RUNS:,}")
    return given


def main(argv: Sequence[str] | None = None, executor: Executor | None = None) -> None:
    """Run, analyse, draw, write."""
    given = asked(argv)
    require("SALib", "sensitivity", "this study")
    require("matplotlib", "plots", "its figure")
    with sim.use(MODULE):
        problem, study = design(given.runs)
        with all_or_nothing(), shown() as told:
            runs = sim.sweep(study, given.store, executor, progress=told.show)
        failed = runs["error"].dropna()
        if len(failed):
            raise SystemExit(f"afternoon: {len(failed)} of {len(runs)} runs failed: {failed.iloc[0]}")
        table = differences(runs)
        conclude(given.out, table, indices(problem, table), len(runs))


if __name__ == "__main__":
    program(main)
