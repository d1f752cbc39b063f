"""Measures of a history, on histories small enough to count by hand, and beside the same measures written slowly."""

import numpy as np
import pytest

from sim import load, run
from sim.analysis.facts.declared import declared
from sim.analysis.facts.fact import rows_of, values
from sim.analysis.facts.history import seen
from sim.analysis.facts.measures import MEASURES, given_rows, one, quarter_of
from sim.analysis.facts.runs import of_log, of_tables, of_world, places
from sim.world import NOBODY, RELEASE_FIELDS
from tests.analysis.facts import plain
from tests.analysis.facts.toy import NAN, drawn, history

PAIR = history(
    ("2019Q1", "a", 1.0, 10.0, "us"),
    ("2019Q3", "b c", 0.0, 30.0, "us", "china"),
    ("2020Q1", "b", 0.0, 40.0, "china", "foreign"),
    ("2020Q2", "a", 1.0, 30.0, "us", "foreign", "foreign_open"),
    ("2020Q4", "b", NAN, 35.0, "china"),
)
YEARS = {"first": 2019, "last": 2020}


def test_open_shares_leave_out_what_is_not_known():
    assert one(PAIR, "open_share", **YEARS) == 0.5
    assert one(PAIR, "open_share", first=2020, last=2020) == 0.5
    assert one(PAIR, "open_share", **YEARS, bloc="us") == pytest.approx(2 / 3)
    assert np.isnan(one(PAIR, "open_share", first=2021, last=2022))


def test_a_window_can_begin_and_end_with_any_quarter():
    assert one(PAIR, "open_share", first="2019Q2", last="2020Q1") == 0.0
    assert [quarter_of(2019), quarter_of(2019, is_last=True), quarter_of("2019Q4")] == [8076, 8079, 8079]


def test_the_lag_is_the_time_to_an_open_release_as_capable_and_counts_the_unmatched():
    # Closed records of 30 (matched after three quarters) and 40 (never): the curve falls to one half at nine months.
    assert one(PAIR, "open_lag", **YEARS) == 9.0
    assert np.isnan(one(history(("2019Q1", "a", 1.0, 1.0)), "open_lag", **YEARS))


def test_what_happens_within_a_quarter_has_no_order():
    rows = [("2019Q1", "a", 0.0, 5.0), ("2019Q1", "b", 1.0, 6.0), ("2019Q1", "c", 0.0, 7.0), ("2019Q3", "d", 1.0, 7.0)]
    for order in (rows, [rows[2], rows[1], rows[0], rows[3]]):
        told = history(*order)
        assert one(told, "open_lag", **YEARS) == 6.0
        assert one(told, "openness_by_capability", **YEARS) == pytest.approx(
            np.corrcoef([0, 1, 0, 1], [-2, -1, 0, 0])[0, 1]
        )


def test_records_start_afresh_with_the_window():
    told = history(("2018Q4", "z", 0.0, 99.0), ("2019Q1", "a", 0.0, 5.0), ("2019Q2", "b", 1.0, 6.0))
    assert one(told, "open_lag", **YEARS) == 3.0
    assert one(told, "contenders", **YEARS, margin=2.0) == 2.0
    assert one(told, "lead_concentration", first="2019Q1", last="2019Q2") == 0.5


def test_openness_falls_towards_the_frontier():
    falling = history(("2019Q1", "a", 0.0, 9.0), ("2019Q3", "b", 1.0, 5.0), ("2020Q1", "a", 0.0, 12.0))
    assert one(falling, "openness_by_capability", **YEARS) == pytest.approx(-1.0)


def test_gaps_are_means_over_the_ends_of_quarters_at_which_there_are_both():
    # 20 at the ends of two quarters of 2019; then 30 once, and 10 three times.
    assert one(PAIR, "gap", first=2019, last=2019) == 20.0
    assert one(PAIR, "gap", first=2019, last=2020) == pytest.approx((30 + 3 * 10) / 4)


def test_a_gap_that_falls_and_rises_again_turns_once():
    def turns(*gap):
        # What is open catches up each year so far that the gap is as wished: closed stands at 100 more a year.
        rows = []
        for year, points in enumerate(gap):
            rows.append((2019 + year, "b", 0.0, 100.0 * (year + 1)))
            rows.append((2019 + year, "a", 1.0, 100.0 * (year + 1) - points))
        return one(history(*rows), "gap_turns", first=2019, last=2018 + len(gap))

    assert turns(9, 5, 3, 6) == 1
    assert turns(9, 5, 3, 1) == 0
    assert turns(1, 5, 3, 6) == 2
    assert np.isnan(one(PAIR, "gap_turns", first=2018, last=2020))


def test_the_frontier_rises_by_what_was_added_between_two_ends_of_quarters():
    assert one(PAIR, "frontier_rise", first="2019Q1", last="2020Q1") == 30.0


def test_contenders_stand_near_the_best_of_their_day():
    def near(last, margin):
        return one(PAIR, "contenders", first=2019, last=last, margin=margin)

    assert (near("2019Q3", 10.0), near("2020Q2", 10.0), near("2020Q2", 5.0)) == (2, 3, 1)


def test_the_lead_is_held_until_somebody_is_better():
    race = history(
        (2019, "a", 1.0, 1.0), (2020, "b", 1.0, 2.0), ("2020Q3", "c", 1.0, 1.5), (2021, "b", 1.0, 3.0),
        ("2022Q4", "a", 1.0, 4.0),
    )  # fmt: skip
    # a leads at the ends of four quarters and of the last; b in between, eleven times.
    window = {"first": 2019, "last": 2022}
    assert one(race, "lead_concentration", **window) == pytest.approx((5 / 16) ** 2 + (11 / 16) ** 2)
    assert one(race, "leader_changes", **window) == pytest.approx(2 / (15 / 4))


def test_concentration_is_how_likely_two_different_releases_have_the_same_maker():
    # a, and half of b and half of c: no two releases of 2019 share a maker; of 2020's three pairs, one does.
    assert one(PAIR, "output_concentration", first=2019, last=2019) == 0.0
    assert one(PAIR, "output_concentration", first=2020, last=2020) == pytest.approx(1 / 3)
    assert one(PAIR, "output_concentration", **YEARS) == pytest.approx(1 / 6)
    shared = history((2019, "a b", 1.0, 1.0), (2019, "a c", 1.0, 1.0))
    assert one(shared, "output_concentration", **YEARS) == pytest.approx(1 / 4)
    assert one(shared, "output_concentration", **YEARS, whole=True) == pytest.approx(1 / 4)
    assert np.isnan(one(history((2019, "a", 1.0, 1.0)), "output_concentration", **YEARS))


def test_the_largest_four_are_those_of_a_sample():
    five = history(*((2019, name, 1.0, 1.0) for name in "abcde"))
    assert one(five, "largest_four", **YEARS, sample=5) == pytest.approx(0.8)
    assert one(five, "largest_four", **YEARS, sample=4) == pytest.approx(1.0)
    assert np.isnan(one(five, "largest_four", **YEARS, sample=6))
    joint = history(*((2019, "a b", 1.0, 1.0) for _ in range(3)), *((2019, name, 1.0, 1.0) for name in "cdefg"))
    assert one(joint, "largest_four", **YEARS, sample=8) == pytest.approx((1.5 + 1.5 + 1 + 1) / 8)
    assert one(joint, "largest_four", **YEARS, sample=8, whole=True) == pytest.approx((3 + 3 + 1 + 1) / 11)


def test_joint_shares_are_of_all_or_of_a_bloc():
    assert one(PAIR, "joint_share", **YEARS) == pytest.approx(1 / 5)
    assert one(PAIR, "joint_across", **YEARS, bloc="china", other="us") == pytest.approx(1 / 3)
    assert one(PAIR, "joint_across", first=2020, last=2020, bloc="china", other="us") == 0.0


def test_newcomers_are_there_for_the_first_time():
    known = PAIR._replace(since=np.array([2018, 2019, 2019]))
    assert one(known, "newcomers", first=2019, last=2019, sample=2) == pytest.approx(2 / 3)
    assert one(known, "newcomers", **YEARS, sample=2) == pytest.approx((2 / 3 + 0) / 2)
    # Two releases of one, one of another: a single draw finds the first twice as often.
    two = history((2019, "a", 1.0, 1.0), (2019, "a", 1.0, 1.0), (2019, "b", 1.0, 1.0), since={"a": 2018})
    assert one(two, "newcomers", **YEARS, sample=1) == pytest.approx(1 / 3)
    assert one(two, "newcomers", **YEARS, sample=2) == pytest.approx((2 / 3) / (2 / 3 + 1))


def test_bases_of_others_are_open_or_not():
    assert one(PAIR, "open_bases", **YEARS) == 0.5


def test_turns_are_counted_between_years_with_enough_releases():
    rows = [(2019 + year, "a", float(is_open), 1.0) for year, is_open in enumerate((1, 1, 0, 1)) for _ in "xx"]
    rows = [*rows, (2019, "b", 1.0, 1.0), (2020, "b", 0.0, 1.0)]
    turning, window = history(*sorted(rows)), {"first": 2019, "last": 2022}
    assert one(turning, "switches", **window, least=2) == pytest.approx(2 / 3)
    assert one(turning, "switches_to_open", **window, least=2) == 0.5
    assert one(turning, "switches", **window, least=1) == pytest.approx(3 / 4)
    assert np.isnan(one(PAIR, "switches_to_open", **YEARS, least=2))


def test_a_year_that_is_half_open_counts_as_open():
    half = history((2019, "a", 0.0, 1.0), *((2020, "a", value, 1.0) for value in (0.0, 1.0)))
    assert one(half, "switches", **YEARS, least=1) == one(half, "switches_to_open", **YEARS, least=1) == 1.0
    assert one(half, "switches", **YEARS, least=1, half=0.501) == 0.0


def test_growth_is_that_of_the_largest_runs():
    quarters = [f"{year}Q{quarter}" for year in (2019, 2020, 2021) for quarter in (1, 2, 3, 4)]
    rows = []
    for time, quarter in enumerate(quarters):
        rows.append((quarter, "a", 1.0, 1.0, {"compute": 5.0 ** (time / 4), "cost": 2.3 ** (time / 4)}))
        rows.append((quarter, "b", 1.0, 1.0, {"compute": 1e-3, "cost": NAN}))
    growing, window = history(*rows), {"first": 2019, "last": 2021}
    assert one(growing, "cost_growth", **window, top=10) == pytest.approx(2.3)
    assert one(growing, "compute_growth", **window, top=1) == pytest.approx(5.0)
    assert one(growing, "compute_growth", **window, top=2) > 5.0  # the first small one counts, later ones do not
    assert np.isnan(one(PAIR, "compute_growth", **YEARS, top=10))


@pytest.mark.parametrize(
    ("counts", "growth"), [((4, 6, 9), 0.5), ((8, 4, 2), -0.5), ((3, 3, 3), 0.0), ((0, 0, 7), np.expm1(5.0))]
)
def test_incidents_grow_by_the_trend_of_their_counts(counts, growth):
    told = history((2019, "a", 1.0, 1.0), incidents=[count / 4 for count in counts for _ in range(4)])
    assert one(told, "incident_growth", first=2019, last=2021) == pytest.approx(growth, rel=1e-6, abs=1e-6)


def test_who_is_shown_some_releases_knows_makers_since_those():
    told = history((2018, "a", 1.0, 1.0), (2018, "b", 1.0, 1.0), (2019, "a b", 1.0, 2.0), since={"b": 2017})
    shown = seen(told, np.array([False, False, True]))
    assert shown.since.tolist() == [2019, 2017]
    assert (shown.maker.tolist(), shown.row.tolist(), shown.quarter.tolist()) == ([0, 1], [0, 2], [8076])
    for kept, whole in zip(seen(told, np.ones(3, bool)), told, strict=True):
        assert np.array_equal(kept, whole, equal_nan=True)


def asked():
    """Every measure as the facts ask for it, and with other windows and numbers."""
    for fact in declared().facts:
        for spec in fact.figures:
            yield spec.measure, dict(spec.given)
            for each in spec.definitions:
                yield spec.measure, {**spec.given, **each.given}
    for first, last in ((2018, 2026), (2021, 2021), ("2020Q2", "2023Q3"), (2030, 2031)):
        window = {"first": first, "last": last}
        yield "gap", window
        yield "open_share", {**window, "bloc": "china"}
        yield "open_bases", window
        yield "newcomers", {**window, "sample": 5}
        yield "contenders", {**window, "margin": 3.0}
        yield "compute_growth", {**window, "top": 3}


ASKED = list(asked())


def nearly(compiled, slow, name):
    """Equal to rounding; the share of the largest four to the chance of its samples."""
    return compiled == pytest.approx(slow, rel=1e-9, abs=0.03 if name == "largest_four" else 1e-9, nan_ok=True)


@pytest.mark.parametrize("seed", range(6))
def test_compiled_measures_equal_the_slow_ones(seed):
    told = drawn(seed, releases=(0, 1, 8, 40, 120, 300)[seed % 6], makers=3 + 4 * (seed % 4))
    found = values(given_rows((name, False, given) for name, given in ASKED), told)
    assert {name for name, _ in ASKED} == MEASURES.keys()
    with np.errstate(all="ignore"):
        for (name, given), value in zip(ASKED, found, strict=True):
            assert nearly(value, getattr(plain, name)(told, **given), name), (name, given)


@pytest.mark.parametrize("name", ["arms-race", "open-alliance"])
def test_they_equal_them_on_runs(name):
    finished = run(load(name), 3)
    told = of_world(places(finished.scenario), finished.world, finished.quarters)
    # These begin in 2020 and have other blocs.
    asked = [(each, given) for each, given in ASKED if quarter_of(given["last"]) < 2027 * 4]
    found = values(given_rows((each, False, given) for each, given in asked), told)
    assert np.isfinite(found).sum() > 30
    with np.errstate(all="ignore"):
        for (each, given), value in zip(asked, found, strict=True):
            assert nearly(value, getattr(plain, each)(told, **given), each), (each, given)


@pytest.fixture(scope="module")
def real():
    """A run of the race since 2019."""
    return run(load("race-2019"), 3, 30)


@pytest.fixture(scope="module")
def told(real):
    """Its history."""
    return of_world(places(real.scenario), real.world, real.quarters)


def test_figures_of_the_race_that_are_not_held_out_equal_the_slow_ones(told):
    wanted = [spec for fact in declared().facts if fact.role != "held out" for spec in fact.figures]
    with np.errstate(all="ignore"):
        for spec, value in zip(wanted, values(rows_of(wanted), told), strict=True):
            slow = getattr(plain, spec.measure)(told, **spec.given)
            assert nearly(value, slow, spec.measure), spec.name


def test_tables_of_a_run_and_its_world_tell_the_same_history(real, told):
    frames = real.frames()
    for one_way, other in zip(told, of_tables(real.scenario, frames.releases, frames.series), strict=True):
        assert np.array_equal(one_way, other, equal_nan=True)


def test_of_a_run_the_measures_agree_with_its_outcomes(real, told):
    window = {"first": 2019, "last": "2026Q2"}
    assert one(told, "open_share", **window) == pytest.approx(real.outcomes["open_release_share"])
    # The outcome looks at the first maker alone; where nothing is joint, the two are the same.
    alone = run(load("race-2019", {"codevelopment.on": False}), 3, 30)
    history = of_world(places(alone.scenario), alone.world, alone.quarters)
    assert one(history, "open_bases", **window) == pytest.approx(alone.outcomes["foreign_bases_open"])


def test_of_a_run_blocs_are_those_of_its_actors_and_incumbents_are_never_new(real, told):
    names, log = real.actors["actor"], real.frames().releases
    bloc = [*real.actors["bloc"], *log["bloc"][log["actor"] == ""]]
    alone = np.flatnonzero(~told.joint)
    makers = told.maker[told.row[alone]]
    assert told.bloc[alone, 1].tolist() == [bloc[maker] == "china" for maker in makers]
    assert told.since[names.index("google")] == 2018
    assert told.since[names.index("deepseek")] >= 2023
    single = (log["actor"] == "").cumsum() + len(names) - 1
    makers = [names.index(name) if name else number for name, number in zip(log["actor"], single, strict=True)]
    assert told.maker[told.row[:-1]].tolist() == np.repeat(makers, log["models"]).tolist()
    first = np.cumsum(log["models"]) - log["models"]
    assert (told.compute[first] == log["compute"]).all() and (told.cost[first] == log["cost"]).all()
    further = np.setdiff1d(np.arange(told.quarter.size), first)
    assert np.isnan(told.compute[further]).all() and np.isnan(told.cost[further]).all()


def test_every_figure_bears_a_run_without_releases(real):
    frames = real.frames()
    empty = of_tables(real.scenario, frames.releases.iloc[:0], frames.series)
    figures = [spec for fact in declared().facts for spec in fact.figures]
    found = dict(zip([spec.measure for spec in figures], values(rows_of(figures), empty), strict=True))
    assert all(np.isnan(value) for name, value in found.items() if name != "incident_growth")


@pytest.mark.parametrize(
    ("measure", "given", "told"),
    [
        ("open_share", {"first": 2019}, "last is missing"),
        ("open_share", {**YEARS, "block": "us"}, "block is unknown"),
        ("open_share", {**YEARS, "bloc": "usa"}, "bloc: expected one of us, china"),
        ("open_share", {"first": "2019Q5", "last": 2020}, "expected a year, 2023, or a quarter"),
        ("open_share", {"first": 2020, "last": 2019}, "last is before first"),
        ("joint_across", {**YEARS, "bloc": "china"}, "other is missing"),
        ("joint_across", {**YEARS, "bloc": "china", "other": ""}, "other: expected one of us, china"),
        ("compute_growth", {**YEARS, "top": 0}, "top: expected a whole number from 1"),
        ("newcomers", {**YEARS, "sample": 2.5}, "sample: expected a whole number from 1"),
        ("contenders", {**YEARS, "margin": "ten"}, "margin: expected a number from 0"),
    ],
)
def test_what_a_measure_cannot_be_given_is_told(measure, given, told):
    with pytest.raises(ValueError, match=told):
        one(PAIR, measure, **given)


def test_a_base_is_of_others_only_if_nobody_made_both():
    log = np.zeros(5, RELEASE_FIELDS)
    log["actor"], log["co_releaser"] = [0, 1, 0, 2, 1], [1, NOBODY, NOBODY, 0, NOBODY]
    log["base"], log["tier"], log["models"] = [NOBODY, 0, 1, 2, 2], [3, 1, 3, 3, 3], 1
    of = of_log(log, np.zeros(1), 0, 1.0, np.zeros((3, 2), bool), np.zeros((2, 2), bool), np.zeros(3, bool))
    # 1 builds on what it made with 0; 0 on 1's; 2, with 0, on 0's; 1 on 0's.
    assert of.foreign.tolist() == [False, False, True, False, True]
    assert of.foreign_open.tolist() == [False, False, False, False, True]


def test_a_release_is_as_many_models_as_it_holds_and_makers_of_the_tail_are_told_apart():
    log = np.zeros(4, RELEASE_FIELDS)
    log["quarter"], log["actor"], log["bloc"] = [0, 1, 1, 5], [1, NOBODY, NOBODY, 0], [0, 1, 1, 0]
    log["co_releaser"], log["base"], log["models"] = [0, NOBODY, NOBODY, NOBODY], NOBODY, [3, 1, 1, 2]
    log["base"][3], log["tier"] = 1, [3, 3, 0, 0]
    log["capability"], log["compute"], log["cost"] = [1.0, 0.5, 0.4, 2.0], [8.0, 4.0, 2.0, 16.0], 1.0
    blocs, regions = np.array([[True, False]] * 2), np.array([[True, False], [False, True]])
    of = of_log(log, np.zeros(1), 8, 10.0, blocs, regions, np.array([True, False]))
    assert of.quarter.tolist() == [8, 8, 8, 9, 9, 13, 13]
    assert of.capability.tolist() == [10.0, 10.0, 10.0, 5.0, 4.0, 20.0, 20.0]
    assert of.maker.tolist() == [1, 0, 1, 0, 1, 0, 2, 3, 0, 0] and of.row.tolist() == [0, 2, 4, 6, 7, 8, 9, 10]
    assert of.bloc.tolist() == [[True, False]] * 3 + [[False, True]] * 2 + [[True, False]] * 2
    assert np.isfinite(of.compute).tolist() == [True, False, False, True, True, True, False]
    assert of.foreign.tolist() == [False] * 5 + [True] * 2 and of.foreign_open.tolist() == [False] * 5 + [True] * 2
    assert of.since.tolist() == [1, 2, 2, 2]
