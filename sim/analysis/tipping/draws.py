"""In how many worlds openness keeps itself: the verdict over draws of all that nobody knows, and what it hangs on."""

from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from sim.analysis.ensemble import Ensemble, Sampled, ensemble_of
from sim.analysis.ensemble.sensitivity import shares
from sim.analysis.intervals import wilson
from sim.analysis.tipping.runs import LAST, OUTCOME
from sim.analysis.tipping.starts import supported
from sim.analysis.tipping.verdict import HELD, KEEPS, NEVER, PAID, VERDICTS
from sim.analysis.window import measuring
from sim.scenario import Scenario
from sim.scenario.priors import priors
from sim.study.tally import Progress
from sim.world import Floats

NORMS = "expectations.conformity"
"""Always drawn, unless it is set by hand: whether openness keeps itself is a question about norms."""
ALL = "all forms"


@dataclass(frozen=True)
class Drawn:
    """Verdicts over draws of all numbers that a scenario leaves open, each run once in each structural form.

    Attributes:
        table: one row per form and verdict, and for all forms together: form, verdict, share of draws, its 95 %
            interval (Wilson) from low to high, draws. A last verdict, "opens by itself", is the share in which a closed
            start ends open; these draws have another verdict as well.
        drivers: one row per number that is drawn: what share of the variance of how open an open start ends it explains
            (path, share, error, rho, drives; see :mod:`sim.analysis.ensemble.sensitivity`), mean over forms.
        ends: one row per draw and form: form, draw, start, levy, end.
        values: the numbers, a row a draw, a column a number by its path.
        levies: shares of all outlay that were tried.
        failed: draws in a form that are left out, because one of their runs failed.
    """

    table: pd.DataFrame
    drivers: pd.DataFrame
    ends: pd.DataFrame
    values: pd.DataFrame
    levies: tuple[float, ...]
    failed: int


OPENS = "opens by itself"


def drawn(
    starts: Mapping[str, Scenario],
    levies: tuple[float, ...],
    draws: int,
    *,
    quarters: int,
    seed: int,
    settings: Mapping[str, object],
    written: Collection[str],
    store: str | Path,
    executor: Executor | None,
    workers: int | None,
    retry_failed: bool,
    progress: Progress | None,
) -> Drawn:
    """Run both starts, and the open one with levies, at draws of all that the scenario leaves open.

    Args:
        starts: the world by its start, "closed" and "open".
        levies: shares of everybody's outlay that are paid to who is open.
        draws: number of draws.
        quarters: length of runs.
        seed: base seed of draws and runs.
        settings: what was set by hand, which no draw sets.
        written: paths that the scenario's file sets, which no draw sets but conformity.
        store: folder of finished runs.
        executor: see :func:`sim.tipping`.
        workers: see there.
        retry_failed: see there.
        progress: see there.
    """
    arms = {"closed": starts["closed"], "open": starts["open"]}
    arms |= {f"open {levy:g}": supported(starts["open"], levy) for levy in levies}
    ranges = {NORMS: priors(starts["open"])[NORMS]} if NORMS not in settings else {}
    found = ensemble_of(arms, draws, seed=seed, settings=settings, written=written, ranges=ranges)
    with measuring(quarters - LAST):
        sampled = found.run(
            store, [OUTCOME], executor=executor, workers=workers, retry_failed=retry_failed, progress=progress
        )
    return concluded(found, sampled, levies)


def concluded(found: Ensemble, sampled: Sampled, levies: tuple[float, ...]) -> Drawn:
    """What follows from the runs of an ensemble whose arms are closed, open, and open with each levy."""
    ends = {arm: sampled.of(arm, OUTCOME)[..., 0] for arm in found.arms}  # (forms, draws)
    complete = ~np.isnan(np.array(list(ends.values()))).any(axis=0)
    names = [form.name for form in found.forms]
    opened, closed = ends["open"], ends["closed"]
    paid = np.max([ends[f"open {levy:g}"] for levy in levies], axis=0)
    word = np.where(opened >= HELD, KEEPS, np.where(paid >= HELD, PAID, NEVER))
    rows = []
    for name, inside in [*((name, [place]) for place, name in enumerate(names)), (ALL, list(range(len(names))))]:
        of = complete[inside]
        counts = {verdict: int((of & (word[inside] == verdict)).sum()) for verdict in VERDICTS}
        counts[OPENS] = int((of & (closed[inside] >= HELD)).sum())
        rows += [_row(name, verdict, count, int(of.sum())) for verdict, count in counts.items()]
    mean = np.where(complete.all(axis=0), opened.mean(axis=0), np.nan)
    return Drawn(
        pd.DataFrame(rows), shares(found.values, mean), _long(ends, names), found.values, levies, int((~complete).sum())
    )


def _row(form: str, verdict: str, count: int, of: int) -> dict[str, object]:
    low, high = wilson(count, of) if of else (0.0, 1.0)
    return {"form": form, "verdict": verdict, "share": count / max(1, of), "low": low, "high": high, "draws": of}


def _long(ends: Mapping[str, Floats], names: list[str]) -> pd.DataFrame:
    parts = []
    for arm, each in ends.items():
        start, _, levy = arm.partition(" ")
        forms, draws = np.indices(each.shape)
        parts.append(pd.DataFrame({
            "form": np.array(names)[forms.ravel()], "draw": draws.ravel(), "start": start, "levy": float(levy or 0.0),
            "end": each.ravel(),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)
