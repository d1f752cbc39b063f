"""Which scenarios are compared with the facts, and beside which others."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.analysis.facts.declared import forecast
from sim.analysis.facts.reproduce import SCENARIO, Reproduction, checked, refused, reproduce
from sim.scenario import Scenario
from sim.scenario.reading.catalogue import names

FITTED_SCENARIO = "race-2019-fitted"
"""It is shown beside the default one, if it is shipped."""
FORECAST_SCENARIO = "race-2019-forecast"
"""Its numbers are fitted to the data before the forecast begins."""
Named = str | Path | Scenario


def usual(*, is_forecast: bool) -> str:
    """Return the name of the scenario that is compared unless one says otherwise.

    Raises:
        ScenarioError: there is none for a forecast.
    """
    if is_forecast and FORECAST_SCENARIO not in names():
        problem = f"no scenario {FORECAST_SCENARIO}, fitted until {forecast().fitted_until}, is shipped"
        raise refused("scenario", problem, f"the name of one to compare, such as {SCENARIO}")
    return FORECAST_SCENARIO if is_forecast else SCENARIO


def usual_beside(scenario: Named, settings: Mapping[str, object] | None = None, *, is_forecast: bool) -> str | None:
    """Return what a scenario is shown beside unless one says otherwise.

    A forecast is shown beside the default scenario, and that, unless it is changed, beside the fitted one.
    """
    if is_forecast:
        return SCENARIO
    return FITTED_SCENARIO if scenario == SCENARIO and not settings and FITTED_SCENARIO in names() else None


def side_by_side(
    scenario: Named, beside: Named | None, *, settings: Mapping[str, object] | None = None, **options: Any
) -> Reproduction:
    """Compare a scenario with the facts, and another one as it stands, over the same seeds; see :func:`reproduce`.

    Args:
        scenario: what is compared.
        beside: the other one, if there is one.
        settings: values of the first to change.
        options: those of :func:`reproduce`, for both.

    Raises:
        ScenarioError: as there, before anything is run if either cannot be compared.
        StoreError: the store cannot be used.
    """
    if beside is None:
        return reproduce(scenario, settings=settings, **options)
    checked(scenario, settings or {})
    checked(beside, {})
    found = reproduce(scenario, settings=settings, **options)
    return replace(found, beside=reproduce(beside, **options))
