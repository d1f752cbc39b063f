"""How a run is measured, in one compiled call: summaries of its series, and figures of its release log."""

from typing import Any

import numpy as np

from sim.compile import phase, rule
from sim.outcomes.figures import MEASURES
from sim.scenario.schema.series import OUTCOMES, SERIES
from sim.world import Floats, World

NAMES = tuple(OUTCOMES)
"""The outcomes of the package, in the order in which they are measured; users add others to :data:`OUTCOMES`."""
_WAYS = ("last", "mean", "sum", "rise")
_SUMMARISED = [(place, each) for place, each in enumerate(OUTCOMES.values()) if each.series]
_PLACE = np.array([place for place, _ in _SUMMARISED])
_COLUMN = np.array([SERIES.index(each.series) for _, each in _SUMMARISED])
_WAY = np.array([_WAYS.index(each.over) for _, each in _SUMMARISED])


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


def _all_figures() -> Any:
    """One function that calls all that give figures, a line each: ``found[3], found[7] = gives_4(w, quarters)``."""
    lines, scope = ["def figures(w, quarters, found):"], {}
    for number, (names, measure) in enumerate(MEASURES.items()):
        scope[f"gives_{number}"] = measure
        lines.append(f"  {', '.join(f'found[{NAMES.index(name)}]' for name in names)} = gives_{number}(w, quarters)")
    exec("\n".join(lines), scope)
    return phase(scope["figures"])


_figures = _all_figures()


@phase
def measure(w: World, quarters: int) -> Floats:
    """All outcomes of a run of so many quarters, shape (:data:`NAMES`,)."""
    found, series = np.empty(len(NAMES)), w.series[:quarters]
    total, summaries = series[0].copy(), np.empty((len(_WAYS), len(SERIES)))
    for t in range(1, quarters):
        for column in range(len(SERIES)):
            total[column] += series[t, column]
    for column in range(len(SERIES)):
        first, last = series[0, column], series[quarters - 1, column]
        summaries[0, column], summaries[1, column] = last, total[column] / quarters
        summaries[2, column], summaries[3, column] = total[column], (last - first) / max(1, quarters - 1)
    for k in range(_PLACE.size):
        found[_PLACE[k]] = summaries[_WAY[k], _COLUMN[k]]
    _figures(w, quarters, found)
    return found


@rule
def _measured(w: World, quarters: int) -> Floats:
    return measure(w, quarters)


def measure_run(world: World, quarters: int) -> dict[str, float]:
    """All outcomes of the package, of a run of so many quarters, in the order of :data:`OUTCOMES`."""
    return dict(zip(NAMES, _measured(world, quarters).tolist(), strict=True))
