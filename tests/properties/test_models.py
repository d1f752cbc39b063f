"""How many models a release holds: Poisson, more for larger makers; it weighs in figures, and changes nothing else."""

import math
from itertools import pairwise

import numpy as np
import pytest

from sim import run
from sim.noise import Purpose, noise_of, poisson
from sim.outcomes.figures import release_figures
from sim.rules.release import family
from sim.world import NOBODY, RELEASE_FIELDS
from tests.worlds import changed, numbers, record, small

DRAWS = 40_000
FAR = 10_000
LUCK = noise_of(5)


def drawn(mean, most=FAR):
    return np.array([poisson(LUCK, Purpose.MODELS, 3, t, mean, most) for t in range(DRAWS)])


@pytest.mark.parametrize("mean", [0.05, 0.5, 1.0, 4.0, 30.0])
def test_numbers_have_the_mean_and_the_variance_of_poisson_and_its_shares(mean):
    found = drawn(mean)
    assert found.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / DRAWS))
    # The variance of a sample variance of Poisson numbers is about (2 mean^2 + mean) / n.
    assert found.var() == pytest.approx(mean, abs=4 * math.sqrt((2 * mean**2 + mean) / DRAWS))
    for count in range(int(mean) + 4):
        chance = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
        assert (found == count).mean() == pytest.approx(chance, abs=4 * math.sqrt(chance / DRAWS))


def test_none_come_at_a_mean_of_zero_and_never_more_than_the_most():
    assert not drawn(0.0).any() and not drawn(4.0, most=0).any()
    assert (drawn(4.0, most=2) == np.minimum(2, drawn(4.0))).all()
    assert (drawn(1e4, most=7) == 7).all() and (drawn(1e300, most=7) == 7).all()


def test_of_equal_luck_a_larger_mean_never_gives_fewer():
    for less, more in pairwise([0.1, 0.5, 2.0, 9.0]):
        assert (drawn(less) <= drawn(more)).all()


@pytest.mark.parametrize("elasticity", [0.0, 0.5, 1.0])
def test_a_family_grows_with_outlay_by_its_elasticity(elasticity):
    p = numbers("models", on=True, further=0.6, elasticity=elasticity, most=100)
    for outlay in (0.0, 0.5, 2.0, 8.0):
        me = record(key=4, outlay=outlay)
        further = np.array([family(LUCK, t, me, 2.0, p) for t in range(DRAWS)]) - 1
        mean = 0.6 * (outlay / 2.0) ** elasticity
        assert further.mean() == pytest.approx(mean, abs=4 * math.sqrt(max(mean, 1e-9) / DRAWS))


def test_where_nobody_spends_a_release_is_one_model():
    p = numbers("models", on=True, further=9.0)
    assert {family(LUCK, t, record(outlay=0.0), 0.0, p) for t in range(100)} == {1}


def test_a_family_is_one_row_and_changes_nothing_but_what_counts_models(base):
    one, many = run(changed(base, models={"on": False}), 2), run(changed(base, models={"further": 2.0}), 2)
    apart = {name for name in one.series if (one.series[name] != many.series[name]).any()}
    assert apart == {"models"}
    assert {name for name in one.releases if not np.array_equal(one.releases[name], many.releases[name])} == {"models"}
    assert set(one.releases["models"]) == {1} and max(many.releases["models"]) > 3
    for each in (one, many):
        assert each.series["models"][-1] == sum(each.releases["models"]) == each.outcomes["models"]


def test_larger_makers_release_more_models(base):
    made = run(changed(base, models={"further": 2.0, "elasticity": 1.0}, tail={"on": False}), 3)
    by_maker = {}
    for actor, models in zip(made.releases["actor"], made.releases["models"], strict=True):
        by_maker.setdefault(actor, []).append(models)
    outlay = dict(zip(made.actors["actor"], made.world.actors["outlay"], strict=True))
    ranked = sorted((name for name in by_maker if outlay[name] > 0.0), key=outlay.__getitem__)
    few, many = (np.mean(np.concatenate([by_maker[name] for name in part])) for part in (ranked[:3], ranked[-3:]))
    assert many > few


def log(*rows):
    """A release log of (quarter, actor, bloc, tier, capability, models)."""
    table = np.zeros(len(rows), RELEASE_FIELDS)
    names = ("quarter", "actor", "bloc", "tier", "capability", "models")
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        table[name] = column
    table["co_releaser"] = table["base"] = NOBODY
    return table


def test_a_release_of_three_models_counts_as_three_releases_of_one():
    blocs = np.array([0, 1])
    whole = log((0, 0, 0, 0, 1.0, 3), (1, 1, 1, 3, 0.5, 1), (2, NOBODY, 1, 3, 0.2, 1), (3, NOBODY, 0, 0, 0.1, 1))
    split = log(*[(0, 0, 0, 0, 1.0, 1)] * 3, (1, 1, 1, 3, 0.5, 1), (2, NOBODY, 1, 3, 0.2, 1), (3, NOBODY, 0, 0, 0.1, 1))
    found = release_figures(whole, blocs, 2)
    assert found == pytest.approx(release_figures(split, blocs, 2), rel=1e-12)
    # Two of six models are open; of bloc 0 none of four, of bloc 1 both; makers have 3, 1, 1 and 1 of six.
    assert (found[0], found[1], found[6], found[7]) == pytest.approx((1 / 3, 1.0, 12 / 36, 1.0))


def test_a_scenario_says_what_it_cannot_take():
    with pytest.raises(ValueError, match=r"models.further"):
        small(models={"further": -1.0})
