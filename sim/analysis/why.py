"""Why an outcome differs between two scenarios: how much of the difference comes with each part that differs.

A part counts for the mean of what it does alone in the first scenario, and of what is lost without it in the second,
over common random numbers. What parts do only together is told apart, so that all add up to the difference. With two
parts this is each one's Shapley value; one part alone is the whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.paired import ROUNDING
from sim.analysis.sizes import SEEDS
from sim.analysis.unlike import Part, Unlike
from sim.divergence import Diverged
from sim.extension import ExtensionError
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.study.execute import runs
from sim.world import Floats

Measure = Callable[[Scenario], Floats]
"""Gives the outcomes of a scenario, shape (seeds, outcomes); NaN where a run failed."""
_Piece = tuple[Part, ...]


@dataclass(frozen=True)
class Bar:
    """What one part of the difference is.

    Attributes:
        parts: the parts that it comes with; several where they cannot be exchanged one by one, none for what is done
            by parts together.
        size: mean over seeds.
        agree: number of seeds in which it has the sign of the mean.
        of: number of seeds.
        is_rest: whether these are several small parts, added up.
    """

    parts: _Piece
    size: float
    agree: int
    of: int
    is_rest: bool = False


@dataclass(frozen=True)
class Waterfall:
    """The way from one value to another.

    Attributes:
        outcome: name of the outcome.
        before: its mean in the first scenario.
        after: its mean in the second.
        bars: the largest first; their sizes add up to the difference.
        whole: the whole difference.
    """

    outcome: str
    before: float
    after: float
    bars: tuple[Bar, ...]
    whole: Bar


@dataclass(frozen=True)
class Why:
    """Why two scenarios differ.

    Attributes:
        pieces: parts that are exchanged together, most of them alone.
        before: outcomes of the first scenario, shape (seeds, outcomes), of seeds of which no run failed.
        after: the same of the second.
        carried: what comes with each piece, shape (pieces, seeds, outcomes).
        names: names of the outcomes.
    """

    pieces: tuple[_Piece, ...]
    before: Floats
    after: Floats
    carried: Floats
    names: tuple[str, ...]

    def of(self, outcome: str, most: int | None = None) -> Waterfall:
        """The parts of one outcome's difference.

        Args:
            outcome: its name.
            most: number of parts that stand alone, at least one; those that do least are added up beyond.
        """
        place = self.names.index(outcome)
        before, after, carried = self.before[:, place], self.after[:, place], self.carried[:, :, place]
        level = np.maximum(np.abs(before), np.abs(after))
        apart = np.array([_cleared(each, level) for each in carried]).reshape(carried.shape)
        together = _cleared(after - before - apart.sum(axis=0), level * len(apart))
        size = np.abs(apart.mean(axis=1)) if len(before) else np.zeros(len(apart))
        order = [place for place in np.argsort(-size, kind="stable").tolist() if size[place] > 0.0]
        alone, rest = (order, []) if most is None or len(order) <= most else (order[: most - 1], order[most - 1 :])
        bars = [_bar(self.pieces[place], apart[place]) for place in alone]
        if rest:
            parts = tuple(part for place in rest for part in self.pieces[place])
            bars.append(replace(_bar(parts, apart[rest].sum(axis=0)), is_rest=True))
        last = _bar((), together)
        whole = _bar((), _cleared(after - before, level))
        return Waterfall(outcome, _mean(before), _mean(after), (*bars, *([last] if last.size else [])), whole)


def why(
    one: Scenario,
    other: Scenario,
    quarters: int | None = None,
    *,
    measure: Measure | None = None,
    names: Sequence[str] = tuple(OUTCOMES),
) -> Why:
    """Explain how one scenario differs from another.

    Args:
        one: the first scenario.
        other: the second.
        quarters: length of runs; by default, and at most, the scenarios' own.
        measure: gives the outcomes of a scenario; by default those of its runs with seeds 0 to 19.
        names: names of the outcomes.
    """
    tried = _Tried(Unlike(one, other), measure or (lambda scenario: measured(scenario, names, quarters)))
    pieces, carried = tried.taken_apart()
    known = tried.known
    before, after = tried.before[known], tried.after[known]
    return Why(pieces, before, after, np.array(carried).reshape(len(pieces), *before.shape), tuple(names))


def measured(scenario: Scenario, names: Sequence[str], quarters: int | None = None, seeds: int = SEEDS) -> Floats:
    """Outcomes of a scenario's runs, shape (seeds, outcomes); NaN where a run failed."""
    length = scenario.quarters if quarters is None else min(quarters, scenario.quarters)
    found = np.full((seeds, len(names)), np.nan)
    for seed, finished in enumerate(runs(scenario, range(seeds), length)):
        try:
            outcomes = finished().outcomes
        except (Diverged, ExtensionError):
            continue
        found[seed] = [outcomes[name] for name in names]
    return found


class _Tried:
    """Two scenarios, and what is between them, each measured once."""

    def __init__(self, unlike: Unlike, measure: Measure) -> None:
        self._unlike, self._measure = unlike, measure
        self._found: dict[str, Floats] = {}
        self.before, self.after = self._outcomes(unlike.one), self._outcomes(unlike.other)
        self.known = np.isfinite(self.before).all(axis=1) & np.isfinite(self.after).all(axis=1)

    def taken_apart(self) -> tuple[tuple[_Piece, ...], list[Floats]]:
        """The pieces that can be exchanged, and what comes with each, shape (seeds, outcomes)."""
        left: list[_Piece] = [(part,) for part in self._unlike.parts]
        done: list[tuple[_Piece, Floats]] = []
        while left:
            piece = left.pop(0)
            found = self._carried(piece)
            if found is not None:
                done.append((piece, found))
            else:
                joined, also = self._joined(piece, left + [each for each, _ in done])
                left = [joined, *(each for each in left if each != also)]
                done = [(each, values) for each, values in done if each != also]
        done.sort(key=lambda each: self._unlike.parts.index(each[0][0]))
        return tuple(piece for piece, _ in done), [values for _, values in done]

    def _joined(self, piece: _Piece, others: Sequence[_Piece]) -> tuple[_Piece, _Piece]:
        """A piece with the first other one with which it can be exchanged; else with the first."""
        tried = [(self._ordered(piece, other), other) for other in others]
        return next((each for each in tried if self._carried(each[0]) is not None), tried[0])

    def _ordered(self, piece: _Piece, other: _Piece) -> _Piece:
        return tuple(part for part in self._unlike.parts if part in piece or part in other)

    def _carried(self, piece: _Piece) -> Floats | None:
        """What comes with a piece; None if it cannot be exchanged alone, or runs fail that otherwise do not."""
        rest = [part for part in self._unlike.parts if part not in piece]
        mixed = [self._unlike.mixed(parts) for parts in (piece, rest)]
        found = [self._outcomes(scenario) for scenario in mixed if scenario is not None]
        if len(found) < len(mixed) or not all(np.isfinite(each[self.known]).all() for each in found):
            return None
        alone, without = found
        carried: Floats = ((alone - self.before) + (self.after - without))[self.known] / 2.0
        return carried

    def _outcomes(self, scenario: Scenario) -> Floats:
        if scenario.digest not in self._found:
            self._found[scenario.digest] = self._measure(scenario)
        return self._found[scenario.digest]


def _cleared(values: Floats, level: Floats) -> Floats:
    """Differences without what is only rounding."""
    found: Floats = np.where(np.abs(values) <= ROUNDING * level, 0.0, values)
    return found


def _bar(parts: _Piece, values: Floats) -> Bar:
    size = _mean(values)
    return Bar(parts, size, int((np.sign(values) == np.sign(size)).sum()), len(values))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
