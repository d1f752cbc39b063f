"""Ablations in words and tables."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.ablate import Ablation
from sim.analysis.intervals import LEVEL
from sim.analysis.tables import in_markdown, markdown_of, write_tables
from sim.numbers import interval, level, rough
from sim.report.folder import results

NOISE = "."
ADDING = "Shares do not add up to one: an effect that needs two parts goes with either of them."


def heads(ablation: Ablation) -> tuple[str, ...]:
    """Headings of the details of an outcome; what the interval holds stands in them."""
    held = "90 % of draws" if ablation.draws else f"{LEVEL:.0%}".replace("%", " %")
    return "without", "remaining difference", f"carried [{held}]", "share carried"


def noise(ablation: Ablation) -> str:
    """What a point in place of a number means."""
    return "of no robust sign" if ablation.draws else "within noise"


def title(ablation: Ablation) -> str:
    """What was compared."""
    over = "draws of all numbers" if ablation.draws else "paired runs"
    return f"{ablation.scenario} - {ablation.against}, {ablation.replicates} {over}, with one part off at a time"


def difference(ablation: Ablation, outcome: str) -> str:
    """The whole difference of an outcome, with its interval."""
    row = _rows(ablation, outcome).iloc[0]
    unsure = "" if row["full_differs"] else f", {noise(ablation)}"
    return f"{outcome}, {row['unit']}: {interval(row['full'], row['full_low'], row['full_high'])}{unsure}"


def details(ablation: Ablation, outcome: str) -> list[tuple[str, ...]]:
    """Each part that carries more or less than noise, those that carry most first; a last line names the others."""
    rows = _rows(ablation, outcome)
    carrying = rows[rows["differs"]].sort_values("carried", key=abs, ascending=False)
    lines: list[tuple[str, ...]] = [
        (row["part"], f"{row['without']:+.3g}", interval(row["carried"], row["low"], row["high"]), _share(row))
        for row in carrying.to_dict("records")
    ]
    others = len(rows) - len(carrying)
    return [*lines, (f"{others} others", NOISE, NOISE, NOISE)] if others else lines


def shares(ablation: Ablation) -> list[tuple[str, ...]]:
    """The differences, and for each part that carries anything its share of each."""
    names = list(ablation.table["outcome"].unique())
    whole = ["difference", *(_whole(_rows(ablation, name).iloc[0]) for name in names)]
    cells = {(row["outcome"], row["part"]): _share(row) for row in ablation.table.to_dict("records")}
    busy = [part for part in ablation.table["part"].unique() if part not in idle(ablation)]
    return [tuple(whole), *((part, *(cells[name, part] for name in names)) for part in busy)]


def idle(ablation: Ablation) -> list[str]:
    """Parts that carry nothing beyond noise of any outcome."""
    carries = ablation.table.groupby("part", sort=False)["differs"].any()
    return [str(part) for part in carries.index[~carries]]


def _rows(ablation: Ablation, outcome: str) -> pd.DataFrame:
    return ablation.table[ablation.table["outcome"] == outcome]


def _whole(row: "pd.Series[Any]") -> str:
    sign = "+" if row["full"] > 0 else ""
    return sign + level(row["full"]) if row["full_differs"] else NOISE


def _share(row: dict[str, Any]) -> str:
    if not row["differs"]:
        return NOISE
    return f"{row['share']:.0%}" if row["full_differs"] else rough(row["carried"])


def markdown(ablation: Ablation) -> str:
    """An ablation as a text in Markdown."""
    parts = [f"# {in_markdown(title(ablation))}\n"]
    for name in ablation.table["outcome"].unique():
        rows = pd.DataFrame(details(ablation, name), columns=pd.Index(heads(ablation)))
        parts += [f"## {difference(ablation, name)}\n", markdown_of(rows, heads(ablation)[1:])]
    how = noise(ablation) + ("" if ablation.draws else f" (Holm over the parts, {LEVEL:.2g})")
    parts.append(f"Carried is the difference minus the remaining difference; '{NOISE}' is {how}. {ADDING}\n")
    parts += [
        f"{in_markdown(part)} cannot be switched off: {in_markdown(why)}\n" for part, why in ablation.refused.items()
    ]
    return "\n".join(parts)


def write(ablation: Ablation, target: Path) -> None:
    """Write the table and the text.

    Raises:
        RecordError: the folder cannot be written.
    """
    with results(target) as folder:
        write_tables(folder, {"ablation": ablation.table}, {"ablation": markdown(ablation)})
