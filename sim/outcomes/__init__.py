"""What is measured of a run: :mod:`sim.outcomes.measure`. What each outcome is: :mod:`sim.scenario.schema.series`.

The names that are offered here need no compiler, for those who read what was measured long ago.
"""

from sim.scenario.schema.outcome import Better, Outcome
from sim.scenario.schema.series import OUTCOMES

__all__ = ["OUTCOMES", "Better", "Outcome"]
