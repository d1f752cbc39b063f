"""What is taken away repeats the run."""

import csv
import io
import json
import shlex
import tomllib
from datetime import date

import numpy as np
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

import sim
from sim.cli import app
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


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_a_file_is_extended_by_its_name_and_nothing_tells_where_it_lies(tmp_path, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "base"\ntitle = "Mine"\n')
    setting = Setting("mine.toml" if place == "here" else str(mine), 3, {"trust.gain": 0.2}, (PIVOT,))
    told = take_away.scenario_toml(setting)
    assert tomllib.loads(told)["extends"] == "mine.toml" and "beside mine.toml" in told and str(tmp_path) not in told
    (tmp_path / take_away.FILE).write_text(told, encoding="utf-8")
    assert sim.load(tmp_path / take_away.FILE).digest == setting.resolved().digest
    plain = Session(Setting(setting.scenario, 3, quarter=2))
    assert take_away.command(plain) == "hoardshare run mine.toml --seed 3 --quarters 2"


def test_the_command_names_what_was_changed():
    session = Session(Setting("base", 7, {"trust.gain": 0.2, "title": "a b"}, quarter=60))
    words = shlex.split(take_away.command(session))
    assert words == ["hoardshare", "run", "base", "--seed", "7", "--set", "trust.gain=0.2", "--set", "title=a b"]
    session = Session(Setting("leader-pivot", 7, {"policies.pivot.start": date(2023, 1, 1)}, quarter=60))
    assert take_away.command(session).endswith("--set policies.pivot.start=2023-01-01")
    session = Session(Setting("base", 7, {}, (PIVOT,), 20))
    assert take_away.command(session) == "hoardshare run changed.toml --seed 7 --quarters 20"


NAMES = """\
extends = "base"
[actors."gpt.4 'x'"]
users = 0.0
[domains."größe"]
[domains."3"]
"""


@pytest.mark.parametrize(
    "changes",
    [
        {"actors.\"gpt.4 'x'\".tier": "open", "domains.größe.weight": 2.0},
        {"domains.3.weight": 2.0},
        {"actors.alpha.enters": "2021-01-01", "start": "2019-01-01"},
        {"tiers": {"open": {"capture": 0.3}}, "trust.gain": 0.2},
        {"trust": {"gain": 0.2}, "trust.gain": 0.1},
        {"tiers.open": {"capture": 0.3}, "tiers.open.capture": 0.4},
        {"actors.beta": {}, "actors.beta.tier": "open"},
        {"domains.vision": None, "domains.science.weight": 2.0},
        {"actors.new": {"tier": "open"}, "title": "\"'$x`\\"},
    ],
    ids=str,
)
def test_whatever_was_changed_the_file_and_the_command_give_the_run(tmp_path, monkeypatch, changes):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.toml").write_text(NAMES, encoding="utf-8")
    setting = Setting("names.toml", 5, changes, quarter=2)
    (tmp_path / take_away.FILE).write_text(take_away.scenario_toml(setting), encoding="utf-8")
    assert sim.load(tmp_path / take_away.FILE).digest == setting.resolved().digest
    session = Session(setting)
    done = CliRunner().invoke(app, [*shlex.split(take_away.command(session))[1:], "--json"], catch_exceptions=False)
    told = json.loads(done.stdout)
    assert told == {
        name: value if np.isfinite(value) else None for name, value in session.film.outcomes(session.quarter).items()
    }


def test_the_record_of_a_run_holds_the_command_that_gives_it_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["run", "base", "--quarters", "1", "--set", "domains={language={weight=.5}}", "--set", "title=it's $x"]
    monkeypatch.setattr("sys.argv", ["hoardshare", *words, "--out", "a b"])
    assert CliRunner().invoke(app, [*words, "--out", "a b"], catch_exceptions=False).exit_code == 0
    manifest = json.loads((tmp_path / "a b/manifest.json").read_bytes())
    (tmp_path / "a b").rename(tmp_path / "first")
    again = shlex.split(manifest["command"])
    assert CliRunner().invoke(app, again[1:], catch_exceptions=False).exit_code == 0
    assert json.loads((tmp_path / "a b/manifest.json").read_bytes())["key"] == manifest["key"]


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
    take_away._outcome(axes, sim.OUTCOMES["trust"], session)
    low, high = axes.get_xlim()
    years = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert 1 <= len(years) <= 4 and all(year == int(year) for year in years)
    assert [text.get_label() for text in axes.get_lines()] == ["untouched", session.scenario.title]
