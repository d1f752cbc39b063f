"""How a run is measured: summaries of its series, and figures of its release log."""

from collections.abc import Callable

from sim.outcomes.figures import MEASURES
from sim.scenario.schema.series import OUTCOMES, SERIES
from sim.world import Floats, World

_COLUMN = {name: number for number, name in enumerate(SERIES)}
_SUMMARIES: dict[str, Callable[[Floats], Floats]] = {
    "last": lambda series: series[-1],
    "mean": lambda series: series.mean(axis=0),
    "sum": lambda series: series.sum(axis=0),
    "rise": lambda series: (series[-1] - series[0]) / max(1, len(series) - 1),
}


def measure_run(world: World, quarters: int) -> dict[str, float]:
    """All outcomes of the package, of a run of so many quarters, in the order of :data:`OUTCOMES`."""
    series = world.series[:quarters]
    summaries = {over: summary(series).tolist() for over, summary in _SUMMARIES.items()}
    outcomes = {name: summaries[each.over][_COLUMN[each.series]] for name, each in OUTCOMES.items() if each.series}
    for names, measure in MEASURES.items():
        outcomes |= zip(names, measure(world, quarters), strict=True)
    return {name: outcomes[name] for name in OUTCOMES if name in outcomes}


def _ensure_given() -> None:
    """Check that each figure that is declared is given, and the other way round.

    Raises:
        LookupError: one is not.
    """
    declared = {name for name, outcome in OUTCOMES.items() if outcome.over == "log"}
    given = {name for names in MEASURES for name in names}
    if missing := sorted(declared - given):
        problem = f"no function gives the outcome {missing[0]}, which is declared as a figure of the release log"
        raise LookupError(f'{problem}: write one in sim/outcomes/figures.py, under @gives("{missing[0]}")')
    if unknown := sorted(given - declared):
        problem = f"@gives names {unknown[0]}, which is not declared as a figure"
        raise LookupError(f"{problem}: write its line in sim/scenario/schema/series.py")


_ensure_given()
