"""Naive forecasts are what the data give, and are counted from the years before alone."""

import csv
import io
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from sim.analysis.facts.declared import FigureSpec, declared, folder, forecast
from sim.analysis.facts.fact import facts, forecasts
from sim.analysis.facts.history import evidence, seen
from sim.analysis.facts.measures import one, quarter_of
from tests.analysis.facts.toy import history

SCRIPT = Path(__file__).parents[2] / "seeds" / "evidence" / "naive.py"
SPECS = [spec for fact in declared().facts + forecast().facts for spec in fact.figures]


@pytest.fixture(scope="module")
def script():
    """The names of the script."""
    return runpy.run_path(str(SCRIPT), run_name="naive")


def test_the_file_is_what_the_data_give(script):
    kept = list(csv.DictReader(io.StringIO((folder() / "naive.csv").read_text(encoding="utf-8"))))
    now = list(csv.DictReader(io.StringIO(script["text"]())))
    assert [row["figure"] for row in now] == [spec.name for spec in SPECS]
    for old, new in zip(kept, now, strict=True):
        for name in ("persistence", "trend"):
            before, after = (float(row.pop(name) or "nan") for row in (old, new))
            assert before == pytest.approx(after, rel=1e-3, nan_ok=True), old
        assert old == new


def test_a_check_says_how_to_write_the_file(script, tmp_path, monkeypatch):
    monkeypatch.setitem(script["main"].__globals__, "FILE", tmp_path / "naive.csv")
    monkeypatch.setitem(script["main"].__globals__, "text", lambda: "fact\n")
    with pytest.raises(SystemExit, match=r"naive.csv: not what the data give; run seeds/evidence/naive.py --write"):
        script["main"](["--check"])
    assert not (tmp_path / "naive.csv").exists()
    script["main"](["--write"])
    with pytest.raises(SystemExit) as ended:
        script["main"](["--check"])
    assert ended.value.code is None


def test_figures_have_a_forecast_where_the_data_have_a_window_before():
    read = [figure for fact in facts() + forecasts() for figure in fact.figures]
    for figure, spec in zip(read, SPECS, strict=True):
        assert np.isfinite(figure.persistence) == (spec.before is not None), spec.name
        assert spec.before is not None or np.isnan(figure.trend)
        assert spec.before is not None or spec.models == "scored" or spec.published


def test_a_forecast_knows_nothing_of_its_window(script):
    for spec in SPECS:
        if spec.before is not None:
            whole = evidence(spec.models)
            earlier = seen(whole, whole.quarter <= quarter_of(spec.before["last"], is_last=True))
            for naive in (script["persistence"], script["trend"]):
                assert naive(spec, earlier) == pytest.approx(naive(spec, whole), nan_ok=True), spec.name


def test_persistence_is_the_measure_of_the_window_before():
    by_name = {figure.name: figure for fact in facts() for figure in fact.figures}
    notable = evidence("notable")
    for bloc, name in (("us", "United States"), ("china", "China")):
        for year in (2021, 2025):
            share = one(notable, "open_share", first=year - 1, last=year - 1, bloc=bloc)
            assert by_name[f"{name} {year}"].persistence == pytest.approx(share, rel=1e-4)


def asked(measure, **given):
    return FigureSpec(name="figure", measure=measure, given=given, how="wilson", before={"first": 2018, "last": 2018})


def test_a_trend_goes_on_in_log_odds(script):
    # One, two, three, four of four releases are open in 2015 to 2018.
    rows = [(2015 + y, "a", float(k <= y), 1.0) for y in range(4) for k in range(4)]
    odds = np.log([(k + 0.5) / (4.5 - k) for k in range(1, 5)])
    slope = odds @ [-1.5, -0.5, 0.5, 1.5] / 5
    ahead = expit(odds.mean() + slope * np.array([2.5, 3.5]))
    told = history(*rows)
    assert script["trend"](asked("open_share", first=2019, last=2019), told) == pytest.approx(ahead[0])
    assert script["trend"](asked("open_share", first=2019, last=2020), told) == pytest.approx(ahead.mean())
    assert script["trend"](asked("least_open_share", first=2019, last=2020), told) == pytest.approx(ahead[0])
    assert script["trend"](asked("greatest_open_share", first=2019, last=2020), told) == pytest.approx(ahead[1])


def test_years_that_are_far_ahead_are_forecast_from_what_was_known():
    told = {figure.name: figure for fact in forecasts() for figure in fact.figures}
    known = one(evidence("notable"), "open_share", first=2022, last=2022, bloc="us")
    for year in (2023, 2024, 2025):
        assert told[f"United States {year}"].persistence == pytest.approx(known, rel=1e-4)
    assert told["United States 2025"].trend > told["United States 2023"].trend


def test_two_years_or_growth_have_no_trend(script):
    two = history(*((year, "a", 1.0, 1.0) for year in (2017, 2018)))
    assert np.isnan(script["trend"](asked("open_share", first=2019, last=2019), two))
    assert np.isnan(script["trend"](asked("compute_growth", first=2019, last=2020, top=10), evidence("notable")))


def test_a_figure_without_a_window_before_has_no_forecast(script):
    spec = asked("open_share", first=2019, last=2019).model_copy(update={"before": None})
    for naive in (script["persistence"], script["trend"]):
        assert np.isnan(naive(spec, evidence("notable")))
