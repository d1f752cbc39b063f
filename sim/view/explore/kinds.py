"""Kinds of results, by the files that commands write."""

import os
from pathlib import Path

from sim.scenario.errors import printable
from sim.view.explore.found import ExploreError
from sim.view.say import say

RUNS, CLAIMS, HISTORY, DECISION = "runs", "claims", "history", "decision"
COMPARISON = "comparison"
_FILES = {
    RUNS: ("manifest.json", "parts"),
    CLAIMS: ("claims.parquet",),
    HISTORY: ("calibration.json", "numbers.parquet"),
    DECISION: ("decide-options.parquet",),
    COMPARISON: ("comparison.parquet",),
    "tipping": ("tipping-branches.parquet",),
    "drivers": ("drivers.parquet", "forms.parquet"),
    "facts": ("facts.parquet",),
    "ablation": ("ablation.parquet",),
}
"""Files that a folder of each kind has."""
KINDS = tuple(_FILES)
MADE_BY = {
    RUNS: "hoardshare sweep STUDY.toml --store results/store",
    CLAIMS: "hoardshare claims --out results/claims-report",
    HISTORY: "hoardshare calibrate --out results/calibration",
    DECISION: "hoardshare decide ministry --out results/decide",
    COMPARISON: "hoardshare compare arms-race commons --out results/compare",
    "tipping": "hoardshare tipping --out results/tipping",
    "drivers": "hoardshare drivers arms-race commons --out results/drivers",
    "facts": "hoardshare facts --out results/facts",
    "ablation": "hoardshare ablate commons --out results/ablate",
}
"""A command that makes results of each kind."""


def kinds_of(names: set[str]) -> tuple[str, ...]:
    """Kinds of results among the entries of a folder."""
    return tuple(kind for kind, files in _FILES.items() if names.issuperset(files))


def entries(place: Path) -> set[str]:
    """Names of all entries of a folder.

    Raises:
        ExploreError: there is no such folder, or it cannot be read.
    """
    name = printable(str(place))
    try:
        return set(os.listdir(place))
    except NotADirectoryError:
        raise ExploreError(say("explore.is_file", folder=name)) from None
    except PermissionError:
        raise ExploreError(say("explore.forbidden", folder=name)) from None
    except (OSError, ValueError):
        raise ExploreError(say("explore.missing", folder=name)) from None
