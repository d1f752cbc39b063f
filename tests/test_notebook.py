"""Manners at a prompt and in a notebook: short words, tables of pandas, names of scenarios, one name to import."""

import pickle

import pandas as pd
import pytest

import sim
from tests import program
from tests.study.sweeps import Here

HOSTILE = "<script>alert(1)</script>\x1b[31m\n"


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    """One of each that is shown, of a scenario with a hostile title."""
    world = sim.load("arms-race", {"title": HOSTILE})
    store = tmp_path_factory.mktemp("store")
    compared = sim.compare({"<b>one</b>": world, "two": "commons"}, 2, quarters=2, store=store, executor=Here())
    study = sim.design({"<b>one</b>": world}, replicates=3, title=HOSTILE)
    return [world, sim.run(world, 1, 3), sim.RaceModel(world, 4), study, compared]


def test_everything_shows_itself_in_one_short_harmless_line(things):
    for thing in things:
        told = repr(thing)
        assert told.startswith(f"<{type(thing).__name__}: ") and told.endswith(">")
        assert len(told) < 200 and told.isprintable()


def test_everything_shows_itself_as_a_small_escaped_table(things):
    for thing in things:
        told = thing._repr_html_()
        assert told.startswith(f"<table><caption>{type(thing).__name__}</caption><tr><th>")
        assert "<script" not in told and "<b>" not in told and "\x1b" not in told and len(told) < 2000


def test_a_run_is_shown_by_what_it_was_and_came_to():
    run = sim.run("commons", seed=3, quarters=4)
    trust = f"{run.outcomes['trust']:.4g}"
    assert f"title Commons, seed 3, quarters 4, frontier {run.outcomes['frontier']:.4g}, trust {trust}" in repr(run)


def test_a_run_takes_the_name_of_a_scenario_or_a_file(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "commons"\ntrust.gain = 0.1\n')
    assert sim.run("commons", 1, 3).key == sim.run(sim.load("commons"), 1, 3).key
    assert sim.run(tmp_path / "mine.toml", 1, 3).key == sim.run(sim.load("commons", {"trust.gain": 0.1}), 1, 3).key
    with pytest.raises(sim.ScenarioError, match='did you mean "commons"'):
        sim.run("comons")


def test_a_run_is_three_tables():
    run = sim.run("arms-race", 2, 8)
    frames = run.frames()
    for name in ("series", "releases", "actors"):
        table = getattr(frames, name)
        assert isinstance(table, pd.DataFrame) and list(table.columns) == list(getattr(run, name))
    assert len(frames.series) == 8 and frames.series["trust"].tolist() == run.series["trust"].tolist()
    assert len(frames.releases) == int(run.outcomes["releases"])


def test_the_package_tells_what_is_in_it():
    assert set(sim.__all__) < set(dir(sim)) and "__version__" in dir(sim)
    assert sim.__version__ == program.hoardshare("--version").stdout.removeprefix("hoardshare ").strip()


def test_the_module_is_the_command_line():
    assert program.finish(program.start("-m", "sim", "--version")).stdout == program.hoardshare("--version").stdout


def test_what_is_shown_can_be_sent_to_other_processes(things):
    assert repr(pickle.loads(pickle.dumps(things[3]))) == repr(things[3])


OWN = """\
import hoardshare
study = hoardshare.design("arms-race", replicates=2, quarters=2)
print(len(hoardshare.sweep(study, "store", workers=1)), hoardshare.RaceModel("commons"), hoardshare.__version__)
from hoardshare import load
import sim
print(sim is hoardshare._sim, sim.load is load, set(hoardshare.__all__) == set(sim.__all__))
"""


def test_a_file_called_sim_of_ones_own_does_not_stand_in_the_way(tmp_path):
    (tmp_path / "sim.py").write_text("raise RuntimeError('mine')\n")
    (tmp_path / "mine.py").write_text(OWN)
    lines = program.finish(program.start("mine.py", cwd=tmp_path)).stdout.splitlines()
    assert lines == [f"2 <RaceModel: title Commons, seed 0, quarter 0 of 60> {sim.__version__}", "True True True"]


LATE = """\
import sim
try:
    import hoardshare
except ImportError as error:
    print(error)
"""


def test_where_another_sim_is_imported_already_one_sentence_says_so(tmp_path):
    (tmp_path / "sim.py").touch()
    (tmp_path / "mine.py").write_text(
        "import sim\ntry:\n    import hoardshare\nexcept ImportError as e:\n    print(e)\n"
    )
    told = program.finish(program.start("mine.py", cwd=tmp_path)).stdout
    assert told.startswith("another module called sim is imported already (") and "import hoardshare before it" in told
