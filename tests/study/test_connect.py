"""Other laboratories' tools take a scenario as it is."""

import re
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.study.connect import bounds, ema_model, salib_parameters, salib_problem
from sim.study.pool import Pool
from tests.study.sweeps import Here

PATHS = ["trust.gain", "trust.loss", "research.productivity"]


def test_ranges_come_from_the_schema_or_from_the_scenario_or_from_whoever_asks():
    scenario = sim.load("base")
    own = scenario.research.productivity
    found = bounds(scenario, PATHS)
    assert found["trust.gain"] == (0.0, 1.0)
    least, most = found["research.productivity"]
    assert least <= own <= most and least < most
    assert bounds(scenario, {"trust.gain": (0.1, 0.2)}) == {"trust.gain": (0.1, 0.2)}
    with pytest.raises(ValueError, match=r"trust\.on: does not lead to a number"):
        bounds(scenario, ["trust.on"])
    with pytest.raises(sim.ScenarioError, match="out of range"):
        bounds(scenario, {"trust.gain": (0.0, 9.0)})


def test_every_number_of_a_scenario_has_a_range():
    found = bounds(sim.load("arms-race"))
    assert len(found) > 50
    assert all(least < most for least, most in found.values())


def test_salib_samples_a_scenario_and_a_sweep_runs_it(tmp_path):
    sample = pytest.importorskip("SALib.sample.morris").sample
    analyze = pytest.importorskip("SALib.analyze.morris").analyze
    problem = salib_problem("base", PATHS)
    points = sample(problem, 4, seed=1)
    study = sim.design("base", quarters=8, sampling="list", parameters=salib_parameters(problem, points))
    table = sim.sweep(study, tmp_path / "store", Here())
    assert len(table) == len(points) == 16
    assert np.allclose(table[PATHS].to_numpy(dtype=float), points)
    found = analyze(problem, points, table["trust"].to_numpy(), seed=1)
    assert dict(zip(found["names"], found["mu_star"], strict=True))["trust.gain"] > 0


def test_misspelt_paths_are_told_with_the_nearest():
    with pytest.raises(sim.ScenarioError, match=r'trust\.gian: unknown key.* did you mean "gain"'):
        bounds(sim.load("base"), ["trust.gian"])
    assert bounds(sim.load("base"), "trust.gain") == {"trust.gain": (0.0, 1.0)}


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"outcomes": ["frontier", "trsut"]}, r'no outcome "trsut".* did you mean "trust"'),
        ({"outcomes": "fronteir"}, r'no outcome "fronteir".* did you mean "frontier"'),
        ({"paths": ["trust.gian"]}, r'did you mean "gain"'),
        ({"paths": {"trust.gain": (0.0, 9.0)}}, r"9\.0 is out of range"),
        ({"replicates": 0}, r"replicates: 0 is out of range"),
        ({"seed": -1}, r"seed: -1 is out of range"),
        ({"source": "bse"}, r'did you mean "base"'),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_an_experiment_lacks_is_told_before_the_first(named, told):
    pytest.importorskip("ema_workbench")
    with pytest.raises(sim.ScenarioError, match=told):
        ema_model(**{"source": "base", "paths": PATHS, **named})


GUIDE = Path(__file__).parents[2] / "docs/howto/sweeps.md"


@pytest.mark.parametrize("number", [8, 12, 16])
@pytest.mark.parametrize("inputs", [2, 3])
def test_the_recipe_of_the_guide_gives_what_the_sample_gives(tmp_path, monkeypatch, inputs, number):
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    recipe = next(
        block for block in re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL) if "SALib" in block
    )
    names = ["trust.gain", "trust.loss", "effort.reaction"][:inputs]
    changed = {
        '["trust.gain", "trust.loss", "effort.reaction"]': str(names),
        "problem, 256": f"problem, {number}, seed=1",
        "replicates=10,": "quarters=8, replicates=2,",
        '"results/sobol"': repr(str(tmp_path / "store")),
    }
    for written, instead in changed.items():
        assert written in recipe
        recipe = recipe.replace(written, instead)
    monkeypatch.setattr("sim.study.sweep.choose", lambda *_: Pool(Here(), 1))
    with pytest.warns(UserWarning) if number == 12 else nullcontext():  # SALib says that 12 is no power of 2
        exec(recipe.partition("    model = ")[0], found := {"__name__": "__main__"})
    problem, table, means = found["problem"], found["table"], found["means"]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*found["points"].values(), strict=True)]
    assert len(means) == len(rows) == number * (2 * inputs + 2) == len(table) // 2
    direct = {str(row): _direct(row) for row in {str(row): row for row in rows}.values()}
    expected = np.array([direct[str(row)] for row in rows])
    assert means.to_numpy() == pytest.approx(expected, rel=1e-12)
    told, wanted = (analyze(problem, each, seed=1)["ST"] for each in (means.to_numpy(), expected))
    assert told == pytest.approx(wanted, rel=1e-9)


def test_a_point_of_a_study_is_a_row_of_the_sample_of_which_indices_are_known():
    sample = pytest.importorskip("SALib.sample.sobol").sample
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    problem = salib_problem("base", {"trust.gain": (0.0, 1.0), "trust.loss": (0.0, 1.0)})
    study = sim.design("base", sampling="list", parameters=salib_parameters(problem, sample(problem, 256, seed=1)))
    values = [settings["trust.gain"] + 2.0 * settings["trust.loss"] for _, settings in study.settings_of_points()]
    # Those of a sum go with the squares of its weights.
    assert analyze(problem, np.array(values), seed=1)["ST"] == pytest.approx([0.2, 0.8], abs=0.02)


def _direct(row):
    seeds = [sim.design("arms-race").replicate(each).seed for each in (0, 1)]
    return np.mean([sim.run(sim.load("arms-race", row), seed, 8).outcomes["frontier"] for seed in seeds])


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_explores_a_scenario():
    workbench = pytest.importorskip("ema_workbench")
    model = ema_model(sim.load("base", {"quarters": 8}), PATHS, ["trust", "frontier"], replicates=2)
    experiments, outcomes = workbench.perform_experiments(model, scenarios=5)
    assert outcomes["trust"].shape == (5,) and np.isfinite(outcomes["frontier"]).all()
    row = experiments.iloc[0]
    settings = {path: float(row[path.replace(".", "__")]) for path in PATHS}
    seeds = [sim.design("base").replicate(number).seed for number in (0, 1)]
    again = [sim.run(sim.load("base", {"quarters": 8, **settings}), seed).outcomes["trust"] for seed in seeds]
    assert outcomes["trust"][0] == pytest.approx(sum(again) / 2)
