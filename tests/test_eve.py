"""How a run begins: what is known roughly is drawn once a run, and makers are not in step."""

import numpy as np
import pytest

from sim import ScenarioError, load, run
from sim.start import begin
from tests.worlds import changed, day, small

SEEDS = range(400)
TWO = {"ahead": {"run": 20.0}, "behind": {"run": 18.0}}


def eves(scenario, name):
    """A number of the first actor on the eve of each run."""
    return np.array([begin(scenario, seed, 1).actors[name][0] for seed in SEEDS])


def test_compute_follows_from_the_largest_run():
    for exponent in (0.5, 1.0):
        compute = begin(small(TWO, initial={"exponent": exponent}), 0, 1).actors["compute"]
        assert compute.tolist() == pytest.approx([1.0, 10.0 ** (-2.0 * exponent)])


def test_nobody_with_a_run_owns_less_than_a_quarter_of_its_endowment_buys():
    poor, rich = {"run": 15.0, "endowment": 0.1}, {"run": 15.0, "endowment": 2.0}
    scenario = small({"largest": {"run": 20.0}, "poor": poor, "rich": rich}, compute={"share": 0.6}, initial={})
    assert begin(scenario, 0, 1).actors["compute"].tolist() == pytest.approx([1.0, 0.06, 1.2])


def test_an_imputed_run_of_who_comes_later_is_drawn_as_well():
    later = {"run": 20.0, "run_spread": 1.0, "enters": day(3)}
    scenario = small({"here": {"run": 21.0}, "later": later}, initial={"imputed": 1.0})
    assert len({begin(scenario, seed, 1).actors["compute"][1] for seed in range(5)}) == 5


def test_who_comes_later_changes_nobodys_compute():
    with_later = TWO | {"later": {"run": 26.0, "enters": day(3)}}
    few, more = (begin(small(actors), 0, 1).actors["compute"] for actors in (TWO, with_later))
    assert few.tolist() == more[:2].tolist()
    assert more[2] == pytest.approx(10.0 ** (0.75 * 6.0))


def test_a_run_that_nobody_saw_is_at_most_the_largest_that_was_seen():
    actors = {"guessed": {"run": 19.9, "run_spread": 2.0}, "seen": {"run": 20.0}}
    drawn = eves(small(actors, initial={"imputed": 1.0}), "compute")
    assert drawn.max() == 1.0 and (drawn == 1.0).mean() == pytest.approx(0.48, abs=0.08)


def test_a_spread_of_no_run_is_an_error():
    with pytest.raises(ScenarioError, match=r"run_spread.* is the spread of a run that is not given; expected `run`"):
        load("base", {"actors.alpha.run_spread": 1.0})


def test_compute_of_a_run_is_that_of_the_largest_where_more_is_given():
    compute = begin(small({"ahead": {"run": 20.0, "compute": 4.0}, "other": {"compute": 3.0}}), 0, 1).actors["compute"]
    assert compute.tolist() == [4.0, 3.0]


def test_the_spread_of_an_imputed_run_is_drawn_where_it_is_asked_for():
    actors = {"guessed": {"run": 20.0, "run_spread": 1.2}, "seen": {"run": 26.0}}
    drawn = small(actors, initial={"imputed": 1.0, "exponent": 0.5})
    spread = np.log10(eves(drawn, "compute"))
    assert spread.std() == pytest.approx(0.6, rel=0.1)
    assert spread.mean() == pytest.approx(-3.0, abs=0.1)
    assert begin(drawn, 3, 1).actors["compute"][1] == 1.0
    as_given = eves(small(actors, initial={"exponent": 0.5}), "compute")
    assert len(set(as_given)) == 1 and as_given[0] == pytest.approx(1e-3)


def test_know_how_is_drawn_about_what_is_given():
    fields = {"one": {"weight": 1.0}, "other": {"weight": 1.0}}
    scenario = small({"a": {"know_how": 2.0}}, initial={"know_how_spread": 0.3}, domains=fields)
    levels = np.array([begin(scenario, seed, 1).knowledge["know_how"][0] for seed in SEEDS])
    assert levels.std() == pytest.approx(0.3, rel=0.1)
    assert levels.mean() == pytest.approx(2.0, abs=0.05)
    assert abs(np.corrcoef(levels[:, -1], levels[:, -2])[0, 1]) < 0.15


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_work_under_way_is_a_uniform_share_of_the_step(share):
    scenario = small({"a": {"governance": 0.4}}, initial={"underway": share})
    ahead = eves(scenario, "capability") - eves(scenario, "released")
    whole = share * 0.5 * (1.0 + 0.5 * 0.4)
    assert 0.0 <= ahead.min() < 0.02 * whole
    assert 0.98 * whole < ahead.max() < whole
    assert ahead.mean() == pytest.approx(whole / 2, rel=0.1)
    np.testing.assert_allclose(eves(scenario, "own_work"), ahead, rtol=1e-9)


def test_what_is_under_way_is_not_disclosed():
    scenario = small({"a": {"know_how": 1.0, "tier": "open"}, "b": {}}, initial={}, commons={})
    world = begin(scenario, 1, 1)
    hidden = world.actors["capability"][0] - world.actors["released"][0]
    assert world.knowledge["disclosed"][0] == pytest.approx(1.0 - hidden)
    assert world.domains["public"] == pytest.approx(1.0 - hidden)
    assert world.society["best_open"][0] == world.actors["released"][0]


def test_a_further_actor_leaves_the_draws_of_others_as_they_were():
    initial = {"know_how_spread": 0.3, "imputed": 1.0}
    actors = {"a": {"run": 20.0, "run_spread": 1.0}, "b": {"run": 19.0, "run_spread": 1.0}}
    few = begin(small(actors, initial=initial), 5, 1)
    more = begin(small(actors | {"c": {"run": 18.0, "run_spread": 1.0}}, initial=initial), 5, 1)
    for name in ("compute", "released"):
        assert few.actors[name].tolist() == more.actors[name][:2].tolist()


def test_the_first_year_is_not_empty_once_work_is_under_way():
    scenario = load("arms-race", {"quarters": 4})
    staggered = [len(run(scenario, seed).releases["release"]) for seed in range(20)]
    in_step = changed(scenario, initial={"underway": 0.0})
    assert min(staggered) > 0
    assert sum(staggered) > sum(len(run(in_step, seed).releases["release"]) for seed in range(20))
