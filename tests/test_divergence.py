"""A run whose numbers leave their ranges is a failed run, wherever it runs, and says which number, and when.

Many more settings than the suite draws:

    python -m tests.test_divergence 5000
"""

import re
import sys
from collections import Counter

import numpy as np
import pytest

from sim import (
    OUTCOMES,
    Diverged,
    FailedRuns,
    RaceModel,
    Scenario,
    ScenarioError,
    compare,
    design,
    load,
    names,
    run,
    sweep,
)
from sim.divergence import _PLACES, _STATE, measured
from sim.scenario.schema.series import RANGES, SERIES
from sim.start import begin
from sim.study.execute import play
from sim.study.snapshots import snapshots
from tests.program import hoardshare
from tests.ranges import draws
from tests.worlds import changed, small, world_of

REASON = re.compile(r"[a-z_0-9]+( of [\w. -]+)? = \S+ (at|after|over) .*; the scenario's numbers diverge")
RUNAWAY = {"effort": {"clamp": False, "reaction": 2.0}}
"""Unclamped, two rivals that outdo each other: effort triples a quarter (Richardson 1960)."""
LONG = 60


@pytest.fixture(scope="module")
def runaway(base):
    return changed(base, quarters=LONG, **RUNAWAY)


def test_every_series_and_every_outcome_has_its_range():
    assert tuple(RANGES) == SERIES
    for each in [*RANGES.values(), *(outcome.within for outcome in OUTCOMES.values())]:
        assert each.least < each.most and np.isfinite([each.least, each.most]).all() and " must " in each.rule
    for outcome in OUTCOMES.values():
        if outcome.unit in ("share", "index") and outcome.over in ("last", "mean", "log"):
            assert (round(outcome.within.least, 6), round(outcome.within.most, 6)) == (0.0, 1.0), outcome.name


def test_a_sum_may_be_as_large_as_what_it_sums_up_in_all_quarters():
    loss = OUTCOMES["service_loss"]
    assert loss.range_over(60).most == pytest.approx(60.0)
    assert OUTCOMES["users"].range_over(60) == RANGES["users"]


def test_every_float_of_the_state_is_looked_at():
    for what, kind in _STATE.items():
        floats = [kind.fields[name][1] // 8 for name in kind.names if kind[name].kind == "f"]
        assert _PLACES[what].tolist() == floats


@pytest.fixture
def played():
    """A sound world of two firms and its scenario, after twelve quarters."""
    scenario = small(research={}, market={})
    world = world_of(scenario)
    for _ in play(world, scenario, 0, 12):
        pass
    return scenario, world


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("side", ["below", "above", "nan", "inf"])
def test_each_series_is_refused_outside_its_range(played, name, side):
    scenario, world = played
    least, most, rule = RANGES[name]
    wrong = {"below": np.nextafter(least, -np.inf), "above": np.nextafter(most, np.inf), "nan": np.nan, "inf": np.inf}
    world.series[5, SERIES.index(name)] = wrong[side]
    with pytest.raises(Diverged) as caught:
        measured(scenario, world, 12)
    assert re.fullmatch(
        rf"{name} = \S+ at quarter 5 \(2021 Q2\): .*; the scenario's numbers diverge", str(caught.value)
    )
    assert rule in str(caught.value)
    world.series[5, SERIES.index(name)] = most
    measured(scenario, world, 5)


def test_the_earliest_quarter_is_told(played):
    scenario, world = played
    world.series[7, SERIES.index("users")], world.series[6, SERIES.index("welfare")] = 7.0, np.nan
    with pytest.raises(Diverged, match=r"welfare = nan at quarter 6 \(2021 Q3\): money must lie in"):
        measured(scenario, world, 12)
    world.series[6, SERIES.index("welfare")] = 0.0
    with pytest.raises(Diverged) as caught:
        measured(scenario, world, 12)
    told = "users = 7.0 at quarter 7 (2021 Q4): a share must lie in [0, 1]; the scenario's numbers diverge"
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("what", "field", "told"),
    [
        ("actors", "cash", "cash of beta = inf after quarter 11 (2022 Q4): what a run leaves behind must be finite"),
        ("actors", "payoff_sum", "payoff_sum of beta"),
        ("knowledge", "know_how", "know_how of beta"),
        ("society", "flaws", "flaws of society"),
    ],
)
def test_a_number_of_the_state_that_no_series_shows_is_seen(played, what, field, told):
    scenario, world = played
    getattr(world, what)[field][-1] = np.inf
    with pytest.raises(Diverged, match=re.escape(told)):
        measured(scenario, world, 12)


def test_a_figure_of_the_log_is_looked_at_too(played):
    scenario, world = played
    world.series[11, [SERIES.index("single_makers"), SERIES.index("models")]] = 6.0, 2.0
    with pytest.raises(Diverged, match=r"tail_share = 3.0 over 12 quarters: a share must lie in \[0, 1\]"):
        measured(scenario, world, 12)


def test_the_range_of_a_sum_grows_with_the_run(played):
    scenario, world = played
    world.series[:, SERIES.index("service_loss")] = 1.0
    assert measured(scenario, world, 12)["service_loss"] == 12.0


@pytest.mark.parametrize(
    ("name", "settings", "told"),
    [
        ("base", {"research.hardening": 1.0, "research.reference": 20.0}, "research.hardening: "),
        ("base", {"research.hardening": 3.0, "research.reference": 20.0}, "research.hardening: "),
        ("global-commons", {"research.hardening": 2.3, "actors.delta.know_how": -19.0}, "research.hardening: "),
        (
            "race-2019",
            # With its money it leads at once; that far ahead, no hostility would let it take full care and rest.
            {"research.returns": 1.0, "safety.enmity": 1e6, "actors.meta.endowment": 1e6},
            "actors.meta.endowment: ",
        ),
        ("base", {"compute.progress": 1.0, "quarters": 400}, "compute.progress: "),
        ("base", {"finance.growth": 1.0, "quarters": 400}, "finance.growth: "),
    ],
)
def test_numbers_that_run_away_together_are_refused_before_the_run(name, settings, told):
    with pytest.raises(ScenarioError) as caught:
        load(name, settings)
    assert told.split(": ")[0] in str(caught.value) and "\n" not in str(caught.value)
    assert "expected" in str(caught.value) and str(caught.value).count(";") == 2
    # What is refused would indeed have diverged.
    tables = load(name).model_dump()
    for path, value in settings.items():
        *way, last = path.split(".")
        table = tables
        for key in way:
            table = table[key]
        table[last] = value
    with pytest.raises(Diverged):
        run(Scenario.model_validate(tables))


@pytest.mark.parametrize("name", ["base", "race-2019"])
def test_a_run_of_250_years_is_sound(name):
    assert outcome_of(name, {"quarters": 1000}, {name: name}) == "sound"


def test_added_firms_are_told_what_to_do_about_users():
    crowd = {f"actors.firm{number}": {} for number in range(34)}
    with pytest.raises(
        ScenarioError, match=r"users at the start sum to 1\.\d+; expected a sum of at most 1; divide each"
    ):
        load("base", crowd | {"market.form": "logit"})
    assert len(load("base", crowd).actors) == 54  # where firms set prices nobody has users at the start


def test_a_run_that_diverges_fails_with_its_reason(runaway):
    with pytest.raises(Diverged) as caught:
        run(runaway)
    assert REASON.fullmatch(str(caught.value)) and str(caught.value).startswith("effort = ")
    with pytest.raises(Diverged):
        snapshots(runaway, 0, [1])


def test_a_model_stops_in_the_quarter_in_which_its_numbers_leave(runaway):
    model = RaceModel(runaway)
    with pytest.raises(Diverged) as stepped:
        for _ in range(LONG):
            model.step()
    with pytest.raises(Diverged) as ran:
        run(runaway)
    assert str(stepped.value) == str(ran.value)
    assert len(model.datacollector.model_vars["effort"]) == model.quarter - 1 < LONG
    with pytest.raises(Diverged):
        model.outcomes()


@pytest.fixture(scope="module")
def mixed(base):
    """Of an effort that is clamped, and one that is not."""
    return {"calm": changed(base, quarters=LONG), "runaway": changed(base, quarters=LONG, **RUNAWAY)}


def test_a_sweep_stores_it_as_a_failed_run(mixed, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor, pytest.warns(FailedRuns, match="2 of 4 runs failed: .*Diverged: effort"):
        rows = sweep(design(mixed, replicates=2), tmp_path / "store", executor)
    failed = rows[rows["scenario"] == "runaway"]
    assert all(error.startswith("Diverged: effort = ") for error in failed["error"])
    assert failed["effort"].isna().all() and rows[rows["scenario"] == "calm"]["error"].isna().all()


def test_a_comparison_has_no_number_of_it(mixed, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor, pytest.raises(ScenarioError, match="Diverged: effort"):
        compare(mixed, 2, store=tmp_path / "store", executor=executor)


def test_the_command_says_so_in_a_line():
    told = hoardshare("run", "base", "--set", "effort.clamp=false", "--set", "effort.reaction=2.0", code=2)
    assert told.stdout == "" and REASON.fullmatch(told.stderr.strip()), told.stderr


def outcome_of(name, settings, scenarios):
    """What became of some settings: "refused", "diverged", or "sound", which is checked."""
    try:
        scenario = load(scenarios[name], settings)
    except ScenarioError:
        return "refused"
    try:
        found = run(scenario)
    except Diverged as error:
        assert REASON.fullmatch(str(error)), str(error)
        return "diverged"
    least, most = (np.array([getattr(each, side) for each in RANGES.values()]) for side in ("least", "most"))
    assert ((least <= found.world.series) & (found.world.series <= most)).all()
    for outcome, value in found.outcomes.items():
        allowed = OUTCOMES[outcome].range_over(found.quarters)
        assert allowed.least <= value <= allowed.most, outcome
    return "sound"


def searched(count, first=0):
    """How often each became of so many draws."""
    scenarios = {name: load(name) for name in names()}
    return Counter(outcome_of(name, settings, scenarios) for _, name, settings in draws(scenarios, count, first))


def test_whatever_the_schema_allows_is_refused_diverges_or_is_sound():
    found = searched(120)
    assert set(found) <= {"refused", "diverged", "sound"} and found["sound"] > 60 and found["refused"] > 0


def test_a_world_is_no_draft_of_another(base):
    # A run that diverged leaves nothing behind in what later runs are built from.
    with pytest.raises(Diverged):
        run(changed(base, quarters=LONG, **RUNAWAY))
    assert np.isfinite(begin(changed(base, **RUNAWAY), 0, 1).actors["effort"]).all()


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("error")
    print(dict(searched(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
