"""A world that is made from the mould of another is the one that its own scenario draws up."""

import numpy as np
import pytest

from sim.scenario import load, names
from sim.scenario.reading.outline import words_of
from sim.scenario.schema.scenario import MECHANISMS
from sim.world import ACTOR_FIELDS, arrays, build, copied
from sim.world.build import _drafted
from sim.world.state import CACHE_LINE
from tests.scenario.test_numbers import numbers

LENGTH, WIDTH = 3, 5


def bits(world):
    return [(part.shape, part.dtype, part.tobytes()) for part in arrays(world)]


def other(scenario, path, kind, ends):
    """Another value for a number, inside its range."""
    value = scenario
    for part in path.split("."):
        value = getattr(value, part)
    if kind is bool:
        return not value
    low, high = -3.0 if ends.low is None else ends.low, 7.0 if ends.most is None else ends.most
    middle = low + 0.25 * (high - low) if value != low + 0.25 * (high - low) else low + 0.5 * (high - low)
    return round(min(middle, low + 3)) if kind is int else middle


@pytest.mark.parametrize("name", ["global-commons", "open-alliance", "arms-race-blocs"])
def test_every_parameter_is_in_the_world_whatever_was_built_before(name):
    base = load(name)
    build(base, 1, LENGTH, WIDTH)
    for path, _, kind, ends in numbers(base):
        if path.split(".")[0] in {*MECHANISMS, "world"} and not words_of(kind):
            scenario = base.model_copy(update={path.split(".")[0]: {path.split(".")[1]: other(base, path, kind, ends)}})
            built, drafted = build(scenario, 1, LENGTH, WIDTH), _drafted(scenario)
            kept = {"ties": drafted.ties} if name == "arms-race-blocs" else {}  # drawn for each seed
            same = built._replace(releases=drafted.releases, series=drafted.series, **kept)
            assert bits(same) == bits(drafted), path


def test_every_row_and_actor_is_in_the_world_whatever_was_built_before():
    base = load("open-alliance")
    build(base, 1, LENGTH, WIDTH)
    for change in [
        {"policies.0.on": False}, {"actors.alpha.effort": 0.3}, {"tiers.open.capture": 0.3}, {"entry.slots": 9},
        {"domains.science.weight": 0.5}, {"ties.topology": "edges"}, {"start": "2019-11-01"}, {"clubs.on": False},
    ]:  # fmt: skip
        scenario = load(base, change)
        drafted = _drafted(scenario)
        built = build(scenario, 1, LENGTH, WIDTH)._replace(releases=drafted.releases, series=drafted.series)
        assert bits(built) == bits(drafted) != bits(_drafted(base)), change


@pytest.mark.parametrize("name", names())
def test_worlds_share_no_memory_and_actors_begin_a_cache_line(name):
    scenario = load(name)
    worlds = [build(scenario, 1, LENGTH, WIDTH) for _ in range(2)]
    worlds.append(copied(worlds[0]))
    first = bits(worlds[0])
    assert bits(worlds[1])[:-2] == first[:-2] and bits(worlds[2]) == first  # the logs hold nothing yet
    for part in arrays(worlds[1]):
        part.reshape(-1).view(np.uint8)[:] = 255
    assert bits(worlds[0]) == bits(worlds[2]) == first
    for world in worlds:
        assert world.actors.ctypes.data % CACHE_LINE == 0 and world.actors.dtype == ACTOR_FIELDS
        assert all(part.flags.c_contiguous and part.flags.aligned and part.flags.writeable for part in arrays(world))
