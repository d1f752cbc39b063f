"""In how many worlds openness keeps itself: the verdict over draws of all that nobody knows, and what it depends on."""

from collections.abc import Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.calibration.space import value_of
from sim.analysis.ensemble import Ensemble, Sampled, ensemble_of
from sim.analysis.ensemble.sensitivity import shares
from sim.analysis.intervals import wilson
from sim.analysis.robust import are_sure
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
INTENSITY = "choice.intensity"
STRENGTHS = (0.0, 2.0, 4.0, 8.0, np.inf)
"""Ends of the ranges of conformity times intensity; above 2 a crowd with nothing else at stake keeps its start."""
ALL = "all forms"


@dataclass(frozen=True)
class Drawn:
    """Verdicts over draws of all numbers that a scenario leaves open, each run once in each structural form.

    Attributes:
        table: one row per form and verdict, and for all forms together: form, verdict, share of draws, its 95 %
            interval (Wilson) from low to high, in which the forms of a draw count as one, draws. A last verdict,
            "opens by itself", is the share in which a closed start ends open; these draws have another verdict as well.
        drivers: one row per number that is drawn: what share of the variance of how open an open start ends it explains
            (path, share, error, rho, drives; see :mod:`sim.analysis.ensemble.sensitivity`), mean over forms.
        norms: one row per range of conformity times intensity of choice, over all forms: the range from least to most,
            the share in which openness keeps itself, its interval from low to high, draws. In a crowd with nothing else
            at stake both starts keep themselves above 2 (Brock & Durlauf 2001; ``hoardshare reductions conformity``).
        ends: one row per draw and form: form, draw, start, levy, end.
        values: the numbers, a row a draw, a column a number by its path.
        levies: shares of all outlay that were tried.
        robust: what holds in each form at nearly all draws (:mod:`sim.analysis.robust`): a verdict, "does not keep
            itself", or "".
        failed: draws in a form that are left out, because one of their runs failed.
    """

    table: pd.DataFrame
    drivers: pd.DataFrame
    norms: pd.DataFrame
    ends: pd.DataFrame
    values: pd.DataFrame
    levies: tuple[float, ...]
    robust: str
    failed: int


OPENS, LOST = "opens by itself", "does not keep itself"


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
        rows += [_row(name, verdict, count, int(of.sum()), len(inside)) for verdict, count in counts.items()]
    mean = np.where(complete.all(axis=0), opened.mean(axis=0), np.nan)
    return Drawn(
        pd.DataFrame(rows), shares(found.values, mean), _norms(found, complete, word == KEEPS), _long(ends, names),
        found.values, levies, _robust(word, complete), int((~complete).sum()),
    )  # fmt: skip


def _robust(word: Any, complete: Any) -> str:
    """What holds in each form at nearly all draws; verdicts of shape (forms, draws)."""
    holds = {verdict: word == verdict for verdict in VERDICTS} | {LOST: word != KEEPS}
    return next((what for what, each in holds.items() if are_sure(each, complete).all()), "")


def _norms(found: Ensemble, complete: Any, keeps: Any) -> pd.DataFrame:
    """How often openness keeps itself by how strong norms are, given both as arrays of shape (forms, draws)."""
    own = found.arms["open"]
    norms, intensity = (
        found.values[path].to_numpy(float) if path in found.values else np.full(len(found), value_of(own, path))
        for path in (NORMS, INTENSITY)
    )
    rows = []
    for least, most in pairwise(STRENGTHS):
        inside = complete & (least <= norms * intensity) & (norms * intensity < most)
        told = _row("", "", int((inside & keeps).sum()), int(inside.sum()), len(inside))
        rows.append({"least": least, "most": most} | {name: told[name] for name in ("share", "low", "high", "draws")})
    return pd.DataFrame(rows)


def _row(form: str, verdict: str, count: int, of: int, forms: int) -> dict[str, object]:
    # Forms of a draw have its numbers and its luck: they are no further draws.
    low, high = wilson(round(count / forms), round(of / forms)) if of >= forms else (0.0, 1.0)
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
