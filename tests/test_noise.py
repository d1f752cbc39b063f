"""All randomness is keyed by seed, purpose, actor or pair, and quarter: nothing else moves a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, norm

from sim import RaceModel, run
from sim.noise import Purpose, exponential, noise_of, normal, own_luck, pair_noise, philox, stream, uniform
from sim.normal import quantile
from sim.world.build import SLOT_KEY
from tests.program import finish, start
from tests.worlds import changed, same, small, world_of

KNOWN = """\
00000000 00000000 00000000 00000000 00000000 00000000 5f6fb709 0d893f64 4f121f81 4f730a48
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 5207ddc2 45165e59 4d8ee751 8c52f662
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 4dfccaba 190a87f0 c47362ba b6b5242a
"""
"""Counter, key and output of Philox4x32 with 7 rounds: kat_vectors of Random123 (Salmon et al. 2011)."""
SIZE = 4000
FAR = 4.5
"""Standard errors that a figure of fixed seeds may be off: one in 150,000 is further."""


@pytest.mark.parametrize("line", KNOWN.splitlines())
def test_the_generator_gives_the_published_numbers(line):
    *counter, low, high, first, second, third, fourth = (int(word, 16) for word in line.split())
    found = philox(np.uint64(high << 32 | low), *map(np.uint64, counter))
    assert [int(word) for word in found] == [first, second, third, fourth]


def drawn(law=uniform, seed=7, purpose=Purpose.LUCK, key=0, t=0):
    """A series along whichever of its keys is an array."""
    keys = np.broadcast_arrays(seed, int(purpose) if isinstance(purpose, Purpose) else purpose, key, t)
    noises = {one: noise_of(one) for one in set(keys[0].ravel().tolist())}
    told = zip(*(each.ravel().tolist() for each in keys), strict=True)
    return np.array([law(noises[one], number, actor, quarter) for one, number, actor, quarter in told])


def along(law, axis, **fixed):
    return drawn(law, **{axis: np.arange(SIZE)} | fixed)


def pairs(seed=7, origin=0, target=0, t=0):
    noise = noise_of(seed)
    told = zip(*(each.ravel().tolist() for each in np.broadcast_arrays(origin, target, t)), strict=True)
    return np.array([pair_noise(noise, *each) for each in told])


AXES = ("seed", "purpose", "key", "t")


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize(
    ("law", "named"), [(uniform, "uniform"), (exponential, "expon"), (normal, "norm")], ids=["uniform", "expon", "norm"]
)
def test_a_law_holds_along_seeds_purposes_actors_and_quarters(law, named, axis):
    cells = along(law, axis)
    assert kstest(cells, named).pvalue > 1e-4
    mean, deviation, fourth = {
        "uniform": (0.5, 12**-0.5, 1 / 80), "expon": (1.0, 1.0, 9.0), "norm": (0.0, 1.0, 3.0),
    }[named]  # fmt: skip
    assert abs(cells.mean() - mean) < FAR * deviation / SIZE**0.5
    assert abs(cells.var() - deviation**2) < FAR * (fourth - deviation**4) ** 0.5 / SIZE**0.5
    assert len(np.unique(cells)) == SIZE


NEIGHBOURS = [
    ({}, {"seed": 8}), ({}, {"seed": 7 + (1 << 32)}), ({}, {"purpose": Purpose.INCIDENT}), ({}, {"key": 1}),
    ({}, {"key": SLOT_KEY}), ({}, {"t": 1}), ({"key": 1}, {"t": 1}), ({"key": 3}, {"purpose": 3}),
    ({"t": 2}, {"purpose": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_have_nothing_to_do_with_each_other(one, other):
    axis = next(each for each in ("key", "t", "seed") if each not in one | other)
    first, second = (along(normal, axis, **fixed) for fixed in (one, other))
    for lag in (0, 1, 2):
        assert abs(np.corrcoef(first[lag:], second[: SIZE - lag])[0, 1]) < FAR / SIZE**0.5
        assert abs(np.corrcoef(first[lag:] ** 2, second[: SIZE - lag] ** 2)[0, 1]) < FAR / SIZE**0.5


@pytest.mark.parametrize("axis", AXES)
def test_a_series_does_not_remember_itself(axis):
    cells = along(normal, axis)
    for lag in (1, 2, 4, 64):
        assert abs(np.corrcoef(cells[lag:], cells[:-lag])[0, 1]) < FAR / SIZE**0.5


def test_a_normal_number_is_the_quantile_of_the_uniform_one():
    cells, levels = along(normal, "key"), along(uniform, "key")
    np.testing.assert_allclose(cells, norm.ppf(levels), rtol=1e-13, atol=1e-13)


@given(st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_quantiles_are_those_of_the_normal_distribution(p):
    assert quantile(p) == pytest.approx(norm.ppf(p), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("p", [2.0**-53, 1e-12, 1.3e-11, 1.5e-11, 0.0749, 0.0751, 0.5, 0.9251, 1.0 - 2.0**-53])
def test_quantiles_are_right_in_the_tails_and_where_formulas_meet(p):
    assert quantile(p) == pytest.approx(norm.ppf(p), rel=1e-13, abs=1e-13)


@given(st.integers(0, 1 << 70), st.sampled_from(Purpose), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_any_number_lies_inside_its_range_and_repeats(seed, purpose, key, t):
    level = drawn(uniform, seed=[seed], purpose=purpose, key=key, t=t)[0]
    assert 0.0 < level < 1.0
    assert level == uniform(noise_of(seed), purpose, key, t)
    assert 0.0 < exponential(noise_of(seed), purpose, key, t) < np.inf
    assert np.isfinite(normal(noise_of(seed), purpose, key, t))


def test_each_purpose_has_a_number_that_stays():
    numbers = {name: purpose.value for name, purpose in Purpose.__members__.items()}
    assert len(set(numbers.values())) == len(numbers)
    first = ["LUCK", "INCIDENT", "CATASTROPHE", "MISUSE", "REVISION", "MOOD", "PARTNER", "ADOPTION", "ENTRY", "FORTUNE"]
    first += ["EXIT", "JOINT", "TOPOLOGY", "PAIRS", "EXCHANGE", "AUDIT", "INSPECTION", "CLUB", "HOSTING", "UNDERWAY"]
    first += ["KNOW_HOW", "RUN", "OBSERVATION", "OWN"]
    assert list(numbers)[: len(first)] == first
    assert [numbers[name] for name in first] == list(range(len(first)))


def test_seeds_of_any_size_differ():
    seeds = [0, 1, 2**32, 2**32 + 1, 2**63, 2**64 - 1, 2**64, 2**64 + 1, 2**65, 2**200]
    assert len(set(drawn(seed=np.array(seeds, object)))) == len(seeds)
    hashed = noise_of(2**64 + 1)
    assert uniform(noise_of(int(hashed.key)), Purpose.LUCK, 0, 0) != uniform(hashed, Purpose.LUCK, 0, 0)
    model, found = RaceModel("base", 2**64 + 1), run("base", 2**64 + 1, 3)
    for _ in range(3):
        model.step()
    assert np.array_equal(model.world.series[:3], found.world.series)


def test_keys_of_named_actors_and_of_slots_stay_when_others_join():
    def keys(named, slots):
        scenario = small([f"a{k}" for k in range(named)], entry={"rate": 0.1, "slots": slots}, market={})
        return world_of(scenario).actors["key"].tolist()

    few, many = keys(2, 3), keys(5, 4)
    assert few[:2] == many[:2] and few[2:] == many[5:8]
    assert len(set(many)) == len(many) and max(many) < 2**32


@pytest.mark.parametrize("axis", ["origin", "target", "t"])
def test_the_noise_of_a_pair_is_bell_shaped_with_mean_0_and_variance_1(axis):
    cells = pairs(**{"origin": 3, "target": 5, "t": 2} | {axis: np.arange(SIZE)})
    assert abs(cells.mean()) < FAR / SIZE**0.5
    assert abs(cells.var() - 1.0) < FAR * (2.7 - 1.0) ** 0.5 / SIZE**0.5  # the fourth moment of four uniforms is 2.7
    assert abs((cells**4).mean() - 2.7) < 0.4
    assert np.abs(cells).max() <= 2 * 3**0.5
    assert len(np.unique(cells)) > 0.97 * SIZE  # of 2**18 values


def test_the_noise_of_a_pair_is_of_that_pair_in_that_order_in_that_quarter_and_seed():
    one = np.arange(SIZE)
    forth = pairs(origin=one, target=one + 1, t=5)
    others = [
        pairs(origin=one + 1, target=one, t=5), pairs(origin=one, target=one + 1, t=6),
        pairs(origin=one, target=one + 2, t=5), pairs(8, one, one + 1, 5), pairs(origin=SIZE, target=one + 1, t=one),
    ]  # fmt: skip
    for other in others:
        assert (forth == other).mean() < 0.001
        for lag in (0, 1):
            assert abs(np.corrcoef(forth[lag:], other[: SIZE - lag])[0, 1]) < FAR / SIZE**0.5


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.integers(0, 4000))
def test_the_noise_of_any_pair_is_bounded_and_repeats(seed, origin, target, quarter):
    cell = pair_noise(noise_of(seed), origin, target, quarter)
    assert abs(cell) <= 2 * 3**0.5
    assert cell == pair_noise(noise_of(seed), origin, target, quarter)


def test_the_luck_of_ones_own_phase_is_of_seed_phase_actor_and_quarter():
    few, many = np.arange(5), np.array([*range(5), *range(SLOT_KEY, SLOT_KEY + SIZE)])
    cells = own_luck(noise_of(7), "mine", many, 3)
    assert np.array_equal(own_luck(noise_of(7), "mine", few, 3), cells[:5])
    assert kstest(cells, "uniform").pvalue > 1e-4
    others = [(noise_of(8), "mine", 3), (noise_of(7), "yours", 3), (noise_of(7), "mine", 4)]
    for noise, phase, t in others:
        other = own_luck(noise, phase, many, t)
        assert abs(np.corrcoef(cells, other)[0, 1]) < FAR / SIZE**0.5


def test_streams_of_seeds_purposes_and_parts_differ_and_repeat():
    keys = [(7, Purpose.TOPOLOGY), (8, Purpose.TOPOLOGY), (7, Purpose.EXCHANGE), (7, Purpose.TOPOLOGY, 1)]
    keys += [(2**64 + 7, Purpose.TOPOLOGY)]
    cells = [stream(*key).random(SIZE) for key in keys]
    assert np.array_equal(cells[0], stream(*keys[0]).random(SIZE))
    assert np.abs(np.corrcoef(cells) - np.eye(len(keys))).max() < FAR / SIZE**0.5


HERMIT = {
    "hermit": {"endowment": 0.0, "users": 0.0, "know_how": 0.4, "compute": 0.2, "tier": "closed", "strategy": "hoard"}
}


def with_hermit(scenario):
    """The same scenario with everybody's ties written out, and an actor that nobody is tied to."""
    names = list(scenario.actors)
    edges = [[one, other] for k, one in enumerate(names) for other in names[k + 1 :]]
    ties = {"topology": "edges", "edges": edges}
    return [changed(scenario, ties=ties, entry={"on": False}, actors=more) for more in ({}, HERMIT)]


def test_an_inert_stranger_changes_nobodys_run(base):
    alone, joined = with_hermit(base)
    # A hermit lives on nothing, sells nothing to speak of, and knows no more than is public: nobody feels it, except
    # through counts and means of all actors, such as the mean outlay by which staff come and go.
    off = ("market", "finance", "investors", "commons", "challenge")
    quiet = {name: {"on": False} for name in off} | {"spillover": {"mobility": 0.0}}
    one, other = (run(changed(scenario, **quiet), 4, 70) for scenario in (alone, joined))
    size = len(alone.actors)
    for field in ("capability", "effort", "safety", "flaws", "tier", "reputation", "cash"):
        assert np.array_equal(one.world.actors[field], other.world.actors[field][:size])
    assert one.releases["capability"].tolist() == [
        k for k, who in zip(other.releases["capability"], other.releases["actor"], strict=True) if who != "hermit"
    ]


def test_a_further_quarter_leaves_those_before_as_they_were(base):
    assert same(run(base, 4, 70), run(base, 4, 90), before=70)


def test_an_unused_slot_changes_nobodys_run(base):
    few, many = (changed(base, entry={"rate": 1e-9, "slots": slots}) for slots in (3, 4))
    one, other = run(few, 4, 60), run(many, 4, 60)
    assert one.outcomes["entrants"] == other.outcomes["entrants"] == 0
    size = len(base.actors)
    for field in ("capability", "effort", "flaws", "tier", "cash"):
        assert np.array_equal(one.world.actors[field][:size], other.world.actors[field][:size])


def test_ties_drawn_at_random_depend_on_the_seed_alone():
    for topology in ("scale-free", "small-world", "blocs"):
        actors = {f"a{n}": {"bloc": "west" if n % 2 else "east"} for n in range(12)}
        scenario = small(actors, ties={"topology": topology, "degree": 4, "rewiring": 0.5, "across": 2})
        drawn = [world_of(scenario, seed).ties.target.tolist() for seed in (1, 1, 2)]
        assert drawn[0] == drawn[1] != drawn[2]


PROGRAM = """
import hashlib
from sim import load, run
made = run(load("base"), 7)
text = repr((made.series, made.releases, made.outcomes)).encode() + made.world.series.tobytes()
print(hashlib.sha256(text).hexdigest())
"""


def test_a_seed_gives_the_same_run_in_every_process():
    salted = ({"PYTHONHASHSEED": salt} for salt in ("0", "12345"))
    digests = {finish(start("-c", PROGRAM, environment=salt)).stdout for salt in salted}
    assert len(digests) == 1 and len(digests.pop().strip()) == 64


def test_a_seed_is_a_whole_number_from_zero():
    assert noise_of(np.int64(3)) == noise_of(3)
    with pytest.raises(ValueError, match="seed = -3; expected a whole number from 0"):
        noise_of(np.int64(-3))
    with pytest.raises(TypeError):
        noise_of(1.5)
