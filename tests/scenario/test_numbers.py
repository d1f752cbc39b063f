"""Numbers set in a resolved scenario at once give what reading the whole tree gives: the scenario, or the error."""

import hashlib
import json
import math
import pickle
from fractions import Fraction

import numpy as np
import pytest

from sim.scenario import ScenarioError, Tier, load, names
from sim.scenario.errors import dotted, shown
from sim.scenario.priors import priors
from sim.scenario.reading.assignments import parts, path_of
from sim.scenario.reading.numbers import with_numbers
from sim.scenario.reading.outline import Spot, step, words_of
from sim.scenario.schema.quantity import Section, limits
from sim.study.sampling import axis_of

BASE = load("base")


def the_long_way(scenario, changes):
    """A title is no number, so all that is set with it is set in the whole tree."""
    return load(scenario, {"title": scenario.title} | changes)


def numbers(holder, path=()):
    """Path, kind and range of every number, switch and word in a scenario, and the table that declares it."""
    if isinstance(holder, Section):
        for name, field in type(holder).model_fields.items():
            kind = step(Spot((), type(holder), None), name).type
            if kind in (bool, int, float) or words_of(kind):
                yield dotted((*path, name)), (type(holder), name), kind, limits(field)
            else:
                yield from numbers(getattr(holder, name), (*path, name))
    elif isinstance(holder, dict):
        for name, item in holder.items():
            yield from numbers(item, (*path, name))
    elif isinstance(holder, list):
        for place, item in enumerate(holder):
            yield from numbers(item, (*path, getattr(item, "name", "") or place))


def every():
    """Each number that the schema declares, once, in the first shipped scenario that has it."""
    first = {}
    for name in names():
        scenario = load(name)
        for path, declared, kind, ends in numbers(scenario):
            first.setdefault(declared, (scenario, path, kind, ends))
    return first.values()


def tried(kind, ends):
    """Values that may be right, and values that cannot."""
    if kind is bool:
        return [True, False, 0.0]
    if words_of(kind):
        return [*words_of(kind), np.str_(words_of(kind)[0]), f"un{words_of(kind)[0]}", 1]
    low, high = -3.0 if ends.low is None else ends.low, 7.0 if ends.most is None else ends.most
    return [low, np.float64(low + 0.375 * (high - low)), low - 0.5, 2.0 * high + 1.0]


STRANGE = [
    math.nan, math.inf, -0.0, True, np.True_, 1, 1.0, np.float32(0.5), np.int64(1), np.array(1), Fraction(1, 2),
    "0.5", "true", "none", "open", Tier.OPEN, np.str_("open"), None, [0.5], {}, 2**63, 2**64,
    2**70, 10**5000, 1e400, 1j, (1,),
]  # fmt: skip


def outcome(resolve, scenario, changes):
    """What comes of it, in a form that can be compared."""
    try:
        found = resolve(scenario, changes)
    except ScenarioError as error:
        return str(error)
    return found, found.digest, [type(row) for row in found.policies], [vars(table) for table in tables(found)]


def tables(scenario):
    every = [getattr(scenario, name) for name in type(scenario).model_fields]
    return [table for table in every if isinstance(table, Section)]


def test_every_number_of_the_schema_is_set_as_the_whole_tree_sets_it_or_refused_with_the_same_words():
    at_once = 0
    for scenario, path, kind, ends in every():
        for value in tried(kind, ends):
            same = outcome(load, scenario, {path: value}), outcome(the_long_way, scenario, {path: value})
            assert same[0] == same[1], (scenario.title, path, value)
            at_once += with_numbers(scenario, {path: value}) is not None
    assert at_once > 500  # the comparison is of two ways


@pytest.mark.parametrize(
    "path", ["trust.gain", "entry.slots", "research.on", "actors.alpha.run", "actors.alpha.tier", "quarters"]
)
@pytest.mark.parametrize("value", STRANGE, ids=shown)
def test_strange_values_are_taken_or_refused_as_in_the_whole_tree(path, value):
    assert outcome(load, BASE, {path: value}) == outcome(the_long_way, BASE, {path: value})


@pytest.mark.parametrize("name", names())
def test_many_numbers_at_once_in_every_shipped_scenario(name):
    scenario = load(name)
    random = np.random.default_rng(7)
    found = [(path, kind, ends) for path, _, kind, ends in numbers(scenario) if path != "quarters"]
    found = [each for each in found if not words_of(each[1])]
    for size in (2, 8, 30):
        changes = {}
        for path, kind, ends in (found[k] for k in random.choice(len(found), size, replace=False)):
            low, high = -3.0 if ends.low is None else ends.low, 7.0 if ends.most is None else min(ends.most, 1e3)
            drawn = low + (high - low) * random.uniform(0.01, 0.99)
            changes[path] = bool(drawn < 0.5) if kind is bool else math.ceil(drawn) if kind is int else drawn
        assert outcome(load, scenario, changes) == outcome(the_long_way, scenario, changes), changes


def drawn(scenario, seed):
    """Values from the priors of a random part of a scenario's numbers, in a random order; and the generator."""
    random = np.random.default_rng(seed)
    axes = [axis_of(path, prior) for path, prior in priors(scenario).items()]
    order = random.permutation(len(axes))[: random.integers(2, len(axes), endpoint=True)]
    values = {axes[k].path: axes[k].at(random.uniform()) for k in order}
    kinds = [lambda value: value, float, np.float64, lambda value: np.array([value])[0]]
    return {path: kinds[random.integers(len(kinds))](value) for path, value in values.items()}, random


def respelt(scenario, path, random):
    """Another way to write a path: a row by its number, a part in quotes, blanks around the points."""
    first, *others = parts(path)
    if first == "policies":
        number = next(k for k, row in enumerate(scenario.policies) if others[0] in (row.name, str(k)))
        others[0] = random.choice([others[0], str(number), f"00{number}"])
    written = [path_of([part]) for part in (first, *others)]
    return random.choice([".", " . "]).join(
        part if part[0] == '"' or random.uniform() < 0.5 else f'"{part}"' for part in written
    )


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["race-2019", "open-alliance"])
def test_any_numbers_of_the_priors_at_once_are_as_in_the_whole_tree_in_any_order(name, seed):
    scenario = load(name)
    changes, random = drawn(scenario, seed)
    paths = list(changes)
    at_once = with_numbers(scenario, changes)
    long = outcome(the_long_way, scenario, changes)
    assert at_once is not None and outcome(lambda *_: at_once, scenario, changes) == long
    shuffled = {path: changes[path] for path in random.permutation(paths).tolist()}
    assert with_numbers(scenario, shuffled).digest == at_once.digest
    other = {respelt(scenario, path, random): value for path, value in changes.items()}
    assert with_numbers(scenario, other).digest == at_once.digest


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["race-2019", "open-alliance"])
def test_of_numbers_that_are_set_twice_the_last_values_count(name, seed):
    scenario = load(name)
    changes, random = drawn(scenario, seed)
    twice = {respelt(scenario, path, random): random.choice([changes[path], -1e9]) for path in changes}
    assert load(scenario, twice | changes).digest == load(scenario, changes).digest
    for both in (twice | changes, changes | twice):
        assert outcome(load, scenario, both) == outcome(the_long_way, scenario, both)


@pytest.mark.parametrize("seed", range(12))
def test_many_numbers_with_switches_and_words_are_as_in_the_whole_tree(seed):
    scenario = load("race-2019")
    changes, random = drawn(scenario, seed)
    told = [(path, words_of(kind) or [True, False]) for path, (_, field), kind, _ in numbers(scenario)
            if field not in ("kind", "group") and (kind is bool or words_of(kind))]  # fmt: skip
    for path, values in (told[k] for k in random.choice(len(told), 20)):
        changes[path] = values[random.integers(len(values))]
    assert with_numbers(scenario, changes) is not None
    assert outcome(load, scenario, changes) == outcome(the_long_way, scenario, changes)


@pytest.mark.parametrize("seed", range(12))
def test_one_wrong_value_among_many_is_refused_with_the_same_words(seed):
    scenario = load("race-2019")
    changes, random = drawn(scenario, seed)
    wrong = [-1e9, math.nan, "open", None, [0.5], 2**70, True]
    changes[random.choice(list(changes))] = wrong[seed % len(wrong)]
    assert outcome(load, scenario, changes) == outcome(the_long_way, scenario, changes)


def test_each_table_is_validated_once_however_many_of_its_numbers_are_set(monkeypatch):
    scenario = load("race-2019")
    changes = {path: axis_of(path, prior).at(0.5) for path, prior in priors(scenario).items()}
    validated, model_validate = [], Section.model_validate.__func__

    def counted(table, given):
        validated.append(table)
        return model_validate(table, given)

    monkeypatch.setattr(Section, "model_validate", classmethod(counted))
    assert with_numbers(scenario, changes) is not None
    places = {tuple(parts(path)[:length]) for path in changes for length in range(1, len(parts(path)))}
    assert len(validated) == len(places - {("policies",), ("domains",)})  # lists and free names are no tables


@pytest.mark.parametrize(
    "changes",
    [
        {"research.unknown": 1.0},
        {"nothing.at_all": 1.0},
        {"digest": 1.0},
        {"research": 1.0},
        {"research.luck.deep": 1.0},
        {"actors.nobody.effort": 1.0},
        {"actors.alpha": 1.0},
        {"actors.alpha.know_how_in.science": 0.5},
        {"actors.alpha.run_spread": 0.5},
        {"actors.alpha.run_spread": 0.5, "actors.alpha.run": 20.0},
        {"actors.alpha.run": 20.0, "actors.alpha.run_spread": 0.5},
        {"policies.nowhere.on": False},
        {"policies.0.on": False},
        {"policies.9999.on": False},
        {"policies.12345678.on": False},
        {'trust."gain"': 0.1},
        {"trust. gain": 0.1, "trust.gain": 0.2},
        {"trust..gain": 0.1},
        {"": 0.1},
        {"quarters": 1},
        {"quarters": 40.0},
        {"research.productivity": 5.0, "research.hardening": 3.0, "research.reference": 20.0},
        {"actors.alpha.users": 1.0},
        {"entry.slots": 900_000_000},
        {"trust.gain": 0.1, "tiers.open": {"capture": 0.3}},
        {"finance.growth": 1.0, "quarters": 4000},
    ],
)
@pytest.mark.parametrize("name", ["base", "open-alliance"])
def test_whatever_is_set_the_outcome_is_that_of_the_whole_tree(name, changes):
    scenario = load(name)
    assert outcome(load, scenario, changes) == outcome(the_long_way, scenario, changes)


def test_a_resolved_scenario_is_not_changed_and_what_no_number_touches_is_shared():
    before = BASE.model_dump_json(), BASE.digest
    other = load(BASE, {"trust.gain": 0.123, "actors.alpha.effort": 0.5})
    assert (BASE.model_dump_json(), BASE.digest) == before
    assert (other.trust.gain, other.actors["alpha"].effort) == (0.123, 0.5)
    assert other.research is BASE.research and other.actors["beta"] is BASE.actors["beta"]
    assert load(BASE) is BASE and load(BASE, {}) is BASE


def test_one_number_after_another_is_all_of_them_together():
    steps = [{"trust.gain": 0.2}, {"actors.alpha.effort": 0.4}, {"trust.gain": 0.3}, {"tiers.open.capture": 0.5}]
    scenario, together = load("open-alliance"), {}
    for changes in steps:
        scenario, together = load(scenario, changes), together | changes
    whole = load("open-alliance", together)
    assert scenario == whole and scenario.digest == whole.digest
    assert pickle.loads(pickle.dumps(scenario)).digest == load(scenario, {"title": "Else"}).digest == whole.digest


def by_hand(scenario):
    """The digest of a scenario that was written out in one piece."""
    told = scenario.model_dump(mode="json")
    for name in ("title", "about", "group"):
        del told[name]
    for row in told["policies"]:
        del row["name"], row["note"]
    for name in ("actors", "domains"):
        told[name] = list(told[name].items())
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@pytest.mark.parametrize("name", names())
def test_a_digest_is_of_the_whole_scenario(name):
    scenario = load(name)
    assert scenario.digest == by_hand(scenario)
    changed = load(scenario, {"trust.gain": 0.125, "actors.alpha.effort": 0.25} if "alpha" in scenario.actors else {})
    assert changed.digest == by_hand(changed)
