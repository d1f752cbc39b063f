"""The figures of a comparison."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.compare import Comparison
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.study.record import RecordError
from sim.study.snapshots import Snapshots, snapshots

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_ACROSS = 3
"""Panels in a row."""
_EARLY = 3


@dataclass(frozen=True)
class Drawing:
    """A figure with its texts.

    Attributes:
        name: name of its files.
        title: what it shows.
        caption: how to read it.
        figure: the figure.
    """

    name: str
    title: str
    caption: str
    figure: "Figure"

    def save(self, folder: Path, provenance: str) -> None:
        """Write it as bitmap and as vector graphics."""
        from sim.plots.style import save

        # Scenarios can have names that are none for a file.
        save(self.figure, folder / re.sub(r"[^\w.-]+", "-", self.name), provenance)

    def close(self) -> None:
        """Close the figure."""
        import matplotlib.pyplot as plt

        plt.close(self.figure)


def draw_without_window() -> None:
    """Let Matplotlib draw into files alone.

    Raises:
        RecordError: it is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise RecordError("figures need Matplotlib: pip install 'hoardshare[plots]'") from None
    matplotlib.use("Agg")


def drawings(comparison: Comparison) -> Iterator[Drawing]:
    """All figures of a comparison, one after another.

    Raises:
        RecordError: Matplotlib is not installed.
    """
    draw_without_window()
    yield over_time(comparison)
    for name in comparison.scenarios:
        if name != comparison.against:
            yield differences(comparison, name)
    yield run_by_run(comparison)
    for name, scenario in comparison.scenarios.items():
        quarters = int(comparison.outcomes["quarters"].iloc[0])
        seed = int(comparison.outcomes[comparison.outcomes["scenario"] == name]["seed"].iloc[0])
        states = snapshots(scenario, seed, sorted({min(_EARLY, quarters - 1), quarters - 1}), quarters)
        if comparison.outcomes[comparison.outcomes["scenario"] == name]["releases"].iloc[0] > 0:
            yield releases_of(comparison, name, states)
        if 0.0 < comparison.outcomes[comparison.outcomes["scenario"] == name]["open_release_share"].mean() < 1.0:
            yield openness_of(comparison, name, states)
        yield trust_of(comparison, name, states)
        yield world_of(comparison, name, states)


def over_time(comparison: Comparison) -> Drawing:
    """Trajectories of the main outcomes."""
    from matplotlib import pyplot as plt

    from sim.plots.trajectories import small_multiples

    shown = displayed_on(Display.COURSE)
    rows = counted_up(comparison.series)
    series = {comparison.scenarios[str(name)].title: part for name, part in rows.groupby("scenario", sort=False)}
    figure = plt.figure(figsize=(7.0, 1.85 * ceil(len(shown) / _ACROSS)), layout="constrained")
    small_multiples(figure, series, [each.series for each in shown], _ACROSS)
    runs = comparison.series["replicate"].nunique()
    events = " and ".join(each.name for each in shown if each.over == "sum")
    caption = f"Median and central 80 % of {runs} runs, by quarter; {events} are counted up from the start."
    return Drawing("trajectories", "Outcomes over time", caption, figure)


def counted_up(series: "pd.DataFrame") -> "pd.DataFrame":
    """Series with events counted up from the start of each run: those of single quarters are mostly 0 and 1."""
    events = [each.series for each in displayed_on(Display.COURSE) if each.over == "sum"]
    return series.assign(**{name: series.groupby(["scenario", "replicate"])[name].cumsum() for name in events})


def differences(comparison: Comparison, name: str) -> Drawing:
    """Outcomes that get better and worse, in standard deviations between runs."""
    from matplotlib import pyplot as plt

    from sim.plots.forest import forest, forest_height

    rows = comparison.table[comparison.table["scenario"] == name]
    rows = rows[rows["verdict"] != "no difference"]
    # Without a difference at all, the picture says so of every outcome.
    rows = rows if len(rows) else comparison.table[comparison.table["scenario"] == name]
    figure, axes = plt.subplots(figsize=(7.0, forest_height(len(rows), rows["group"].nunique())), layout="constrained")
    forest(axes, rows)
    titles = comparison.scenarios[name].title, comparison.scenarios[comparison.against].title
    caption = (
        "Paired differences beyond noise, in standard deviations between runs, with 95 % intervals; levels at the "
        "right, before and after."
    )
    return Drawing(f"differences-{name}", f"{titles[0]} less {titles[1]}", caption, figure)


def run_by_run(comparison: Comparison) -> Drawing:
    """Distributions of outcomes over runs."""
    from matplotlib import pyplot as plt

    from sim.plots.distributions import violins

    titled = comparison.outcomes.assign(scenario=comparison.outcomes["scenario"].map(_titles(comparison)))
    shown = displayed_on(Display.SPREAD)
    rows = ceil(len(shown) / _ACROSS)
    figure, grid = plt.subplots(rows, _ACROSS, figsize=(7.0, 2.2 * rows), layout="constrained", squeeze=False)
    for axes, outcome in zip(grid.flat, shown, strict=False):
        violins(axes, titled, outcome.name)
    for axes in grid.flat[len(shown) :]:
        axes.remove()
    return Drawing(
        "distributions", "Run by run", "Each shape holds all runs of a scenario, the bar its quartiles.", figure
    )


def releases_of(comparison: Comparison, name: str, states: Snapshots) -> Drawing:
    """Who releases what, and who leads."""
    from matplotlib import pyplot as plt

    from sim.plots.releases import release_timeline

    releases = comparison.releases[comparison.releases["scenario"] == name]
    figure, axes = plt.subplots(figsize=(7.0, 4.0), layout="constrained")
    release_timeline(axes, releases[releases["replicate"] == releases["replicate"].min()], states.actors)
    title = f"{comparison.scenarios[name].title}: who leads"
    return Drawing(
        f"releases-{name}", title, "Releases of the first run by bloc and tier; the line is the record.", figure
    )


def openness_of(comparison: Comparison, name: str, states: Snapshots) -> Drawing:
    """The open share of each bloc's releases."""
    from matplotlib import pyplot as plt

    from sim.plots.releases import open_share

    releases = comparison.releases[comparison.releases["scenario"] == name]
    figure, axes = plt.subplots(figsize=(7.0, 2.4), layout="constrained")
    open_share(axes, releases, states.actors)
    title = f"{comparison.scenarios[name].title}: how much is open"
    caption = f"Share of a year's models that are licensed or open, over {releases['replicate'].nunique()} runs."
    return Drawing(f"openness-{name}", title, caption, figure)


def trust_of(comparison: Comparison, name: str, states: Snapshots) -> Drawing:
    """Who trusts whom, early and late."""
    from matplotlib import pyplot as plt

    from sim.plots.trust import trust_matrices

    figure = plt.figure(figsize=(7.0, 4.1), layout="constrained")
    quarters = states.actors["quarter"]
    trust_matrices(figure, states.ties, states.actors, int(quarters.min()), int(quarters.max()))
    caption = "Trust of the actor in the row in that of the column, in the first run."
    return Drawing(f"trust-{name}", f"{comparison.scenarios[name].title}: who trusts whom", caption, figure)


def world_of(comparison: Comparison, name: str, states: Snapshots) -> Drawing:
    """The network at the end."""
    from matplotlib import pyplot as plt

    from sim.plots.network import trust_network

    figure, axes = plt.subplots(figsize=(7.0, 5.0), layout="constrained")
    trust_network(axes, states.ties, states.actors, int(states.actors["quarter"].max()))
    caption = (
        "The first run at its end: filled where weights are shared, size by capability, the strongest ties of each."
    )
    return Drawing(f"network-{name}", f"{comparison.scenarios[name].title}: the world at the end", caption, figure)


def _titles(comparison: Comparison) -> dict[str, str]:
    return {name: scenario.title for name, scenario in comparison.scenarios.items()}
