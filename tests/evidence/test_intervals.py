"""The frozen intervals of the facts are what the data give."""

import csv
import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from sim.analysis.facts.declared import FigureSpec, declared, folder, forecast
from sim.analysis.facts.fact import rows_of
from sim.analysis.facts.frontier import lags
from sim.analysis.facts.growth import trend
from sim.analysis.facts.measures import figures, one
from tests.analysis.facts.toy import history

SCRIPT = Path(__file__).parents[2] / "seeds" / "evidence" / "intervals.py"


@pytest.fixture(scope="module")
def script():
    """The names of the script."""
    return runpy.run_path(str(SCRIPT), run_name="intervals")


@pytest.mark.parametrize(("name", "read"), [("intervals.csv", declared), ("forecast.csv", forecast)])
def test_what_is_frozen_is_what_the_data_give(script, name, read):
    frozen = list(csv.DictReader(io.StringIO((folder() / name).read_text(encoding="utf-8"))))
    now = list(csv.DictReader(io.StringIO(script["text"](read))))
    assert [row["figure"] for row in now] == [spec.name for fact in read().facts for spec in fact.figures]
    for old, new in zip(frozen, now, strict=True):
        for name in ("value", "low", "high"):
            assert float(old.pop(name)) == pytest.approx(float(new.pop(name)), rel=1e-3), old
        assert old == new


def test_a_run_of_the_script_that_only_checks_says_what_differs(script, tmp_path, monkeypatch, capsys):
    main = script["main"]
    monkeypatch.setattr(script["sys"], "argv", ["intervals.py", "--check"])
    files = [tmp_path / name for name in ("intervals.csv", "forecast.csv")]
    monkeypatch.setitem(main.__globals__, "FILES", dict.fromkeys(files))
    monkeypatch.setitem(main.__globals__, "text", lambda _: "fact\n")
    for file in files:
        file.write_text("fact\n")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code is None
    (tmp_path / "intervals.csv").write_text("other\n")
    with pytest.raises(SystemExit) as ended:
        main()
    told = "intervals.csv: not what the data give; it was frozen: say why it changes"
    assert str(ended.value.code) == told
    assert (tmp_path / "intervals.csv").read_text() == "other\n"


@pytest.mark.parametrize("words", [[], ["--chek"], ["--help"]])
def test_what_was_frozen_is_not_written_unless_asked_for(script, words, monkeypatch, capsys):
    monkeypatch.setitem(script["main"].__globals__, "text", lambda _: pytest.fail("nothing is to be computed"))
    with pytest.raises(SystemExit) as ended:
        script["main"](words)
    assert ended.value.code == (0 if words == ["--help"] else 2)
    assert "--write" in "".join(capsys.readouterr())


def asked(script, history, measure, value=None, **given):
    """A figure of a history, as the script asks for it."""
    spec = FigureSpec(name="figure", measure=measure, given=given, how="wilson")
    made = object.__new__(script["Asked"])
    made.spec, made.history, made.rows = spec, history, rows_of([spec])
    made.value, made.of, made.among = figures(history, history, made.rows)[0]
    made.value = made.value if value is None else value
    return made


def test_counts_have_the_intervals_of_the_tables(script):
    # Garwood (1936): five events, 90 %.
    five = SimpleNamespace(of=5.0, among=1.0)
    assert script["garwood"](five) == pytest.approx((1.970, 10.513), abs=1e-3)
    assert script["garwood"](SimpleNamespace(of=0.0, among=2.0)) == pytest.approx((0.0, -np.log(0.05) / 2))
    z, n = 1.6448536269514722, 36
    low, high = script["of_share"](SimpleNamespace(of=34.0, among=float(n)))
    assert (low + high) / 2 == pytest.approx((34 + z**2 / 2) / (n + z**2))
    assert script["of_count"](SimpleNamespace(of=34.0, among=float(n))) == pytest.approx([n * low, n * high])


def test_a_trend_of_counts_has_the_spread_of_simulated_trends(script):
    spec = SimpleNamespace(given={"first": 2020, "last": 2025})
    low, high = script["trend"](SimpleNamespace(spec=spec, value=0.415))
    expected = script["REPORTED_2024"] * 1.415 ** np.arange(-4.0, 2.0)
    random = np.random.default_rng(0)
    drawn = [np.expm1(trend(random.poisson(expected).astype(float))) for _ in range(4000)]
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx([low, high], abs=0.005)


def test_the_jackknife_covers_the_concentration_of_a_population(script):
    weight = 1 / np.arange(1, 31) / (1 / np.arange(1, 31)).sum()
    random, truth, covered = np.random.default_rng(0), (weight**2).sum(), 0
    for _ in range(200):
        makers = random.choice(30, 60, p=weight)
        told = history(*((2019, f"m{maker}", 1.0, 1.0) for maker in makers))
        low, high = script["jackknife"](asked(script, told, "output_concentration", first=2019, last=2019))
        covered += low <= truth <= high
    assert 0.82 < covered / 200 < 0.97


def test_samples_that_lack_a_release_give_the_jackknife_of_the_largest_four(script):
    # With all releases but one in a sample, those that lack a release are a single one: the jackknife by hand.
    makers = ["a", "a", "a", "b", "b", "c", "d", "e", "f"]
    told = history(*((2019, maker, 1.0, 1.0) for maker in makers))
    given = {"first": 2019, "last": 2019, "sample": 8}
    left_out = [
        one(history(*((2019, maker, 1.0, 1.0) for maker in makers[:k] + makers[k + 1 :])), "largest_four", **given)
        for k in range(9)
    ]
    error = np.sqrt(8 / 9 * ((np.array(left_out) - np.mean(left_out)) ** 2).sum())
    low, high = script["largest_four"](asked(script, told, "largest_four", value=0.75, **given))
    assert (low, high) == pytest.approx((0.75 - 1.6448536 * error, 0.75 + 1.6448536 * error))


def test_slopes_and_increments_have_students_t(script):
    rows = [
        (f"{2019 + k // 4}Q{k % 4 + 1}", "a", 1.0, 3.0 * k + k % 2, {"compute": 10.0 ** (k + k % 2)}) for k in range(8)
    ]
    told, window = history(*rows), {"first": 2019, "last": 2020}
    low, high = script["regression"](asked(script, told, "compute_growth", **window, top=10))
    fit = stats.linregress(np.arange(8) / 4, [k + k % 2 for k in range(8)])
    half = stats.t.ppf(0.95, 6) * fit.stderr
    assert np.log10([low, high]) == pytest.approx([fit.slope - half, fit.slope + half])
    low, high = script["increments"](asked(script, told, "frontier_rise", **window))
    rises = 4 * np.diff([3.0 * k + k % 2 for k in range(8)])
    assert (low, high) == pytest.approx(stats.t.interval(0.9, 6, rises.mean(), stats.sem(rises)))


def test_a_median_time_has_the_times_at_which_the_curve_may_be_one_half(script):
    # Lags of 1, 2, 3, 4 and 5 quarters, all seen: S = .8, .6, .4, .2, 0, by Greenwood S^2 V = S (1 - S) / 5.
    rows = []
    for k in range(5):
        rows.append((f"{2019 + k // 2}Q{2 * (k % 2) + 1}", "a", 0.0, float(k)))
    matched = [(k + 1 + 2 * k, float(k)) for k in range(5)]
    rows += [(f"{2019 + q // 4}Q{q % 4 + 1}", "b", 1.0, level) for q, level in matched]
    told = history(*sorted(rows))
    found = asked(script, told, "open_lag", first=2019, last=2023)
    assert sorted(lags(told, found.rows[0])[:, 0]) == [1, 2, 3, 4, 5]
    survival = np.array([1.0, 0.8, 0.6, 0.4, 0.2, 0.0])
    fits = np.flatnonzero((survival - 0.5) ** 2 <= 1.6448536**2 * survival * (1 - survival) / 5)
    # A median of m quarters says that the curve is above one half until m, and not after it.
    assert fits.tolist() == [2, 3]
    assert script["passages"](found) == (6, 12)


def test_spells_of_a_single_leader_leave_no_doubt_and_others_do(script):
    alone = history((2019, "a", 1.0, 1.0), (2020, "a", 1.0, 2.0))
    found = asked(script, alone, "lead_concentration", first=2019, last=2020)
    assert script["spells"](found).tolist() == pytest.approx([1.0, 1.0])
    two = history((2019, "a", 1.0, 1.0), (2020, "b", 1.0, 2.0))
    low, high = script["spells"](asked(script, two, "lead_concentration", first=2019, last=2020))
    # Two spells of equal length: their weights are uniform, and the index 1 - 2 w (1 - w).
    assert (low, high) == pytest.approx((1 - 2 * 0.475 * 0.525, 1 - 2 * 0.05 / 2 * (1 - 0.05 / 2)), abs=0.01)


def test_the_hierarchy_covers_the_least_share(script):
    random, covered = np.random.default_rng(0), 0
    for _ in range(60):
        true = random.beta(45, 55, 5)
        rows = [
            (2019 + year, "a", float(random.random() < share), 1.0)
            for year, share in enumerate(true)
            for _ in range(40)
        ]
        found = asked(script, history(*rows), "least_open_share", first=2019, last=2023)
        low, high = script["hierarchy"](found)
        covered += low <= true.min() <= high
    assert covered / 60 > 0.8
