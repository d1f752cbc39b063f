"""Measures of a history, on histories small enough to count by hand."""

import numpy as np
import pandas as pd
import pytest

from sim import load, run
from sim.analysis.facts import measures
from sim.analysis.facts.history import History, of_run
from sim.outcomes import OUTCOMES

NAN = float("nan")


def history(*rows, series=()):
    """A history of (time, makers, open, capability) and further columns by name."""
    makers = []
    for release, (time, names, is_open, capability, *more) in enumerate(rows):
        extra = {"us": False, "china": False, "foreign": False, "foreign_open": False, **dict.fromkeys(*more, True)}
        for name in names.split():
            makers.append(
                {
                    **{"release": release, "time": time, "year": int(time), "maker": name, "since": int(time)},
                    **{"share": 1 / len(names.split()), "joint": " " in names, "open": is_open},
                    **{"capability": capability, **extra},
                }
            )
    return History(pd.DataFrame(makers), pd.DataFrame(series))


PAIR = history(
    (2019.0, "a", 1.0, 10.0, ("us",)),
    (2019.5, "b c", 0.0, 30.0, ("us", "china")),
    (2020.0, "b", 0.0, 40.0, ("china", "foreign")),
    (2020.25, "a", 1.0, 30.0, ("us", "foreign", "foreign_open")),
    (2020.75, "b", NAN, 35.0, ("china",)),
)


def test_open_shares_leave_out_what_is_not_known():
    assert measures.open_share(PAIR, 2019, 2020) == 0.5
    assert measures.open_shares(PAIR, 2019, 2020).to_dict() == {2019: 0.5, 2020: 0.5}
    assert measures.open_share(PAIR, 2019, 2020, "us") == pytest.approx(2 / 3)
    assert np.isnan(measures.open_share(PAIR, 2021, 2022))


def test_a_year_of_hoarding_and_one_of_sharing_show_as_extremes():
    fixed = history((2019.0, "a", 1.0, 1.0, ()), (2020.0, "a", 0.0, 2.0, ()), (2020.5, "a", 0.0, 2.0, ()))
    assert measures.least_open_share(fixed, 2019, 2020) == 0.0
    assert measures.greatest_open_share(fixed, 2019, 2020) == 1.0


def test_the_lag_is_the_time_to_an_open_release_as_capable_and_counts_the_unmatched():
    # Closed records of 30 (matched after three quarters) and 40 (never): the curve falls to one half at nine months.
    assert measures.open_lag(PAIR) == pytest.approx(9.0)
    assert np.isnan(measures.open_lag(history((2019.0, "a", 1.0, 1.0, ()))))


def test_openness_falls_towards_the_frontier():
    falling = history((2019.0, "a", 0.0, 9.0, ()), (2019.5, "b", 1.0, 5.0, ()), (2020.0, "a", 0.0, 12.0, ()))
    assert measures.openness_by_capability(falling) == pytest.approx(-1.0)


def test_gaps_are_means_over_the_months_in_which_there_are_both():
    # 20 from July 2019 to the end, then 30 for three months and 10 in the last.
    assert measures.gaps(PAIR).to_dict() == pytest.approx({2019: 20.0, 2020: (3 * 30 + 10) / 4})
    steady = history((2019.0, "a", 1.0, 10.0, ()), (2019.0, "b", 0.0, 15.0, ()), (2020.9, "a", 1.0, 10.0, ()))
    assert measures.gaps(steady).to_dict() == {2019: 5.0, 2020: 5.0}


def test_a_gap_that_falls_and_rises_again_turns_once():
    def turning(*gap):
        # What is open catches up each year so far that the gap is as wished: closed stands at 100 more a year.
        rows = []
        for year, points in enumerate(gap):
            rows += [(2019.0 + year, "b", 0.0, 100.0 * (year + 1), ())]
            rows += [(2019.0 + year, "a", 1.0, 100.0 * (year + 1) - points, ())]
        return history(*rows, (2018.99 + len(gap), "a", 1.0, 0.0, ()))

    assert measures.gap_turns(turning(9, 5, 3, 6), 4) == 1
    assert measures.gap_turns(turning(9, 5, 3, 1), 4) == 0
    assert measures.gap_turns(turning(1, 5, 3, 6), 4) == 2
    assert np.isnan(measures.gap_turns(turning(1, 2), 4))


def test_the_frontier_rises_by_what_was_added_between_two_times():
    assert measures.frontier_rise(PAIR, 2019.25, 2020.25) == 30.0


def test_contenders_stand_near_the_best_of_their_day():
    assert measures.contenders(PAIR, 2019.6, 10.0) == 2
    assert measures.contenders(PAIR, 2020.3, 10.0) == 3
    assert measures.contenders(PAIR, 2020.3, 5.0) == 1


def test_the_lead_is_held_until_somebody_is_better():
    race = history(
        (2019.0, "a", 1.0, 1.0, ()), (2020.0, "b", 1.0, 2.0, ()), (2020.5, "c", 1.0, 1.5, ()),
        (2021.0, "b", 1.0, 3.0, ()), (2023.0, "a", 1.0, 4.0, ()),
    )  # fmt: skip
    assert measures.lead_concentration(race) == pytest.approx((1 / 4) ** 2 + (3 / 4) ** 2)
    assert measures.leader_changes(race) == pytest.approx(2 / 4)


def test_joint_releases_are_divided_in_concentration():
    assert measures.output_concentration(PAIR, 2019, 2019) == pytest.approx((1 / 2) ** 2 + 2 * (1 / 4) ** 2)
    assert measures.largest_four(PAIR, 2019, 2020) == 1.0
    five = history(*((2019.0, name, 1.0, 1.0, ()) for name in "abcde"))
    assert measures.largest_four(five, 2019, 2019) == pytest.approx(0.8)


def test_joint_shares_are_of_all_or_of_a_bloc():
    assert measures.joint_share(PAIR, 2019, 2020) == pytest.approx(1 / 5)
    assert measures.joint_across(PAIR, 2019, 2020, "china", "us") == pytest.approx(1 / 3)
    assert measures.joint_across(PAIR, 2020, 2020, "china", "us") == 0.0


def test_newcomers_are_there_for_the_first_time():
    known = History(PAIR.makers.assign(since=PAIR.makers["maker"].map({"a": 2018, "b": 2019, "c": 2019})), PAIR.series)
    assert measures.newcomers(known, 2019, 2019) == pytest.approx(2 / 3)
    assert measures.newcomers(known, 2019, 2020) == pytest.approx((2 / 3 + 0) / 2)


def test_bases_of_others_are_open_or_not():
    assert measures.open_bases(PAIR) == 0.5


def test_turns_are_counted_between_years_with_enough_releases():
    rows = [(2019.0 + year, "a", float(is_open), 1.0, ()) for year, is_open in enumerate((1, 1, 0, 1)) for _ in "xx"]
    turning = history(*rows, (2019.0, "b", 1.0, 1.0, ()), (2020.0, "b", 0.0, 1.0, ()))
    assert measures.switches(turning, 2) == pytest.approx(2 / 3)
    assert measures.switches_to_open(turning, 2) == 0.5
    assert measures.switches(turning, 1) == pytest.approx(3 / 4)
    assert np.isnan(measures.switches_to_open(PAIR, 2))


def test_a_year_that_is_half_open_counts_as_open():
    half = [(2019.0, "a", 0.0, 1.0, ()), *((2020.0, "a", value, 1.0, ()) for value in (0.0, 1.0))]
    assert (measures.switches(history(*half), 1), measures.switches_to_open(history(*half), 1)) == (1.0, 1.0)


def test_growth_is_that_of_the_trend():
    times = np.arange(2019, 2022, 0.25)
    series = {
        "time": times,
        "year": times.astype(int),
        "outlay": 2.3 ** (times - 2019),
        "compute": 5.0 ** (times - 2019),
    }
    growing = history((2019.0, "a", 1.0, 1.0, ()), series={**series, "incidents": 0.0})
    assert measures.outlay_growth(growing) == pytest.approx(2.3)
    assert measures.compute_growth(growing) == pytest.approx(5.0)
    assert np.isnan(measures.incident_growth(growing, 2019, 2021))


@pytest.mark.parametrize(
    ("counts", "growth"), [((4, 6, 9), 0.5), ((8, 4, 2), -0.5), ((3, 3, 3), 0.0), ((0, 0, 7), np.expm1(5.0))]
)
def test_incidents_grow_by_the_trend_of_their_counts(counts, growth):
    years = np.arange(2019, 2022)
    series = {"time": years, "year": years, "incidents": counts}
    grown = measures.incident_growth(history((2019.0, "a", 1.0, 1.0, ()), series=series), 2019, 2021)
    assert grown == pytest.approx(growth, abs=1e-6)


def test_a_resampled_history_has_as_many_releases_and_keeps_makers_together():
    drawn = PAIR.drawn(np.random.default_rng(3))
    assert len(drawn.releases) == len(PAIR.releases)
    assert drawn.makers.groupby("release")["share"].sum().tolist() == pytest.approx([1.0] * 5)


@pytest.fixture(scope="module")
def real():
    """A run of the race since 2019, and its history."""
    scenario = load("race-2019")
    finished = run(scenario, 3, 28)
    return finished, of_run(scenario, pd.DataFrame(finished.releases), pd.DataFrame(finished.series))


def test_of_a_run_the_measures_agree_with_its_outcomes(real):
    finished, told = real
    outcomes = finished.outcomes
    assert {
        "open_lag",
        "openness_by_rank",
        "open_release_share",
        "joint_share",
        "foreign_bases_open",
    } <= OUTCOMES.keys()
    assert measures.open_lag(told) == pytest.approx(outcomes["open_lag"])
    assert measures.openness_by_capability(told) == pytest.approx(outcomes["openness_by_rank"])
    assert measures.open_share(told, 2019, 2025) == pytest.approx(outcomes["open_release_share"])
    assert measures.joint_share(told, 2019, 2025) == pytest.approx(outcomes["joint_share"])
    assert measures.open_bases(told) == pytest.approx(outcomes["foreign_bases_open"])


def test_of_a_run_blocs_are_those_of_its_actors_and_incumbents_are_never_new(real):
    finished, told = real
    bloc = dict(zip(finished.actors["actor"], finished.actors["bloc"], strict=True))
    alone = told.makers[~told.makers["joint"]]
    assert alone["china"].tolist() == [bloc[maker] == "china" for maker in alone["maker"]]
    assert (told.makers[told.makers["maker"] == "google"]["since"] == 2018).all()
    assert (told.makers[told.makers["maker"] == "deepseek"]["since"] >= 2023).all()


def test_every_measure_bears_a_run_without_releases(real):
    finished, _ = real
    series = pd.DataFrame(finished.series)
    empty = of_run(finished.scenario, pd.DataFrame(finished.releases).iloc[:0], series)
    for name, given in {
        "open_lag": {},
        "gap_turns": {"years": 4},
        "contenders": {"time": 2026.0, "margin": 10.0},
    }.items():
        assert np.isnan(measures.MEASURES[name](empty, **given))
