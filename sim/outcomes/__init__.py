"""What is measured of a run."""

from sim.outcomes.figures import (
    MONTHS,
    OUTCOMES,
    Better,
    Outcome,
    correlation,
    kaplan_meier_median,
    measure_run,
    passages,
)  # fmt: skip

__all__ = [
    "MONTHS", "OUTCOMES", "Better", "Outcome", "correlation", "kaplan_meier_median", "measure_run", "passages",
]  # fmt: skip
