"""What is drawn of the runs of a store: the map, the runs of a cell, and what differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sim.numbers import on_page
from sim.scenario.errors import printable
from sim.view.explore import contrasts
from sim.view.explore.cells import differences, regimes, span, span_about_zero, span_of
from sim.view.explore.forest import forest
from sim.view.explore.found import ExploreError, Panel, Runs
from sim.view.explore.map import Axes, regime_map
from sim.view.explore.store import spoken
from sim.view.explore.tables import cell, counted, table
from sim.view.explore.where import COMMON, DIFFERENCES
from sim.view.markup import Markup, fill
from sim.view.say import say

_FOREST, _LISTED = 40, 50


@dataclass(frozen=True)
class Mapped:
    """A map.

    Attributes:
        title: its heading.
        cells: its cells.
        axes: what it shows.
        low: least end of its colours.
        high: greatest end.
    """

    title: str
    cells: pd.DataFrame
    axes: Axes
    drawn: Markup


def mapped(store: Runs, wanted: Mapping[str, str], chosen: int) -> Mapped:
    """The map of an outcome.

    Args:
        store: the runs.
        wanted: what was chosen, see :data:`sim.view.explore.where.CHOICES`.
        chosen: the cell whose runs are listed, or -1.

    Raises:
        ExploreError: there is no cell.
    """
    across, down, outcome = wanted["across"], wanted["down"], wanted["outcome"]
    if wanted["shows"] == DIFFERENCES and "scenario" not in (across, down):
        return _differences(store, wanted, chosen)
    is_axis = "scenario" in (across, down)
    whose = say("explore.all_scenarios") if is_axis else printable(wanted["scenario"])
    cells = regimes(store, across, down, outcome, wanted["scenario"])
    if cells.empty:
        raise ExploreError(say("explore.no_cells", across=across, down=down, whose=whose))
    colours = span_of(store, across, down, outcome) if wanted["colours"] == COMMON else span(cells)
    axes = Axes(printable(across), printable(down), say("explore.map_what", outcome=spoken(outcome)))
    title = say("explore.map_title", outcome=spoken(outcome), whose=whose)
    return Mapped(title, cells, axes, regime_map(cells, axes, colours, chosen))


def _differences(store: Runs, wanted: Mapping[str, str], chosen: int) -> Mapped:
    across, down, outcome = wanted["across"], wanted["down"], wanted["outcome"]
    control, treatment = wanted["control"], wanted["treatment"]
    names = {"control": printable(control), "treatment": printable(treatment)}
    cells = differences(store, across, down, outcome, (control, treatment))
    if cells.empty:
        raise ExploreError(say("explore.no_pairs", **names))
    what = say("explore.map_difference", outcome=spoken(outcome), **names)
    axes = Axes(printable(across), printable(down), what, is_difference=True)
    title = say("explore.map_title", outcome=spoken(outcome), whose=say("explore.less", **names))
    return Mapped(title, cells, axes, regime_map(cells, axes, span_about_zero(cells), chosen))


def members(store: Runs, shown: Mapped, chosen: int) -> pd.DataFrame:
    """The runs of a cell, by scenario and seed."""
    places = shown.cells["members"].iloc[chosen]
    return store.runs.loc[places].sort_values(["scenario", "seed"], kind="stable")


def listed(runs: pd.DataFrame, store: Runs, outcome: str) -> Panel:
    """The runs of a cell as a table; ``data-pick`` is the place of a run in the store."""
    shown = runs.head(_LISTED)
    varied = [path for path in store.paths if shown[path].astype(str).nunique() > 1]
    columns = [
        *(["scenario"] if shown["scenario"].nunique() > 1 else []), *varied,
        *(["model_version"] if store.runs["model_version"].nunique() > 1 else []),
    ]  # fmt: skip
    heads = [say("explore.seed"), spoken(outcome), say("explore.quarters"), *map(_head, columns), say("explore.open")]
    rows = [
        _run(place, row, outcome, columns) for place, row in zip(shown.index, shown.to_dict("records"), strict=True)
    ]
    title = say("explore.cell_title", count=counted(len(runs)))
    values = runs[outcome]
    spread = say("explore.cell_spread", outcome=spoken(outcome), mean=on_page(values.mean()),
                 least=on_page(values.min()), most=on_page(values.max()))  # fmt: skip
    more = say("explore.cell_more", most=_LISTED) if len(runs) > _LISTED else ""
    return Panel(
        title, table(title, heads, rows, (1, 2), "runs"), under=fill("<p class='hint'>{} {}</p>", spread, more)
    )


def _head(column: str) -> str:
    return say("explore.version") if column == "model_version" else printable(column)


def _run(place: object, row: Mapping[object, object], outcome: str, columns: Sequence[str]) -> list[object]:
    scenario, seed = printable(str(row["scenario"])), str(row["seed"])
    label = say("explore.open_run", scenario=scenario, seed=seed)
    button = fill(
        '<span role="button" tabindex="0" class="open" data-pick="{}" aria-label="{}">{}</span>',
        place, label, say("explore.open"),
    )  # fmt: skip
    return [seed, cell(row[outcome]), cell(row["quarters"]), *(cell(row[column]) for column in columns), button]


def differing(store: Runs, wanted: Mapping[str, str]) -> Panel:
    """What differs between control and treatment, on one scale.

    Raises:
        ExploreError: they cannot be compared.
    """
    control, treatment = printable(wanted["control"]), printable(wanted["treatment"])
    title = say("explore.forest_title", control=control, treatment=treatment)
    if control == treatment:
        return Panel(title, fill("<p>{}</p>", say("explore.choose_two")))
    found = contrasts.contrast(store, wanted["control"], wanted["treatment"])
    rows, scale = contrasts.scaled(found, wanted["scale"])
    pairs, settings = int(found["pairs"].iloc[0]), int(found["settings"].iloc[0])
    held = "explore.interval_luck" if settings == 1 else "explore.interval_settings"
    left = len(found) - len(rows[:_FOREST])
    under = fill(
        "<p class='hint'>{} {}</p>", say(held, count=counted(pairs), settings=counted(settings)),
        say("explore.left_out", count=left) if left else "",
    )  # fmt: skip
    heads = say("explore.outcome"), say("explore.difference")
    return Panel(title, forest(rows[:_FOREST], scale, heads, title), say("explore.largest"), under)
