"""What the rules give where Han, Pereira, Santos & Lenaerts (2020) say what they should."""

from collections.abc import Iterable, Sequence
from itertools import product
from math import hypot, sqrt
from typing import Annotated, Any

import numpy as np
import pandas as pd

from sim.theory.dsair.chain import averages, exact_chain, small_mutation
from sim.theory.dsair.crowd import Structure, lay, shares_on_ties
from sim.theory.dsair.population import Shares, share_from_half, simulate, simulated_fixation, simulated_small_mutation
from sim.theory.dsair.race import (
    Conduct,
    Race,
    early_thresholds,
    race_payoffs,
    region,
    safe_is_selected_above,
    society_prefers_safe_above,
)
from sim.theory.dsair.teams import group_averages
from sim.theory.table import Check
from sim.world import Floats

CASE = "dsair"
PAPER = "Han, Pereira, Santos & Lenaerts 2020, JAIR 69"
CHAIN = "exact chain of the game of " + PAPER
TIES = "Cimpeanu et al. 2022, Scientific Reports 12; derived"
EARLY = {"W": 100.0, "f": 0.5}
LATE = Race(W=1e6, f=0.1, pr=0.4)
SAFE = (Conduct.AS, Conduct.CS)
RISKS = (0.5, 0.6, 0.7, 0.75, 0.8)
WELL_MIXED = (1.0, 1.0, 1.0, 1.0, 0.0)
"""Unsafe shares at RISKS in a complete graph, and wherever payoffs are averaged."""
HETEROGENEOUS = (0.94, 0.70, 0.32, 0.25, 0.03)
"""Unsafe shares at RISKS in scale-free graphs of 1024 teams with payoffs that add up, derived by simulation."""
HETEROGENEOUS_RUNS = 32
"""Runs behind each of these; nearly all end either way, so their standard error is that of a share."""
ERRORS = 3.0
"""Standard errors allowed."""
STEPS = 50_000_000
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
CROWD = 1024
COMPLETE_RUNS = 4
"""All end alike."""
GENERATIONS = 500


def point(
    W: float,
    pr: float,
    f: Annotated[float, "--pfo"],
    Z: int = 100,
    beta: float = 0.1,
    mu: Annotated[float | None, "--mu-mutation"] = None,
    self_pairing: bool = False,
    *,
    seed: int = 0,
    steps: int = 20_000_000,
    invasions: int = 100_000,
) -> dict[str, Any]:
    """Shares of AS, AU and CS at one point, in theory and by simulation, side by side.

    Args:
        W: rounds to the goal.
        pr: risk of a disaster when unsafe.
        f: chance that an unsafe player is found out.
        Z: players.
        beta: intensity of selection.
        mu: chance of mutation; vanishing when absent.
        self_pairing: average payoffs over self as well.
        seed: seed of the simulation.
        steps: steps simulated, at a finite mutation probability.
        invasions: mutants let loose one after the other, in the limit.

    Returns:
        The parameters; ``theory``, ``simulation`` and its ``standard_error``, each by conduct; both thresholds of pr
        and the region.

    Raises:
        ValueError: if a number is outside its range.
    """
    race = Race(W=W, pr=pr, f=f)
    table = averages(race_payoffs(race), Z, self_pairing)
    if mu is None:
        theory = small_mutation(race_payoffs(race), Z, beta, self_pairing).shares
        simulation = simulated_small_mutation(table, beta, invasions, seed)
    else:
        theory = exact_chain(table, beta, mu).shares
        simulation = simulate(table, beta, mu, steps, seed)
    return {
        "parameters": {"W": W, "pr": pr, "f": f, "Z": Z, "beta": beta, "mu": mu, "self_pairing": self_pairing},
        "theory": _by_conduct(theory),
        "simulation": _by_conduct(simulation.mean),
        "standard_error": _by_conduct(simulation.standard_error),
        "society_prefers_safe_above": society_prefers_safe_above(race),
        "safe_is_selected_above": {safe.name: safe_is_selected_above(race, safe) for safe in SAFE},
        "region": region(race).name.lower(),
    }


def _by_conduct(values: Floats) -> dict[str, float]:
    return {conduct.name: float(values[conduct]) for conduct in Conduct}


FINE = 80
"""Speeds at which theory's lines are reckoned."""


def regions(
    speeds: Iterable[float] = (1.1, 1.25, 1.5, 2.0, 3.0, 4.0, 5.0),
    risks: Iterable[float] = LEVELS,
    W: float = 100.0,
    f: float = 0.5,
    Z: int = 100,
    beta: float = 0.1,
    runs: int = 100,
    seed: int = 0,
) -> pd.DataFrame:
    """Regions in the plane of speed s and risk pr: lines of theory and simulated points.

    Returns:
        One row a point. ``kind`` is a line, "society" (safe conduct is better for all above it), "selection" (it is
        selected above it), "society, early" or "selection, early" (their limits for a near prize), or "simulated": the
        share of runs of AS against AU from half and half that ended ``unsafe``, with its ``standard_error``. ``region``
        is the region by theory.
    """
    points, levels = list(speeds), list(risks)
    rows = [row for s in np.linspace(min(points), max(points), FINE).tolist() for row in _lines(Race(W=W, f=f, s=s))]
    for s in points:
        for pr in levels:
            race = Race(W=W, pr=pr, f=f, s=s)
            shares = _from_half(race, Z, beta, runs, seed)
            unsafe, error = shares.mean[Conduct.AU], shares.standard_error[Conduct.AU]
            rows.append({"kind": "simulated", "s": s, "pr": pr, "unsafe": unsafe, "standard_error": error})
            rows[-1]["region"] = region(race, (Conduct.AS,)).name.lower()
    return pd.DataFrame(rows, columns=["kind", "s", "pr", "unsafe", "standard_error", "region"])


def _lines(race: Race) -> list[dict[str, Any]]:
    early = early_thresholds(race.s)
    lines = {"society": society_prefers_safe_above(race), "selection": safe_is_selected_above(race)}
    lines |= {"society, early": early[0], "selection, early": early[1]}
    return [{"kind": kind, "s": race.s, "pr": pr} for kind, pr in lines.items()]


def on_ties(
    structures: Sequence[Structure] = tuple(Structure),
    Z: int = CROWD,
    generations: int = GENERATIONS,
    runs: int = 128,
    beta: float = 0.1,
) -> pd.DataFrame:
    """Unsafe shares on ties by risk: complete, lattice and scale-free; payoffs averaged or added up over partners.

    s = 1.5, W = 100, f = .5. Where all have equally many partners, adding up is but a stronger selection, so the
    complete graph is run with averages alone.
    """
    rows = []
    for structure in structures:
        complete = structure == Structure.COMPLETE
        graphs = (
            [lay(structure, Z, 0)] * COMPLETE_RUNS if complete else [lay(structure, Z, seed) for seed in range(runs)]
        )
        for averaged, pr in product((True,) if complete else (True, False), RISKS):
            shares = shares_on_ties(graphs, _safe_or_unsafe(Race(pr=pr)), beta, averaged, generations)
            payoffs = "averaged" if averaged else "accumulated"
            row = {"ties": str(structure), "payoffs": payoffs, "pr": pr, "unsafe": shares.mean[Conduct.AU]}
            rows.append(row | {"standard_error": shares.standard_error[Conduct.AU]})
    return pd.DataFrame(rows)


def checks() -> list[Check]:
    """Every comparison, reached by simulation with the model's Fermi rule."""
    return [*_fixation(), *_rare_mutants(), *_finite_mutation(), *_thresholds(), *_networks()]


def _safe_or_unsafe(race: Race) -> Floats:
    return race_payoffs(race)[:2, :2]


def _from_half(race: Race, Z: int, beta: float, runs: int, seed: int) -> Shares:
    return share_from_half(_safe_or_unsafe(race), Z, beta, runs, seed, self_pairing=True)


def _fixation() -> list[Check]:
    """Z*rho of single mutants; half a unit of the last digit given is allowed beside the standard errors."""
    comparisons = []
    for pr, resident, mutant, expected, digit, tries in (
        (0.9, Conduct.AU, Conduct.AS, 0.180, 0.001, 1_000_000),
        (0.9, Conduct.AU, Conduct.CS, 0.123, 0.001, 1_000_000),
        (0.6, Conduct.CS, Conduct.AU, 62.9, 0.1, 40_000),
        (0.6, Conduct.AS, Conduct.AU, 62.4, 0.1, 40_000),
    ):
        table = averages(race_payoffs(Race(pr=pr, **EARLY)), 100, self_pairing=True)
        rho, error = simulated_fixation(table, 0.1, resident, mutant, tries, seed=1)
        what = f"Z rho {resident.name}->{mutant.name}, W 100, f .5, pr {pr}, Z 100, self included"
        source = f"derived from the game of {PAPER}"
        comparisons.append(Check(CASE, what, source, expected, 100 * rho, ERRORS * 100 * error + digit / 2))
    return comparisons


def _rare_mutants() -> list[Check]:
    """Shares in the limit of small mutations; the published ones are whole percents, so half of one is allowed."""
    comparisons = []
    for race, expected in (
        (Race(pr=0.9, **EARLY), (0.5, 0.0, 0.5)),
        (Race(pr=0.6, **EARLY), (0.0, 1.0, 0.0)),
        (LATE, (0.17, 0.13, 0.70)),
    ):
        table = averages(race_payoffs(race), 100, self_pairing=True)
        got = simulated_small_mutation(table, 0.1, 300_000, seed=2)
        what = f"W {race.W:g}, f {race.f:g}, pr {race.pr:g}, Z 100, mu -> 0, self included"
        comparisons += _three(what, PAPER, expected, got, 0.005)
    return comparisons


def _finite_mutation() -> list[Check]:
    """Shares at a finite mutation probability, of two and three strategies and of races of three teams."""
    comparisons = []
    tables = {f"Z {Z}": averages(race_payoffs(LATE), Z) for Z in (50, 100)}
    tables["Z 50, AS and AU"] = averages(_safe_or_unsafe(LATE), 50)
    tables["Z 50, three teams a race"] = group_averages(LATE, 50, 3)
    for what, table in tables.items():
        expected = exact_chain(table, 0.1, 0.01).shares
        got = simulate(table, 0.1, 0.01, STEPS, seed=3)
        comparisons += _three(f"W 1e6, f .1, pr .4, mu .01, {what}", CHAIN, expected, got, 0.0)
    return comparisons


def _three(what: str, source: str, expected: Iterable[float], got: Shares, digit: float) -> list[Check]:
    rows = zip(Conduct, expected, got.mean, got.standard_error, strict=False)
    return [
        Check(CASE, f"share of {conduct.name}, {what}", source, float(share), float(mean), ERRORS * error + digit)
        for conduct, share, mean, error in rows
    ]


def _crossing(race: Race, beta: float) -> float:
    """The risk at which runs from half and half end safe as often as unsafe, by halving an interval."""
    low, high = 0.0, 1.0
    for step in range(12):
        middle = (low + high) / 2
        tried = Race(race.W, middle, race.f, race.c, race.b, race.s, race.B)
        if _from_half(tried, 100, beta, 1000, seed=step).mean[Conduct.AU] > 0.5:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _thresholds() -> list[Check]:
    """Risk from which safe conduct is selected, and the dilemma below it."""
    race, near = Race(), Race(B=1e6)
    what = "risk above which safe conduct is selected, W 100, f .5, s 1.5"
    dilemma = Race(pr=(early_thresholds(1.5)[0] + early_thresholds(1.5)[1]) / 2)
    worse = society_prefers_safe_above(dilemma) < dilemma.pr
    unsafe = _from_half(dilemma, 100, 0.1, 200, seed=0).mean[Conduct.AU]
    early = early_thresholds(1.5)[1]
    return [
        Check(CASE, what, PAPER, safe_is_selected_above(race), _crossing(race, 0.1), 0.005),
        Check(CASE, f"{what}, prize of 1e6: 1-1/(3s)", PAPER, early, _crossing(near, 0.001), 0.005),
        Check(CASE, "unsafe share amid the dilemma, s 1.5", PAPER, 1.0, float(unsafe * worse), 0.001),
    ]


def _networks() -> list[Check]:
    """Unsafe shares on ties; required is the direction, the numbers stand beside it."""
    table = on_ties((Structure.COMPLETE, Structure.SCALE_FREE)).set_index(["ties", "payoffs"])
    comparisons = []
    for ties, payoffs in (("complete", "averaged"), ("scale-free", "averaged")):
        apart = float(np.abs(table.loc[(ties, payoffs), "unsafe"].to_numpy() - WELL_MIXED).max())
        what = f"unsafe share, {ties}, {payoffs}: largest distance from 1/1/1/1/0 at pr .5/.6/.7/.75/.8"
        comparisons.append(Check(CASE, what, TIES, 0.0, apart, 0.05))
    rough = table.loc[("scale-free", "accumulated")]
    for pr, expected, got, error in zip(RISKS, HETEROGENEOUS, rough["unsafe"], rough["standard_error"], strict=True):
        what = f"unsafe share, scale-free, accumulated, pr {pr:g}"
        theirs = sqrt(expected * (1 - expected) / HETEROGENEOUS_RUNS)
        comparisons.append(Check(CASE, what, TIES, expected, float(got), ERRORS * hypot(error, theirs)))
    even = table.loc[("scale-free", "averaged")]
    for k in (1, 2, 3):
        gap, error = even["unsafe"].iloc[k] - rough["unsafe"].iloc[k], rough["standard_error"].iloc[k]
        what = f"accumulated payoffs on scale-free ties lower the unsafe share by more than 3 s.e., pr {RISKS[k]:g}"
        comparisons.append(Check(CASE, what, TIES, 1.0, float(gap > ERRORS * error), 0.0))
    return comparisons
