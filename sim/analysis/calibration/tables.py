"""A calibration as tables: what reports, pages and tests read."""

from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.calibration.calibrate import Ahead, Calibration
from sim.analysis.calibration.checks import LEVELS
from sim.analysis.calibration.predict import Foretold
from sim.analysis.calibration.target import Target
from sim.analysis.calibration.told import verdict
from sim.analysis.facts.fact import Value
from sim.analysis.facts.reproduce import SUFFICIENT, is_hit
from sim.scenario.reading.overrides import place_in
from sim.world import Floats

_ENDS = ("low", "median", "high")


def numbers(found: Calibration) -> pd.DataFrame:
    """One row a number: its prior, its posterior, what a second method says, and whether the data inform it.

    Numbers that screening left out keep their prior, and have no posterior.
    """
    space, contraction = found.space, found.draws.contraction()
    first, second = (_values(found, each.quantiles(LEVELS)) for each in (found.draws, found.second))
    active, fitted = set(found.active.tolist()), found.fitted
    rows = []
    for k, (path, prior) in enumerate(zip(space.paths, space.priors, strict=True)):
        place = place_in(found.scenario, path)
        extra: Any = place.field.json_schema_extra if place.field is not None else None
        is_active = k in active
        held = _values(found, np.tile(np.array(LEVELS)[:, None], len(space.paths)))[:, k]
        row = {
            **{"path": path, "unit": (extra or {}).get("unit", ""), "meaning": place.meaning},
            **{"least": prior.least, "most": prior.most, "scale": prior.scale, "source": prior.source},
            **{"default": space.defaults[k], "active": is_active},
            **{f"prior_{name}": value for name, value in zip(_ENDS, held, strict=True)},
            **{name: value if is_active else np.nan for name, value in zip(_ENDS, first[:, k], strict=True)},
            "contraction": contraction[k] if is_active else np.nan,
            "verdict": verdict(contraction[k]) if is_active else verdict(0.0),
            **{f"second_{name}": v if is_active else np.nan for name, v in zip(_ENDS, second[:, k], strict=True)},
            "mode": fitted.get(path, np.nan),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def _values(found: Calibration, shares: Floats) -> Floats:
    """Shares of the priors as numbers, shape (rows, parameters)."""
    rows = [list(found.space.settings(row).values()) for row in shares]
    return np.array(rows, float)


def figures(found: Calibration) -> pd.DataFrame:
    """One row a target: data, and runs of the prior, the default, the posterior and its most likely draw."""
    of_prior = Foretold.of(found.waves[0].runs, found.targets)
    medians = found.waves[0].runs.median
    rows: list[dict[str, object]] = []
    for k, target in enumerate(found.targets):
        median = medians[:, k]
        low, high = target.scaled(target.low), target.scaled(target.high)
        row: dict[str, object] = {
            **{"figure": target.name, "fact": target.fact, "value": target.value},
            **{"low": target.low, "high": target.high},
            **{"discrepancy": target.discrepancy, "scale": target.scale},
            **_ends("prior", of_prior, k, scored=False),
            "reached": float(np.nanmean((low <= median) & (median <= high))),
            "explained": float(found.emulated.explained[k]),
        }
        for name, each in (("default", found.default), ("posterior", found.foretold), ("mode", found.of_point)):
            row |= _ends(name, each, k, scored=True)
        row |= {f"{name}_crps": score for name, score in _naive(target).items()}
        row["defined"] = float(found.foretold.defined[k])
        rows.append(row)
    return pd.DataFrame(rows)


def missed(table: pd.DataFrame) -> list[str]:
    """Figures that runs of the posterior miss: neither interval, theirs or that of the data, holds the other median."""
    return [
        row["figure"]
        for row in table.to_dict("records")
        if row["defined"] <= 0.5  # most runs leave it undefined
        or not is_hit(
            Value(row["value"], row["low"], row["high"]),
            Value(row["posterior_median"], row["posterior_low"], row["posterior_high"]),
        )
    ]


def _ends(name: str, each: Foretold, place: int, *, scored: bool) -> dict[str, object]:
    # As `hoardshare facts` judges it: what half of the runs leave undefined is undefined.
    value = each.summaries[place] if each.defined[place] > SUFFICIENT else Value(*[float("nan")] * 3)
    found: dict[str, object] = {f"{name}_low": value.low, f"{name}_median": value.value, f"{name}_high": value.high}
    return found | ({f"{name}_crps": float(each.scores[place])} if scored else {})


def _naive(target: Target) -> dict[str, float]:
    """Scores of what says that nothing changes, and that a trend goes on: distances of one number from another."""
    known = target.figure
    said = {"persistence": np.nan, "trend": np.nan} if known is None else {
        "persistence": known.persistence, "trend": known.trend}  # fmt: skip
    return {name: abs(value - target.value) for name, value in said.items()}


def forecast(ahead: Ahead) -> pd.DataFrame:
    """One row a figure that was forecast: data, forecast of draws, and scores beside others that forecast it."""
    rows: list[dict[str, object]] = []
    for k, target in enumerate(ahead.draws.targets):
        row: dict[str, object] = {"figure": target.name, "value": target.value, "low": target.low, "high": target.high}
        row |= _ends("forecast", ahead.draws, k, scored=True) | _ends("mode", ahead.point, k, scored=True)
        row["default_crps"] = float(ahead.default.scores[k])
        rows.append(row | {f"{name}_crps": score for name, score in _naive(target).items()})
    return pd.DataFrame(rows)


def waves(found: Calibration) -> pd.DataFrame:
    """One row a wave: its points, runs, failed runs, the share of the prior that is left, and the largest J kept."""
    rows = [
        (number, len(each.runs.points), each.runs.figures[:, :, 0].size, each.runs.failed, each.left, each.cut)
        for number, each in enumerate(found.waves, 1)
    ]
    return pd.DataFrame(rows, columns=["wave", "points", "runs", "failed", "share", "cut"])


def drawn(found: Calibration) -> pd.DataFrame:
    """Weighted draws of the numbers that move a figure, in order of weight."""
    paths = [found.space.paths[place] for place in found.active]
    rows = [{path: settings[path] for path in paths} for settings in map(found.space.settings, found.draws.points)]
    return pd.DataFrame({"weight": found.draws.weights, **pd.DataFrame(rows)})


def all_of(found: Calibration) -> dict[str, pd.DataFrame]:
    """All tables by name."""
    checks, told = found.checks.of(found.active), [found.space.paths[place] for place in found.active]
    tables = {"numbers": numbers(found), "figures": figures(found), "waves": waves(found), "draws": drawn(found)}
    tables |= {"sbc": checks.table(told), "ranks": checks.histogram(told), "recovery": checks.recovery(told)}
    tables |= {"mechanisms": found.mechanisms} if found.mechanisms is not None else {}
    return tables | ({"forecast": forecast(found.ahead)} if found.ahead is not None else {})
