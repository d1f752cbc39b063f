"""Other laboratories' tools take a scenario as it is."""

import numpy as np
import pytest

import sim
from sim.study.connect import bounds, ema_model, salib_parameters, salib_problem
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
    with pytest.raises(ValueError, match=r"trust\.on: leads to no number"):
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
