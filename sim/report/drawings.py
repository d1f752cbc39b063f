"""The figures of a comparison."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.compare import WITH_RELEASES, Comparison
from sim.analysis.window import OVER
from sim.extras import how_to
from sim.outcomes import OUTCOMES
from sim.scenario import load
from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import displayed_on
from sim.study.record import RecordError
from sim.study.snapshots import Snapshots, snapshots

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sim.plots.trajectories import Calendar

_ACROSS = 3
"""Panels in a row."""
_EARLY = 3
_MOST_MARKS = 8


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
        raise RecordError(f"figures need Matplotlib: {how_to('plots')}") from None
    matplotlib.use("Agg")


def drawings(comparison: Comparison, courses: Sequence[str] = ()) -> Iterator[Drawing]:
    """All figures of a comparison, one after another.

    Args:
        comparison: the comparison.
        courses: outcomes whose courses are shown; the main ones by default.

    Raises:
        RecordError: Matplotlib is not installed.
    """
    draw_without_window()
    yield over_time(comparison, courses)
    for name in comparison.scenarios:
        if name != comparison.against:
            yield differences(comparison, name)
    yield run_by_run(comparison)
    for run in median_runs(comparison):
        yield from _of_one_run(comparison, run)


@dataclass(frozen=True)
class OneRun:
    """A run that stands for a scenario in figures of a single run.

    Attributes:
        scenario: name of the scenario.
        replicate: its number.
        seed: its seed.
        said: which run it is, in words.
    """

    scenario: str
    replicate: int
    seed: int
    said: str


def median_runs(comparison: Comparison) -> list[OneRun]:
    """The median run of each scenario, all with the same random numbers.

    It is the replicate whose first headline outcome is nearest to the medians of all scenarios taken together, of those
    that kept their releases.
    """
    first = displayed_on(Display.HEADLINE)[0].name
    values = comparison.outcomes.pivot(index="replicate", columns="scenario", values=first)
    away = (values - values.median()).abs().sum(axis=1)
    kept = away[away.index < WITH_RELEASES]
    replicate = int((kept if len(kept) else away).idxmin())
    runs = comparison.outcomes[comparison.outcomes["replicate"] == replicate].set_index("scenario")
    said = f"the run nearest to the median {first}, seed {runs['seed'].iloc[0]}"
    return [OneRun(name, replicate, int(runs["seed"][name]), said) for name in comparison.scenarios]


def _of_one_run(comparison: Comparison, run: OneRun) -> Iterator[Drawing]:
    """Figures of a scenario that show a single run, and how open its runs are."""
    name, quarters = run.scenario, int(comparison.outcomes["quarters"].iloc[0])
    scenario = load(comparison.scenarios[name], comparison.design.settings)
    states = snapshots(scenario, run.seed, sorted({min(_EARLY, quarters - 1), quarters - 1}), quarters)
    kept = comparison.releases[comparison.releases["scenario"] == name]
    if (kept["replicate"] == run.replicate).any():
        yield releases_of(comparison, run, states)
    if 0.0 < comparison.outcomes[comparison.outcomes["scenario"] == name]["open_release_share"].mean() < 1.0:
        yield openness_of(comparison, name, states)
    yield trust_of(comparison, run, states)
    yield world_of(comparison, run, states)


def over_time(comparison: Comparison, courses: Sequence[str] = ()) -> Drawing:
    """Courses of some outcomes, or of the main ones, and the paired differences beneath."""
    from matplotlib import pyplot as plt

    from sim.plots.trajectories import small_multiples

    wanted = [OUTCOMES[name] for name in courses if OUTCOMES[name].series in comparison.series]
    shown, titles = wanted or displayed_on(Display.COURSE), _titles(comparison)
    across = min(_ACROSS, len(shown))
    rows = counted_up(comparison.series, comparison.window.first, wanted)
    parts = dict(list(rows.groupby("scenario", sort=False)))
    series = {title: parts[name] for name, title in titles.items()}
    figure = plt.figure(figsize=(7.0, 2.9 * ceil(len(shown) / across)), layout="constrained")
    small_multiples(
        figure, series, [each.series for each in shown], across, calendar=calendar_of(comparison),
        against=titles[comparison.against], titles=[_headed(each) for each in shown],
    )  # fmt: skip
    runs = comparison.series["replicate"].nunique()
    events = " and ".join(each.name for each in shown if each.over == "sum")
    counted = f"; {events} are counted up{_from_when(comparison)}" if events else ""
    caption = (
        f"Median and central 80 % of {runs} runs at the numbers as written, by quarter, and beneath each the same of "
        f"the paired differences from {titles[comparison.against]}. Beside the name is what of the course is the "
        f"outcome: its end, its mean, or all of it{counted}."
    )
    return Drawing("trajectories", "Outcomes over time", caption, figure)


def _headed(outcome: Outcome) -> str:
    """An outcome's name, and how it stands for a run."""
    name = outcome.label.split(",")[0]
    return f"{name[:1].upper()}{name[1:]}, {OVER[outcome.over]}"


def _from_when(comparison: Comparison) -> str:
    window = comparison.window
    return f" from {window.start or f'quarter {window.first}'} on" if window.first else " from the start"


def calendar_of(comparison: Comparison) -> "Calendar":
    """When the quarters of a comparison are, and which of them get a mark."""
    from sim.plots.trajectories import Calendar

    window = comparison.window
    start = comparison.scenarios[comparison.against].date_of(0) if window.start is not None else None
    later = tuple(quarter for quarter in window.begins if quarter > 0)
    # Scenarios of different worlds have all their rows apart, and a mark for each would say nothing.
    return Calendar(start, later if start is not None and len(later) <= _MOST_MARKS else (), window.first)


def _marked(comparison: Comparison) -> str:
    """What a dotted line stands for, where there is one."""
    return " A dotted line: a policy starts." if calendar_of(comparison).begins else ""


def counted_up(series: "pd.DataFrame", first: int = 0, more: Sequence[Outcome] = ()) -> "pd.DataFrame":
    """Series with events counted up from a quarter of each run on: those of single quarters are mostly 0 and 1."""
    counts = (each.series for each in (*displayed_on(Display.COURSE), *more) if each.over == "sum")
    events = list(dict.fromkeys(counts))
    counted = series[events].where(series["quarter"] >= first, 0.0)
    of_run = [series["scenario"], series["replicate"]]
    return series.assign(**{name: counted[name].groupby(of_run).cumsum() for name in events})


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
    from sim.plots.style import SMALL

    titled = comparison.outcomes.assign(scenario=comparison.outcomes["scenario"].map(_titles(comparison)))
    shown = displayed_on(Display.SPREAD)
    rows = ceil(len(shown) / _ACROSS)
    figure, grid = plt.subplots(rows, _ACROSS, figsize=(7.0, 2.2 * rows), layout="constrained", squeeze=False)
    for axes, outcome in zip(grid.flat, shown, strict=False):
        violins(axes, titled, outcome.name).set_title(OVER[outcome.over], loc="right", fontsize=SMALL)
    for axes in grid.flat[len(shown) :]:
        axes.remove()
    return Drawing(
        "distributions", "Run by run", "Each shape holds all runs of a scenario, the bar its quartiles.", figure
    )


def releases_of(comparison: Comparison, run: OneRun, states: Snapshots) -> Drawing:
    """Who releases what, and who leads."""
    from matplotlib import pyplot as plt

    from sim.plots.releases import release_timeline
    from sim.plots.trajectories import in_years

    releases = comparison.releases[comparison.releases["scenario"] == run.scenario]
    figure, axes = plt.subplots(figsize=(7.0, 4.0), layout="constrained")
    release_timeline(axes, releases[releases["replicate"] == run.replicate], states.actors)
    in_years(axes, calendar_of(comparison))
    title = f"{comparison.scenarios[run.scenario].title}: who leads"
    caption = f"Releases by bloc and tier in {run.said}; the line is the record.{_marked(comparison)}"
    return Drawing(f"releases-{run.scenario}", title, caption, figure)


def openness_of(comparison: Comparison, name: str, states: Snapshots) -> Drawing:
    """The open share of each bloc's releases."""
    from matplotlib import pyplot as plt

    from sim.plots.releases import open_share
    from sim.plots.trajectories import in_years

    releases = comparison.releases[comparison.releases["scenario"] == name]
    figure, axes = plt.subplots(figsize=(7.0, 2.4), layout="constrained")
    open_share(axes, releases, states.actors)
    in_years(axes, calendar_of(comparison))
    title = f"{comparison.scenarios[name].title}: how much is open"
    runs = releases["replicate"].nunique()
    caption = f"Share of a year's models that are licensed or open, over {runs} runs.{_marked(comparison)}"
    return Drawing(f"openness-{name}", title, caption, figure)


def trust_of(comparison: Comparison, run: OneRun, states: Snapshots) -> Drawing:
    """Who trusts whom, early and late."""
    from matplotlib import pyplot as plt

    from sim.plots.trust import trust_matrices

    figure = plt.figure(figsize=(7.0, 4.1), layout="constrained")
    quarters = states.actors["quarter"]
    trust_matrices(figure, states.ties, states.actors, int(quarters.min()), int(quarters.max()))
    caption = f"Trust of the actor in the row in that of the column, in {run.said}."
    title = f"{comparison.scenarios[run.scenario].title}: who trusts whom"
    return Drawing(f"trust-{run.scenario}", title, caption, figure)


def world_of(comparison: Comparison, run: OneRun, states: Snapshots) -> Drawing:
    """The network at the end."""
    from matplotlib import pyplot as plt

    from sim.plots.network import trust_network

    figure, axes = plt.subplots(figsize=(7.0, 5.0), layout="constrained")
    trust_network(axes, states.ties, states.actors, int(states.actors["quarter"].max()))
    caption = f"The end of {run.said}: filled where weights are shared, size by capability, the strongest ties of each."
    title = f"{comparison.scenarios[run.scenario].title}: the world at the end"
    return Drawing(f"network-{run.scenario}", title, caption, figure)


def _titles(comparison: Comparison) -> dict[str, str]:
    return {name: scenario.title for name, scenario in comparison.scenarios.items()}
