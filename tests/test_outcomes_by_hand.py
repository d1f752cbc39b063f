"""Every outcome on two worlds small enough to work out by hand; the arithmetic stands beside each number."""

import math

import numpy as np
import pytest

from sim import OUTCOMES
from sim.outcomes.measure import measure_run
from sim.rules.observe import concentration, observe
from sim.rules.standing import autonomy, dependence, openness_of_leaders
from sim.scenario.schema.enums import Kind, Sector
from sim.scenario.schema.series import SERIES
from sim.world import ACTOR_FIELDS, NOBODY, RELEASE_FIELDS, Flow
from tests.worlds import day, small, world_of

CLOSED, ACCESS, LICENSED, OPEN = range(4)

CAST = {
    "alpha": {"bloc": "west"},
    "beta": {"bloc": "east"},
    "gamma": {"bloc": "east", "kind": "lab"},
    "delta": {"bloc": "west"},
}
"""Two firms and a lab; delta has left, and whatever it has left behind counts nowhere."""
GONE = 99.0
ACTORS = {
    "capability": ([3.0, 2.0, 0.0, GONE], [4.0, 2.0, 3.0, GONE]),
    "released": ([2.5, 2.0, 0.0, GONE], [2.25, 3.5, 2.0, GONE]),
    "openness": ([0.0, 0.5, 1.0, GONE], [0.3, 0.6, 0.9, GONE]),
    "tier": ([CLOSED, OPEN, LICENSED, OPEN], [CLOSED, CLOSED, ACCESS, OPEN]),
    "effort": ([0.5, 1.0, 1.5, GONE], [2.0, 2.0, 2.0, GONE]),
    "safety": ([0.2, 0.4, 0.6, GONE], [0.3, 0.5, 0.7, GONE]),
    "flaws": ([1.0, 2.0, 3.0, GONE], [4.0, 4.0, 4.0, GONE]),
    "find_rate": ([0.1, 0.2, 0.3, GONE], [0.4, 0.4, 0.4, GONE]),
    "incident": ([1.0, 0.0, 0.0, GONE], [2.5, 0.0, 1.0, GONE]),
    "misuse": ([0.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]),
    "outlay": ([4.0, 4.0, 2.0, GONE], [5.0, 10.0, 5.0, GONE]),
    "compute_money": ([2.0, 1.0, 0.0, GONE], [0.5, 0.5, 0.0, GONE]),
    "duplicated": ([1.0, 0.0, 1.0, GONE], [2.0, 4.0, 2.0, GONE]),
    "researched": ([0.1, 0.2, 0.3, GONE], [0.3, 0.3, 0.6, GONE]),
    "learned": ([0.0, 0.1, 0.2, GONE], [0.2, 0.2, 0.2, GONE]),
    "absorption": ([0.2, 0.4, 0.6, GONE], [0.5, 0.5, 0.5, GONE]),
    "revenue": ([3.0, 1.0, 0.0, GONE], [5.0, 5.0, 0.0, GONE]),
    "users": ([0.1, 0.1, GONE, GONE], [0.3, 0.2, GONE, GONE]),
    "released_tier": ([ACCESS, OPEN, CLOSED, OPEN], [ACCESS, OPEN, CLOSED, OPEN]),
    "price": ([9.0, 9.0, GONE, GONE], [30.0, 6.0, GONE, GONE]),
    "unit_cost": ([9.0, 9.0, GONE, GONE], [4.0, 5.0, GONE, GONE]),
    "clubs": ([1, 0, 0, 1], [1, 1, 0, 1]),
}
COMMONS = {
    "reference": (2.0, 2.25), "frontier": (3.0, 4.0),
    "released_frontier": (2.5, 3.5), "best_open": (1.0, 1.5), "challenge": (0.1, 0.3),
    "trust": (0.9, 0.5), "trust_within": (0.9, 0.7), "trust_across": (0.9, 0.3), "community": (0.9, 0.25),
    "open_use": (0.1, 0.3), "catastrophes": (1, 2), "regulation": (0.9, 0.15), "entrants": (1, 2), "exits": (0, 1),
    "market": (10.0, 20.0), "surplus": (10.0, 30.0), "service_loss": (0.1, 0.2), "interoperability": (0.9, 0.6),
    "literacy": (0.9, 0.4), "catalogue": (0.9, 0.35), "partnerships": (1, 3), "internal": (0.5, 1.0),
    "external": (0.0, 0.5), "reached": (0.9, 0.95), "open_price": (9.0, 2.0), "fixed_price": (9.0, 0.5),
    "capacity_built": (1.0, 4.0), "serving": (1.0, 3.0),
    "equity": (6.0, 8.0), "dividends": (0.0, 3.0), "debt": (9.0, 2.5),
    "models": (9, 12), "tail": (1, 3),
    "valuation": (9.0, 70.0), "profit": (3.0, 2.0), "breaches": (1, 2), "projects": (0, 2),
}  # fmt: skip
BOOKS = {
    Flow.PAID_USE: (9.0, 20.0),
    Flow.OPEN_USE: (1.0, 2.0),
    Flow.COMPLEMENTS: (2.0, 1.0),
    Flow.WAGES: (-6.0, -14.0),
    Flow.RULES: (-1.0, -2.0),
    Flow.HARM: (-1.0, -1.0),
    Flow.SCHOOLS: (-0.5, -1.0),
    Flow.GRANTS: (0.5, 1.0),
    Flow.CHIP_COSTS: (-1.0, -4.0),
    Flow.CHIP_CAPACITY: (-GONE, -GONE),
    Flow.CHIP_DIVIDENDS: (-GONE, -GONE),
    Flow.OTHER_BUSINESS: (GONE, GONE),
    Flow.TAXES: (GONE, GONE),
    Flow.DIVIDENDS: (-GONE, -GONE),
    Flow.DEPOSITS: (GONE, GONE),
    Flow.LIQUIDATION: (-GONE, -GONE),
}
"""What households pay: 3, then 2 more than they get for work, goods and harm."""
OF_FIRMS = {
    Flow.PAID_USE: (9.0, 20.0),
    Flow.COMPLEMENTS: (2.0, 1.0),
    Flow.FEES: (-0.5, -1.5),
    Flow.SERVING: (-3.0, -6.0),
    Flow.COMPUTE: (-2.0, -4.0),
    Flow.WAGES: (-4.0, -9.0),
    Flow.RULES: (-1.0, -2.0),
    Flow.HARM: (-1.0, -1.0),
    Flow.TAXES: (-GONE, -GONE),
    Flow.FINES: (-GONE, -GONE),
    Flow.SUBSIDIES: (GONE, GONE),
    Flow.GRANTS: (GONE, GONE),
    Flow.INTEREST: (-GONE, -GONE),
    Flow.EQUITY: (GONE, GONE),
    Flow.DEBT: (GONE, GONE),
    Flow.DIVIDENDS: (-GONE, -GONE),
    Flow.LIQUIDATION: (-GONE, -GONE),
    Flow.OTHER_BUSINESS: (GONE, GONE),
}
"""What firms receive: 11 and 21, less 11.5 and 23.5 that it takes; what else there is is no earning."""
DOMAINS = {"public": ([9.0, 9.0], [1.0, 2.0]), "stack": ([0.9, 0.9], [0.2, 0.6])}
"""Of a domain that weighs a quarter, and one that weighs three."""
FOCUS = ([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [1.0, 0.0]], [[1.0, 0.0]] * 4)
DUTIES = {
    "overhead": ([0.1, 0.0, 0.5, GONE], [0.6, 0.0, 0.0, GONE]),
    "dues": ([0.1, 0.0, 0.0, GONE], [0.6, 0.0, 0.0, GONE]),
}

OBSERVED = {
    "models": 12.0,
    "single_makers": 3.0,
    "frontier": 4.0,  # the last
    "progress_rate": 1.0,  # (4 - 3) / 1 quarter between the two
    "mean_capability": 3.0,  # (4 + 2 + 3) / 3
    "commons_capability": 1.75,  # 1/4 * 1 + 3/4 * 2
    "open_frontier": 1.5,
    "research_gain": 0.6,  # (.1 + .2 + .3) / 3 + (.3 + .3 + .6) / 3 = .2 + .4
    "learning_gain": 0.3,  # (0 + .1 + .2) / 3 + .2 = .1 + .2
    "duplicated": 0.3,  # (2 / 10 + 8 / 20) / 2
    # cosines of (1, 0), (0, 1), (.5, .5): 0, 1/sqrt(2), 1/sqrt(2); then all alike: (sqrt(2)/3 + 1) / 2
    "overlap": (math.sqrt(2.0) / 3 + 1.0) / 2,
    "variety": 1.5,  # 5 and 5 billion are two directions, 20 and 0 are one: (2 + 1) / 2
    "absorption": 0.45,  # (.4 + .5) / 2
    "absorption_spread": 0.08164965809277261,  # sqrt(((.2)^2 + 0 + (.2)^2) / 3) = sqrt(2/75) = .1633, then 0
    "challenge": 0.3,
    "openness": 0.55,  # (.5 + .6) / 2
    "openness_leaders": 0.35,  # of alpha and beta, the firms that are there: ((0 + .5) / 2 + (.3 + .6) / 2) / 2
    "open_actors": 1 / 3,  # two of three, then none: (2/3 + 0) / 2
    "trust": 0.5,
    "trust_within": 0.7,
    "trust_across": 0.3,
    "community": 0.25,
    "open_use": 0.2,  # (.1 + .3) / 2
    "effort": 1.5,  # (1 + 2) / 2
    "safety": 0.45,  # (.4 + .5) / 2
    "safety_leader": 0.35,  # alpha leads with .2, then beta with .5
    "flaws": 3.0,  # (2 + 4) / 2
    "find_rate": 0.3,  # (.2 + .4) / 2
    "incidents": 3.0,  # alpha, then alpha and gamma; how severe one is does not count
    "reported_incidents": 300.0,  # 100 for each of the three
    "misuse": 4.0,  # 1 + 3
    "catastrophes": 2.0,
    "regulation": 0.15,
    "hhi_revenue": 0.5625,  # (.75^2 + .25^2 + .5^2 + .5^2) / 2 = (.625 + .5) / 2
    "cr4_revenue": 1.0,  # two firms have it all
    "gini_capability": 2 / 7,  # 2^-2, 2^-1, 2^0: (-2 * .25 + 0 * .5 + 2 * 1) / (3 * 1.75) = 1.5 / 5.25
    "contenders": 1.5,  # from 1.5 on: alpha and beta; from 2.5 on: beta
    "active": 3.0,
    "entrants": 3.0,  # 1 + 2
    "exits": 1.0,  # 0 + 1
    "dependence": 0.4375,  # east trails by .5, then west by 1.25, over two homes: (.25 + .625) / 2
    # L is 1/(1 + 2^(-4 rise)): west 4/5, east 1/2 of its, then west 1/2, east 32/33: (13/16 + (1 + 33/64) / 2) / 2
    "autonomy": 201 / 256,
    "users": 0.5,  # .3 + .2, of firms
    "use": 0.8,  # .3 + .2, and .3 who run the best open model themselves
    "reached": 0.95,
    "market": 20.0,
    "paid_price": 30.0,  # of alpha; gamma is no firm, delta has left
    "open_price": 3.6,  # (6 * .2 + 2 * .3) / .5
    "frontier_cost": 5.0,  # of beta, which leads among those who sell
    "fixed_price": 0.5,
    "investment": 16.625,  # (10 + 1/4 * 1 + 20 + 3/4 * 4) / 2
    "equity": 7.0,  # (6 + 8) / 2
    "dividends": 1.5,  # (0 + 3) / 2
    "debt": 2.5,
    "valuation": 70.0,
    "surplus": 20.0,  # (10 + 30) / 2
    "profits": 2.5,  # (3 + 2) / 2
    "value_added": 18.5,  # (10 - .5 + 30 - 2.5) / 2
    "welfare": 22.15,  # (10 + 3 - .01 * 10 * 1 + 30 + 2 - .01 * 20 * 3) / 2 = (12.9 + 31.4) / 2
    "service_loss": 0.3,  # .1 + .2
    "interoperability": 0.6,
    "literacy": 0.4,
    "catalogue": 0.35,
    "foundation": 0.5,  # 1/4 * .2 + 3/4 * .6
    "partnerships": 2.0,  # (1 + 3) / 2
    "members": 0.5,  # (1/3 + 2/3) / 2
    "members_ahead": 1.1875,  # 2.5 - (2 + 0) / 2 = 1.5, then (2.25 + 3.5) / 2 - 2 = .875
    "internal_stability": 0.75,  # (.5 + 1) / 2
    "external_stability": 0.25,  # (0 + .5) / 2
    "breaches": 3.0,  # 1 + 2
    "projects": 2.0,  # 0 + 2
    "overhead": 0.215,  # (.2 * 4 + .5 * 2) / 10 = .18, then all of alpha's 5 / 20 = .25
}
"""What is observed of this world in two quarters."""

LEADERS = [0.0, 0.0, 0.0, 2.0, 2.0, 3.0, 3.0, 3.0]
LOG = [
    # quarter, actor, co-releaser, base, tier, capability; actors 0 and 1 are in the west, 2 to 4 in the east
    (0, 0, NOBODY, NOBODY, CLOSED, 1.0),
    (1, 2, NOBODY, NOBODY, OPEN, 1.0),
    (2, 0, NOBODY, 0, ACCESS, 2.0),
    (3, 1, 2, 1, LICENSED, 1.5),
    (5, 3, 4, 2, OPEN, 2.5),
    (6, 4, NOBODY, 4, CLOSED, 2.0),
    (7, 0, NOBODY, 2, CLOSED, 3.0),
]
"""Each of one model."""

LOGGED = {
    "largest_run_rise": 2.0,  # log10(200 / 2)
    "misuse_per_use": 1.6,  # 4 misuses in eight quarters of .1, .2, .3 and five of .38: 4 / 2.5
    "catastrophe": 1.0,
    "tail_share": 0.25,  # 3 of 12
    "price_fall": 16.0,  # without a price at first; 8 to 1 in 3 quarters, 8^(4/3) a year
    "time_to_milestone": 5.0,  # from 1 OOM up by 5: 6 OOM in quarter 5
    "open_release_share": 3 / 7,
    "open_share_gap": 5 / 12,  # east 2 of 3, west 1 of 4
    # open 0101100, distance 0 0 0 -.5 0 -.5 0: (-.5 + 3/7) / sqrt((3 - 9/7) * (.5 - 1/7)) = -1/14 / sqrt(60/98)
    "openness_by_rank": -0.09128709291752768,
    # 1.0 is matched after a quarter, 2.0 after three, 3.0 never; of two at risk after a quarter one is matched
    "open_lag": 3.0,
    "foreign_bases_open": 2 / 3,  # the fourth, fifth and sixth build on others: open, access, open
    "joint_share": 2 / 7,
    "joint_across": 1 / 7,
    # 1.0 is matched after one quarter, 2.0 after three, 2.5 after two, 3.0 never: 2/3, then 2/3 * 1/2 are left
    "response_time": 6.0,
    "hhi_releases": 13 / 49,  # (3/7)^2 + 4 * (1/7)^2
    "cr4_releases": 6 / 7,  # 3/7 + 3 * 1/7
    "leadership_hhi": 0.34375,  # (3^2 + 2^2 + 3^2) / 8^2 = 22/64
    "leader_changes": 2.0,
    "releases": 7.0,
}
"""What is read from a log of seven releases, and from series of eight quarters."""
WATCHED = {
    "largest_run": [0.0, 2.0, 1.0, 9.0, 20.0, 500.0, 200.0, 0.0],
    "misuse": [1.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0, 0.0],
    "use": [0.1, 0.2, 0.3, 0.38, 0.38, 0.38, 0.38, 0.38],
    "catastrophes": [0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 2.0],
    "single_makers": [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0],
    "models": [1.0, 2.0, 4.0, 5.0, 7.0, 9.0, 11.0, 12.0],
}
"""Series from which figures are taken, in eight quarters."""


def watched():
    """The world of three, after both quarters were observed."""
    founders = {"kind": "alliance", "start": day(0), "members": ["alpha", "beta"]}
    scenario = small(
        CAST,
        domains={"other": {"weight": 3.0}},
        market={"quality": math.log(2.0)},
        prices={"middle": 0.0, "width": 0.25 / math.log(2.0)},
        clubs={},
        policies=[founders],
    )
    world = world_of(scenario)
    world.actors["alive"][3] = 0
    for quarter in (0, 1):
        for table, given in ((world.actors, ACTORS), (world.domains, DOMAINS), (world.duties, DUTIES)):
            for field, values in given.items():
                table[field][:] = values[quarter]
        for field, values in COMMONS.items():
            world.society[field][0] = values[quarter]
        world.knowledge["focus"][:] = FOCUS[quarter]
        for flow, paid in BOOKS.items():
            world.books[flow, Sector.HOUSEHOLDS] = -paid[quarter]
        for flow, received in OF_FIRMS.items():
            world.books[flow, Sector.FIRMS] = received[quarter]
        observe(world, quarter)
    return world


def logged():
    """The world of five with its log."""
    blocs = ("west", "west", "east", "east", "east")
    world = world_of(small({f"firm{number}": {"bloc": bloc} for number, bloc in enumerate(blocs)}, quarters=8))
    rows = [(quarter, actor, int(actor > 1), *how, 1, capability, 1.0, 1.0) for quarter, actor, *how, capability in LOG]
    world.releases[: len(LOG)] = np.array(rows, RELEASE_FIELDS)
    world.society["releases"][0], world.society["reference"][0] = len(LOG), 1.0
    world.series[:, SERIES.index("frontier")] = np.arange(1.0, 9.0)
    world.series[:, SERIES.index("leader")] = LEADERS
    world.series[2:6, SERIES.index("fixed_price")] = [8.0, 5.0, 9.0, 1.0]
    for name, values in WATCHED.items():
        world.series[:, SERIES.index(name)] = values
    return world


@pytest.fixture(scope="module")
def found():
    """All outcomes, each of the world that is made for it."""
    of_series, of_log = measure_run(watched(), 2), measure_run(logged(), 8)
    return {name: (of_log if name in LOGGED else of_series)[name] for name in OUTCOMES}


def test_every_outcome_is_worked_out_by_hand():
    assert set(OBSERVED) | set(LOGGED) == set(OUTCOMES) and not set(OBSERVED) & set(LOGGED)
    assert set(LOGGED) == {name for name, outcome in OUTCOMES.items() if outcome.over == "log"}


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_is_what_a_hand_works_out(found, name):
    assert found[name] == pytest.approx({**OBSERVED, **LOGGED}[name], rel=1e-12, abs=1e-12)


def test_of_five_firms_the_four_largest_count():
    firms = np.zeros(6, ACTOR_FIELDS)
    firms["alive"], firms["revenue"] = [1, 1, 1, 1, 1, 0], [1.0, 4.0, 2.0, 5.0, 8.0, GONE]
    # of 20: 8 + 5 + 4 + 2 = 19; 64 + 25 + 16 + 4 + 1 = 110 of 400
    assert concentration(firms, 20.0) == pytest.approx((0.275, 0.95))
    assert concentration(firms, 0.0) == (0.0, 0.0)


def test_the_three_most_capable_firms_lead_and_firms_alike_share_a_place():
    firms = np.zeros(6, ACTOR_FIELDS)
    firms["alive"], firms["capability"] = [1, 1, 1, 1, 1, 0], [2.0, 5.0, 3.0, 3.0, 3.0, GONE]
    firms["openness"] = [1.0, 0.2, 0.0, 0.3, 0.9, 1.0]
    assert openness_of_leaders(firms) == pytest.approx((0.2 + 2 * 0.4) / 3)  # two places for three alike
    firms["capability"] = [2.0, 5.0, 3.0, 4.0, 1.0, GONE]
    assert openness_of_leaders(firms) == pytest.approx((0.2 + 0.3 + 0.0) / 3)
    firms["alive"][1:4] = 0
    assert openness_of_leaders(firms) == pytest.approx((1.0 + 0.9) / 2)
    firms["kind"] = Kind.LAB
    assert openness_of_leaders(firms) == 0.0


def test_a_nation_that_is_behind_depends_on_others_until_weights_are_out_or_its_own_ai_can_do_all():
    actors, p = np.zeros(3, ACTOR_FIELDS), world_of(small()).parameters[0]["prices"]
    half = p["middle"]  # here half of all tasks are within reach
    actors["alive"], actors["home"], actors["released"] = 1, [0, 1, 1], [half - 2.0, half, 1.0]
    behind = 0.5 + 0.5 * 2.0 / (1.0 + math.exp(2.0 / p["width"]))
    assert autonomy(actors, 0.0, 0.0, p) == pytest.approx(behind)
    assert autonomy(actors, half - 1.0, 0.0, p) > behind and autonomy(actors, half, 0.0, p) == 1.0
    actors["released"] += 20.0
    assert autonomy(actors, 0.0, 0.0, p) > 0.999 and dependence(actors, 0.0) == 1.0


def test_what_there_is_nothing_of_is_zero_and_what_is_not_reached_has_the_length_of_the_run():
    empty = logged()
    empty.society["releases"][0] = 0
    empty.society["reference"][0] = 3.5  # 8.5 OOM would be the milestone
    for name in ("fixed_price", *WATCHED):
        empty.series[:, SERIES.index(name)] = 0.0
    none = measure_run(empty, 8)
    assert none["time_to_milestone"] == 8.0
    silent = set(LOGGED) - {"time_to_milestone", "leadership_hhi", "leader_changes"}
    assert {none[name] for name in silent} == {0.0}


def test_inequality_is_worked_out_where_the_leader_has_left_everybody_far_behind():
    world = watched()
    # exp(-ln 2 * (2000 - 4)) is no float; what is left is 2^0, 2^-2, 2^-1 as before
    world.society["frontier"][0] = 2000.0
    observe(world, 1)
    assert measure_run(world, 2)["gini_capability"] == pytest.approx(2 / 7)
