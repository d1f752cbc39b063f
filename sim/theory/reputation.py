"""Trust in a partner of constant conduct (Josang & Ismail 2002).

The Beta Reputation System:

    tau' = tau + a*(x - tau)

tau is trust, in [0,1]; x the partner's signal, in [0,1]; a the speed, 1/quarter. The model's rule, tau +
gain*up*(1-tau) - loss*down*tau, equals this one when gain = loss = a, up = x, down = 1 - x. With a constant a, trust
relaxes geometrically. With a_t = 1/(t+3) and tau = 1/2 at the start, it is the mean of a Beta(1,1) prior updated with
the signals so far.
"""

from collections.abc import Sequence

import numpy as np

from sim.rules.trust import updated
from sim.scenario import Scenario
from sim.study.execute import run
from sim.theory.bare import PLAIN, bare
from sim.theory.table import Check

SOURCE = "Josang & Ismail 2002, The Beta Reputation System, sec. 3"
EXACT = 1e-12
"""Tolerance of every comparison: both sides compute the same numbers, rounded differently."""
UNKNOWN = 0.5
"""Mean of the Beta(1,1) prior."""


def geometric(a: float, x: float, tau: float, quarters: int) -> float:
    """Trust after some quarters of the same signal, x + (tau - x)*(1-a)^quarters.

    Args:
        a: speed, 1/quarter, in [0, 1].
        x: signal, in [0, 1].
        tau: trust at the start, in [0, 1].
        quarters: number of quarters, at least 0.

    Returns:
        Trust, in [0, 1].

    Raises:
        ValueError: a number is out of its range.
    """
    _refuse(a=a, x=x, tau=tau)
    if quarters < 0:
        raise ValueError(f"quarters must be at least 0, got {quarters}")
    return float(x + (tau - x) * (1.0 - a) ** quarters)


def beta_mean(signals: Sequence[float]) -> float:
    """Mean of a Beta(1,1) prior after signals in [0,1], each x counted as x successes of one trial: (1+sum)/(2+n).

    Raises:
        ValueError: a signal is out of its range.
    """
    for x in signals:
        _refuse(x=x)
    return (1.0 + sum(signals)) / (2.0 + len(signals))


def _refuse(**shares: float) -> None:
    for name, share in shares.items():
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"{name} must lie in [0, 1], got {share:g}")


def answered(a: float, x: float, tau: float) -> float:
    """Trust one quarter later, by the model's rule."""
    return updated(tau, x, 1.0 - x, a, a)


def relaxed(a: float, x: float, tau: float, quarters: int) -> float:
    """Trust after some quarters of the same signal, by the model's rule."""
    for _ in range(quarters):
        tau = answered(a, x, tau)
    return tau


def counted(signals: Sequence[float]) -> float:
    """Trust after signals, by the model's rule with speed 1/(t+3) in quarter t = 0, 1, ..."""
    tau = UNKNOWN
    for t, x in enumerate(signals):
        tau = answered(1.0 / (t + 3.0), x, tau)
    return tau


def scenario(a: float, x: float, tau: float) -> Scenario:
    """Two firms: the first discloses everything, the second the share x of it; the first firm's trust responds."""
    firms = {"giver": {"tier": "open", "strategy": "share"}, "other": {"tier": "licensed", "strategy": "share"}}
    return bare(
        "Two firms, trust alone",
        {name: spec | {"shares_as": spec["tier"]} for name, spec in firms.items()},
        tiers={"open": PLAIN | {"disclosure": 1.0}, "licensed": PLAIN | {"disclosure": x}},
        trust={"gain": a, "loss": a, "favour": 1.0, "slight": 1.0, "prior_within": tau}
        | {"drift": 0.0, "gossip": 0.0, "pledge": 0.0, "incident": 0.0, "attack": 0.0},
    )


def simulated(a: float, x: float, tau: float, quarters: int) -> float:
    """Trust of the first firm in the second after some quarters of the whole model (at least 1)."""
    return float(run(scenario(a, x, tau), quarters=quarters).world.ties.trust[0])


def point(a: float = 0.1, x: float = 0.8, tau: float = UNKNOWN, quarters: int = 12) -> dict[str, float]:
    """Theory and simulation at one point.

    Args:
        a: speed of trust, 1/quarter, in [0, 1].
        x: what the partner shows every quarter, in [0, 1].
        tau: trust at the start, in [0, 1].
        quarters: how long, at least 1.

    Returns:
        Trust with a constant speed, and with the speed of a Beta reputation, in theory and by the rules.

    Raises:
        ValueError: a number is out of its range.
    """
    if quarters < 1:
        raise ValueError(f"quarters must be at least 1, got {quarters}")
    return {
        "trust, theory": geometric(a, x, tau, quarters),
        "trust, model": simulated(a, x, tau, quarters),
        "mean of Beta(1,1), theory": beta_mean([x] * quarters),
        "mean of Beta(1,1), model": counted([x] * quarters),
    }


_POINTS = ((0.1, 0.8, 0.5, 12), (0.25, 0.0, 0.9, 30), (0.06, 1.0, 0.35, 60))


def checks() -> list[Check]:
    """Check geometric relaxation by the rule alone and by the whole model, and the mean of a Beta reputation."""
    comparisons = []
    for a, x, tau, quarters in _POINTS:
        named, expected = f"a={a:g} x={x:g} start={tau:g} quarters={quarters}", geometric(a, x, tau, quarters)
        for how, got in (("rule", relaxed(a, x, tau, quarters)), ("model", simulated(a, x, tau, quarters))):
            comparisons.append(
                Check("reputation", f"geometric relaxation by the {how}, {named}", SOURCE, expected, got, EXACT)
            )
    seen = (np.random.default_rng(1).random(200) < 0.7).astype(float).tolist()
    for signals, named in ((seen, "200 binary signals"), ([0.8] * 40, "40 times .8"), ([1.0, 0.0, 1.0], "1, 0, 1")):
        comparisons.append(
            Check("reputation", f"mean of Beta(1,1), {named}", SOURCE, beta_mean(signals), counted(signals), EXACT)
        )
    return comparisons
