"""What would take too much memory is refused before anything is laid out, and the estimate is none too low."""

import tracemalloc

import numpy as np
import pytest

from sim import ScenarioError, load, names, run
from sim.scenario.checking import memory
from sim.scenario.checking.cast import Cast
from sim.world import ACTOR_FIELDS, DUTY_FIELDS, KNOWLEDGE_FIELDS, RELEASE_FIELDS, build
from tests.worlds import day, small

SPARSE = {"ties.topology": "small-world"}
FREE = {"users": 0.0}


def parts(scenario):
    size = Cast(scenario).size
    return memory._parts(scenario, size, memory.ties(scenario, size), scenario.quarters)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (SPARSE | {"entry.slots": 100_000, "quarters": 4000}, "quarters: 100020 actors, 4 domains, 1000200 ties"),
        (SPARSE | {"actors.alpha.count": 990_000, "quarters": 20}, "actors: 990025 actors, 4 domains, 9900250 ties"),
        (
            SPARSE | {"actors.alpha.count": 100_000, "domains": {f"d{k}": {} for k in range(1000)}},
            "domains: 100025 actors, 1004 domains",
        ),
        ({"ties.topology": "blocs", "actors.alpha.count": 7000}, "ties.topology: 7025 actors"),
        (SPARSE | {"actors": {f"a{k}": FREE | {"bloc": f"b{k}"} for k in range(10_000)}}, "actors: 10026 actors"),
    ],
)  # fmt: skip
def test_what_is_too_large_is_told_at_the_part_that_takes_most(changes, told):
    with pytest.raises(ScenarioError) as caught:
        load("base", {"actors.alpha.users": 0.0} | changes)
    assert told in str(caught.value)
    assert "GB of memory; expected at most 4.3 GB; fewer actors, slots, domains, ties or quarters" in str(caught.value)


def test_bridges_of_an_exchange_count():
    crowd = {"west": FREE | {"bloc": "west", "count": 5000}, "east": FREE | {"bloc": "east", "count": 5000}}
    row = {"kind": "exchange", "start": day(0), "from_bloc": "west", "to_bloc": "east", "ties": 1000}
    with pytest.raises(ScenarioError, match=r"policies: 10000 actors"):
        small(crowd, ties={"topology": "small-world"}, policies=[row])


def test_a_run_longer_than_its_scenario_is_refused_before_it_is_laid_out():
    with pytest.raises(ScenarioError, match=r"quarters: 26 actors.* 1000000000 quarters would take about"):
        run(load("base"), 0, 10**9)


@pytest.mark.parametrize("name", names())
def test_shipped_scenarios_need_next_to_nothing(name):
    assert sum(parts(load(name)).values()) < memory.MOST_BYTES / 100


def test_sizes_are_those_of_the_records():
    assert 2 * (ACTOR_FIELDS.itemsize + DUTY_FIELDS.itemsize) <= memory._ACTOR
    assert 2 * KNOWLEDGE_FIELDS.itemsize <= memory._FIELD
    assert RELEASE_FIELDS.itemsize == memory._RELEASE


TOPOLOGIES = {
    "complete": {"ties": {"topology": "complete"}},
    "blocs": {"ties": {"topology": "blocs", "across": 2}},
    "scale-free": {"ties": {"topology": "scale-free", "degree": 20}},
    "small-world": {"ties": {"topology": "small-world", "degree": 20}},
    "an exchange": {
        "ties": {"topology": "small-world", "degree": 4},
        "policies": [{"kind": "exchange", "start": day(0), "from_bloc": "west", "to_bloc": "east", "ties": 40}],
    },
    "many domains": {"ties": {"topology": "edges"}, "domains": {f"d{k}": {"weight": 1.0} for k in range(60)}},
}


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_world_takes_no_more_than_was_told(topology):
    few, many = ({bloc: FREE | {"bloc": bloc, "count": count} for bloc in ("west", "east")} for count in (50, 300))
    scenario = small(many, **TOPOLOGIES[topology])
    build(small(few, **TOPOLOGIES[topology]), 0, 1, 1)  # what is imported or compiled on the way is not the world's
    tracemalloc.start()
    try:
        world = build(scenario, 1, scenario.quarters, 58)
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken <= sum(parts(scenario).values())
    assert np.isfinite(world.ties.trust).all()
