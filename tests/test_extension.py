"""Modules of the user's own: what they add, what of theirs is part of a run's key, and how their faults are told."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim import extension
from tests import program

EXAMPLE = Path(__file__).parents[1] / "experiments/own_module.py"

IDLE = """
import sim

@sim.phase(after="{after}")
def idle(w, noise, t):
    if t < 0:
        w.actors[0].cash = 1.0
"""

HOARDS = """
import sim

class AlwaysHoards(sim.Actor):
    def choose(self):
        return self.hoards_as
"""

COUNTS = """
import sim

@sim.outcome(unit="quarters", within=(0, 1000))
def length(run):
    "How long it was."
    return run.quarters
"""


@pytest.fixture
def module(tmp_path):
    """Write a module; gives its path."""

    def write(text, name="mine"):
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize("after", ["govern", "decide", "observe"])
def test_a_phase_that_does_nothing_changes_no_bit(module, after):
    plain = sim.run("race-2019", 3, 24)
    with sim.use(module(IDLE.format(after=after))):
        own = sim.run("race-2019", 3, 24)
        model = sim.RaceModel("race-2019", 3)
        for _ in range(24):
            model.step()
    assert own.outcomes == plain.outcomes == model.outcomes()
    assert all(np.array_equal(own.series[name], plain.series[name]) for name in plain.series)
    assert own.key != plain.key


def test_a_phase_acts_where_it_stands_and_when(module):
    text = """
import sim

@sim.phase(after="{}")
def boost(w, t):
    if t == 5:
        for i in range(w.actors.size):
            w.actors[i].effort = 0.125
"""
    efforts = {}
    for after in ("decide", "observe"):
        with sim.use(module(text.format(after), f"after_{after}")):
            efforts[after] = sim.run("base", 1, 10).series["effort"]
    plain = sim.run("base", 1, 10).series["effort"]
    assert (efforts["decide"][:5] == plain[:5]).all() and (efforts["observe"][:6] == plain[:6]).all()
    assert efforts["decide"][5] == pytest.approx(0.125)
    assert efforts["observe"][6] != plain[6]


def test_phases_after_the_same_one_come_in_their_order(module):
    text = """
import sim

@sim.phase(after="decide")
def first(w):
    w.actors[0].cash = 8.0

@sim.phase(after="decide")
def second(w):
    w.actors[0].cash *= 0.5
    w.society_seen = 0
"""
    with pytest.raises(sim.ExtensionError, match=r"mine\.py, line \d+, in second: "):
        sim.use(module(text))
    text = text.replace("    w.society_seen = 0\n", "")
    text += '\n@sim.phase(after="decide")\ndef third(w):\n    w.actors[0].effort = w.actors[0].cash\n'
    with sim.use(module(text)):
        model = sim.RaceModel("base", 0)
        model.step()
    assert model.actors[0].effort == 4.0


def test_luck_is_of_seed_quarter_and_phase_alone(module):
    text = """
import sim

@sim.phase(after="observe")
def keep(w, t, luck):
    for i in range(w.actors.size):
        w.actors[i].cash = luck[i]
"""
    with sim.use(module(text)):
        cash = {}
        for seed in (1, 2):
            model = sim.RaceModel("base", seed)
            model.step()
            first = model.world.actors["cash"].copy()
            model.step()
            cash[seed] = first, model.world.actors["cash"].copy()
        again = sim.run("base", 1, 2).world.actors["cash"]
    assert np.array_equal(again, cash[1][1])
    assert not np.array_equal(cash[1][0], cash[1][1]) and not np.array_equal(cash[1][0], cash[2][0])
    assert ((again >= 0.0) & (again < 1.0)).all() and len(set(again.tolist())) == len(again)


def test_a_strategy_of_ones_own_is_named_as_any_other(module):
    settings = {"choice.revision": 1.0, "actors.alpha.strategy": "hoard"}
    plain = sim.run(sim.load("arms-race", settings), 2, 20)
    with sim.use(module(HOARDS)):
        scenario = sim.load("arms-race", {**settings, "actors.alpha.strategy": "always-hoards"})
        own = sim.run(scenario, 2, 20)
        assert own.outcomes == plain.outcomes
        assert scenario.digest != sim.load("arms-race", settings).digest
        assert sim.RaceModel(scenario).actors[0].strategy is sim.Strategy.PYTHON
    with pytest.raises(sim.ExtensionError, match="alpha has the strategy 'always-hoards', whose module is not in use"):
        sim.run(scenario, 2, 20)
    with pytest.raises(sim.ScenarioError, match=r"always-hoards.*needs its module, by --with"):
        sim.load("arms-race", {"actors.alpha.strategy": "always-hoards"})


def test_a_class_of_firms_decides_for_firms_alone(module):
    with sim.use(EXAMPLE):
        firm = sim.load("arms-race", {"actors.alpha.strategy": "follow-the-leader"})
        assert sim.run(firm, 0, 4).outcomes["calm"] >= 0.0
        state = sim.load("arms-race", {"actors.west-state.strategy": "follow-the-leader"})
        with pytest.raises(sim.ExtensionError, match="west-state is a nation, and FollowTheLeader a class of a firm"):
            sim.run(state, 0, 4)


def test_groups_and_entrants(module):
    with sim.use(module(HOARDS)):
        actors = {"actors": {"many": {"count": 3, "strategy": "always-hoards", "tier": "open"}}}
        model = sim.RaceModel("base", 0, {**actors, "entry.on": True})
        rows = [actor for actor in model.actors if actor.name.startswith("many-")]
        model.step()
        assert len(rows) == 3 and all(actor.tier is actor.hoards_as for actor in rows)
        assert len(model.agents_by_type[type(rows[0])]) == 3


def test_an_outcome_of_ones_own_stands_with_the_others(module):
    plain = sim.run("base", 1, 8)
    with sim.use(module(COUNTS)):
        own = sim.run("base", 1, 8)
        assert own.outcomes == plain.outcomes | {"length": 8.0}
        assert sim.OUTCOMES["length"].unit == "quarters" and sim.OUTCOMES["length"].definition == "How long it was"
        assert set(own.outcomes) == set(sim.OUTCOMES)
    assert "length" not in sim.OUTCOMES and sim.run("base", 1, 8).outcomes == plain.outcomes


def test_the_view_shows_it(module):
    pytest.importorskip("markupsafe")
    from sim.view.counts import Counts
    from sim.view.setting import Setting
    from sim.view.stated import table
    from sim.view.worlds import Worlds

    with sim.use(module(COUNTS)):
        worlds = Worlds([Setting("arms-race", seed=1), Setting("commons", seed=1)])
        worlds.step()
        (own,) = [each for each in worlds.differences() if each.outcome == "length"]
        assert (own.label, own.first, own.second) == ("length", 1.0, 1.0)
        (row,) = re.findall(r'<tr data-outcome="length".*?</tr>', table({"B": worlds.differences()}, Counts()))
        assert "of the run, qs" in row


def test_its_text_is_part_of_the_key(module):
    versions, keys = [sim.run("base", 1, 2).model_version], set()
    for text in (COUNTS, COUNTS.replace("How long", "Of what length")):
        with sim.use(module(text)):
            run = sim.run("base", 1, 2)
        versions.append(run.model_version)
        keys.add(run.key)
    assert len(set(versions)) == 3 and len(keys) == 2
    assert all(version.startswith(f"{versions[0]}+mine.") for version in versions[1:])
    # Where the file stands, and how its lines end, does not matter.
    with sim.use(module(COUNTS.replace("\n", "\r\n"))):
        assert sim.run("base", 1, 2).model_version == versions[1]


def test_workers_get_it(module, tmp_path):
    path = module(COUNTS + HOARDS + IDLE.format(after="trust"))
    store = tmp_path / "store"
    with sim.use(path):
        study = sim.design(
            {"own": sim.load("arms-race", {"actors.alpha.strategy": "always-hoards"})}, replicates=3, quarters=6
        )
        path.unlink()  # nor do they need the file
        rows = sim.sweep(study, store, workers=2)
        alone = [sim.run(study.scenarios["own"], seed, 6) for seed in rows["seed"]]
        assert rows["error"].isna().all() and rows["length"].tolist() == [6.0] * 3
        assert rows["key"].tolist() == [run.key for run in alone]
        assert rows["trust"].tolist() == [run.outcomes["trust"] for run in alone]
        label = alone[0].extensions[0].label
    kept = store / "scenarios" / f"{label}.py"
    program.hoardshare("export", store, "--to", "csv", "--out", tmp_path / "all.csv")
    assert pd.read_csv(tmp_path / "all.csv")["length"].tolist() == [6.0] * 3  # who lacks the module reads what it gave
    with sim.use(kept):  # the copy is the module
        assert sim.sweep(study, store, workers=1)["key"].tolist() == rows["key"].tolist()


def test_threads_of_one_process_can_serve_several(module):
    with sim.use(module(COUNTS)) as used:
        one = used.extension

    def version(used):
        with extension.here(used):
            return sim.run("base", 0, 2).model_version

    with ThreadPoolExecutor(2) as pool:
        with_it, without = pool.map(version, [(one,), ()])
    assert with_it == f"{without}+{one.source.label}" and "+" not in without


FAULTY = {
    "syntax": ("import sim\n\ndef broken(:\n", r"mine\.py, line 3: invalid syntax"),
    "import": ("import sim\nimport no_such_thing\n", r"mine\.py, line 2, in <module>: ModuleNotFoundError: .*no_such"),
    "nothing": ("import sim\n", r"mine\.py: defines nothing to use; expected a subclass of Actor"),
    "taken": (
        "import sim\n\n@sim.outcome(unit='1')\ndef trust(run):\n    return 1\n",
        r"there is already the outcome or series 'trust'",
    ),
    "taken strategy": (
        "import sim\n\nclass TitForTat(sim.Actor):\n    def choose(self):\n        return None\n",
        r"there is already the strategy 'tit-for-tat'",
    ),
    "end": ("import sys\n\nsys.exit(3)\n", r"mine\.py, line 3, in <module>: SystemExit: 3"),
    "bare outcome": (
        "import sim\n\n@sim.outcome\ndef length(run):\n    return 1\n",
        r"mine\.py, line 3, in <module>: TypeError: write @sim\.outcome\(unit=",
    ),
    "bare phase": (
        "import sim\n\n@sim.phase\ndef idle(w):\n    pass\n",
        r"mine\.py, line 3, in <module>: TypeError: write @sim\.phase\(after=",
    ),
    "direction": (COUNTS.replace('"quarters"', '"quarters", better="up"'), "better = 'up'; expected"),
    "order": (COUNTS.replace("(0, 1000)", "(1000, 0)"), r"within = \(1000, 0\); expected the lowest"),
    "phase": (IDLE.format(after="trsut"), r"idle comes after 'trsut', which is not a phase; did you mean .*trust"),
    "parameter": (IDLE.format(after="trust").replace("w, noise, t", "w, x, t"), r"idle takes 'x'; expected any of w"),
    "field": (
        "import sim\n\n@sim.phase(after='trust')\ndef wrong(w):\n    for i in range(2):\n"
        "        w.actors[i].reputaton = 1.0\n",
        r"mine\.py, line 6, in wrong: .*reputaton",
    ),
    "noise": (
        "import sim\n\n@sim.phase(after='trust')\ndef wrong(w, noise, t):\n    for i in range(2):\n"
        "        luck = noise.luck[i, t]\n        w.actors[i].cash += luck\n",
        r"mine\.py, line 6, in wrong: .*'luck'",
    ),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_module_that_cannot_be_used(module, fault):
    text, told = FAULTY[fault]
    before, outcomes = extension.in_use(), dict(sim.OUTCOMES)
    with pytest.raises(sim.ExtensionError, match=told):
        sim.use(module(text))
    assert extension.in_use() == before and outcomes == sim.OUTCOMES


def test_a_module_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, told in (
        ("nosuchmodule", "no such module; expected the path of a .py file"),
        ("./nosuch.py", "cannot be read: No such file"),
        (str(tmp_path), "cannot be read"),
    ):
        with pytest.raises(sim.ExtensionError, match=told):
            sim.use(name)
    (tmp_path / "two words.py").write_text(COUNTS)
    with pytest.raises(sim.ExtensionError, match="is not a valid module name"):
        sim.use("two words.py")


def test_a_base_of_strategies_and_a_second_name_of_a_phase_are_nothing_of_their_own(module):
    text = HOARDS.replace("class AlwaysHoards(sim.Actor)", "class _Base(sim.Actor)")
    text += "\nclass AlwaysHoards(_Base):\n    pass\n" + IDLE.format(after="trust") + "\nsame = idle\n"
    with sim.use(module(text)) as used:
        assert list(used.extension.strategies) == ["always-hoards"] and len(used.extension.phases) == 1


def test_an_outcome_cannot_have_the_name_of_a_column(module, tmp_path):
    with sim.use(module(COUNTS.replace("length", "seed"))):
        assert sim.run("base", 3, 2).outcomes["seed"] == 2.0
        with pytest.raises(sim.ExtensionError, match="'seed' has the name of a column"):
            sim.sweep(sim.design("base", quarters=2), tmp_path / "store", workers=1)


def test_two_of_one_name(module, tmp_path):
    (tmp_path / "other").mkdir()
    with sim.use(module(COUNTS)):
        with pytest.raises(sim.ExtensionError, match="of this name"):
            sim.use(module(HOARDS, "other/mine"))
        assert sim.use(tmp_path / "mine.py").extension.source.text == COUNTS


RUNNING = {
    "outcome": (COUNTS.replace("return run.quarters", "return 1 / 0"), {}, "line 7, in length: ZeroDivisionError"),
    "no number": (COUNTS.replace("return run.quarters", "return 'x'"), {}, "TypeError: length returned 'x'; expected"),
    "not finite": (COUNTS.replace("return run.quarters", "return float('nan')"), {}, r"length = nan: it must lie in"),
    "out of range": (
        COUNTS.replace("return run.quarters", "return -1"),
        {},
        r"length = -1: it must lie in \[0, 1000\]",
    ),
    "choice": (
        HOARDS.replace("return self.hoards_as", "return self.tire"),
        {"actors.alpha.strategy": "always-hoards"},
        "line 6, in choose: AttributeError: .*tire",
    ),
    "no tier": (
        HOARDS.replace("return self.hoards_as", "return 'open'"),
        {"actors.alpha.strategy": "always-hoards"},
        r"choose\(\) of alpha returned 'open'",
    ),
    "beyond the end": (
        "import sim\n\n@sim.phase(after='trust')\ndef beyond(w):\n    w.actors[w.actors.size].cash = 0.0\n",
        {},
        "beyond|mine.py.*IndexError",
    ),
}


@pytest.mark.parametrize("fault", RUNNING)
def test_a_module_that_fails_in_a_run(module, fault, tmp_path):
    text, settings, told = RUNNING[fault]
    with sim.use(module(text)):
        scenario = sim.load("arms-race", settings)
        with pytest.raises(sim.ExtensionError, match=told) as caught:
            sim.run(scenario, 0, 3)
        assert str(caught.value).startswith("mine.py")
        with pytest.warns(sim.FailedRuns):
            rows = sim.sweep(sim.design({"x": scenario}, quarters=3), tmp_path / "store", workers=1)
    assert rows["error"].tolist() == [f"ExtensionError: {caught.value}"]
    assert str(tmp_path) not in rows["error"][0]


def test_the_commands_take_it(tmp_path):
    """The example, as its first lines say."""
    own = ["--with", EXAMPLE]
    shown = program.hoardshare(
        "run", "arms-race", "--quarters", 8, "--out", tmp_path / "out", *own, "--set", "actors.alpha.strategy=cautious"
    )
    assert "calm" in shown.stdout
    told = json.loads((tmp_path / "out/manifest.json").read_text())
    label, text = next(iter(told["extensions"].items()))
    assert text == EXAMPLE.read_text() and f"+{label}" in told["model_version"]
    study, store = tmp_path / "study.toml", tmp_path / "store"
    study.write_text('scenarios = ["arms-race"]\nreplicates = 2\nquarters = 4\n')
    assert "2 runs done" in program.hoardshare("sweep", study, "--store", store, "--workers", 2, *own).stdout
    key = pd.read_parquet(next((store / "parts").glob("*.outcomes.parquet")))["key"][0]
    kept = store / "scenarios" / f"{label}.py"
    assert kept.name in program.hoardshare("repeat", store, key, code=2).stderr
    assert f"--with {kept}" in program.hoardshare("repeat", store, key, "--with", kept).stdout
    compared = program.hoardshare(
        "compare", "arms-race", "commons", "--replicates", 2, "--quarters", 4, "--store", store,
        "--outcomes", "calm,trust", *own,
    )  # fmt: skip
    assert "calm" in compared.stdout


def test_a_command_tells_its_fault_in_one_line(tmp_path):
    (tmp_path / "mine.py").write_text(COUNTS.replace("return run.quarters", "return 1 / 0"))
    ended = program.hoardshare("run", "base", "--with", "mine", "--quarters", 2, cwd=tmp_path, code=2)
    assert ended.stdout == ""
    assert ended.stderr.strip().splitlines()[-1] == "mine.py, line 7, in length: ZeroDivisionError: division by zero"


def test_the_example_is_short():
    assert len(EXAMPLE.read_text().splitlines()) <= 60


def test_a_module_that_changed_while_in_use_is_told_with_what_to_do(module):
    used = sim.use(module(COUNTS))
    try:
        with pytest.raises(
            sim.ExtensionError, match=r"mine: mine.py has changed since it came into use; call drop\(\)"
        ):
            sim.use(module(COUNTS + "\n"))
    finally:
        used.drop()
    with sim.use(module(COUNTS + "\n")):
        pass
