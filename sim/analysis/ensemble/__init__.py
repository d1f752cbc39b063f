"""Scenarios under everything that nobody knows: draws of their numbers, structural forms, and luck.

A comparison at one set of numbers has an interval that holds luck alone. Here every number that scenarios leave open
is drawn, whole rows of the posterior where history speaks and the priors of the schema elsewhere, and every structural
choice that no data make is made in each way (:mod:`.forms`). All scenarios share draws and seeds.
"""

from sim.analysis.ensemble.draws import Ensemble, ensemble_of
from sim.analysis.ensemble.forms import Form
from sim.analysis.ensemble.sampled import Sampled

__all__ = ["Ensemble", "Form", "Sampled", "ensemble_of"]
