"""What can be spent, what investors pay for, who is paid, and who cannot pay: by hand, and in what follows."""

import numpy as np
import pytest

from sim import run
from sim.noise import noise_of
from sim.rules.finance import close_quarter, distribute, pay_what_is_owed, planned, settle_accounts
from sim.rules.investors import hope_of, invest, prospect, think_again
from sim.rules.quarter import advance
from sim.rules.spending import balance_treasury, credit_of, spend
from sim.rules.turnover import turnover, wind_up
from sim.scenario import load
from sim.scenario.schema.enums import Sector
from sim.world import CASH, Flow, parameters
from tests.worlds import changed, numbers, record, small, world_of

H, M, L, S, F, C = range(6)
MONEY = {"cash": 2.0, "endowment": 1.0}


def posted(world, flow):
    """What a flow moved, by sector, bn USD."""
    return world.books[flow].tolist()


def spending(effort=1.0, budget=1.0, cash=2.0, **finance):
    """A world of one firm that has just decided what it spends."""
    world = world_of(small({"a": MONEY | {"cash": cash}}, finance=finance))
    me = world.actors[0]
    me["effort"], me["budget"] = effort, budget
    return world, me


def test_effort_spends_cash_sooner_and_never_more_than_there_is():
    for effort, outlay in ((0.5, 0.5), (1.0, 1.0), (2.5, 2.5), (9.0, 3.0)):  # a firm has its cash and its endowment
        world, me = spending(effort)
        spend(world)
        assert me["outlay"] == pytest.approx(outlay)
        assert me["distress"] == 0


def test_what_is_committed_is_owed_again_and_who_has_less_is_in_distress():
    world, me = spending(effort=0.0, commitment=0.8)
    me["outlay"] = 2.5
    spend(world)
    assert (me["outlay"], me["distress"]) == (pytest.approx(2.0), 0)
    me["outlay"], me["cash"] = 5.0, 0.5
    spend(world)
    assert (me["outlay"], me["distress"]) == (pytest.approx(1.5), 1)


def test_a_firm_borrows_up_to_its_credit_and_from_half_of_what_investors_have():
    world, me = spending(effort=9.0, credit=2.0)
    me["earning"], me["debt"] = 3.0, 1.0
    world.books[CASH, F] = 100.0
    assert credit_of(me, numbers("finance", credit=2.0)) == pytest.approx(5.0)
    spend(world)
    assert me["outlay"] == pytest.approx(8.0)
    assert me["debt"] == pytest.approx(6.0)
    assert posted(world, Flow.DEBT) == pytest.approx([0, 5, 0, 0, -5, 0])
    poor, me = spending(effort=9.0, credit=2.0)
    me["earning"], poor.books[CASH, F] = 3.0, 4.0
    spend(poor)
    assert me["debt"] == pytest.approx(2.0)
    assert me["outlay"] == pytest.approx(5.0)


def test_who_owns_pays_a_firm_and_taxes_pay_states_and_laboratories():
    kinds = {"firm": {"kind": "firm"}, "lab": {"kind": "lab"}, "nation": {"kind": "nation"}}
    world = world_of(small({name: MONEY | spec for name, spec in kinds.items()}, finance={}))
    spend(world)
    assert posted(world, Flow.OTHER_BUSINESS) == pytest.approx([-1, 1, 0, 0, 0, 0])
    assert posted(world, Flow.GRANTS) == pytest.approx([0, 0, 1, -1, 0, 0])
    balance_treasury(world)
    assert posted(world, Flow.TAXES) == pytest.approx([-2, 0, 0, 2, 0, 0])
    assert world.books[CASH, S] == 0.0


def test_a_budget_is_endowment_part_of_what_is_earned_and_part_of_what_is_free():
    p = numbers("finance", reinvest=0.5, spending=0.25)
    me, duty = record(endowment=1.0, earning=3.0, cash=5.0), world_of(small()).duties[0]
    duty["grant"] = 1.0
    assert planned(me, duty, p) == pytest.approx(1.0 + 1.5 + 1.0)
    assert planned(me, duty, parameters(small())[0]["finance"]) == pytest.approx(1.0)


def test_what_cannot_be_paid_is_a_loss_and_tells_of_distress():
    world = world_of(small({"a": MONEY}))
    me = world.actors[0]
    assert pay_what_is_owed(world.books, Flow.HARM, me, Sector.HOUSEHOLDS, 1.5) == 1.5
    assert me["distress"] == 0
    assert pay_what_is_owed(world.books, Flow.HARM, me, Sector.HOUSEHOLDS, 1.5) == 0.5
    assert (me["cash"], me["distress"]) == (0.0, 1)


def test_profits_are_taxed_losses_are_not_and_debt_bears_interest_and_is_paid_back():
    p = numbers("finance", tax=0.2, interest=0.1, repayment=0.5)
    world = world_of(small({"a": MONEY | {"cash": 20.0}}))
    me = world.actors[0]
    me["revenue"], me["fees"], me["outlay"], me["debt"] = 10.0, -1.0, 4.0, 2.0
    close_quarter(world.books, me, 0.8, p)
    assert me["tax"] == pytest.approx(0.2 * (10.0 - 1.0 - 4.0 - 0.8 - 0.2))
    assert me["profit"] == pytest.approx(0.8 * 4.0)
    assert me["debt"] == 0.0
    assert me["cash"] == pytest.approx(20.0 - 0.2 - 0.8 - 2.0)
    me["revenue"] = 0.0
    close_quarter(world.books, me, 0.0, p)
    assert me["tax"] == 0.0


def test_dividends_go_to_who_owns_and_who_raises_money_pays_none():
    world = world_of(small({"a": MONEY | {"cash": 20.0}}, finance={"payout": 0.5, "reinvest": 0.5, "tax": 0.2}))
    me = world.actors[0]
    me["revenue"], me["held"] = 10.0, 0.25
    distribute(world)
    assert posted(world, Flow.DIVIDENDS) == pytest.approx([1.5, -2.0, 0, 0, 0.5, 0])
    assert world.society["dividends"][0] == pytest.approx(2.0)
    me["raised"] = 3.0
    distribute(world)
    assert world.society["dividends"][0] == 0.0


def test_hope_is_profit_for_ever_of_the_market_to_come_discounted():
    scenario = small(("a",), market={"form": "logit", "size": 2.0, "demand": 0.5, "ceiling": 1e9}, investors={})
    world = world_of(scenario)
    society, p = world.society[0], world.parameters[0]
    society["pace"], society["margin"], society["capture"] = 0.1, 0.4, 0.25
    q = scenario.investors
    market = 2.0 * 10.0 ** (0.5 * 0.1 * q.horizon)
    assert prospect(0.1 * q.horizon, society, p) == pytest.approx(market)
    assert hope_of(society, p) == pytest.approx(0.1 * market / q.discount / (1 + q.discount) ** q.horizon)


def hopeful(**investors):
    """Two firms of equal revenue, one an order of magnitude behind; a laboratory; investors."""
    actors = {"ahead": {"know_how": 1.0}, "behind": {"know_how": 0.0}, "lab": {"know_how": 1.0, "kind": "lab"}}
    rows = {name: MONEY | {"cash": 0.0} | spec for name, spec in actors.items()}
    world = world_of(small(rows, market={"form": "logit", "churn": 1.0}, investors=investors))
    world.actors["revenue"][:2] = 1.0
    world.actors["outlay"][:] = 1e3
    return world


def test_investors_pay_part_of_what_worth_exceeds_and_get_their_share_of_the_firm():
    world = hopeful(chase=np.log(3.0), option=0.0, fund=1e6, turnover=1.0, speed=0.5, rounds=100.0)
    world.actors["book"][:2] = 0.0
    world.actors["held"][0] = 0.5
    invest(world)
    worth, raised = world.actors["valuation"], world.actors["raised"]
    assert worth[0] == pytest.approx(3.0 * worth[1])
    assert worth.sum() == pytest.approx(hope_of(world.society[0], world.parameters[0]))
    assert worth[2] == raised[2] == 0.0
    asked = 0.5 * worth
    assert raised.tolist() == pytest.approx((asked * 1e6 / (1e6 + asked.sum())).tolist())
    assert world.actors["held"][0] == pytest.approx((0.5 * worth[0] + raised[0]) / (worth[0] + raised[0]))
    assert world.books[CASH, F] == pytest.approx(1e6 - raised.sum())


def test_a_fund_without_money_places_none_and_a_book_above_worth_is_written_off():
    world = hopeful(fund=0.0)
    world.actors["book"][:2] = 1e9
    invest(world)
    assert world.actors["raised"].tolist() == [0.0, 0.0, 0.0]
    assert np.all(world.actors["book"][:2] < 0.9e9)


def test_promises_are_judged_as_what_was_promised_comes_about():
    world = hopeful(patience=0.5)
    society = world.society[0]
    part = prospect(0.0, society, world.parameters[0]) / 1500.0
    before = society["margin"]
    think_again(world)
    assert society["margin"] == pytest.approx((1.0 - 0.5 * part) * before)  # they lose money: no margin at all
    society["released_frontier"] += 0.3
    pace = society["pace"]
    think_again(world)
    assert society["pace"] == pytest.approx(pace + 0.2 * (0.3 - pace))


@pytest.mark.parametrize("dear", [{"prices.paid_markup": 100.0, "prices.open_markup": 100.0}, {"prices.hassle": 400.0}])
def test_who_finds_no_users_is_not_believed_for_ever(dear):
    usual, idle = run(load("race-2019"), 1), run(load("race-2019", dear), 1)
    assert idle.outcomes["use"] < 0.5 * usual.outcomes["use"]
    assert idle.series["valuation"][-1] < 0.5 * usual.series["valuation"][-1]
    assert idle.series["equity"][-4:].sum() < 0.2 * idle.series["equity"].max()


def test_a_tax_on_profits_lowers_what_firms_are_worth():
    def worth(tax):
        world = hopeful()
        world.parameters["finance"]["tax"], world.parameters["finance"]["on"] = tax, 1
        return hope_of(world.society[0], world.parameters[0])

    assert worth(0.5) == pytest.approx(0.5 * worth(0.0))
    assert worth(1.0) == 0.0


def test_who_leaves_pays_lenders_first_and_then_owners():
    world = world_of(small({"a": MONEY | {"cash": 10.0}}))
    me = world.actors[0]
    me["debt"], me["held"] = 4.0, 0.5
    wind_up(world.books, me)
    assert posted(world, Flow.LIQUIDATION) == pytest.approx([3.0, -10.0, 0, 0, 7.0, 0])
    assert me["cash"] == me["debt"] == 0.0
    me["cash"], me["debt"] = 1.0, 4.0
    wind_up(world.books, me)
    assert world.books[Flow.LIQUIDATION, F] == pytest.approx(8.0)


def test_who_can_pay_stays_however_poor_and_who_cannot_leaves_in_time():
    world = world_of(small({"a": MONEY, "b": MONEY}, exit={"rate": 1e3}))
    world.actors["distress"][1] = 1
    turnover(world, noise_of(0), 0)
    assert world.actors["alive"].tolist() == [1, 0]
    assert world.society["exits"][0] == 1


def test_without_investors_firms_have_what_they_earn_and_own():
    without = run(load("race-2019", {"investors.on": False}), 1)
    hoped = run(load("race-2019"), 1)
    assert not without.series["equity"].any() and not without.series["valuation"].any()
    assert without.world.books[CASH, F] == 0.0
    assert without.series["outlay"].sum() < 0.5 * hoped.series["outlay"].sum()
    assert without.outcomes["frontier"] < hoped.outcomes["frontier"]


def test_a_boom_that_ends_leaves_less_worth_less_outlay_and_firms_that_go():
    """Where progress stops for good, hope falls, investors withhold money, and outlay falls with it."""
    stopped = load("race-2019", {"quarters": 40})
    told = []
    for seed in range(1, 5):
        lively, still, noise = world_of(stopped, seed), world_of(stopped, seed), noise_of(seed)
        for world in (lively, still):
            advance(world, noise, 0, 24)
        still.parameters["research"]["productivity"] = 0.0  # compute still grows
        for world in (lively, still):
            advance(world, noise, 24, 40)
        told.append(
            [[w.society[0]["valuation"], w.society[0]["equity"], w.actors["outlay"].sum()] for w in (lively, still)]
        )
    worth, equity, outlay = np.array(told)[:, 1].sum(axis=0) / np.array(told)[:, 0].sum(axis=0)
    assert worth < 0.8 and equity < 0.8 and outlay < 1.0


def test_effort_without_end_ruins_firms_only_where_nobody_pays_for_it():
    """Racing burns cash sooner: more distress than at effort 1, in a world without investors."""
    calm = changed(load("base"), effort={"on": False}, investors={"on": False})
    racing = changed(calm, actors={name: {"effort": 3.0} for name in calm.actors})
    one, other = (sum(run(each, seed).series["exits"].sum() for seed in range(3)) for each in (calm, racing))
    assert other > one


def test_a_subsidy_and_a_grant_are_worth_what_they_bring_and_cost_who_pays_for_them():
    kinds = {"firm": {"bloc": "elsewhere"}, "lab": {"kind": "lab"}, "nation": {"kind": "nation"}}
    world = world_of(small({name: MONEY | spec for name, spec in kinds.items()}, finance={"tax": 0.0}))
    world.actors["subsidy"], world.duties["grant"][1] = (0.3, 0.0, -0.3), 0.2
    spend(world)
    settle_accounts(world)
    assert world.actors["transfers"].tolist() == pytest.approx([0.3, 0.2, -0.3])
    assert posted(world, Flow.SUBSIDIES)[1:3] == pytest.approx([0.3, 0.0])
    without = world_of(small({name: MONEY | spec for name, spec in kinds.items()}, finance={"tax": 0.0}))
    spend(without)
    settle_accounts(without)
    gained = world.actors["payoff"] - without.actors["payoff"]
    assert gained.tolist() == pytest.approx([0.3, 0.2, -0.3])


def test_credit_that_nobody_gives_saves_no_firm():
    world, me = spending(effort=1.0, budget=0.0, cash=0.0, credit=2.0, commitment=0.8)
    me["earning"], me["outlay"] = 5.0, 5.0  # it owes 4, has its endowment of 1, and there is no lender
    spend(world)
    assert (me["outlay"], me["debt"], me["distress"]) == (pytest.approx(1.0), 0.0, 1)


@pytest.mark.parametrize("off", [{"on": False}, {"size": 0.0}])
def test_without_a_market_investors_hope_for_nothing(off):
    made = run(changed(load("base"), market=off), 1, 20)
    assert not made.series["equity"].any() and not made.series["valuation"].any()


def test_settling_pays_wages_for_what_is_no_compute():
    world = world_of(small({"a": MONEY}, finance={}))
    me = world.actors[0]
    me["outlay"], me["compute_money"] = 1.0, 0.4
    settle_accounts(world)
    assert posted(world, Flow.WAGES) == pytest.approx([0.6, -0.6, 0, 0, 0, 0])
