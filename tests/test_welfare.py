"""Welfare is what everybody gains: what it is made of, reckoned the other way round, sector by sector."""

import pytest

from sim import load
from sim.rules.observe import COSTS
from sim.scenario.schema.enums import Kind, Sector
from sim.scenario.schema.series import SERIES
from sim.start import begin
from sim.study.execute import play
from sim.world import Flow

QUARTERS = 32


def told(world, quarter):
    return world.series[quarter, SERIES.index("welfare")]


def reckoned(scenario, world, quarter):
    """Surplus, what firms earn before tax and interest, what hosts earn; less labs, states, schools and damage."""
    actors, society, books = world.actors, world.society[0], world.books
    there = actors["alive"] == 1
    firms = society["profit"] + society["tax"] - books[Flow.INTEREST, Sector.FIRMS] - books[Flow.FINES, Sector.FIRMS]
    hosts = sum(books[flow, Sector.HOSTS] for flow in COSTS) + books[[Flow.SERVING, Flow.COMPUTE], Sector.HOSTS].sum()
    others = sum(actors["outlay"][there & (actors["kind"] == kind)].sum() for kind in (Kind.LAB, Kind.NATION))
    fees = books[Flow.FEES, [Sector.LABS, Sector.STATES]].sum()
    schools = books[Flow.SCHOOLS, Sector.HOUSEHOLDS]
    misuse = world.series[quarter, SERIES.index("misuse")]
    damage = scenario.misuse.damage * society["market"] * misuse
    return society["surplus"] + firms + hosts + fees - others - schools - damage


@pytest.mark.parametrize("name", ["base", "arms-race", "commons", "race-2019"])
@pytest.mark.parametrize("form", ["prices", "logit"])
def test_welfare_is_what_each_sector_gains(name, form):
    scenario = load(name, {"market.form": form})
    world = begin(scenario, 2, QUARTERS)
    for done in play(world, scenario, 2, QUARTERS, range(1, QUARTERS)):
        assert told(world, done - 1) == pytest.approx(reckoned(scenario, world, done - 1), rel=1e-9, abs=1e-9)
    assert done == QUARTERS and told(world, QUARTERS - 1) != 0.0


def test_owners_lenders_savers_and_states_cancel_out():
    """What is no cost of use, work, goods or harm moves no welfare."""
    left = set(Flow) - set(COSTS)
    assert left == {
        Flow.OTHER_BUSINESS, Flow.FEES, Flow.SERVING, Flow.COMPUTE, Flow.FINES, Flow.SUBSIDIES, Flow.TAXES, Flow.EQUITY,
        Flow.DEBT, Flow.INTEREST, Flow.DIVIDENDS, Flow.LIQUIDATION, Flow.DEPOSITS, Flow.CHIP_CAPACITY,
        Flow.CHIP_DIVIDENDS,
    }  # fmt: skip
