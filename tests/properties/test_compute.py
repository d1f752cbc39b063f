"""Compute is scarce: it is dearer the more is wanted, capacity follows its price, and controls cost the controlled."""

import numpy as np
import pytest

from sim import run
from sim.analysis.books import keep_books
from sim.noise import noise_of
from sim.rules.compute import buy_compute, growth_of, scarcity_of
from sim.rules.quarter import advance
from sim.scenario import ScenarioError, load
from sim.scenario.schema.enums import Sector
from sim.world import CASH, Flow, bloc_names
from tests.institutions import with_rows
from tests.worlds import actor, changed, day, numbers, small, world_of

PLENTY = {"on": False}
RATES = {"share": 0.5, "decay": 0.1, "price": 2.0, "progress": 0.05}
BARRED = {"kind": "export_control", "start": day(0), "from_bloc": "west", "to_bloc": "east", "strength": 0.0}
"""Controls on chips alone, from the first quarter on."""


def buying(actors=("a", "b"), demand=(0.4, 0.8), quarters=1, restrictions=(), serving=0.0, **supply):
    """A world whose actors have bought compute for some quarters, always with the same outlay."""
    world = world_of(small(actors, compute=RATES, supply=supply))
    for bloc, restriction in enumerate(restrictions):
        world.blocs["restriction"][bloc] = restriction
    history = []
    for _ in range(quarters):
        world.actors["outlay"][: len(demand)] = demand
        world.society["serving"] = serving
        buy_compute(world)
        history.append((world.society["scarcity"][0], world.society["capacity"][0]))
    return world, np.array(history)


def in_blocs(*blocs):
    return {f"{bloc}-{number}": {"bloc": bloc} for number, bloc in enumerate(blocs)}


def got(world):
    """What each actor bought in the first quarter, C."""
    return world.actors["compute"] - (1.0 - RATES["decay"])


# The law


@pytest.mark.parametrize("slope", [1e-6, 0.3, 1.0, 3.3, 10.0, 100.0])
def test_the_price_is_that_at_which_supply_meets_the_money(slope):
    p = numbers("supply", slope=slope)
    for money in (0.8, 1.0, 2.0, 50.0):
        rho = scarcity_of(money, 1.0, p)
        if rho > p["making"]:
            assert rho ** (1.0 / slope) == pytest.approx(money / rho, rel=1e-6)
    assert scarcity_of(2.0, 1.0, p) > scarcity_of(1.0, 1.0, p) == 1.0 > scarcity_of(1.0, 2.0, p)
    assert scarcity_of(0.0, 1.0, p) == p["making"]
    assert scarcity_of(1.0, 0.0, p) == 1.0


def test_unlimited_supply_is_sold_at_cost_whatever_is_wanted():
    p = numbers("supply", slope=0.0)
    assert {scarcity_of(money, capacity, p) for money in (0.0, 1e-300, 1.0, 1e90) for capacity in (1e-9, 1.0, 1e9)} == {
        1.0
    }


def test_capacity_grows_with_the_price_within_its_limits():
    p = numbers("supply", reaction=0.5, growth=0.2, shrinkage=0.05)
    assert growth_of(1.0, p) == 0.0
    assert growth_of(1.1, p) == pytest.approx(0.5 * np.log(1.1))
    assert (growth_of(1e9, p), growth_of(0.01, p)) == (0.2, -0.05)


# Without scarcity: the rule of before, bit for bit


@pytest.mark.parametrize("supply", [PLENTY, {"slope": 0.0, "domestic": 0.0}])
def test_without_scarcity_money_buys_at_a_given_price_and_what_controls_stop_is_lost(supply):
    world, _ = buying(in_blocs("east", "west", "east"), (0.4, 0.8, 1.7), 9, (0.3, 0.0), serving=0.7, **supply)
    compute, price = np.ones(3), 2.0
    for _ in range(9):
        for i, (outlay, bloc) in enumerate(((0.4, 0), (0.8, 1), (1.7, 0))):
            bought = price * 1.0 * (1.0 - (0.3, 0.0)[bloc]) * (0.5 * outlay * 1.0)
            compute[i] = compute[i] * (1.0 - 0.1) + bought
        price *= 10.0**0.05
    assert world.actors["compute"].tolist() == compute.tolist()
    assert world.society["compute_price"][0] == price


def test_little_scarcity_is_nearly_none():
    plenty, scarce = (
        run(changed(load("base"), supply={"slope": slope, "domestic": 0.0}), 3, 12) for slope in (0.0, 1e-9)
    )
    assert scarce.world.actors["compute"] == pytest.approx(plenty.world.actors["compute"], rel=1e-6)


# Prices and capacity


def test_at_the_start_nothing_is_scarce_unless_the_scenario_says_so():
    world, history = buying()
    assert history[0].tolist() == [1.0, pytest.approx(0.6)]
    assert got(world) == pytest.approx([0.4, 0.8])
    world, history = buying(capacity=0.25, growth=0.0)
    assert history[0].tolist() == [pytest.approx(2.0), pytest.approx(0.15)]
    assert got(world) == pytest.approx([0.2, 0.4])


def test_more_demand_of_one_makes_compute_dearer_for_all():
    def second(outlay):
        world, _ = buying()
        before = world.actors["compute"].copy()
        world.actors["outlay"][:2] = (0.4, outlay)
        buy_compute(world)
        return world.actors["compute"] - (1.0 - RATES["decay"]) * before

    little, much = second(0.8), second(3.2)
    assert much[0] < little[0]
    assert little[1] < much[1] < 4.0 * little[1]


def test_users_who_are_served_compete_with_training():
    _, alone = buying(capacity=0.5)
    world, beside = buying(quarters=2)
    world.society["serving"] = 1.8
    buy_compute(world)
    assert world.society["scarcity"][0] == pytest.approx((2.4 / beside[1, 1]) ** 0.5)
    assert alone[0, 0] > 1.0


def test_capacity_grows_until_the_price_has_fallen_to_cost():
    world, history = buying(quarters=60, capacity=0.1)
    scarcity, capacity = history.T
    assert (np.diff(scarcity) < 0.0).all() and (np.diff(capacity) > 0.0).all()
    assert (np.diff(capacity) / capacity[:-1] <= 0.22 + 1e-12).all()
    assert scarcity[0] == pytest.approx(10.0**0.5) and scarcity[-1] == pytest.approx(1.0, abs=1e-3)
    assert world.society["compute_at_cost"][0] == pytest.approx(2.0 * 10.0 ** (0.05 * 60))
    assert world.society["compute_price"][0] == world.society["compute_at_cost"][0] / scarcity[-1]


def test_capacity_that_nobody_needs_shrinks_and_nobody_sells_below_the_cost_of_making():
    _, history = buying(quarters=8, capacity=100.0)
    assert (history[:, 0] == 0.5).all()
    assert history[1:, 1] / history[:-1, 1] == pytest.approx(0.94)


def test_capacity_is_built_from_what_making_leaves_and_no_faster():
    _, free = buying(quarters=6, capacity=0.2, building=0.0)
    _, paid = buying(quarters=6, capacity=0.2, building=8.0)
    _, dear = buying(quarters=6, capacity=0.2, building=60.0)
    assert (paid == free).all() and (dear[:, 1] < free[:, 1]).all()
    world, _ = buying(capacity=0.2, building=100.0)
    margin = 0.6 - 0.5 * 0.6 / world.society["scarcity"][0]
    assert world.society["capacity_built"][0] == pytest.approx(margin)
    assert world.society["chip_dividends"][0] == pytest.approx(0.0)
    assert world.society["capacity"][0] == pytest.approx(0.12 + margin / 100.0)


# Controls


def test_what_controls_stop_is_bought_at_home_at_a_premium():
    world, _ = buying(in_blocs("east", "west"), (1.0, 1.0), 1, (0.4, 0.0), domestic=0.1, premium=2.5, growth=0.0)
    home = (0.4 * 0.5 / (0.1 * 0.5)) ** 0.5  # its makers could supply a tenth of its money, it brings four
    assert world.blocs["scarcity"].tolist() == [pytest.approx(home), 1.0]
    assert got(world) == pytest.approx([2.0 * 0.5 * (0.6 + 0.4 / (2.5 * home)), 2.0 * 0.5])


def test_controls_make_compute_dearer_for_who_is_barred_and_cheaper_for_the_rest():
    def second(restriction):
        world, _ = buying(in_blocs("east", "west"), (1.0, 1.0))
        before = world.actors["compute"].copy()
        world.blocs["restriction"][0] = restriction
        buy_compute(world)
        return world.actors["compute"] - (1.0 - RATES["decay"]) * before

    free, some, much, all_of_it = (second(restriction) for restriction in (0.0, 0.3, 0.8, 1.0))
    assert free[0] > some[0] > much[0] > all_of_it[0] > 0.0
    assert free[1] < some[1] < much[1] < all_of_it[1]


@pytest.mark.parametrize("domestic", [0.0, 0.1, 10.0])
@pytest.mark.parametrize("slope", [0.1, 1.0])
def test_no_control_helps_a_bloc_among_others(domestic, slope):
    """A small one that the world's price does not feel, however scarce the world's and however many its own makers."""
    for scarce in (0.05, 1.0, 20.0):
        bought = []
        for restriction in (0.0, 0.01, 0.1, 0.5, 1.0):
            world, _ = buying(
                in_blocs("east", "west"), (1e-3, 1.0), 1, (restriction, 0.0), slope=slope, domestic=domestic,
                capacity=scarce,
            )  # fmt: skip
            bought.append(got(world)[0])
        assert (np.diff(bought) < 1e-9).all(), scarce


def test_makers_at_home_grow_while_controls_last_and_no_longer():
    world, _ = buying(in_blocs("east", "west"), (1.0, 1.0))
    east = world.blocs[0]
    assert east["capacity"] == pytest.approx(0.05)

    def quarters(number, restriction):
        world.blocs["restriction"][0] = restriction
        for _ in range(number):
            buy_compute(world)
        return float(east["capacity"])

    assert quarters(4, 0.0) == pytest.approx(0.05)
    first = world.blocs["scarcity"][0]
    assert quarters(1, 0.5) > 0.05 and world.blocs["scarcity"][0] > first
    dear = world.blocs["scarcity"][0]
    grown = quarters(30, 0.5)
    assert 1.0 <= world.blocs["scarcity"][0] < dear and grown == pytest.approx(0.25, rel=0.01)
    assert quarters(10, 0.0) == pytest.approx(grown)


@pytest.mark.parametrize("supply", [{}, PLENTY])
def test_controls_widen_the_gap_of_who_is_barred_and_cheapen_compute_for_the_rest(supply):
    scenario = changed(load("base"), supply=supply, entry={"on": False})
    row = BARRED | {"compute": 0.8, "start": day(4)}
    west, east = (bloc_names(scenario).index(name) for name in ("west", "east"))
    for seed in range(4):
        soon, later = (
            [run(one, seed, quarters).world for one in (scenario, with_rows(scenario, row))] for quarters in (5, 24)
        )
        buys = soon[1].blocs["buys"] / soon[0].blocs["buys"]
        assert buys[east] < 0.6
        assert buys[west] > 1.02 if supply != PLENTY else buys[west] == 1.0
        capability = [world.actors["capability"][world.actors["bloc"] == east].max() for world in later]
        assert capability[1] < capability[0] - 0.1


def test_public_compute_is_paid_by_its_payer_and_makes_compute_dearer_for_the_rest():
    row = {"kind": "public_compute", "payer": "west-state", "actors": ["west-lab", "east-lab"], "share": 0.3}
    before, after = (run(one, 1, 9) for one in (load("base"), with_rows(load("base"), row)))
    # it takes as much from its own purchases as `compute.share` of what it sets aside
    assert actor(after, "west-state", "compute_money") > actor(before, "west-state", "compute_money")
    assert after.world.society["scarcity"][0] > before.world.society["scarcity"][0]
    assert actor(after, "third-lab", "compute") < actor(before, "third-lab", "compute")
    paid, received = after.world.actors["compute_money"].sum(), after.world.blocs["demand"].sum()
    assert paid == pytest.approx(received)
    assert after.world.duties["given"].sum() > 0.0


# Money


@pytest.mark.parametrize("form", ["prices", "logit", "cournot"])
@pytest.mark.parametrize("tables", [{}, {"supply": PLENTY}, {"compute": {"on": False}}, {"market": {"on": False}}])
def test_hosts_pay_out_all_that_they_take(form, tables):
    scenario = with_rows(changed(load("base"), market={"form": form}), BARRED | {"compute": 0.5})
    scenario = changed(scenario, **tables)
    world, noise = world_of(scenario, 2), noise_of(2)
    for t in range(24):
        advance(world, noise, t, t + 1)
        hosts, society = world.books[:CASH, Sector.HOSTS], world.society
        taken = hosts[hosts > 0.0].sum()
        assert abs(world.books[CASH, Sector.HOSTS]) < 1e-9
        assert hosts.sum() == pytest.approx(0.0, abs=1e-12 * max(1.0, taken))
        assert hosts[Flow.COMPUTE] == pytest.approx(world.actors["compute_money"].sum())
        assert hosts[Flow.SERVING] + hosts[Flow.OPEN_USE] >= society["serving"][0] * (1.0 - 1e-12)
        assert (society["serving"][0] > 0.0) == (form == "prices" and scenario.market.on)
        assert -hosts[Flow.CHIP_CAPACITY] == society["capacity_built"][0] >= 0.0
        assert -hosts[Flow.CHIP_DIVIDENDS] == society["chip_dividends"][0] >= 0.0
        assert (world.actors["compute_money"] <= world.actors["outlay"] * (1.0 + 1e-12)).all()


def test_where_nobody_trains_serving_alone_moves_the_price():
    found = run(changed(load("base"), compute={"on": False}), 1, 20)
    assert not found.world.actors["compute_money"].any()
    assert found.world.society["scarcity"][0] > 1.0
    assert found.world.society["compute_at_cost"][0] == load("base").compute.price


def test_what_is_spent_on_capacity_is_what_it_grows_by():
    world, noise = world_of(load("arms-race"), 1), noise_of(1)
    p = load("arms-race").supply
    for t in range(40):
        before = world.society["capacity"][0]
        advance(world, noise, t, t + 1)
        rise = world.society["capacity"][0] - before
        if t > 0 and rise > 0.0:
            assert world.society["capacity_built"][0] == pytest.approx(p.building * rise)


# The extremes


EXTREME = {
    "nearly flat": {"supply": {"slope": 1e-6}},
    "steep": {"supply": {"slope": 10.0, "capacity": 1e-3}},
    "steepest": {"supply": {"slope": 100.0, "reaction": 10.0, "growth": 1.0, "shrinkage": 0.9, "building": 0.0}},
    "idle": {"supply": {"capacity": 1e6}},
    "no demand": {"compute": {"on": False}, "market": {"on": False}},
    "no money": {"compute": {"share": 0.0}, "market": {"form": "logit"}},
    "no price": {"compute": {"price": 0.0}},
    "all for compute": {"compute": {"share": 1.0}},
}


@pytest.mark.parametrize("restricted", [0.0, 1.0])
@pytest.mark.parametrize("name", EXTREME)
def test_extreme_settings_give_numbers_that_mean_something(name, restricted):
    scenario = changed(load("base"), **EXTREME[name])
    blocs = bloc_names(scenario)
    rows = [BARRED | {"from_bloc": one, "to_bloc": other, "compute": restricted} for one in blocs for other in blocs
            if one != other]  # fmt: skip
    found = run(with_rows(scenario, *rows), 1, 40)
    world = found.world
    for numbers_of in (world.blocs, world.society):
        for field in ("capacity", "scarcity"):
            assert (numbers_of[field] >= 0.0).all() and np.isfinite(numbers_of[field]).all()
    assert (world.actors["compute"] > 0.0).all() and np.isfinite(world.actors["compute"]).all()
    assert (world.blocs["restriction"] == restricted).all()


def test_all_in_one_bloc_share_one_price():
    everyone = {name: {"bloc": "west"} for name in load("base").actors}
    found = run(changed(load("base"), actors=everyone), 1, 20)
    assert len(found.world.blocs) == 1
    assert found.world.blocs["buys"][0] > 0.0 and found.world.society["scarcity"][0] >= 0.5


def test_books_close_where_everybody_is_restricted():
    blocs = bloc_names(load("base"))
    rows = [BARRED | {"from_bloc": one, "to_bloc": other, "compute": 1.0} for one in blocs for other in blocs
            if one != other]  # fmt: skip
    assert keep_books(with_rows(load("base"), *rows), 1).closes


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [("slope", -1.0, "0 <= x <= 100"), ("premium", 0.5, "1 <= x <= 100"), ("making", 0.0, "0.01 <= x <= 1")],
)
def test_what_no_supply_can_be_is_one_sentence(field, value, expected):
    with pytest.raises(ScenarioError) as told:
        load("base", {f"supply.{field}": value})
    assert len(told.value.faults) == 1
    assert f"supply.{field}: {value} is out of range; expected {expected}" in str(told.value)
