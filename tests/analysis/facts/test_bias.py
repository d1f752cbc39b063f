"""Estimators of the facts do not depend on how many releases a history has; those used before did.

Populations are known, and releases are drawn from them: few, as in a year of a run, or many, as in the data.
"""

import numpy as np
import pytest

from sim.analysis.facts.fact import values
from sim.analysis.facts.measures import given_rows
from sim.analysis.facts.shares import spread_shares
from tests.analysis.facts.toy import history

FEW, MANY = 15, 80
WEIGHT = 1 / np.arange(1, 61) / (1 / np.arange(1, 61)).sum()
"""Sixty makers, the output of the k-th in proportion to 1/k; all but the largest ten are new."""
KNOWN = 10
GIVEN = given_rows(
    [
        ("output_concentration", False, {"first": 2019, "last": 2019}),
        ("largest_four", False, {"first": 2019, "last": 2019, "sample": 10}),
        ("newcomers", False, {"first": 2019, "last": 2019, "sample": 10}),
    ]
)


def counted(makers):
    """Concentration, the largest four and newcomers as they used to be counted: of the releases that there are."""
    _, output = np.unique(makers, return_counts=True)
    shares = np.sort(output / len(makers))[::-1]
    return (shares**2).sum(), shares[:4].sum(), (np.unique(makers) >= KNOWN).mean()


def estimates(releases, histories=400):
    """Before and now, shape (histories, 3) each."""
    random = np.random.default_rng(releases)
    before, now = [], []
    for _ in range(histories):
        makers = random.choice(len(WEIGHT), releases, p=WEIGHT)
        known = {f"m{maker}": 2018 for maker in makers if maker < KNOWN}
        told = history(*((2019, f"m{maker}", 1.0, 1.0) for maker in makers), since=known)
        before.append(counted(makers))
        now.append(values(GIVEN, told))
    return np.array(before), np.array(now)


@pytest.fixture(scope="module")
def both():
    """Estimates from few and from many releases."""
    return estimates(FEW), estimates(MANY)


@pytest.mark.parametrize(("place", "name"), [(0, "concentration"), (1, "largest four"), (2, "newcomers")])
def test_few_and_many_releases_of_one_population_give_the_same_now_and_did_not_before(both, place, name):
    (few_before, few), (many_before, many) = ([each[:, place] for each in side] for side in both)
    error = np.hypot(few.std() / len(few) ** 0.5, many.std() / len(many) ** 0.5)
    assert abs(few.mean() - many.mean()) < 3 * error, name
    assert abs(few_before.mean() - many_before.mean()) > 10 * error, name


def test_concentration_is_that_of_the_population(both):
    truth = (WEIGHT**2).sum()
    for before, now in both:
        error = now[:, 0].std() / len(now) ** 0.5
        assert abs(now[:, 0].mean() - truth) < 3 * error
        assert before[:, 0].mean() - truth > 3 * error


@pytest.mark.parametrize("releases", [FEW, MANY])
@pytest.mark.parametrize("spread", [0.0, 0.05, 0.15])
def test_extremes_of_shares_are_nearly_those_of_the_years(releases, spread):
    random, years, histories = np.random.default_rng(1), 7, 4000
    true = 0.45 + spread * random.normal(size=(histories, years))
    true = np.clip(true, 0.02, 0.98)
    of = random.binomial(releases, true).astype(float)
    among = np.full(years, float(releases))
    now = np.array([spread_shares(each, among) for each in of])
    bias_before = (of / releases).min(axis=1).mean() - true.min(axis=1).mean()
    bias_now = now.min(axis=1).mean() - true.min(axis=1).mean()
    assert bias_before < 0
    assert abs(bias_now) < 0.4 * abs(bias_before)
    assert (
        abs((now.max(axis=1) - true.max(axis=1)).mean()) < 0.4 * (of.max(axis=1) / releases - true.max(axis=1)).mean()
    )
