"""What is taken away repeats the run."""

import csv
import io
import shlex
import tomllib
from datetime import date

import numpy as np
import pytest
from matplotlib.figure import Figure

import sim
from sim.view import take_away
from sim.view.session import Session
from sim.view.setting import Setting

PIVOT = {"kind": "pivot", "start": "2022-01-01", "actor": "alpha", "tier": "open"}
CLUB = {"kind": "alliance", "start": "2023-01-01", "members": ["beta", "gamma"], "exclusive": True}


def test_series_and_releases_read_back_to_the_same_bits():
    session = Session(Setting("base", 4, quarter=20))
    run = sim.run(sim.load("base"), 4, 20)
    rows = list(csv.DictReader(io.StringIO(take_away.series_csv(session))))
    for name in ("quarter", "trust", "surplus"):
        assert [float(row[name]) for row in rows] == run.series[name].tolist()
    releases = list(csv.DictReader(io.StringIO(take_away.releases_csv(session))))
    for name in ("actor", "tier", "co_releaser"):
        assert [row[name] for row in releases] == run.releases[name]


def test_the_scenario_file_is_what_was_watched(tmp_path):
    changes = {"trust.gain": 0.2, "actors.alpha.strategy": "share", "effort.clamp": False}
    setting = Setting("base", 1, changes, (PIVOT, CLUB))
    (tmp_path / take_away.FILE).write_text(take_away.scenario_toml(setting))
    loaded = sim.load(tmp_path / take_away.FILE)
    assert loaded.digest == setting.resolved().digest
    np.testing.assert_array_equal(sim.run(loaded, 1).world.series, sim.run(setting.resolved(), 1).world.series)


@pytest.mark.parametrize(
    ("scenario", "changes"),
    [
        ("leader-pivot", {"policies.pivot.governance": 0.9, "policies.0.start": date(2023, 1, 1), "trust.gain": 0.2}),
        ("leader-pivot", {"policies.beta-follows.when": {"outcome": "trust", "least": 0.2}}),
        ("leader-pivot", {"policies.tools.actors": ["alpha", "beta"], "start": date(2019, 1, 1)}),
        ("leader-pivot", {"policies.tools.actors.0": "beta"}),
        ("race-2019", {"policies.0.on": False}),
        ("leader-pivot", {"policies": []}),
    ],
)
def test_a_change_within_a_policy_is_in_the_scenario_file(tmp_path, scenario, changes):
    leak = {"kind": "leak", "start": "2022-01-01", "actor": next(iter(sim.load(scenario).actors))}
    setting = Setting(scenario, 1, changes, (leak,))
    (tmp_path / take_away.FILE).write_text(take_away.scenario_toml(setting), encoding="utf-8")
    assert sim.load(tmp_path / take_away.FILE).digest == setting.resolved().digest


def test_a_file_is_extended_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('extends = "base"\ntitle = "Mine"\n')
    told = tomllib.loads(take_away.scenario_toml(Setting("mine.toml")))
    assert told == {"extends": str(tmp_path / "mine.toml")}


def test_the_command_names_what_was_changed():
    session = Session(Setting("base", 7, {"trust.gain": 0.2, "title": "a b"}, quarter=60))
    words = shlex.split(take_away.command(session))
    assert words == ["hoardshare", "run", "base", "--seed", "7", "--set", "trust.gain=0.2", "--set", "title=a b"]
    session = Session(Setting("leader-pivot", 7, {"policies.pivot.start": date(2023, 1, 1)}, quarter=60))
    assert take_away.command(session).endswith("--set policies.pivot.start=2023-01-01")
    session = Session(Setting("base", 7, {}, (PIVOT,), 20))
    assert take_away.command(session) == "hoardshare run changed.toml --seed 7 --quarters 20"


def test_the_picture_is_a_png_that_says_what_made_it():
    png = take_away.picture(Session(Setting("base", 7, {"trust.gain": 0.2}, quarter=9)))
    assert png.startswith(b"\x89PNG") and b"--set trust.gain=0.2" in png


def test_what_needs_a_class_of_ones_own_says_so(tmp_path):
    class Trusting(sim.Firm):
        pass

    session = Session(Setting("base", 7, quarter=4), {"alpha": Trusting})
    told = take_away.scenario_toml(session.setting, session.agents)
    assert told.startswith("# classes of your own decide: alpha by Trusting;") and tomllib.loads(told)
    assert b"alpha by Trusting" in take_away.picture(session)


def test_the_foot_of_the_picture_tells_changes_and_policies():
    foot = list(take_away._foot(Session(Setting("base", 7, {"trust.gain": 0.2}, (PIVOT,), 9))))
    assert foot[0].startswith("hoardshare run changed.toml") and foot[1] == "Changed: trust.gain = 0.2"
    assert foot[2].startswith("Policy: ") and 'kind = "pivot"' in foot[2]


def test_years_of_the_picture_are_whole_and_few():
    figure = Figure()
    session = Session(Setting("race-2019", 7, {"trust.gain": 0.2}, quarter=9))
    axes = figure.subplots()
    take_away._outcome(axes, "trust", session)
    low, high = axes.get_xlim()
    years = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert 1 <= len(years) <= 4 and all(year == int(year) for year in years)
    assert [text.get_label() for text in axes.get_lines()] == ["untouched", session.scenario.title]
