"""Search turns to where it returns most, slowly, and what that costs; initiatives divide the fields."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import load, run
from sim.rules.direct import advantage, attraction, direct
from tests.institutions import paired, rise
from tests.worlds import changed, day, numbers, same, series, small, world_of

OTHER = {"other": {"weight": 3.0}}
"""A domain beside "field" that weighs three times as much."""
SEEDS = range(4)


def turned(scenario, public=None):
    """Foci after one quarter's turn, shape (actors, domains)."""
    world = world_of(scenario)
    if public is not None:
        world.domains["public"][:] = public
    direct(world)
    return world.knowledge["focus"]


def specialists(scenario, share=0.7):
    """The scenario with all actors specialised, in one domain each, in turn."""
    fields = list(scenario.domains)
    rest = (1.0 - share) / (len(fields) - 1)

    def foci(number):
        return {name: share if number % len(fields) == d else rest for d, name in enumerate(fields)}

    return changed(scenario, actors={name: {"focus": foci(number)} for number, name in enumerate(scenario.actors)})


def mean(name, scenario):
    return np.mean([run(scenario, seed).outcomes[name] for seed in SEEDS])


def test_focus_follows_what_domains_weigh_with_inertia():
    scenario = small({"me": {"focus": {"field": 1.0}}}, domains=OTHER, direction={"turning": 0.1}, quarters=10)
    focus = run(scenario).world.knowledge["focus"][0]
    # nobody knows anything and nobody finds anything, so that only weights count: 1/4 is left of what was all
    assert focus == pytest.approx([0.25 + 0.75 * 0.9**10, 0.75 - 0.75 * 0.9**10])


def test_the_drive_of_research_follows_the_focus():
    scenario = small({"me": {"focus": {"field": 1.0}}}, domains=OTHER, direction={"turning": 0.5})
    world = world_of(scenario)
    direct(world)
    assert world.knowledge["focus"][0] == pytest.approx([0.625, 0.375])
    assert world.knowledge["drive"][0] == pytest.approx([0.625**0.35, 0.375**0.35])


def test_search_turns_to_what_is_least_known_among_complements():
    spec = {"know_how_in": {"field": 2.0}}
    focus = turned(small({"me": spec}, domains=OTHER, direction={"turning": 1.0}))[0]
    field = 0.25 * 10 ** (2.0 * (-0.5 - 0.12))  # weight*10^((rho - hardening)*A)
    assert focus == pytest.approx([field / (field + 0.75), 0.75 / (field + 0.75)])


@given(
    st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3),
    st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3),
    st.floats(0.05, 0.85),
)
def test_at_a_pull_of_one_over_one_less_returns_no_other_focus_finds_more(worth, other, returns):
    p = numbers("direction", pull=1.0 / (1.0 - returns))
    best = np.array([attraction(each, 0.0, 0.0, p) for each in worth])
    gains = [sum(np.array(worth) * (focus / focus.sum()) ** returns) for focus in (best, np.array(other))]
    assert gains[1] <= gains[0] * (1.0 + 1e-12)


def test_search_keeps_away_from_what_somebody_hides_and_not_from_what_is_public():
    actors = {"me": {}, "hider": {"know_how_in": {"field": 2.0}}}
    scenario = small(
        actors,
        domains={"other": {"weight": 1.0}},
        duplication={},
        research={"fishing": 0.0},
        sharing={"variety": 0.1},
        direction={"turning": 1.0},
    )
    hidden, half, public = (turned(scenario, [level, 0.0])[0] for level in (0.0, 1.75, 2.0))
    assert hidden == pytest.approx([0.73 / 1.73, 1.0 / 1.73])  # .3 of the .9 that is not new to all would be lost
    assert half == pytest.approx([0.865 / 1.865, 1.0 / 1.865])  # a quarter OOM ahead, half of a release's step
    assert public == pytest.approx([0.5, 0.5])


def test_search_turns_away_from_bricks_that_are_public():
    def field(fishing):
        on = {"research": {"fishing": fishing}, "sharing": {"variety": 1.0}, "direction": {"turning": 1.0}}
        return turned(small({"me": {}}, domains={"other": {"weight": 1.0}}, **on), [2.0, 0.0])[0][0]

    harder = 10.0 ** (-0.12 * 2.0)
    assert field(0.0) == pytest.approx(0.5) and field(1.0) == pytest.approx(harder / (harder + 1.0))


def test_all_turn_at_once_away_from_where_the_others_were():
    actors = {"one": {"focus": {"field": 1.0}}, "two": {"focus": {"other": 1.0}}, "three": {}}
    scenario = small(actors, domains={"other": {"weight": 1.0}}, direction={"turning": 1.0, "aversion": 0.8})
    score = 1.0 - 0.8 * np.array([[0.25, 0.75], [0.75, 0.25], [0.5, 0.5]])
    assert turned(scenario) == pytest.approx(score / score.sum(axis=1, keepdims=True))


def test_one_domain_leaves_nothing_to_turn_to():
    on, off = (small(research={}, direction={"on": on, "turning": 1.0}) for on in (True, False))
    assert same(run(on), run(off))


def test_specialists_who_turn_search_alike_and_find_twice_what_others_hide():
    race = specialists(load("arms-race"))
    turning, fixed = (changed(race, direction={"turning": speed}) for speed in (0.1, 0.0))
    assert mean("overlap", turning) > mean("overlap", fixed) + 0.1
    assert mean("duplicated", turning) > mean("duplicated", fixed) + 0.02


def test_what_nobody_works_on_is_found_by_those_who_turn():
    base = load("base")
    narrow = changed(base, actors={name: {"focus": {"language": 1.0}} for name in base.actors})
    turning, fixed = (changed(narrow, direction={"on": on}) for on in (True, False))
    assert mean("variety", fixed) < 1.2 and mean("variety", turning) > 2.0
    assert mean("frontier", turning) > mean("frontier", fixed) + 0.5


def test_fields_are_divided_by_who_does_more_in_them():
    worth, foci = np.array([0.25, 0.75]), np.array([[0.6, 0.4], [0.2, 0.8]])
    mean_focus = foci.mean(axis=0)
    kept = [[advantage(f, m, 1.0) for f, m in zip(focus, mean_focus, strict=True)] for focus in foci]
    score = worth * np.array(kept)
    score /= score.sum(axis=1, keepdims=True)
    assert score[0, 0] > worth[0] > score[1, 0]
    assert advantage(0.3, 0.2, 0.0) == advantage(0.0, 0.2, 0.0) == advantage(0.0, 0.0, 0.5) == 1.0
    assert advantage(0.0, 0.2, 0.5) == 0.0


def test_an_initiative_that_divides_the_fields_keeps_search_apart_and_spares_what_is_done_twice_at_a_cost(base):
    base = specialists(base)
    row = {"kind": "global_initiative", "share": 0.0, "cost": 0.1, "start": day(0)}
    pairs = paired(base, row | {"division": 1.0})
    assert rise(pairs, "overlap") < -0.1 and rise(pairs, "duplicated") < -0.02 and rise(pairs, "overhead") > 0.05
    for before, after in pairs:
        assert series(after, "outlay")[0] == series(before, "outlay")[0]
        assert series(after, "research_gain")[0] < series(before, "research_gain")[0]
    assert all(same(before, after) for before, after in paired(base, row))


def test_there_is_nothing_to_divide_where_all_search_alike(base):
    divided = {"kind": "global_initiative", "share": 0.0, "cost": 0.0, "division": 1.0, "start": day(0)}
    assert abs(rise(paired(base, divided, seeds=range(2)), "overlap")) < 1e-3
