"""What the project itself has found, as the package carries it: verdicts on claims, and what history told."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.reading.catalogue import shipped
from sim.view.explore import claims, history
from sim.view.explore.found import ExploreError, Opened
from sim.view.explore.tables import counted
from sim.view.say import say

CLAIMS, HISTORY = "found:claims", "found:history"
"""What stands in place of a folder."""
NAMES = (CLAIMS, HISTORY)
_LEVELS = (0.05, 0.5, 0.95)


def opened(name: str) -> Opened:
    """What the project has found.

    Raises:
        ExploreError: there is nothing of this name.
    """
    if name == CLAIMS:
        found = verdicts()
        version = say("explore.of_version", version=str(found["model_version"].iloc[0]))
        return Opened(title(name), panels=tuple(claims.panels(found)), note=version)
    if name == HISTORY:
        return _history()
    raise ExploreError(say("explore.not_found", name=name))


def title(name: str) -> str:
    """What it is."""
    return say("explore.found_claims", count=len(verdicts())) if name == CLAIMS else say("explore.found_history")


def brief(name: str) -> str:
    """What it holds in a few words."""
    if name == CLAIMS:
        counts = verdicts()["verdict"].value_counts()
        return ", ".join(f"{counts[word]} {word}" for word in claims.ORDER if word in counts)
    from sim.analysis.calibration.shipped import posterior

    hits = posterior().about["posterior_hits"].values()
    return history.brief(_numbers()["verdict"], hits)


@cache
def verdicts() -> pd.DataFrame:
    """The verdicts, as ``docs/claims.py`` writes them beside the register."""
    file = shipped("_claims", "seeds/claims") / "verdicts.csv"
    found = pd.read_csv(file, dtype={"article": str, "model_version": str}, keep_default_na=False, na_values=["nan"])
    return claims.in_words(found)


@cache
def _history() -> Opened:
    from sim.analysis.calibration.shipped import posterior

    about = posterior().about
    done = say("explore.fitted", scenario=about["scenario"], runs=counted(about["runs"]), draws=counted(about["draws"]),
               version=about["model_version"])  # fmt: skip
    hits = {side: dict(about[f"{side}_hits"]) for side in ("default", "mode", "posterior")}
    return Opened(title(HISTORY), panels=tuple(history.panels(_numbers(), hits, done)))


@cache
def _numbers() -> pd.DataFrame:
    """The numbers of the posterior, a row each, as a calibration tells them."""
    from sim.analysis.calibration.posterior import weighted_quantiles
    from sim.analysis.calibration.shipped import posterior
    from sim.analysis.calibration.told import verdict
    from sim.scenario import load
    from sim.scenario.priors import priors
    from sim.scenario.reading.overrides import place_in
    from sim.study.sampling import axis_of

    found = posterior()
    scenario = load(str(found.about["scenario"]))
    known = priors(scenario)
    rows = []
    for path in map(str, found.draws.columns):
        values, prior, place = found.draws[path].to_numpy(float), known[path], place_in(scenario, path)
        low, median, high = weighted_quantiles(values[:, None], found.weights, _LEVELS)[:, 0]
        shares = np.array([axis_of(path, prior).share(float(value)) for value in values])
        spread = found.weights @ (shares - found.weights @ shares) ** 2
        contraction = float(1.0 - np.sqrt(12.0 * spread))
        extra: Any = place.field.json_schema_extra if place.field is not None else None
        rows.append({
            "path": path, "meaning": place.meaning, "unit": (extra or {}).get("unit", ""), "least": prior.least,
            "most": prior.most, "scale": prior.scale, "low": low, "median": median, "high": high,
            "contraction": contraction, "verdict": verdict(contraction),
        })  # fmt: skip
    return pd.DataFrame(rows)
