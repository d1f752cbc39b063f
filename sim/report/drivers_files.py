"""What a difference depends on, as files: tables, then a picture."""

from math import ceil
from pathlib import Path

import pandas as pd

from sim.analysis.drivers import Drivers
from sim.analysis.tables import in_markdown, markdown_of, write_tables
from sim.numbers import interval, level, signed
from sim.report.conclusions_words import DRIVER_HEADS, DRIVER_NUMBERS, driver_rows, holds
from sim.report.folder import kept, results
from sim.version import model_version

ADDING = (
    "Shares are of the whole variance over numbers, forms and luck, each alone; they do not add up, for the rest is "
    "luck and what several do together."
)
SWING_HEADS = ("outcome", "number", "from", "to", "difference there", "swing [95 %]")
SWING_NUMBERS = (2, 3, 4, 5)
_MOST = 10
_WIDE = 3


def swing_rows(found: Drivers, most: int) -> list[tuple[str, ...]]:
    """The largest swings of each outcome, as in :data:`SWING_HEADS`."""
    if found.swings is None:
        return []
    rows: list[tuple[str, ...]] = []
    for outcome, some in found.swings.groupby("outcome", sort=False):
        for place, row in enumerate(some.head(most).to_dict("records")):
            there = f"{signed(row['at_from'])} to {signed(row['at_to'])}"
            swing = interval(row["swing"], row["low"], row["high"])
            first = str(outcome) if place == 0 else ""
            rows.append((first, row["name"], level(row["from"]), level(row["to"]), there, swing))
    return rows


def markdown(found: Drivers) -> str:
    """The most influential numbers and forms as a text in Markdown."""
    names = list(dict.fromkeys(found.table["outcome"]))
    rows = [row for name in names for row in driver_rows(found.conclusions, found.scenario, name, _MOST)]
    parts = [
        f"# What {in_markdown(found.scenario)} - {in_markdown(found.against)} depends on\n",
        markdown_of(pd.DataFrame(rows, columns=pd.Index(DRIVER_HEADS)), tuple(DRIVER_HEADS[k] for k in DRIVER_NUMBERS)),
        f"{ADDING}\n\n{holds(found.conclusions)}\n",
    ]
    if found.swings is not None:
        swings = pd.DataFrame(swing_rows(found, _MOST), columns=pd.Index(SWING_HEADS))
        parts += ["## One number at a time\n", markdown_of(swings, tuple(SWING_HEADS[k] for k in SWING_NUMBERS))]
    return "\n".join(parts)


def write(found: Drivers, target: Path, command: str) -> None:
    """Write tables, then the picture.

    Raises:
        RecordError: the folder cannot be written.
        Unfinished: the picture could not be made; the tables are written.
    """
    tables = {"drivers": found.table, "conclusions": found.conclusions.table, "forms": found.conclusions.by_form}
    tables |= {} if found.swings is None else {"swings": found.swings}
    with results(target) as folder:
        write_tables(folder, tables, {"drivers": markdown(found)})
    with kept("tables", target), results(target) as folder:
        picture(found, folder / "drivers", f"{command}; model version {model_version()}")


def picture(found: Drivers, path: Path, provenance: str) -> list[Path]:
    """Draw one panel an outcome, and return the files."""
    import matplotlib.pyplot as plt
    from matplotlib.patches import Patch

    from sim.plots.drivers import KINDS, LABELS, ranked
    from sim.plots.style import save

    names = list(dict.fromkeys(found.table["outcome"]))
    wide = min(_WIDE, len(names))
    high = ceil(len(names) / wide)
    figure, panels = plt.subplots(
        high, wide, figsize=(3.9 * wide, 2.1 * high + 0.9), squeeze=False, layout="constrained"
    )
    for axes, name in zip(panels.flat, names, strict=False):
        ranked(axes, found.table, name)
    for axes in list(panels.flat)[len(names) :]:
        axes.axis("off")
    figure.suptitle(
        f"What {found.scenario} - {found.against} depends on: share of the variance, %, with standard error",
        fontsize=11,
    )
    handles = [Patch(color=KINDS[key], label=label) for key, label in LABELS.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    files = save(figure, path, provenance)
    plt.close(figure)
    return list(files)
