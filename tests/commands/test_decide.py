"""``hoardshare decide`` prints what to choose, writes all tables or none, and refuses in one line what it cannot do."""

import warnings

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.keys import derived_seed
from sim.report.decide_files import TABLES, markdown
from sim.report.decide_files import write as write_found
from sim.scenario import ScenarioError
from sim.study.record import RecordError
from tests.analysis.decide.studies import SMALL, write

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a study and a store."""
    made = tmp_path_factory.mktemp("decide")
    write(made)
    return made


@pytest.fixture(scope="module")
def found(folder):
    return sim.decide(folder / "small.toml", store=folder / "store", workers=1)


def run(folder, *arguments):
    given = ["decide", str(folder / "small.toml"), "--store", str(folder / "store"), "--workers", "1"]
    return RUNNER.invoke(app, [*given, *map(str, arguments)])


def test_it_prints_the_choice_and_writes_tables_figures_and_page(tmp_path, folder, found):
    told = run(folder, "--out", tmp_path / "out", "--report")
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    assert lines[0] == "A small choice (3 options, 4 draws)"
    assert any(line.startswith(f"Robust choice: {found.robust}.") for line in lines)
    assert any(line.startswith("It fails ") for line in lines) and "This is no forecast" in told.stdout
    assert "when effort >= 0.5" in told.stdout
    for name in TABLES:
        stem = f"decide-{name.replace('_', '-')}"
        table = pd.read_parquet(tmp_path / "out" / f"{stem}.parquet")
        pd.testing.assert_frame_equal(table, getattr(found, name), check_dtype=False)
        assert (tmp_path / "out" / f"{stem}.csv").exists()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert f"Robust choice: {found.robust}." in page and page.count("data:image/svg+xml") == 2
    assert "<script" not in page and "assumption" in page
    assert {path.name for path in (tmp_path / "out").glob("*.png")} == {"decide.png", "decide-front.png"}
    assert "## Options" in (tmp_path / "out" / "decide.md").read_text()


def test_python_gives_the_same_tables_whatever_the_workers(tmp_path, folder, found):
    again = sim.decide(folder / "small.toml", store=tmp_path / "store", workers=2)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(again, name))
    assert again.robust == found.robust and repr(again).startswith("<Decided: of A small choice, worlds 4")


def test_fewer_draws_are_the_first_of_more_and_are_not_run_again(folder, found):
    seen = []
    fewer = sim.decide(folder / "small.toml", draws=2, store=folder / "store", workers=1, progress=seen.append)
    assert all(tally.done == 0 for tally in seen)
    both = found.worlds[found.worlds["draw"] < 2].reset_index(drop=True)
    outcomes = found.choice.outcomes
    pd.testing.assert_frame_equal(fewer.worlds[outcomes], both[outcomes])


def test_outcomes_are_measured_from_the_day_on_which_options_act(found):
    """A run of an option by itself has the care of the second half alone."""
    nothing = found.choice.options[0].scenario
    whole = sim.load(nothing, found.measured.values.to_dict("records")[0])
    levels = found.measured.levels[0, 0, 0]
    series = sim.run(whole, derived_seed(derived_seed(0, 0), 0)).series["safety"]
    assert levels[0] == pytest.approx(series[6:].mean()) and levels[0] != pytest.approx(series.mean())


def test_several_runs_in_a_world_count_by_their_mean(folder):
    how = {"draws": 2, "store": folder / "store", "workers": 1}
    once, twice = (sim.decide(folder / "small.toml", replicates=runs, **how) for runs in (1, 2))
    draw = twice.measured.values.to_dict("records")[1]
    world = sim.load(twice.choice.options[1].scenario, draw)
    care = [sim.run(world, derived_seed(derived_seed(0, 1), each)).series["safety"][6:].mean() for each in range(2)]
    assert twice.measured.levels[1, 0, 1, 0] == pytest.approx(sum(care) / 2)
    assert once.measured.levels[1, 0, 1, 0] == pytest.approx(care[0]) != pytest.approx(care[1])
    assert "2 seeds a draw" in markdown(twice, "")


def test_bad_input_is_told_at_once(tmp_path, folder):
    (tmp_path / "small.toml").write_text(SMALL.replace("safety", "safty"))
    for arguments, message in (
        (["decide", str(tmp_path / "small.toml")], 'did you mean "safety"'),
        (["decide", "minstry"], 'did you mean "ministry"'),
        (["decide", str(folder / "small.toml"), "--out", str(folder / "small.toml")], "is a file"),
    ):
        failed = RUNNER.invoke(app, arguments)
        assert failed.exit_code != 0 and message in str(failed.exception)
        assert isinstance(failed.exception, ScenarioError | RecordError)
    assert run(folder, "--draws", "1").exit_code == 2
    with pytest.raises(ScenarioError, match="1 is too few; expected at least 2"):
        sim.decide(folder / "small.toml", draws=1)


def test_a_failed_figure_leaves_the_tables(tmp_path, found, monkeypatch):
    def broken(*_):
        raise ValueError("no ink")

    monkeypatch.setattr("sim.plots.decide.options", broken)
    with pytest.raises(RecordError, match=r"no ink.*tables are written"):
        write_found(found, tmp_path / "out", "hoardshare decide small.toml", False)
    assert (tmp_path / "out" / "decide-options.csv").exists() and not list((tmp_path / "out").glob("*.png"))


def test_names_from_a_file_are_harmless(tmp_path, folder):
    hostile = SMALL.replace('name = "care"', 'name = "<script>alert(1)</script>|x"')
    file = tmp_path / "hostile.toml"
    file.write_text(hostile)
    found = sim.decide(file, draws=2, store=folder / "store", workers=1)
    text = markdown(found, "hoardshare decide hostile.toml")
    assert "<script" not in text and "\\|x" in text
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write_found(found, tmp_path / "out", "hoardshare decide hostile.toml", True)
    assert "<script" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
