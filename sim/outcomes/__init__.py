"""What is measured of a run. What each outcome is stands in :mod:`sim.scenario.schema.series`."""

from sim.outcomes.figures import MONTHS, correlation, kaplan_meier_median, passages
from sim.outcomes.measure import measure_run
from sim.scenario.schema.outcome import Better, Outcome
from sim.scenario.schema.series import OUTCOMES

__all__ = [
    "MONTHS", "OUTCOMES", "Better", "Outcome", "correlation", "kaplan_meier_median", "measure_run", "passages",
]  # fmt: skip
