"""The points of a study in its parameter space; each method yields them one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import ceil, exp, floor, log, prod
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.scenario.schema.quantity import Prior

Method = Literal["grid", "list", "one-at-a-time", "latin-hypercube", "sobol"]
"""Every way to choose points."""
SAMPLED = frozenset({"latin-hypercube", "sobol"})
"""Methods that draw points from ranges, and need their number."""
_CHUNK = 1024

Point = tuple[object, ...]
"""One value per parameter, in the order of the study."""


@dataclass(frozen=True)
class Axis:
    """The values of one parameter in a study: a list, or a range.

    Attributes:
        path: dotted path of the number in a scenario.
        values: the values, in order; empty for a range.
        least: lower end of the range.
        most: upper end of the range.
        steps: number of evenly spaced values that a grid takes from the range.
        logarithmic: whether the values are evenly spaced on a log scale.
        whole: whether values must be whole numbers.
    """

    path: str
    values: tuple[object, ...] = ()
    least: float = 0.0
    most: float = 0.0
    steps: int = 0
    logarithmic: bool = False
    whole: bool = False

    @property
    def size(self) -> int:
        """The number of values that a grid takes; the values of a range are not listed for this."""
        if self.values:
            return len(self.values)
        return min(self.steps, len(self.wholes)) if self.whole else self.steps

    @property
    def levels(self) -> Iterator[object]:
        """The values that a grid takes, one by one."""
        return map(self.level, range(self.size))

    @property
    def wholes(self) -> range:
        """Whole numbers in the range."""
        return range(ceil(self.least), floor(self.most) + 1)

    def level(self, number: int) -> object:
        """One of the values that a grid takes, from 0."""
        if self.values:
            return self.values[number]
        last = max(1, self.size - 1)
        if self.whole:
            return self.wholes[min(number * len(self.wholes) // last, len(self.wholes) - 1)]
        return self.at(number / last)

    def at(self, share: float) -> object:
        """The value at a share of the range, from 0 to 1; for a list, the value at that share of its length."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return self.wholes[min(int(share * len(self.wholes)), len(self.wholes) - 1)]
        if self.logarithmic:
            between = exp(log(self.least) + share * (log(self.most) - log(self.least)))
        else:
            between = self.least + share * (self.most - self.least)
        return min(max(between, self.least), self.most)

    def share(self, value: float) -> float:
        """The share of a range at which a value lies; a whole number lies in the middle of what gives it."""
        if self.whole:
            return min(max((value - self.wholes[0] + 0.5) / len(self.wholes), 0.0), 1.0)
        inside = min(max(value, self.least), self.most)
        if self.logarithmic:
            return log(inside / self.least) / log(self.most / self.least)
        return (inside - self.least) / (self.most - self.least)


def axis_of(path: str, prior: Prior) -> Axis:
    """The range of a number over its prior."""
    return Axis(path, (), float(prior.least), float(prior.most), 0, prior.scale == "log", prior.whole)


def count(axes: Sequence[Axis], method: str, samples: int) -> int:
    """How many points there are."""
    if not axes:
        return 1
    if method in SAMPLED:
        return samples
    if method == "list":
        return axes[0].size
    if method == "one-at-a-time":
        return 1 + sum(axis.size for axis in axes)
    return prod(axis.size for axis in axes)


def points(axes: Sequence[Axis], method: str, samples: int, seed: int) -> Iterator[dict[str, object]]:
    """Points as settings by path.

    Args:
        axes: the parameters; without any, there is one point that sets nothing.
        method: one of :data:`Method`.
        samples: number of points to draw, for methods that draw points.
        seed: seed of the draws.

    Yields:
        Settings of a point; one at a time sets one parameter only, and nothing at its first point.
    """
    if method == "one-at-a-time" and axes:
        yield {}
        yield from ({axis.path: value} for axis in axes for value in axis.levels)
        return
    for values in _tuples(axes, method, samples, seed):
        yield dict(zip((axis.path for axis in axes), values, strict=True))


def _tuples(axes: Sequence[Axis], method: str, samples: int, seed: int) -> Iterator[Point]:
    if not axes:
        yield ()
    elif method in SAMPLED:
        for row in islice(_shares(len(axes), method, samples, seed), samples):
            yield tuple(axis.at(float(share)) for axis, share in zip(axes, row, strict=True))
    elif method == "list":
        yield from zip(*(axis.levels for axis in axes), strict=True)
    else:
        for numbers in product(*(range(axis.size) for axis in axes)):
            yield tuple(axis.level(number) for axis, number in zip(axes, numbers, strict=True))


def _shares(width: int, method: str, samples: int, seed: int) -> Iterator[npt.NDArray[np.float64]]:
    """Rows of the unit cube. A longer Sobol' sequence begins with the shorter one; a Latin hypercube does not."""
    from scipy.stats import qmc

    if method == "latin-hypercube":
        yield from qmc.LatinHypercube(width, rng=np.random.default_rng(seed)).random(samples)
        return
    sequence = qmc.Sobol(width, rng=np.random.default_rng(seed))
    while True:
        yield from sequence.random(_CHUNK)
