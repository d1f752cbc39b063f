"""Ablations in words and tables."""

from pathlib import Path
from typing import Any

import pandas as pd

from sim.analysis.ablate import Ablation
from sim.analysis.intervals import LEVEL
from sim.analysis.tables import in_markdown, markdown_of, write_tables
from sim.numbers import interval, level, rough
from sim.report.folder import results

HEADS = ("without", "difference that is left", "carried [95 %]", "share carried")
NOISE = "."


def title(found: Ablation) -> str:
    """What was compared."""
    return f"{found.scenario} - {found.against}, {found.replicates} paired runs, with one part off at a time"


def difference(found: Ablation, outcome: str) -> str:
    """The whole difference of an outcome, with its interval."""
    row = _rows(found, outcome).iloc[0]
    noise = "" if row["full_differs"] else ", within noise"
    return f"{outcome}, {row['unit']}: {interval(row['full'], row['full_low'], row['full_high'])}{noise}"


def details(found: Ablation, outcome: str) -> list[tuple[str, ...]]:
    """Each part that carries more or less than noise, those that carry most first; a last line names the others."""
    rows = _rows(found, outcome)
    carrying = rows[rows["differs"]].sort_values("carried", key=abs, ascending=False)
    told: list[tuple[str, ...]] = [
        (row["part"], f"{row['without']:+.3g}", interval(row["carried"], row["low"], row["high"]), _share(row))
        for row in carrying.to_dict("records")
    ]
    others = len(rows) - len(carrying)
    return [*told, (f"{others} others", NOISE, NOISE, NOISE)] if others else told


def shares(found: Ablation) -> list[tuple[str, ...]]:
    """The differences, and for each part that carries anything its share of each."""
    names = list(found.table["outcome"].unique())
    whole = ["difference", *(_whole(_rows(found, name).iloc[0]) for name in names)]
    cells = {(row["outcome"], row["part"]): _share(row) for row in found.table.to_dict("records")}
    busy = [part for part in found.table["part"].unique() if part not in idle(found)]
    return [tuple(whole), *((part, *(cells[name, part] for name in names)) for part in busy)]


def idle(found: Ablation) -> list[str]:
    """Parts that carry nothing beyond noise of any outcome."""
    carries = found.table.groupby("part", sort=False)["differs"].any()
    return [str(part) for part in carries.index[~carries]]


def _rows(found: Ablation, outcome: str) -> pd.DataFrame:
    return found.table[found.table["outcome"] == outcome]


def _whole(row: "pd.Series[Any]") -> str:
    sign = "+" if row["full"] > 0 else ""
    return sign + level(row["full"]) if row["full_differs"] else NOISE


def _share(row: dict[str, Any]) -> str:
    if not row["differs"]:
        return NOISE
    return f"{row['share']:.0%}" if row["full_differs"] else rough(row["carried"])


def markdown(found: Ablation) -> str:
    """An ablation as a text in Markdown."""
    parts = [f"# {in_markdown(title(found))}\n"]
    for name in found.table["outcome"].unique():
        rows = pd.DataFrame(details(found, name), columns=pd.Index(HEADS))
        parts += [f"## {difference(found, name)}\n", markdown_of(rows, HEADS[1:])]
    parts.append(
        f"Carried is the difference less what is left of it; '{NOISE}' is within noise (Holm over the parts, "
        f"{LEVEL:.2g}). Shares need not add up to one.\n"
    )
    parts += [
        f"{in_markdown(part)} cannot be switched off: {in_markdown(why)}\n" for part, why in found.refused.items()
    ]
    return "\n".join(parts)


def write(found: Ablation, target: Path) -> None:
    """Write the table and the text.

    Raises:
        RecordError: the folder cannot be written.
    """
    with results(target) as folder:
        write_tables(folder, {"ablation": found.table}, {"ablation": markdown(found)})
