"""Rules are found where there are any, are tested on points they have not seen, and are not made up."""

import builtins

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from sim.analysis.claims.boxes import MissingExtra, find_box, turning_point, weightiest
from sim.study.sampling import Axis

AXES = [Axis("a", (), 0.0, 1.0), Axis("b", (), 0.01, 100.0, 0, True), Axis("c", (), 5.0, 6.0)]


@pytest.fixture(scope="module")
def points():
    shares = qmc.Sobol(3, rng=np.random.default_rng(0)).random(128)
    return pd.DataFrame(
        {axis.path: [axis.at(share) for share in column] for axis, column in zip(AXES, shares.T, strict=True)}
    )


def test_a_planted_box_is_found(points):
    box = find_box(points, (points["a"] > 0.4) & (points["b"] < 1.0))
    assert set(box.limits) == {"a", "b"}
    (least, no_most), (no_least, most) = box.limits["a"], box.limits["b"]
    assert no_most is None and no_least is None
    assert least == pytest.approx(0.4, abs=0.06) and 0.5 < most < 2.0
    assert min(box.coverage, box.density) > 0.9 and min(box.tested_coverage, box.tested_density) > 0.75
    assert str(box) == f"a >= {least:g} and b <= {most:g}"


def test_a_band_is_told_with_both_ends(points):
    box = find_box(points, points["a"].between(0.3, 0.6))
    assert list(box.limits) == ["a"] and str(box).count("<=") == 2


def test_coverage_and_density_are_those_of_the_rule_as_it_is_told(points):
    holds = (points["a"] > 0.43) & (points["c"] > 5.27)
    box = find_box(points, holds)
    inside = np.all(
        [points[name].between(low or -np.inf, high or np.inf) for name, (low, high) in box.limits.items()], 0
    )
    assert box.coverage == (inside & holds).sum() / holds.sum()
    assert box.density == (inside & holds).sum() / inside.sum()
    assert all(end is None or end == float(f"{end:.2g}") for ends in box.limits.values() for end in ends)


def test_a_noisy_box_is_rated_lower_on_points_it_has_not_seen(points):
    flips = np.random.default_rng(5).random(128) < 0.2
    box = find_box(points, (points["a"] > 0.5) ^ flips)
    assert "a" in box.limits
    assert box.tested_density < box.density


def test_chance_alone_yields_no_rule(points):
    found = [find_box(points, pd.Series(np.random.default_rng(seed).random(128) < 0.5)) for seed in range(10)]
    assert sum(box is not None for box in found) <= 1


@pytest.mark.parametrize("few", [0, 4, 128])
def test_too_few_points_yield_no_rule(points, few):
    assert find_box(points, pd.Series(np.arange(128) < few)) is None


def test_a_missing_library_is_told_with_the_way_to_it(points, monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("ema_workbench"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'hoardshare\[sensitivity\]'"):
        find_box(points, points["a"] > 0.5)


def test_the_weightiest_parameter_goes_with_the_margin(points):
    name, correlation = weightiest(points, points["c"] * 0.1 - np.log(points["b"]))
    assert name == "b" and correlation < -0.9
    assert weightiest(points, pd.Series(np.ones(128)))[0] == "", "a margin that never changes goes with nothing"


def test_the_turning_point_is_the_nearest_to_the_centre_in_shares_of_each_range(points):
    verdicts = pd.Series(np.where(points["b"] > 5.0, "fails", "holds"))
    place = points.iloc[turning_point(AXES, points, verdicts, "fails")]
    assert 5.0 < place["b"] < 15.0 and abs(place["a"] - 0.5) < 0.25 and abs(place["c"] - 5.5) < 0.25
    assert turning_point(AXES, points, verdicts, "unclear") is None
