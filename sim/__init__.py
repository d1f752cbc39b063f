"""hoardshare: an agent-based simulation of an AI arms race versus cooperation.

The names below are loaded when first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Actor, Firm, Lab, Nation
    from sim.analysis.compare import Comparison, compare
    from sim.divergence import Diverged
    from sim.extension import ExtensionError
    from sim.model import RaceModel
    from sim.outcomes import OUTCOMES
    from sim.own import outcome, phase, use
    from sim.scenario import Kind, Scenario, ScenarioError, Strategy, Tier, load, names
    from sim.study.checking import verify
    from sim.study.errors import DamageWarning, FailedRuns
    from sim.study.execute import Run, run
    from sim.study.pool import PoolError
    from sim.study.record import save
    from sim.study.study_file import design
    from sim.study.sweep import sweep

_HOME = {
    "Actor": "sim.agents",
    "Comparison": "sim.analysis.compare",
    "DamageWarning": "sim.study.errors",
    "Diverged": "sim.divergence",
    "ExtensionError": "sim.extension",
    "FailedRuns": "sim.study.errors",
    "Firm": "sim.agents",
    "Lab": "sim.agents",
    "Nation": "sim.agents",
    "PoolError": "sim.study.pool",
    "RaceModel": "sim.model",
    "OUTCOMES": "sim.outcomes",
    "Kind": "sim.scenario",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "Strategy": "sim.scenario",
    "Tier": "sim.scenario",
    "load": "sim.scenario",
    "compare": "sim.analysis.compare",
    "names": "sim.scenario",
    "Run": "sim.study.execute",
    "run": "sim.study.execute",
    "save": "sim.study.record",
    "design": "sim.study.study_file",
    "sweep": "sim.study.sweep",
    "outcome": "sim.own",
    "phase": "sim.own",
    "use": "sim.own",
    "verify": "sim.study.checking",
}

__all__ = [
    "OUTCOMES",
    "Actor",
    "Comparison",
    "DamageWarning",
    "Diverged",
    "ExtensionError",
    "FailedRuns",
    "Firm",
    "Kind",
    "Lab",
    "Nation",
    "PoolError",
    "RaceModel",
    "Run",
    "Scenario",
    "ScenarioError",
    "Strategy",
    "Tier",
    "compare",
    "design",
    "load",
    "names",
    "outcome",
    "phase",
    "run",
    "save",
    "sweep",
    "use",
    "verify",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("sim.study.provenance").version("hoardshare")
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
