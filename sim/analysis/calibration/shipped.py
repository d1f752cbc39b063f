"""The posterior that is shipped: weighted draws of race-2019's numbers, and whether they still belong to the model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from sim.analysis.facts.declared import folder
from sim.version import model_version

if TYPE_CHECKING:
    from sim.world import Floats

FILE = "posterior.parquet"
PAIRS = 20
"""Draws that are run again, each with a seed of its own, to see whether the model still is the one that was fitted."""
_ABOUT = b"hoardshare.calibration"


@dataclass(frozen=True)
class Posterior:
    """Weighted draws from a posterior, each of which is one whole set of numbers.

    Attributes:
        draws: a column a number, by dotted path, a row a draw.
        weights: of the draws; they sum to 1.
        about: what they come from: command, scenario, digest, model_version, pairs (draw, seed, figures).
    """

    draws: pd.DataFrame
    weights: "Floats"
    about: Mapping[str, Any]

    def settings(self, draw: int) -> dict[str, object]:
        """One draw as settings of a scenario."""
        return {str(path): self.draws[path].iloc[draw].item() for path in self.draws.columns}

    def differing(self) -> int:
        """How many of the stored (draw, seed) pairs give other figures today; 0 if the posterior is the model's own."""
        return sum(
            not np.array_equal(figures_of(self.settings(pair["draw"]), pair["seed"], str(self.about["scenario"])),
                               np.array(pair["figures"], float), equal_nan=True)
            for pair in self.about["pairs"]
        )  # fmt: skip

    @property
    def staleness(self) -> str:
        """A warning if the draws are of another model; "" if they are of today's, whatever its version is called."""
        then = self.about["model_version"]
        if then == model_version() or not (count := self.differing()):
            return ""
        return (
            f"the shipped posterior was fitted with model version {then}, and {count} of {len(self.about['pairs'])} "
            f"of its runs differ in version {model_version()}; fit it anew: {self.about['command']}"
        )


def figures_of(settings: Mapping[str, object], seed: int, scenario: str) -> "Floats":
    """The figures that are fitted, in one run of a scenario with some numbers changed."""
    # Who only reads the draws, as `hoardshare explain` does, need not wait for what runs the model.
    from sim.analysis.calibration.columns import Measured
    from sim.analysis.calibration.target import of_facts
    from sim.analysis.facts.reproduce import quarters
    from sim.scenario import load
    from sim.study.execute import run

    world = load(scenario, settings)
    figures = [target.figure for target in of_facts() if target.figure is not None]
    return Measured(figures).of(run(world, seed, quarters(world)))


def save(path: Path, draws: pd.DataFrame, about: Mapping[str, Any]) -> None:
    """Write draws with their weights, and what they come from, with pairs that are run now."""
    paths = [name for name in draws.columns if name != "weight"]
    made = Posterior(draws[paths], draws["weight"].to_numpy(float), about)
    chosen = np.linspace(0, len(draws) - 1, PAIRS).round().astype(int).tolist()
    pairs = []
    for seed, draw in enumerate(chosen):
        found = figures_of(made.settings(draw), seed, str(about["scenario"]))
        pairs.append({"draw": draw, "seed": seed, "figures": [None if x != x else x for x in found.tolist()]})
    table = pa.Table.from_pandas(draws, preserve_index=False)
    told = json.dumps({**about, "pairs": pairs}).encode()
    parquet.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), _ABOUT: told}), path)


@cache
def posterior() -> Posterior:
    """Return the posterior that is shipped."""
    table = parquet.read_table(folder() / FILE)
    about = json.loads(table.schema.metadata[_ABOUT])
    draws = table.to_pandas()
    return Posterior(draws.drop(columns="weight"), draws["weight"].to_numpy(float), about)
