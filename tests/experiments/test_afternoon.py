"""The student's afternoon at a small size: an own strategy in a sweep, indices, a figure, a notebook, a citation."""

import importlib
import json
import re

import numpy as np
import pandas as pd
import pytest

import sim
from sim.keys import derived_seed
from tests.program import ROOT
from tests.study.sweeps import Here

EXPERIMENTS = ROOT / "experiments"
PAGE = (ROOT / "docs" / "howto" / "afternoon.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def afternoon():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXPERIMENTS)
        patch.setattr("sim.plots.style.DOTS", 40)
        yield importlib.import_module("afternoon")


@pytest.fixture(scope="module")
def done(afternoon, tmp_path_factory):
    """What the script wrote, and the folder that it was run in."""
    pytest.importorskip("SALib")
    folder = tmp_path_factory.mktemp("afternoon")
    run(afternoon, folder, Here())
    return folder


def run(afternoon, folder, executor, *more):
    afternoon.main(["--small", "--store", str(folder / "store"), "--out", str(folder / "out"), *more], executor)


def test_it_writes_tables_figure_notebook_and_citation(done):
    names = {"afternoon.ipynb", "afternoon.pdf", "afternoon.png", "citation.txt", "differences.csv", "indices.csv"}
    assert {file.name for file in (done / "out").iterdir()} == names
    assert (done / "out/afternoon.png").read_bytes().startswith(b"\x89PNG")


def test_a_difference_is_that_of_single_runs_with_the_strategy_and_without(afternoon, done):
    row = pd.read_csv(done / "out/differences.csv").iloc[7]
    numbers = {path: float(row[path]) for path in afternoon.RANGES}
    with sim.use(afternoon.MODULE):
        apart = []
        for replicate in range(afternoon.REPLICATES):
            seed = derived_seed(0, replicate)
            hoards, underdog = (
                sim.run(sim.load("arms-race", {**numbers, "actors.beta.strategy": strategy}), seed)
                for strategy in afternoon.ARMS.values()
            )
            apart.append([underdog.outcomes[name] - hoards.outcomes[name] for name in afternoon.OUTCOMES])
    assert row[list(afternoon.OUTCOMES)].to_numpy(float) == pytest.approx(np.mean(apart, axis=0), rel=1e-9)


def test_indices_are_those_of_the_table_that_is_written(afternoon, done):
    table = pd.read_csv(done / "out/differences.csv")
    with sim.use(afternoon.MODULE):
        problem, _ = afternoon.design(afternoon.SMALL)
    written = pd.read_csv(done / "out/indices.csv")
    pd.testing.assert_frame_equal(afternoon.indices(problem, table), written, rtol=1e-9)


def test_the_notebook_is_one_and_reads_what_lies_beside_it(done, monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(json.loads((done / "out/afternoon.ipynb").read_text(encoding="utf-8")))
    cells = nbformat.read(done / "out/afternoon.ipynb", 4).cells
    monkeypatch.chdir(done / "out")
    code = next(cell for cell in cells if cell.cell_type == "code")
    *first, last = code.source.splitlines()
    names = {}
    exec("\n".join(first), names)
    assert eval(last, names).to_string() == code.outputs[0].data["text/plain"]
    assert (done / "out/citation.txt").read_text(encoding="utf-8").strip() in cells[-1].source


def test_the_citation_names_the_model_and_the_module(done):
    cited = (done / "out/citation.txt").read_text(encoding="utf-8")
    assert re.search(r"model version [0-9a-f]{12}\+underdog\.[0-9a-f]{8}", cited) and "@misc{hoardshare," in cited


def test_started_again_it_runs_nothing(afternoon, done):
    again = Here()
    run(afternoon, done, again)
    assert again.batches == []


def test_the_answer_turns_with_the_numbers(afternoon):
    points = {name: np.linspace(0, 1, 10) for name in afternoon.RANGES}
    totals = {"number": list(afternoon.RANGES), "ST": [0.2, 0.7, 0.1]}
    found = pd.DataFrame({**totals, "outcome": "beta_payoff", "S1": 0.1, "S1_conf": 0.1, "ST_conf": 0.1})
    table = pd.DataFrame({**points, "beta_payoff": np.r_[np.ones(9), -1], "beta_capability": -np.ones(10)})
    first, second, _ = afternoon.answer(table, found)
    assert "at 90% of 10 points: +1 [" in first and "more capable at 0%: -1 [" in first
    assert "most on trust.gain, with its interactions 70% of the variance [60%, 80%]" in second
    _, second, _ = afternoon.answer(table, found.assign(ST_conf=1.0))
    assert "on none of the three beyond noise" in second


@pytest.mark.parametrize("runs", ["20", "100", "0", "2561"])
def test_a_number_of_runs_that_makes_no_design_is_refused(afternoon, runs, capsys):
    with pytest.raises(SystemExit) as refused:
        afternoon.asked(["--runs", runs])
    assert (
        refused.value.code == 2
        and "is not 20 times a power of two; expected such as 80 or 2,560" in capsys.readouterr().err
    )


def test_the_default_is_the_study_of_the_page(afternoon):
    """The page shows numbers of this many runs and points, and the strategy as it is."""
    assert afternoon.asked([]).runs == 2560 and "2,560 runs" in PAGE and "of 640 points" in PAGE
    shown = next(text for text in re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) if text.startswith("class Underdog"))
    source = (EXPERIMENTS / "underdog.py").read_text(encoding="utf-8")
    assert all(line in source for line in shown.splitlines())
