"""The page of a calibration, and its figures."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.report.calibration_tables import Fit, name_of, read
from sim.report.calibration_words import provenance, sections, title
from sim.report.drawings import Drawing, draw_without_window
from sim.report.folder import results
from sim.report.page import page, picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH = 7.0
_FACTS = ("scenario", "digest", "model_version", "runs", "failed", "quarters", "budget", "seed", "until")
"""What of calibration.json the page lists."""


def write_report(folder: Path, command: str) -> None:
    """Write the page of a calibration, report.html, into its folder.

    Args:
        folder: the folder of a finished calibration.
        command: command that repeats it.

    Raises:
        RecordError: the folder is not that of a calibration or cannot be written, or Matplotlib is not installed.
    """
    text = report_of(read(folder), command)
    with results(folder) as draft:
        (draft / "report.html").write_text(text, encoding="utf-8")


def report_of(fit: Fit, command: str) -> str:
    """The page."""
    drawn = {each.name: picture(each.figure, each.title, each.caption) for each in drawings(fit)}
    places = {"numbers": ("numbers",), "figures": ("figures",), "checks": ("ranks", "recovery")}
    parts = sections(fit)
    pictures = {name: [drawn[each] for each in those if each in drawn] for name, those in places.items()}
    facts = {name.replace("_", " "): str(fit.info[name]) for name in _FACTS if fit.info.get(name) is not None}
    return page("calibration.html", title=title(fit), command=command, method=[provenance(fit)], facts=facts,
                sections=parts, pictures=pictures)  # fmt: skip


def drawings(fit: Fit) -> Iterator[Drawing]:
    """All figures of a calibration.

    Raises:
        RecordError: Matplotlib is not installed.
    """
    draw_without_window()
    from sim.plots import calibration as plots

    active = _active(fit)
    if len(active):
        caption = "Grey: the prior. Where the coloured line is as long as the grey bar, the data say nothing."
        figure, axes = _figure(plots.numbers_height(len(active)))
        plots.numbers(axes, active)
        yield Drawing("numbers", "From prior to posterior", caption, figure)
    caption = "Central 90 % of single runs. A hit covers the data, or has its median within the ends of the black line."
    figure, axes = _figure(plots.figures_height(len(fit.figures)))
    plots.figures(axes, _named(fit))
    yield Drawing("figures", "What runs show, in standard deviations of the data", caption, figure)
    yield from _checks(fit)


def _checks(fit: Fit) -> Iterator[Drawing]:
    from sim.plots import calibration as plots

    caption = "If the method is right, all ranks are equally likely: bars stay in the band."
    if len(table := _told(fit, fit.ranks)):
        figure = _figure(plots.panels_height(table["path"].nunique()), axes=False)[0]
        plots.ranks(figure, table)
        yield Drawing("ranks", "Ranks of known numbers in their posterior", caption, figure)
    caption = "Shares of the prior's range. What the data say nothing of is found in the middle, whatever it is."
    if len(table := _told(fit, fit.recovery)):
        figure = _figure(plots.panels_height(table["path"].nunique()), axes=False)[0]
        plots.recovery(figure, table)
        yield Drawing("recovery", "Known numbers, and what was found", caption, figure)


def overview(fit: Fit) -> "Figure":
    """Figures beside data, and the numbers that these inform from prior to posterior, in one figure."""
    from matplotlib import pyplot as plt

    from sim.plots import calibration as plots

    told, named = _told(fit, _active(fit)), _named(fit)
    heights = [plots.figures_height(len(named)), plots.numbers_height(len(told))]
    figure, (upper, lower) = plt.subplots(
        2, 1, figsize=(_WIDTH, sum(heights)), height_ratios=heights, layout="constrained"
    )
    plots.figures(upper, named)
    plots.numbers(lower, told)
    return figure


def known(fit: Fit) -> "Figure":
    """Ranks and recovery of known numbers, in one figure."""
    from matplotlib import pyplot as plt

    from sim.plots import calibration as plots

    tables = [_told(fit, table) for table in (fit.ranks, fit.recovery)]
    height = 2 * plots.panels_height(tables[0]["path"].nunique())
    figure = plt.figure(figsize=(_WIDTH, height), layout="constrained")
    upper, lower = figure.subfigures(2, 1, squeeze=False)[:, 0]
    plots.ranks(upper, tables[0])
    plots.recovery(lower, tables[1])
    return figure


def _active(fit: Fit) -> pd.DataFrame:
    """Numbers that have a posterior, those that the data inform most first."""
    return fit.numbers[fit.numbers["active"]].sort_values("contraction", ascending=False, kind="stable")


def _named(fit: Fit) -> pd.DataFrame:
    return fit.figures.assign(name=[name_of(row) for row in fit.figures.to_dict("records")])


def _told(fit: Fit, table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the numbers that the data inform, those most informed first; of all numbers where they inform none."""
    order = {path: place for place, path in enumerate(fit.of_verdict("informed", "weakly")["path"])}
    rows = table[table["path"].isin(order)] if order else table
    return rows.sort_values("path", key=lambda column: column.map(order).fillna(0), kind="stable")


def _figure(height: float, axes: bool = True) -> tuple["Figure", Any]:
    from matplotlib import pyplot as plt

    figure = plt.figure(figsize=(_WIDTH, height), layout="constrained")
    return figure, figure.subplots() if axes else None
