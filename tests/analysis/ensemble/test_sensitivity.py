"""Given-data sensitivity on functions whose indices are known."""

import numpy as np
import pandas as pd
import pytest

from sim.analysis.ensemble.sensitivity import shares

N = 2048


@pytest.fixture
def draws():
    return pd.DataFrame(np.random.default_rng(1).random((N, 6)), columns=list("abcdef"))


def _of(table, path):
    return table.set_index("path").loc[path]


def test_a_linear_function_has_the_shares_of_its_coefficients(draws):
    found = shares(draws, (3 * draws["a"] + draws["b"]).to_numpy())
    assert _of(found, "a")["share"] == pytest.approx(0.9, abs=0.03)
    assert _of(found, "b")["share"] == pytest.approx(0.1, abs=0.03)
    assert list(found["path"][:2]) == ["a", "b"]
    assert list(found["drives"]) == [True, True, False, False, False, False]


def test_it_sees_what_is_not_monotone(draws):
    found = _of(shares(draws, ((draws["c"] - 0.5) ** 2).to_numpy()), "c")
    assert found["share"] > 0.9
    assert abs(found["rho"]) < 0.1


def test_ishigami(draws):
    # What turns within a bin is lost: sin^2 does so four times, and a fifth of its share goes.
    x = (draws[["a", "b", "c"]] * 2 - 1) * np.pi
    y = np.sin(x["a"]) + 7 * np.sin(x["b"]) ** 2 + 0.1 * x["c"] ** 4 * np.sin(x["a"])
    found = shares(draws, y.to_numpy())
    for path, known in {"a": 0.314, "b": 0.442, "c": 0.0}.items():
        assert 0.8 * known - 0.02 <= _of(found, path)["share"] <= known + 0.05


def test_noise_drives_nothing():
    random = np.random.default_rng(2)
    many = pd.DataFrame(random.random((512, 230)), columns=[f"x{k}" for k in range(230)])
    found = [shares(many, random.random(512)) for _ in range(20)]
    assert sum(each["drives"].any() for each in found) <= 4
    assert max(each["share"].max() for each in found) < 0.08


def test_its_error_is_that_of_repeated_draws():
    random = np.random.default_rng(3)
    got = []
    for _ in range(60):
        x = pd.DataFrame(random.random((256, 2)), columns=["a", "b"])
        got.append(_of(shares(x, (x["a"] + x["b"]).to_numpy()), "a"))
    spread = np.std([each["share"] for each in got])
    assert np.mean([each["error"] for each in got]) == pytest.approx(spread, rel=0.4)


def test_what_does_not_vary_or_fails_has_no_drivers(draws):
    assert not shares(draws, np.ones(N))["drives"].any()
    y = draws["a"].to_numpy().copy()
    y[::2] = np.nan
    assert _of(shares(draws, y), "a")["share"] > 0.9
