"""Report, before a run, numbers that are valid one by one but make the run explode together."""

import math
from collections.abc import Iterator
from itertools import chain

from sim.scenario.errors import Finding, shown
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.ranges import LEVEL, MONEY
from sim.scenario.schema.scenario import Scenario

_MOST_COMPUTE = 300.0
"""OOM that the price of compute may fall; beyond 308, the compute that a dollar buys is too large for a float."""


def check_pace(scenario: Scenario) -> Iterator[Finding]:
    """Report what would leave its range in the first quarter, or by growth alone by the last quarter."""
    return chain(_research(scenario), _compute(scenario), _endowments(scenario))


def _research(scenario: Scenario) -> Iterator[Finding]:
    """Report the fastest actor if it would find more in its first quarter than there is to know."""
    p = scenario.research
    if not p.on or p.productivity == 0 or _most_found(scenario) <= math.log10(LEVEL.most):
        return
    steps = [step for name, spec in scenario.actors.items() for step in _steps(scenario, name, spec)]
    total, hardness, name, domain, level = max(steps, default=(-math.inf, 0.0, "", "", 0.0))
    if total <= math.log10(LEVEL.most):
        return
    problem = f"{shown(name)} would find 10^{total:.1f} OOM in its first quarter, in {domain}, without any care"
    expected = f"numbers with which it finds at most {LEVEL.most:g}"
    if 2 * hardness > total:
        hint = f"lower the hardening, or set the reference closer to its know-how of {level:g}"
        yield Finding(("research", "hardening"), problem, expected, hint=hint)
    else:
        yield Finding(("actors", name, "endowment"), problem, expected, hint="lower its money, or research.returns")


def _most_found(scenario: Scenario) -> float:
    """Return what nobody exceeds (log10 of OOM): who had most money, all in the domain of which anybody knows least.

    It is fast, and tells of nearly all scenarios that there is nothing to report.
    """
    p, specs = scenario.research, scenario.actors.values()
    money = max((_money(scenario, spec) for spec in specs), default=0.0)
    level = min((min(spec.know_how, *spec.know_how_in.values(), math.inf) for spec in specs), default=0.0)
    if money <= 0.0:
        return -math.inf
    return math.log10(p.productivity) + p.returns * math.log10(money) + p.hardening * (p.reference - level)


def _steps(scenario: Scenario, name: str, spec: ActorSpec) -> Iterator[tuple[float, float, str, str, float]]:
    """Return by domain what an actor finds at first without care or luck, and the part of hardness (log10 of OOM)."""
    p = scenario.research
    weights = spec.focus or {each: domain.weight for each, domain in scenario.domains.items()}
    money, whole = _money(scenario, spec), sum(weights.values())
    for domain, weight in weights.items() if whole > 0 else ():
        level, share = spec.know_how_in.get(domain, spec.know_how), weight / whole
        if share * money > 0:
            hardness = p.hardening * (p.reference - level)
            total = math.log10(p.productivity) + p.returns * math.log10(share * money) + hardness
            yield total, hardness, name, domain, level


def _money(scenario: Scenario, spec: ActorSpec) -> float:
    """Return what an actor spends on research in its first quarter, in billion dollars."""
    effort = min(spec.effort, scenario.effort.most) if scenario.effort.on else spec.effort
    return spec.endowment * effort * (1.0 - scenario.compute.share if scenario.compute.on else 1.0)


def _compute(scenario: Scenario) -> Iterator[Finding]:
    p = scenario.compute
    fall = p.progress * scenario.quarters
    if p.on and p.price > 0 and fall > _MOST_COMPUTE:
        problem = f"{shown(p.progress)} over {scenario.quarters} quarters makes compute 10^{fall:.0f} times cheaper"
        hint = "less progress, or fewer quarters"
        yield Finding(("compute", "progress"), problem, f"at most 10^{_MOST_COMPUTE:.0f}", hint=hint)


def _endowments(scenario: Scenario) -> Iterator[Finding]:
    largest = max((spec.endowment for spec in scenario.actors.values()), default=0.0)
    if not scenario.finance.on or largest == 0 or scenario.finance.growth <= 0:
        return
    last = math.log10(largest) + scenario.quarters * math.log10(1.0 + scenario.finance.growth)
    if last > math.log10(MONEY.most):
        growth = shown(scenario.finance.growth)
        problem = f"{growth} over {scenario.quarters} quarters makes endowments 10^{last:.0f} bn USD a quarter"
        hint = "less growth, or fewer quarters"
        yield Finding(("finance", "growth"), problem, f"at most 10^{math.log10(MONEY.most):.0f}", hint=hint)
