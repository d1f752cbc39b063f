"""All randomness is keyed by seed, purpose, actor and quarter: nothing else moves a cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import run
from sim.noise import BLOCK, PURPOSES, draw, pair_noise, used
from sim.scenario.schema.enums import Strategy
from sim.start import noise_block
from tests.program import finish, start
from tests.worlds import changed, same, small, world_of

ALL = frozenset(PURPOSES)
GRIDS = sorted(ALL)
SLOTS_ALONE = {name for name, purpose in PURPOSES.items() if purpose.for_slots}
KEY = np.uint64(0x1234_5678_9ABC_DEF0)


def grids(seed=7, block=0, named=5, slots=3, purposes=ALL):
    noise = draw(seed, block, named, slots, purposes)
    return {name: getattr(noise, name) for name in GRIDS}


def test_a_further_actor_leaves_the_noise_of_all_others_and_of_slots_as_it_was():
    few, many = grids(named=5), grids(named=9)
    for name in GRIDS:
        assert np.array_equal(few[name][:5], many[name][:5])
        assert np.array_equal(few[name][5:], many[name][9:])


def test_a_further_slot_leaves_the_noise_of_all_others_as_it_was():
    few, many, none = grids(slots=3), grids(slots=8), grids(slots=0)
    for name in GRIDS:
        assert np.array_equal(few[name], many[name][:8])
        assert np.array_equal(few[name][:5], none[name])


def test_a_further_purpose_leaves_the_others_as_they_were():
    some = grids(purposes=frozenset({"luck", "exit"}))
    assert all(np.array_equal(some[name], grids()[name]) for name in ("luck", "exit"))
    assert some["mood"].shape == (0, BLOCK)


def test_blocks_purposes_seeds_and_rows_differ():
    drawn = [grids(**key) for key in ({}, {"seed": 8}, {"block": 1})]
    rows = np.concatenate(
        [cells[5:] if name in SLOTS_ALONE else cells for noise in drawn for name, cells in noise.items()]
    )
    assert len(np.unique(rows[:, 0])) == len(rows)
    apart = np.corrcoef(np.argsort(np.argsort(rows))) - np.eye(len(rows))
    assert np.abs(apart).max() < 5.5 / BLOCK**0.5


def test_each_purpose_has_its_law():
    for name, rows in grids(named=400, slots=400).items():
        cells = rows[400:] if name in SLOTS_ALONE else rows
        law = {"luck": (0.0, 1.0)} | dict.fromkeys(("incident", "misuse", "entry", "exit"), (1.0, 1.0))
        mean, variance = law.get(name, (0.5, 1 / 12))
        assert cells.mean() == pytest.approx(mean, abs=4 * (variance / cells.size) ** 0.5)
        assert cells.var() == pytest.approx(variance, rel=0.06)


def test_what_is_read_is_drawn_and_nothing_else():
    assert used(small()) == frozenset()
    assert used(small(research={}, incidents={}, exit={})) == {
        "luck", "incident", "catastrophe", "exit",
    }  # fmt: skip
    assert used(small({"a": {"strategy": "best-reply"}}, choice={"revision": 0.5})) == {"mood", "revision"}


@pytest.mark.parametrize("strategy", [s for s in Strategy if s != Strategy.PYTHON])
def test_no_strategy_depends_on_noise_that_was_not_drawn(strategy, monkeypatch):
    every = {"imitation": {"rate": 1.0}, "reinforcement": {}, "market": {}, "research": {}}
    actors = {name: {"strategy": strategy} for name in ("a", "b", "c")}
    scenario = small(actors, quarters=20, choice={"revision": 0.5}, **every)
    found = run(scenario, 2)
    monkeypatch.setattr("sim.start.used", lambda scenario: ALL)
    assert same(found, run(scenario, 2))


def test_the_noise_of_a_pair_is_bell_shaped_with_mean_0_and_variance_1():
    cells = np.array([pair_noise(KEY, i, j, t) for i in range(20) for j in range(20) for t in range(50)])
    assert abs(cells.mean()) < 4 / len(cells) ** 0.5
    assert cells.var() == pytest.approx(1.0, abs=0.03)
    assert np.abs(cells).max() <= 2 * 3**0.5
    assert len(np.unique(cells)) > 0.99 * len(cells) * (1 - len(cells) / 2**18)


def test_the_noise_of_a_pair_is_of_that_pair_in_that_order_in_that_quarter_and_seed():
    cells = [pair_noise(KEY, *key) for key in ((1, 2, 3), (2, 1, 3), (1, 2, 4), (1, 3, 3), (2, 2, 3))]
    cells.append(pair_noise(KEY + np.uint64(1), 1, 2, 3))
    assert len(set(cells)) == len(cells)
    forth, back, later = (
        np.array([pair_noise(KEY, *key(i)) for i in range(4000)])
        for key in (lambda i: (i, i + 1, 5), lambda i: (i + 1, i, 5), lambda i: (i, i + 1, 6))
    )
    assert abs(np.corrcoef(forth, back)[0, 1]) < 0.07
    assert abs(np.corrcoef(forth, later)[0, 1]) < 0.07


@given(st.integers(0, 2**63), st.integers(0, 2**40), st.integers(0, 2**40), st.integers(0, 4000))
def test_the_noise_of_any_pair_is_bounded_and_repeats(key, origin, target, quarter):
    cell = pair_noise(np.uint64(key), origin, target, quarter)
    assert abs(cell) <= 2 * 3**0.5
    assert cell == pair_noise(np.uint64(key), origin, target, quarter)


HERMIT = {
    "hermit": {"endowment": 0.0, "users": 0.0, "know_how": 0.4, "compute": 0.2, "tier": "closed", "strategy": "hoard"}
}


def with_hermit(scenario):
    """The same scenario with everybody's ties written out, and an actor that nobody is tied to."""
    names = list(scenario.actors)
    edges = [[one, other] for k, one in enumerate(names) for other in names[k + 1 :]]
    ties = {"topology": "edges", "edges": edges}
    return [changed(scenario, ties=ties, entry={"on": False}, actors=more) for more in ({}, HERMIT)]


def test_an_inert_stranger_changes_nobodys_noise_and_nobodys_run(base):
    alone, joined = with_hermit(base)
    for block in (0, 1):
        one, other = noise_block(alone, 4, block), noise_block(joined, 4, block)
        assert one.pairs == other.pairs
        for name in GRIDS:
            assert np.array_equal(getattr(one, name), getattr(other, name)[: len(getattr(one, name))])
    # A hermit lives on nothing, sells nothing to speak of, and knows no more than is public: nobody feels it, except
    # through counts of all actors.
    quiet = {"market": {"on": False}, "finance": {"on": False}, "commons": {"on": False}, "challenge": {"on": False}}
    one, other = (run(changed(scenario, **quiet), 4, 70) for scenario in (alone, joined))
    size = len(alone.actors)
    for field in ("capability", "effort", "safety", "flaws", "tier", "reputation", "cash"):
        assert np.array_equal(one.world.actors[field], other.world.actors[field][:size])
    assert one.releases["capability"].tolist() == [
        k for k, who in zip(other.releases["capability"], other.releases["actor"], strict=True) if who != "hermit"
    ]


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
