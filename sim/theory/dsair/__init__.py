"""Who stays safe in a race for a domain of AI (Han, Pereira, Santos & Lenaerts 2020).

In closed form and by the rules.
"""

from sim.theory.dsair.race import Conduct, Race, Region, early_thresholds, race_payoffs, region, round_payoffs
from sim.theory.dsair.reduction import checks, on_ties, point, regions

__all__ = [
    "Conduct",
    "Race",
    "Region",
    "checks",
    "early_thresholds",
    "on_ties",
    "point",
    "race_payoffs",
    "region",
    "regions",
    "round_payoffs",
]
