"""A whole calibration, by command and in Python: it goes on where it was, and gives the same whatever the workers."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.analysis.calibration.calibrate import calibrate, least_budget
from sim.analysis.calibration.space import space_of
from sim.analysis.calibration.tables import all_of, missed
from sim.analysis.calibration.target import Target, of_facts, read_targets
from sim.cli import app
from sim.exits import code_of
from sim.report.calibration_files import _fitted
from sim.scenario import ScenarioError, load, names
from sim.study.sweep import Interrupted
from tests.program import await_parts, hoardshare, start

pytest.importorskip("sklearn")
TARGETS = """
quarters = 6
[ranges."research.productivity"]
least = 0.1
most = 0.5
[ranges."trust.prior_across"]
least = 0.1
most = 0.5
[[targets]]
figure = "frontier"
value = {frontier}
interval = [{low}, {high}]
[[targets]]
figure = "trust"
value = {trust}
interval = [{least}, {most}]
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Targets that a run of base with known numbers gives, so that the fit has to find these."""
    from sim import run

    outcomes = [run(load("base", {"research.productivity": 0.25, "trust.prior_across": 0.2}), seed, 6).outcomes
                for seed in range(40)]  # fmt: skip
    frontier, trust = (sum(each[name] for each in outcomes) / len(outcomes) for name in ("frontier", "trust"))
    path = tmp_path_factory.mktemp("targets") / "targets.toml"
    path.write_text(
        TARGETS.format(
            frontier=frontier, low=frontier - 0.02, high=frontier + 0.02, trust=trust, least=trust - 0.005,
            most=trust + 0.005,
        )
    )  # fmt: skip
    return path


BUDGET = least_budget(1)


def fitted(file, store, **options):
    return sim.calibrate("base", file, waves=1, budget=BUDGET, store=store, **options)


@pytest.fixture(scope="module")
def whole(file, tmp_path_factory):
    return fitted(file, tmp_path_factory.mktemp("whole") / "store")


def test_known_numbers_are_found(whole):
    numbers = all_of(whole)["numbers"].set_index("path")
    for path, value in (("research.productivity", 0.25), ("trust.prior_across", 0.2)):
        row = numbers.loc[path]
        assert row["low"] <= value <= row["high"]
        assert row["verdict"] == "informed"
        assert abs(whole.fitted[path] - value) < (row["most"] - row["least"]) / 4


def test_a_fit_shows_its_tables_and_a_few_facts(whole):
    pd.testing.assert_frame_equal(whole.numbers, all_of(whole)["numbers"])
    pd.testing.assert_frame_equal(whole.figures, all_of(whole)["figures"])
    assert (
        repr(whole).startswith(f"<Calibration: of {whole.scenario.title}, runs {whole.runs}, ")
        and len(repr(whole)) < 200
    )


def test_the_fit_is_better_than_the_default(whole):
    figures = all_of(whole)["figures"].set_index("figure")
    assert (figures["mode_crps"] < figures["default_crps"]).all()


def test_figures_that_no_draw_shows_are_missed(whole):
    figures = whole.figures
    assert whole.missed == []
    far = figures["figure"] == "trust"
    figures.loc[far, ["value", "low", "high"]] *= 3
    assert missed(figures) == ["trust"]
    figures["defined"] = 0.4
    assert missed(figures) == ["frontier", "trust"]


def test_tables_have_what_is_said_of_them(whole):
    tables = all_of(whole)
    assert tables["draws"]["weight"].sum() == pytest.approx(1.0)
    assert tables["waves"]["runs"].tolist() == [8 * tables["waves"]["points"][0]]
    assert set(tables["sbc"]["path"]) <= set(tables["numbers"]["path"])


@pytest.mark.parametrize(
    ("scenario", "changes", "path"),
    [
        ("base", {}, "research.productivity"),
        ("base", {"research.hardening": 0.3}, "research.productivity"),
        ("open-alliance", {}, "policies.alliance.dues"),
        ("my \n own.toml", {"research.hardening": 0.3}, "tiers.open.appeal"),
    ],
    ids=["shipped", "changed", "row", "own"],
)
def test_the_fitted_scenario_is_a_file_that_gives_it(whole, tmp_path, scenario, changes, path):
    """Whatever was fitted: shipped as it is, changed, a number of a row, or a file of one's own."""
    name = scenario if scenario in names() else "base"
    world = load(name, changes)
    space = space_of(world, [path])
    found = replace(whole, scenario=world, space=space, active=np.array([0]), point=np.array([0.25]))
    file = tmp_path / "fitted.toml"
    file.write_text(_fitted(found, scenario, "hoardshare calibrate\nx"))
    again, expected = load(str(file)), load(world, found.fitted)
    # A file that extends has four digits of each number.
    value = found.fitted[path]
    assert again.digest in (expected.digest, load(world, {path: float(f"{value:.4g}")}).digest)
    assert file.read_text().startswith("# ") and "with the numbers of the draw" in file.read_text()


def test_interrupted_and_gone_on_with_another_number_of_workers(file, whole, tmp_path):
    """Ctrl-C after some runs; what follows does the rest alone, and the result is that of one go, bit for bit."""

    def stop(tally):
        if tally.done > 3000:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        fitted(file, tmp_path / "store", progress=stop)
    again = fitted(file, tmp_path / "store", workers=1)
    assert again.runs == whole.runs
    for name, table in all_of(whole).items():
        pd.testing.assert_frame_equal(all_of(again)[name], table)


def test_other_fits_in_the_same_store_change_nothing(file, whole, tmp_path):
    """Another scenario, and other numbers: runs are known by their keys, whoever did them."""
    store = tmp_path / "store"
    targets, asked = read_targets(file)
    few = space_of(load("base"), ["research.productivity"])
    calibrate(load("base"), targets, few, 6, waves=1, budget=BUDGET, store=store)
    other = load("base", {"research.hardening": 0.3})
    calibrate(other, targets, space_of(other, asked.asked), 6, waves=1, budget=BUDGET, store=store)
    again = fitted(file, store)
    for name, table in all_of(whole).items():
        pd.testing.assert_frame_equal(all_of(again)[name], table)


def test_a_budget_that_is_too_small(file, tmp_path):
    targets, asked = read_targets(file)
    world = load("base")
    with pytest.raises(ScenarioError, match=f"budget: 100 runs are too few for 1 wave; expected at least {BUDGET:,}"):
        calibrate(world, targets, space_of(world, asked.asked), 6, waves=1, budget=100, store=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_figure_that_the_scenario_cannot_have(tmp_path):
    """Nothing was scored in 2019, so that runs of a year have no lag of the scored."""
    world = load("race-2019")
    other = Target("frontier", "frontier", 1.0, 0.9, 1.1, 0.0)
    space = space_of(world, ["research.productivity"])
    with pytest.raises(ScenarioError, match='no run of the scenario defines "3 lag, months"'):
        calibrate(world, (other, *of_facts([3])), space, 4, waves=1, budget=BUDGET, store=tmp_path / "store")


def test_one_command_killed_and_given_again(file, whole, tmp_path):
    """kill -9 in the midst of the runs; the same command then gives what one go in Python gave, bit for bit."""
    out = tmp_path / "out"
    asked = ("calibrate", "base", "--targets", str(file), "--waves", "1", "--budget", str(BUDGET), "--out", str(out))
    running = start("-m", "sim.cli", *asked, "--no-report")
    await_parts(running, out / "store", 3)
    running.kill()
    running.communicate()
    assert not (out / "calibration.json").exists()
    done = hoardshare(*asked, "--no-report")
    assert "research.productivity" in done.stdout
    about = json.loads((out / "calibration.json").read_text())
    assert about["scenario"] == "base" and about["runs"] == whole.runs
    pd.testing.assert_frame_equal(pd.read_parquet(out / "draws.parquet"), all_of(whole)["draws"])
    fitted_world = load(str(out / "fitted.toml"))
    assert fitted_world.research.productivity == pytest.approx(0.25, abs=0.1)


def refused(*arguments):
    """What the command says that refuses its arguments, with exit code 2."""
    result = CliRunner().invoke(app, ["calibrate", *map(str, arguments)])
    assert result.exit_code == 2 or code_of(result.exception) == 2, result.output
    return f"{result.output}{result.exception}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--facts", "4"], "fact 4 is held out"),
        (["--facts", "x"], "no list of facts"),
        (["--until", "2022-13-01"], "is no day"),
        (["--until", "2000-01-01"], "no figure is told by data to 2000-01-01"),
        (["--budget", "10"], "runs are too few"),
        (["--targets", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_bad_input_is_one_message(arguments, said, tmp_path):
    assert said in refused("race-2019", *arguments, "--out", tmp_path / "out", "--no-report")
    assert not (tmp_path / "out").exists()


def test_a_scenario_without_the_facts_blocs(tmp_path):
    said = refused("arms-race", "--out", tmp_path / "out", "--no-report")
    assert "begins in" in said or "no bloc" in said
