"""Makers of a single model: how many come, what they release, who counts them, and that nobody else notices."""

import math

import numpy as np
import pytest

from sim import RaceModel, load, run
from sim.analysis.facts.runs import of_tables, of_world, places
from sim.rules.tail import compute_of_single, hope
from sim.rules.turnover import hoped_for
from sim.scenario.checking.notes import notes
from sim.scenario.schema.series import SERIES
from sim.world import NOBODY, extended
from tests.worlds import changed, numbers

QUARTERS = 40
PAYING = {"form": "cournot", "intercept": 1e3, "unit_cost": 1.0, "cost_cut": 0.0}
"""A market in which an entrant's profit is all but certain."""
SURE = {"capital": 1e-6, "cost": 0.0, "slots": 0, "rate": 1e-9}


@pytest.fixture(scope="module")
def sure():
    """A world in which entry pays with certainty, as nearly as a float can tell."""
    return changed(load("base"), market=PAYING, entry=SURE, quarters=QUARTERS)


def singles(made):
    log = made.world.releases[: int(made.world.society["releases"][0])]
    return log[log["actor"] == NOBODY]


def test_as_many_come_as_is_declared_where_entry_is_sure_to_pay(sure):
    counts = []
    for seed in range(25):
        made = run(changed(sure, tail={"makers": 4.0}), seed)
        counts.append(np.diff(made.series["single_makers"], prepend=0.0))
        assert counts[-1].sum() == len(singles(made)) == made.outcomes["single_makers"]
    of_quarters = np.concatenate(counts)
    assert of_quarters.mean() == pytest.approx(4.0, abs=4 * math.sqrt(4.0 / of_quarters.size))
    assert of_quarters.var() == pytest.approx(4.0, abs=4 * math.sqrt(36.0 / of_quarters.size))


def test_fewer_come_where_entry_pays_less_and_nobody_where_it_costs_more_than_it_brings(base):
    def come(**prices):
        made = [run(changed(base, entry={"slots": 0}, prices=prices), seed) for seed in range(3)]
        return sum(each.outcomes["single_makers"] for each in made)

    many, few, none = come(potential=5.4), come(potential=0.1), come(potential=1e-9)
    assert many > 1.2 * few > 0.0 and none == 0.0


@pytest.mark.parametrize("form", ["prices", "logit", "cournot"])
def test_hope_is_what_one_more_product_earns_against_what_its_compute_costs(base, form):
    world = run(changed(base, market={"form": form}), 1, 30).world
    price = world.society["compute_price"][0]
    for compute in (1e-4, 1e-2, 1.0):
        value, cost = hoped_for(world, 1.0, 1.0 + math.log10(compute)), compute / price
        assert hope(world, 1.0, compute) == pytest.approx(max(0.0, (value - cost) / (value + cost)), rel=1e-12)
    assert hope(world, 1.0, 1e9) == 0.0


@pytest.mark.parametrize("change", [{"entry": {"on": False}}, {"entry": {"rate": 0.0}}, {"market": {"on": False}}])
def test_nobody_comes_where_nobody_may_enter(base, change):
    assert not len(singles(run(changed(base, **change), 1)))


def test_nobody_else_notices(base):
    with_tail, without = run(changed(base, tail={"makers": 20.0}), 1), run(changed(base, tail={"on": False}), 1)
    apart = {name for name in SERIES if (with_tail.series[name] != without.series[name]).any()}
    assert apart == {"releases", "models", "single_makers"}
    assert np.array_equal(with_tail.world.actors["capability"], without.world.actors["capability"])
    own = [k for k, actor in enumerate(with_tail.releases["actor"]) if actor]
    for name in set(with_tail.releases) - {"release", "base"}:
        assert [with_tail.releases[name][k] for k in own] == list(without.releases[name])


def test_their_models_are_behind_and_know_what_is_public(base):
    made = run(changed(base, tail={"makers": 20.0}), 2)
    rows = singles(made)
    assert len(rows) > 100
    best, best_open = made.series["released_frontier"][rows["quarter"]], made.series["open_frontier"][rows["quarter"]]
    assert (rows["capability"] <= np.where(rows["tier"] == 3, best_open, best)).all()
    known = rows["capability"] - np.log10(rows["compute"])
    public = made.series["commons_capability"][rows["quarter"]]
    assert (known <= public + 1e-9).all() and np.isclose(known, public, atol=1e-9).mean() > 0.5
    assert set(rows["base"]) == set(rows["co_releaser"]) == {NOBODY} and set(rows["models"]) == {1}
    assert (rows["cost"] > 0.0).all()
    assert (rows["tier"] == 3).mean() == pytest.approx(0.55, abs=4 * math.sqrt(0.25 / len(rows)))


def test_compute_is_behind_the_largest_owners_by_a_distance_that_is_never_negative():
    p = numbers("tail", on=True, behind=2.0, spread=0.5)
    assert compute_of_single(100.0, 0.0, p) == pytest.approx(1.0)
    assert compute_of_single(100.0, -2.0, p) == pytest.approx(10.0)
    assert compute_of_single(100.0, -9.0, p) == 100.0
    assert compute_of_single(0.0, 0.0, p) > 0.0


def test_they_work_where_firms_are(base):
    made = run(changed(base, tail={"makers": 20.0}), 3)
    firms = (made.world.actors["kind"] == 0) & (made.world.actors["enters"] == 0)
    assert set(singles(made)["bloc"]) <= set(made.world.actors["bloc"][made.world.actors["kind"] == 0])
    shares = np.bincount(singles(made)["bloc"], minlength=2) / len(singles(made))
    assert (np.abs(shares - np.bincount(made.world.actors["bloc"][firms], minlength=2) / firms.sum()) < 0.25).all()


def test_the_log_has_room_for_the_most_and_who_comes_beyond_is_left_out(sure):
    made = run(changed(sure, tail={"makers": 50.0, "most": 3}), 0)
    assert set(np.diff(made.series["single_makers"], prepend=0.0)) == {3.0}
    assert len(made.world.releases) == QUARTERS * (len(made.world.actors) + 3)
    longer = extended(made.world, 2 * QUARTERS)
    assert len(longer.releases) == 2 * QUARTERS * (len(made.world.actors) + 3)
    assert np.array_equal(longer.releases[: len(singles(made))], made.world.releases[: len(singles(made))])


def test_a_model_that_goes_on_beyond_its_scenario_has_room(sure):
    config = changed(sure, tail={"makers": 50.0, "most": 3}, quarters=4)
    model = RaceModel(config, 0)
    for _ in range(20):
        model.step()
    assert int(model.world.society["tail"][0]) == 60


def test_in_tables_they_are_nobody_of_a_bloc(base):
    made = run(changed(base, tail={"makers": 20.0}), 2)
    table = made.frames().releases
    alone = table[table["actor"] == ""]
    assert len(alone) == made.outcomes["single_makers"]
    assert set(alone["bloc"]) <= set(made.actors["bloc"])
    bloc = dict(zip(made.actors["actor"], made.actors["bloc"], strict=True))
    named = table[table["actor"] != ""]
    assert (named["bloc"] == named["actor"].map(bloc)).all()


def test_each_is_a_new_maker_in_the_history_of_a_run():
    scenario = load("race-2019")
    made = run(scenario, 1)
    told = of_world(places(scenario), made.world, made.quarters)
    for one, other in zip(told, of_tables(scenario, *made.frames()[1::-1]), strict=True):
        assert np.array_equal(one, other, equal_nan=np.asarray(one).dtype == float)
    actors, tail = len(made.world.actors), int(made.outcomes["single_makers"])
    assert tail > 0 and told.since.size == actors + tail and told.quarter.size == made.outcomes["models"]
    counts = np.bincount(told.maker, minlength=actors + tail)
    assert (counts[actors:] == 1).all()
    first = {int(told.maker[told.row[r]]): told.quarter[r] // 4 for r in range(told.quarter.size)}
    assert all(told.since[maker] == first[maker] for maker in range(actors, actors + tail))
    # Only the first model of a release has the training compute; a bloc of theirs is that of the row.
    assert np.isfinite(told.compute).sum() == made.outcomes["releases"]


def test_they_count_in_shares_and_concentration(base):
    many, none = run(changed(base, tail={"makers": 30.0}), 1), run(changed(base, tail={"on": False}), 1)
    assert many.outcomes["hhi_releases"] < none.outcomes["hhi_releases"]
    assert many.outcomes["cr4_releases"] < none.outcomes["cr4_releases"]
    models = np.array(many.releases["models"])
    opened = np.isin(many.releases["tier"], ["licensed", "open"])
    assert many.outcomes["open_release_share"] == pytest.approx((models * opened).sum() / models.sum())
    by_maker = {}
    for k, actor in enumerate(many.releases["actor"]):
        maker = actor or k
        by_maker[maker] = by_maker.get(maker, 0) + models[k]
    shares = np.sort(np.array([*by_maker.values()]) / models.sum())
    assert many.outcomes["hhi_releases"] == pytest.approx((shares**2).sum())
    assert many.outcomes["cr4_releases"] == pytest.approx(shares[-4:].sum())


def test_a_tail_where_nobody_may_enter_gets_a_sentence(base):
    def told(**tables):
        return [line for line in notes(changed(base, **tables)) if line.startswith("tail:")]

    assert told(tail={"makers": 9.0}) == [] and told(entry={"on": False}) == []
    assert told(tail={"makers": 9.0}, entry={"on": False}) == [
        "tail: without effect, since entry.on is false: makers of a single model come only where firms may enter"
    ]
    assert "since market.on is false" in told(tail={"makers": 9.0}, market={"on": False})[0]
    assert "since entry.rate is 0" in told(tail={"makers": 9.0}, entry={"rate": 0.0})[0]
    assert told(tail={"makers": 9.0, "on": False}, entry={"on": False}) == []
