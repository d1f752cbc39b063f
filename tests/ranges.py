"""Settings drawn at random within the ranges of the schema, many at a time, ends of ranges most of all."""

import math

import numpy as np

from sim.scenario.errors import dotted
from sim.scenario.reading.outline import ROOT, step
from sim.scenario.schema.quantity import limits

FIXED = ("title", "about", "group", "start", "quarters", "policies", "ties")
"""What is not drawn: names and days, and how large a world is."""
SIZES = ("count", "slots")
LENGTHS = (12, 60, 60, 120, 300)


def leaves(scenario):
    """Numbers and switches of a scenario: path, place in the schema."""

    def inside(value, path, place):
        if isinstance(value, dict):
            for key, item in value.items():
                yield from inside(item, (*path, key), step(place, key))
        elif place.type in (int, float, bool) and path[-1] not in SIZES:
            yield path, place

    tables = {name: table for name, table in scenario.model_dump().items() if name not in FIXED}
    return list(inside(tables, (), ROOT))


def ends(place):
    """Least and most of a number, and whether the least is left out."""
    least, most, above = limits(place.field)
    low = least if above is None else above
    return -20.0 if low is None else low, 20.0 if most is None else most, above is not None


def value(random, place):
    """A value: an end of its range, one evenly drawn, or one of any size."""
    if place.type is bool:
        return bool(random.integers(2))
    least, most, is_open = ends(place)
    least += 10.0 ** random.integers(-9, -1) * min(1.0, most) if is_open else 0.0
    size = 10.0 ** random.uniform(-3, math.log10(max(most, 1e-2)))
    drawn = (least, most, random.uniform(least, most), min(max(size * random.choice([-1, 1]), least), most))
    kept = float(drawn[random.integers(4)])
    return round(kept) if place.type is int else kept


def settings(random, scenario):
    """Some settings, few or many, and a length."""
    places = [each for each in leaves(scenario) if random.random() < 0.2 or each[0][0] != "actors"]
    count = int(random.integers(1, 40))
    chosen = [places[number] for number in random.choice(len(places), count, replace=False)]
    found = {dotted(path): value(random, place) for path, place in chosen}
    return found | {"quarters": int(random.choice(LENGTHS))}


def draws(scenarios, count, first=0):
    """(number, name of the scenario, settings), the same each time."""
    names = sorted(scenarios)
    for number in range(first, first + count):
        random = np.random.default_rng(number)
        name = names[random.integers(len(names))]
        yield number, name, settings(random, scenarios[name])
