"""The market in which firms set prices: what firms ask, what users gain, whom it reaches, who is paid."""

from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import lambertw

from sim import run
from sim.rules.bertrand import bertrand, bertrand_root, odds_of_reply
from sim.rules.choosing import choose, gain, set_prices
from sim.rules.market import trade
from sim.rules.objectives import appraise, complement_gained, rent_lost
from sim.rules.prices import cost_of_serving, edge_of, profit_of_entrant, reached_next, stakes_of, worth_of
from sim.scenario import Tier, load
from tests.worlds import changed, numbers, same, series, small, world_of

utility = st.floats(-30.0, 60.0)
utilities = st.lists(utility, min_size=1, max_size=12)
wide = st.lists(st.floats(-500.0, 500.0), min_size=1, max_size=30)
unit = st.floats(0.0, 1.0)


def markups(worth, given_sum):
    found = np.empty(len(worth))
    bertrand(np.array(worth, float), given_sum, found)
    return found


def shares_of(worth, given_sum, markup):
    u = np.array([*(np.array(worth) - markup), given_sum])
    power = np.exp(u - u.max())
    return power[:-1] / power.sum()


class Sold:
    """A market of given products, each as (value, cost, pull, open), cleared once."""

    def __init__(self, products, nothing=0.0, **values):
        self.p = numbers("prices", **values)
        self.worth, self.cost, self.pull = (np.array([each[k] for each in products], float) for k in range(3))
        self.open = np.array([each[3] for each in products], float)
        self.nothing, self.stakes = nothing, stakes_of(self.worth.max(), self.p)
        self.price, self.utility, self.share = (np.zeros(len(products)) for _ in range(3))
        set_prices(self.worth, self.cost, self.pull, self.open, nothing, self.stakes, self.p, self.price)
        self.choose()

    def choose(self):
        told = (self.worth, self.price, self.pull, self.open, self.nothing, self.stakes, self.p)
        self.x = choose(*told, self.utility, self.share)
        self.surplus = self.stakes * self.gain(self.share)
        self.use = self.share.sum()

    def gain(self, share):
        return gain(self.utility, share, self.open, self.nothing, self.p["nest"])


values = st.floats(0.0, 500.0)
products = st.lists(st.tuples(values, unit, st.floats(-2.0, 2.0), st.booleans()), min_size=1, max_size=8).map(
    lambda drawn: [(v, 0.5 * part * v, pull, is_open) for v, part, pull, is_open in drawn]
)
nests = st.sampled_from([1.0, 0.8, 0.5, 0.1])
MIXED = [(60.0, 9.0, 0.0, False), (50.0, 8.0, 0.2, False), (45.0, 6.0, 0.0, True), (40.0, 5.0, -0.5, True)]


@given(wide, st.floats(-100.0, 100.0))
def test_each_price_is_the_best_reply_to_all_others(worth, a):
    m = markups(worth, a)
    assert m == pytest.approx(1.0 / (1.0 - shares_of(worth, a, m)), rel=1e-9)


@given(wide, st.floats(-100.0, 100.0))
def test_repeating_best_replies_finds_the_one_root(worth, a):
    by_root = np.empty(len(worth))
    x = bertrand_root(np.array(worth), a, True, by_root)
    m = markups(worth, a)
    assert m == pytest.approx(by_root, rel=1e-10)
    u = np.array([a, *(np.array(worth) - m)])
    assert x == pytest.approx(u.max() + log(np.exp(u - u.max()).sum()), rel=1e-10, abs=1e-10)


@given(st.integers(1, 30), utility)
def test_equal_firms_ask_cost_and_one_over_alpha_times_what_others_serve(firms, y):
    m = markups([y] * firms, 0.0)
    share = exp(y - m[0]) / (1.0 + firms * exp(y - m[0]))
    assert m == pytest.approx(np.full(firms, 1.0 / (1.0 - share)), abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("firms", [2, 3, 5, 20])
def test_where_nobody_does_without_the_markup_is_n_over_n_minus_one(firms):
    assert markups([40.0] * firms, -1e3) == pytest.approx(np.full(firms, firms / (firms - 1.0)), abs=1e-9)


@pytest.mark.parametrize("y", [-20.0, 0.0, 2.0, 10.0, 200.0])
def test_a_monopoly_asks_what_lambert_w_says(y):
    assert markups([y], 0.0)[0] - 1.0 == pytest.approx(lambertw(np.exp(y - 1.0)).real, rel=1e-9)


@pytest.mark.parametrize("z", [-600.0, -5.0, 0.0, 1.0, 3.0, 50.0, 600.0])
def test_the_odds_of_a_best_reply_are_lamberts_w(z):
    assert odds_of_reply(z) == pytest.approx(lambertw(np.exp(z - 1.0)).real, rel=1e-12)


def test_firms_that_are_not_there_change_nothing():
    assert markups([1.0, -inf, 2.0], 0.0)[[0, 2]] == pytest.approx(markups([1.0, 2.0], 0.0), rel=1e-12)
    assert markups([-inf], 0.0) == [1.0]


@pytest.mark.parametrize("dispersion", [1e-2, 1e-3, 1e-4])
def test_without_dispersion_competition_takes_all_but_an_advantage(dispersion):
    told = {"dispersion": dispersion, "hassle": 20.0}
    equal = Sold([(80.0, 10.0, 0.0, False)] * 2, **told)
    assert equal.price - 10.0 == pytest.approx(np.full(2, 2.0 * 100.0 * dispersion), rel=1e-3)
    ahead = Sold([(80.0, 10.0, 0.0, False), (74.0, 10.0, 0.0, False)], **told)
    slack = 100.0 * dispersion * 12.0
    assert ahead.price[0] - 10.0 == pytest.approx(6.0, abs=slack)
    assert ahead.price[1] - 10.0 == pytest.approx(0.0, abs=slack)


def test_open_weights_are_served_at_cost_and_what_goes_with_them_is_bought_beside():
    sold = Sold(MIXED, complements=0.2)
    assert sold.price[2:] == pytest.approx([6.0 + 0.2 * 39.0, 5.0 + 0.2 * 35.0])
    assert Sold(MIXED, complements=0.0).price[2:].tolist() == [6.0, 5.0]
    assert (sold.price[:2] > sold.cost[:2] + sold.stakes).all()


@given(products, nests, st.floats(-1.0, 0.0), st.data())
def test_surplus_is_at_most_the_log_sum_and_that_at_most_what_users_could_pay(offered, nest, nothing, data):
    sold = Sold(offered, nothing, nest=nest)
    assert sold.share.sum() <= 1.0 + 1e-12
    best = sold.stakes * (sold.x - nothing)
    assert sold.surplus == pytest.approx(best, rel=1e-9, abs=1e-9)
    weights = [data.draw(st.floats(0.0, 1.0)) for _ in offered]
    other = np.array(weights) / max(1.0, sum(weights))
    assert sold.stakes * sold.gain(other) <= best + 1e-9 * (1.0 + abs(best))
    bound = sold.worth.max() + sold.stakes * (log(len(offered) + 1) + max(0.0, sold.pull.max() - nothing))
    assert best + 1e-9 >= 0.0 and best <= bound + 1e-9


@given(products, nests, st.data())
def test_surplus_falls_in_every_price(offered, nest, data):
    sold = Sold(offered, nest=nest)
    before, which = sold.surplus, data.draw(st.integers(0, len(offered) - 1))
    sold.price[which] += data.draw(st.floats(0.01, 100.0))
    share = sold.share[which]
    sold.choose()
    assert sold.surplus <= before + 1e-9
    assert sold.share[which] <= share + 1e-12


def test_ten_times_the_money_changes_prices_alone():
    one = Sold(MIXED, hassle=20.0)
    ten = Sold([(10 * v, 10 * c, pull, is_open) for v, c, pull, is_open in MIXED], hassle=200.0)
    assert ten.price == pytest.approx(10.0 * one.price, rel=1e-12)
    assert ten.share == pytest.approx(one.share, rel=1e-10)
    assert ten.surplus == pytest.approx(10.0 * one.surplus, rel=1e-10)


@pytest.mark.parametrize("dearer, which", [("paid_markup", slice(0, 2)), ("open_markup", slice(2, 4))])
@pytest.mark.parametrize("nest", [1.0, 0.5])
def test_fivefold_prices_lower_use_and_surplus(dearer, which, nest):
    usual, dear = Sold(MIXED, nest=nest), Sold(MIXED, nest=nest, **{dearer: 5.0})
    assert dear.price[which] == pytest.approx(5.0 * usual.price[which])
    assert dear.share[which].sum() < usual.share[which].sum()
    assert dear.use < usual.use and dear.surplus < usual.surplus


def test_a_product_that_nobody_offers_is_chosen_by_nobody():
    sold = Sold([*MIXED, (70.0, 1.0, -inf, False)])
    assert sold.share[-1] == 0.0
    assert sold.share[:-1] == pytest.approx(Sold([*MIXED, (70.0, 70.0, -90.0, False)]).share[:-1])


def test_open_models_that_are_all_alike_count_as_one():
    alike = [(45.0, 6.0, 0.0, True)] * 4
    one, four = Sold([MIXED[0], alike[0]], nest=0.05), Sold([MIXED[0], *alike], nest=0.05)
    assert four.share[1:].sum() == pytest.approx(one.share[1], abs=0.02)
    assert Sold([MIXED[0], *alike]).share[1:].sum() > 1.5 * one.share[1]


@given(unit, unit, st.floats(0.0, 1.0), st.floats(0.0, 2.0))
def test_adoption_grows_and_never_passes_everybody(reached, using, innovation, imitation):
    p = numbers("prices", innovation=innovation, imitation=imitation)
    assert reached <= reached_next(reached, using, p) <= 1.0
    assert reached_next(1.0, using, p) == 1.0
    assert reached_next(reached, 0.0, p) == reached


def test_adoption_is_the_discrete_form_of_bass_and_has_room_to_grow():
    p, reached = numbers("prices"), 0.01
    for _ in range(28):
        following = reached_next(reached, 1.0, p)
        assert following == pytest.approx(reached + (0.0075 + 0.095 * reached) * (1.0 - reached))
        reached = following
    assert 0.1 < reached < 0.9


@given(st.floats(-50.0, 50.0), st.floats(0.0, 50.0))
def test_value_is_bounded_and_rises_with_capability(rise, more):
    p = numbers("prices")
    assert 0.0 <= worth_of(rise, p) <= worth_of(rise + more, p) <= p["greatest_value"]
    assert worth_of(p["middle"], p) == pytest.approx(0.5 * p["greatest_value"])


@given(st.floats(-5.0, 20.0), st.floats(-5.0, 20.0), st.floats(0.01, 2.0), st.floats(0.0, 3.0))
def test_serving_costs_less_with_know_how_and_cheaper_compute_and_at_most_half_the_value(rise, known, compute, more):
    p = numbers("prices")
    cost = cost_of_serving(worth_of(rise, p), rise, known, compute, p)
    assert cost_of_serving(worth_of(rise, p), rise, known + more, compute, p) <= cost <= 0.5 * worth_of(rise, p)
    assert cost_of_serving(worth_of(rise, p), rise, known, 0.5 * compute, p) <= cost
    assert cost_of_serving(1e9, 0.0, 0.0, 1.0, p) == p["serving"]


def test_a_given_capability_gets_cheaper_by_technique_and_compute():
    p = numbers("prices")
    now, later = (cost_of_serving(1e9, 2.0, 0.113 * t, 10.0 ** (-0.034 * t), p) for t in (0, 4))
    assert now / later == pytest.approx(10.0 ** (4 * (1.3 * 0.113 + 0.034)))


@given(st.floats(-2.0, 12.0), st.floats(-2.0, 2.0))
def test_the_edge_is_the_slope_of_utility_in_know_how(rise, known):
    p, step = numbers("prices"), 1e-5

    def utility_at(more):
        worth = worth_of(rise + more, p)
        return worth - cost_of_serving(worth, rise + more, known + more, 1.0, p)

    worth = worth_of(rise, p)
    cost = cost_of_serving(worth, rise, known, 1.0, p)
    if cost < 0.49 * worth:
        slope = (utility_at(step) - utility_at(-step)) / (2.0 * step)
        assert edge_of(worth, cost, 3.0, p) == pytest.approx(slope / 3.0, rel=1e-5, abs=1e-7)
    elif cost == 0.5 * worth and cost_of_serving(worth, rise, known + 0.01, 1.0, p) == cost:
        assert edge_of(worth, cost, 3.0, p) == pytest.approx(
            (utility_at(step) - utility_at(-step)) / 6.0 / step, rel=1e-4
        )


FIRMS = {
    "paid": {"complement": 0.2},
    "cheap": {"know_how": -0.3, "complement": 0.1, "tier": "access", "hoards_as": "access"},
    "open": {"know_how": -0.2, "tier": "open"},
    "lab": {"kind": "lab", "tier": "open", "know_how": -0.1},
}
STATIC = {"form": "prices", "churn": 1.0, "network": 0.0}


def traded(actors=FIRMS, market=STATIC, quarters=1, **values):
    """A world after so many quarters of a market in which nobody learns anything."""
    values = {"middle": 0.0, "greatest_value": 200.0, "reached": 1.0} | values
    world = world_of(small(actors, market=market, prices=values, quarters=12))
    for _ in range(quarters):
        trade(world)
    return world


def test_what_users_pay_is_what_makers_and_hosts_have():
    world = traded(reached=0.4)
    society, actors, p = world.society[0], world.actors, world.parameters[0]["prices"]
    assert society["market"] > 0.0
    served = p["potential"] * actors["users"] * actors["unit_cost"]
    paid = actors["sales"].sum() - served[:2].sum()
    beside = society["market"] - actors["sales"].sum()
    hosts = served[2] + p["potential"] * society["open_use"] * cost_of_best_open(world)
    assert actors["sales"][:2] == pytest.approx(p["potential"] * actors["users"][:2] * actors["price"][:2])
    assert beside == pytest.approx(society["complements"] + hosts)
    assert actors["revenue"].sum() == pytest.approx(paid + society["complements"])
    assert actors["sales"][2:].tolist() == [0.0, 0.0] and actors["users"][3] == 0.0
    assert actors["revenue"][2] == pytest.approx(0.1 / 0.4 * society["complements"])


def cost_of_best_open(world):
    society, p = world.society[0], world.parameters[0]["prices"]
    rise = society["best_open"] - society["reference"]
    known = world.domains["public"] @ world.domains["weight"] - society["know_how"]
    return cost_of_serving(worth_of(rise, p), rise, known, 1.0, p)


def test_at_neutral_settings_the_model_is_the_static_market():
    world = traded({"a": {}, "b": {"know_how": -0.5}}, complements=0.0)
    p, society, actors = world.parameters[0]["prices"], world.society[0], world.actors
    worth = [worth_of(rise, p) for rise in (0.0, -0.5)]
    own = [(v, cost_of_serving(v, rise, rise, 1.0, p), 0.0, False) for v, rise in zip(worth, (0.0, -0.5), strict=True)]
    alone = (worth[1], cost_of_best_open(world), world.parameters[0]["market"]["self_service"], True)
    pull = world.parameters[0]["market"]["standing"] * (actors["reputation"] - 0.5) + world.tiers["appeal"][0]
    own = [(v, c, by, is_open) for (v, c, _, is_open), by in zip(own, pull, strict=True)]
    sold = Sold([*own, alone], middle=0.0, greatest_value=200.0, complements=0.0)
    assert actors["price"] == pytest.approx(sold.price[:2], rel=1e-12)
    assert [*actors["users"], society["open_use"]] == pytest.approx(sold.share, rel=1e-12)
    assert society["surplus"] == pytest.approx(p["potential"] * sold.surplus, rel=1e-12)
    assert society["reached"] == 1.0


@pytest.mark.parametrize("dearer", ["paid_markup", "open_markup"])
def test_dearer_use_makes_nobody_better_off(dearer):
    usual, dear = traded(), traded(**{dearer: 5.0})
    lost = slice(0, 2) if dearer == "paid_markup" else slice(2, 3)
    assert dear.actors["users"][lost].sum() < usual.actors["users"][lost].sum()
    assert total_use(dear) < total_use(usual)
    assert dear.society[0]["surplus"] < usual.society[0]["surplus"]


def total_use(world):
    return world.actors["users"].sum() + world.society[0]["open_use"]


def test_use_spreads_faster_where_open_models_are_cheap():
    def after(markup):
        world = traded(quarters=12, reached=0.05, open_markup=markup)
        assert total_use(world) <= world.society[0]["reached"] + 1e-12 < 1.0
        return world.society[0]["reached"]

    assert 0.05 < after(20.0) < after(1.0)


def test_users_follow_at_the_rate_of_churn():
    slow, fast = traded(market=STATIC | {"churn": 0.25}), traded()
    assert slow.actors["users"] == pytest.approx(0.25 * fast.actors["users"], rel=1e-12)
    assert slow.society[0]["surplus"] < fast.society[0]["surplus"]


def test_firms_weigh_paid_access_and_open_weights_by_what_they_would_earn():
    world = traded(complements=0.2)
    actors, p = world.actors, world.parameters[0]["prices"]
    earned = actors["sales"] - p["potential"] * actors["users"] * actors["unit_cost"]
    assert actors["rent"][:2] == pytest.approx(earned[:2], rel=1e-9)
    assert actors["rent"][2] > 0.0 and actors["rent"][3] == 0.0
    assert (actors["swing"][:3] < actors["rent"][:3]).all() and (actors["edge"][:3] > 0.0).all()
    assert (traded(complements=0.0).actors["beside"] == 0.0).all()


@pytest.mark.parametrize("nest", [1.0, 0.6])
def test_both_are_weighed_with_the_own_product_taken_out_and_others_prices_kept(nest):
    """Against a search over prices, and against the market with the product opened."""
    world = traded(FIRMS | {"out": {"know_how": -0.4, "tier": "open", "complement": 0.3}}, complements=0.2, nest=nest)
    actors, society, p, tiers = world.actors, world.society[0], world.parameters[0]["prices"], world.tiers
    sellers = [0, 1, 2, 4]
    standing = world.parameters[0]["market"]["standing"] * (actors["reputation"] - 0.5)
    weight = actors["complement"][sellers] / actors["complement"][sellers].sum()
    for place, i in enumerate(sellers):
        rises = actors["released"][sellers] - society["reference"]
        worth = [worth_of(rise, p) for rise in rises]
        offered = [
            (worth[k], actors["unit_cost"][j], standing[j] + tiers["appeal"][actors["released_tier"][j]], tier >= 2)
            for k, j in enumerate(sellers)
            for tier in [actors["released_tier"][j]]
        ]
        rise = society["best_open"] - society["reference"]
        alone = (worth_of(rise, p), cost_of_best_open(world), world.parameters[0]["market"]["self_service"], True)
        sold = Sold([*offered, alone], middle=0.0, greatest_value=200.0, complements=0.2, nest=nest)
        assert sold.price[:-1] == pytest.approx(actors["price"][sellers], rel=1e-9)

        def beside(sold=sold):
            return p["potential"] * (sold.share * (sold.price - sold.cost))[sold.open == 1].sum()

        def profit(price, sold=sold, k=place):
            sold.price[k] = price
            sold.choose()
            return p["potential"] * sold.share[k] * (price - sold.cost[k])

        sold.open[place], sold.pull[place] = False, standing[i] + tiers["appeal"][actors["hoards_as"][i]]
        best = minimize_scalar(lambda price: -profit(price), bounds=(sold.cost[place], 400.0), method="bounded",
                               options={"xatol": 1e-9})  # fmt: skip
        assert actors["rent"][i] == pytest.approx(-best.fun, rel=1e-7)
        paid = (profit(best.x), beside())[1]
        sold.open[place], sold.pull[place] = True, standing[i] + tiers["appeal"][actors["shares_as"][i]]
        profit(sold.cost[place] + 0.2 * (sold.worth[place] - sold.cost[place]))
        assert actors["beside"][i] == pytest.approx(weight[place] * (beside() - paid), rel=1e-6)


def test_a_model_of_a_firm_that_is_open_is_there_once():
    world = traded()
    world.society["best_open_release"], world.actors["release"][2] = 0, 0
    before = world.society[0]["open_use"]
    assert before > 0.0
    trade(world)
    assert world.society[0]["open_use"] == 0.0
    assert world.actors["users"][2] > 0.0


def test_users_of_what_is_down_do_not_pay_and_lose_what_it_gave_them():
    def at(outage):
        world = traded()
        world.actors["outage"][0] = outage
        trade(world)
        return world.society[0]["market"], world.society[0]["surplus"]

    (market, surplus), (less, lost) = at(0.0), at(0.5)
    assert less < market and lost < surplus


def test_opening_is_appraised_by_rents_lost_and_complements_gained():
    world = traded(complements=0.2)
    me, society, p, tiers = world.actors[0], world.society[0], world.parameters[0], world.tiers
    closed, out = tiers[Tier.CLOSED], tiers[Tier.OPEN]
    assert rent_lost(me, closed, out, society, p) >= me["rent"] > 0.0
    assert complement_gained(me, closed, out, society, p) == pytest.approx(me["beside"])
    assert appraise(me, out, out, society, p) == 0.0


def test_an_entrant_expects_less_among_more_and_better_firms():
    def expected(actors):
        world = traded(actors)
        return profit_of_entrant(-0.5, -0.5, 1.0, world.society[0], world.parameters[0]["prices"])

    few = expected({"a": {}})
    assert few > expected({f"firm{k}": {} for k in range(5)}) > 0.0
    assert few > expected({"a": {}, "b": {"tier": "open"}}) > 0.0


def test_numbers_of_prices_change_no_bit_of_other_markets():
    for form in ("logit", "cournot"):
        base = changed(load("base"), market={"form": form})
        assert same(run(base, 1, 20), run(changed(base, prices={"greatest_value": 9.0, "reached": 0.5}), 1, 20))


def test_surplus_of_a_run_is_bounded_and_use_has_room_to_grow():
    scenario = changed(load("base"), market={"form": "prices"})
    found = run(scenario, 1, 40)
    p, use = scenario.prices, series(found, "users") + series(found, "open_use")
    products = len(found.world.actors) + 1
    most = p.greatest_value + p.dispersion * (p.hassle + p.greatest_value) * (log(products + 1) + 5.0)
    assert (series(found, "surplus") <= p.potential * most).all()
    assert (use >= 0.0).all() and (use <= found.world.society[0]["reached"] + 1e-9).all()
    assert (series(found, "surplus") >= 0.0).all()
    assert use[0] < 0.01 < use[-1] and series(found, "market").min() > 0.0
