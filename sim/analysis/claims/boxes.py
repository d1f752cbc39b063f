"""Where a claim holds among draws and forms: a readable rule, told only if it holds on draws that had no part in it.

Rules are boxes found by patient rule induction (PRIM; Friedman & Fisher 1999, Bryant & Lempert 2010), pruned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.analysis.intervals import wilson
from sim.world import Floats, Integers

MOST_CONDITIONS = 3
DIGITS = 2
"""Significant digits of a condition."""
RIGHT = 0.75
"""What the lower end of the interval of a rule's density on unseen draws must pass."""
COVERS = 0.25
"""Smallest share of the unseen draws that hold that a rule must cover, or it says where little happens."""
_FEWEST = 5
_PEEL = 0.1
_WIDEST = 12
_IS = " is "
# A condition must make a rule better by this much, or it is not worth its words, and likely fits noise.
_COST = 0.02

Flags = npt.NDArray[np.bool_]
Limits = Mapping[str, tuple[float | None, float | None]]
"""Lowest and highest value of each parameter that a box limits; None for a side without a limit."""


@dataclass(frozen=True)
class Box:
    """A rule of the form "a and b" for where a claim holds.

    Attributes:
        limits: limits of the parameters.
        coverage: share of the points that hold that are in the box.
        density: share of the points in the box that hold.
        tested_coverage: coverage on draws that had no part in finding the box.
        tested_density: density on these draws.
    """

    limits: Limits
    coverage: float
    density: float
    tested_coverage: float
    tested_density: float

    def __str__(self) -> str:
        """Such as ``trust.gain >= 0.05 and strategies is not adaptive``."""
        return " and ".join(_condition(name, *ends) for name, ends in self.limits.items())


def _condition(name: str, least: float | None, most: float | None) -> str:
    if _IS in name:
        return name if least is not None else name.replace(_IS, f"{_IS}not ")
    if least is None:
        return f"{name} <= {most:g}"
    return f"{name} >= {least:g}" if most is None else f"{least:g} <= {name} <= {most:g}"


def laid_out(values: pd.DataFrame, forms: Sequence[Mapping[str, str]]) -> tuple[pd.DataFrame, Integers]:
    """Every draw in every form as one table, form by form.

    Args:
        values: the numbers of each draw, one row a draw.
        forms: the choices of each form.

    Returns:
        One row per form and draw: its numbers, and for each option of each choice a column such as "network is blocs",
        1 where the form takes it; and the number of the draw of each row.
    """
    table = pd.concat([values.astype(float)] * len(forms), ignore_index=True)
    options = {(axis, form[axis]): None for form in forms for axis in form}
    several = [(axis, option) for axis, option in options if any(form[axis] != option for form in forms)]
    told = {f"{axis}{_IS}{option}": np.repeat([float(form[axis] == option) for form in forms], len(values))
            for axis, option in several}  # fmt: skip
    return pd.concat([table, pd.DataFrame(told)], axis=1), np.tile(np.arange(len(values)), len(forms))


def find_box(points: pd.DataFrame, holds: Flags, draws: Integers, right: float = RIGHT) -> Box | None:
    """Find the box that best separates the points at which a claim holds from the others.

    Args:
        points: numbers and forms, one row per point.
        holds: whether the claim holds there.
        draws: the draw of each point. Every second draw is unseen while a box is found on the others, and the reverse.
        right: what the lower end of the interval of the density must pass on unseen draws, if that is more than the
            share that holds anyway.

    Returns:
        The box; None if no rule of at most three conditions holds on unseen draws: the lower end of Wilson's interval
        of its density there, over distinct draws, passes `right` and the share that holds anyway, and it covers at
        least a quarter of what holds.
    """
    limits = _limits(points, holds)
    inside = _unseen(points, holds, draws % 2 == 0)
    if limits is None or inside is None:
        return None
    coverage, density = _quality(inside, holds)
    base, distinct = float(holds.mean()), len(np.unique(draws[inside]))
    # Points of one draw in several forms are no independent witnesses.
    sure = wilson(round(density * distinct), distinct)[0] if distinct else 0.0
    if sure <= max(right, base) or coverage < COVERS:
        return None
    return Box(limits, *_quality(_inside(points, limits), holds), coverage, density)


def _unseen(points: pd.DataFrame, holds: Flags, first: Flags) -> Flags | None:
    """Whether points are in the box that was found on the other half of the draws."""
    inside = np.zeros(len(points), bool)
    for seen in (first, ~first):
        limits = _limits(points[seen], holds[seen])
        if limits is None:
            return None
        inside[~seen] = _inside(points[~seen], limits)
    return inside


def _limits(points: pd.DataFrame, y: Flags) -> Limits | None:
    """The best box on PRIM's path from all points to few; None without one."""
    if min(y.sum(), (~y).sum()) < _FEWEST:
        return None
    x = points[_telling(points, y)]
    boxes = [_pruned(_rounded(limits), x, y) for limits in _path(x, y)]
    allowed = [limits for limits in boxes if 0 < len(limits) <= MOST_CONDITIONS]
    return max(allowed, key=lambda limits: _worth(limits, x, y), default=None)


def _path(x: pd.DataFrame, y: Flags) -> Iterator[Limits]:
    """Ever smaller boxes: each time that tenth at an end of a column goes whose loss raises the density most."""
    columns = {name: x[name].to_numpy(float) for name in x.columns}
    inside = np.ones(len(y), bool)
    limits: dict[str, tuple[float | None, float | None]] = dict.fromkeys(x.columns, (None, None))
    while inside.sum() > _PEEL * len(y):
        peels = [peel for name, column in columns.items() for peel in _peels(name, column, inside, y)]
        if not peels:
            return
        _, name, side, end, inside = max(peels, key=lambda peel: peel[0])
        low, high = limits[name]
        limits[name] = (end, high) if side == 0 else (low, end)
        yield _without_blanks(limits)


def _peels(name: str, column: Floats, inside: Flags, y: Flags) -> Iterator[tuple[float, str, int, float, Flags]]:
    """What is left after a peel at either end, with what it gains in density for each point that it costs."""
    within, dense = column[inside], float(y[inside].mean())
    for side, level in ((0, _PEEL), (1, 1.0 - _PEEL)):
        cut = float(np.quantile(within, level))
        ends = within[within > cut] if side == 0 else within[within < cut]
        if not len(ends):
            continue
        end = float(ends.min() if side == 0 else ends.max())
        left = inside & (column >= end if side == 0 else column <= end)
        lost = int(inside.sum() - left.sum())
        if lost and left.sum() >= _FEWEST:
            yield (float(y[left].mean()) - dense) / lost, name, side, end, left


def _telling(x: pd.DataFrame, y: Flags) -> list[str]:
    """The columns that go most with whether the claim holds, by rank: a rule among scores of others is luck."""
    ranks = x.rank().to_numpy()
    centred, told = ranks - ranks.mean(axis=0), y - y.mean()
    spread = np.sqrt((centred**2).sum(axis=0) * (told**2).sum())
    weight = np.abs(np.divide(told @ centred, spread, out=np.zeros(x.shape[1]), where=spread > 0.0))
    return [x.columns[place] for place in np.argsort(-weight, kind="stable")[:_WIDEST] if spread[place] > 0.0]


def _rounded(limits: Limits) -> Limits:
    """Limits to few digits, as a reader gets them: what is judged is what is printed."""
    short = {name: tuple(None if end is None else _short(end) for end in ends) for name, ends in limits.items()}
    return {name: (low, high) for name, (low, high) in short.items()}


def _short(end: float) -> float:
    return float(f"{end:.{DIGITS}g}")


def _without_blanks(limits: Limits) -> Limits:
    return {name: ends for name, ends in limits.items() if ends != (None, None)}


def _pruned(limits: Limits, x: pd.DataFrame, y: Flags) -> Limits:
    """Limits without the bounds that add too little."""
    kept = limits
    for name, side in [(name, side) for name in limits for side in (0, 1)]:
        low, high = kept.get(name, (None, None))
        fewer = _without_blanks({**kept, name: (None, high) if side == 0 else (low, None)})
        if _worth(fewer, x, y) >= _worth(kept, x, y):
            kept = fewer
    return kept


def _worth(limits: Limits, x: pd.DataFrame, y: Flags) -> float:
    """Harmonic mean of coverage and density, minus a cost for each bound of a limit."""
    coverage, density = _quality(_inside(x, limits), y)
    ends = sum(end is not None for pair in limits.values() for end in pair)
    return 2.0 * coverage * density / max(coverage + density, 1e-9) - _COST * ends


def _inside(x: pd.DataFrame, limits: Limits) -> Flags:
    inside = np.ones(len(x), bool)
    for name, (least, most) in limits.items():
        column: Floats = x[name].to_numpy(float)
        inside &= (column >= (-np.inf if least is None else least)) & (column <= (np.inf if most is None else most))
    return inside


def _quality(inside: Flags, y: Flags) -> tuple[float, float]:
    """Coverage and density."""
    both = float((inside & y).sum())
    return both / max(1, y.sum()), both / max(1, inside.sum())
