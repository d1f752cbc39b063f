"""Paired comparison: what differs is told from what does not, seed by seed."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from sim.analysis.paired import bootstrap, holm, p_values, paired

RANDOM = np.random.default_rng(5)
CONTROL = pd.DataFrame({"noise": RANDOM.normal(size=60), "shifted": RANDOM.normal(size=60), "same": np.ones(60)})


def test_a_shift_is_found_and_noise_and_equality_are_not():
    treatment = CONTROL.assign(noise=RANDOM.normal(size=60), shifted=CONTROL["shifted"] + 0.5, same=1.0 + 1e-15)
    compared = paired(CONTROL, treatment)
    assert compared["differs"].to_dict() == {"noise": False, "shifted": True, "same": False}
    assert compared.loc["shifted", "difference"] == pytest.approx(0.5)
    assert compared.loc["shifted", "agree"] == 1.0


def test_the_interval_covers_the_mean_and_narrows_with_more_seeds():
    treatment = CONTROL + RANDOM.normal(0.2, 1.0, size=CONTROL.shape)
    few, many = paired(CONTROL[:15], treatment[:15]), paired(CONTROL, treatment)
    assert ((many["low"] <= many["difference"]) & (many["difference"] <= many["high"])).all()
    assert (many["high"] - many["low"])["shifted"] < (few["high"] - few["low"])["shifted"]


def test_p_values_are_corrected_for_the_number_of_outcomes():
    assert holm(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm(np.array([0.9, 0.8])).tolist() == [1.0, 1.0]
    names = [f"noise-{k}" for k in range(40)]
    control, treatment = (pd.DataFrame(RANDOM.normal(size=(30, 40)), columns=names) for _ in range(2))
    shifted = treatment.assign(**{"noise-7": control["noise-7"] + 1.0 + 0.1 * treatment["noise-7"]})
    found = paired(control, shifted)["p_holm"]
    assert found["noise-7"] < 1e-3 and (found.drop("noise-7") > 0.05).all()


def test_what_differs_alike_in_all_seeds_is_as_certain_as_their_number():
    assert p_values(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])).tolist() == [0.25, 1.0]
    assert p_values(np.ones((20, 1)))[0] < 1e-5
    assert p_values(np.array([[0.0, 0.0]])).tolist() == [1.0, 1.0]


def test_p_values_are_those_of_a_paired_t_test():
    differences = np.random.default_rng(8).normal([0.0, 0.3, -2.0], [1.0, 0.5, 4.0], size=(25, 3))
    assert p_values(differences) == pytest.approx(ttest_1samp(differences, 0.0).pvalue, rel=1e-12)
    assert p_values(differences[:2]) == pytest.approx(ttest_1samp(differences[:2], 0.0).pvalue, rel=1e-12)


def test_other_seeds_are_refused():
    with pytest.raises(ValueError, match="same seeds"):
        paired(CONTROL, CONTROL.rename(index={0: 99}))


def test_the_spread_is_pooled_over_both_sides():
    control, treatment = pd.DataFrame({"a": [0.0, 2.0, 4.0]}), pd.DataFrame({"a": [1.0, 5.0, 9.0]})
    row = paired(control, treatment).loc["a"]
    assert (row["difference"], row["spread"]) == (3.0, pytest.approx(10.0**0.5))
    assert row["effect"] == pytest.approx(3.0 / 10.0**0.5)


@pytest.mark.parametrize(("level", "errors"), [(0.95, 1.96), (0.8, 1.2816)])
def test_the_interval_leaves_out_as_much_on_either_side(level, errors):
    sample = np.random.default_rng(3).normal(size=(400, 1))
    low, high = bootstrap(sample, level)
    half = errors * sample.std() / 20.0
    assert [sample.mean() - low[0], high[0] - sample.mean()] == pytest.approx([half, half], rel=0.06)
