"""A name that has changed is understood by its old one, by every route, and whoever used it is told the new one."""

import warnings

import numpy as np
import pytest

import sim
from sim.scenario import Scenario, ScenarioError, Strategy, load
from sim.scenario.reading.names import of_today
from sim.scenario.schema.actors import ActorSpec
from sim.scenario.schema.enums import Tier
from sim.scenario.schema.institutions import Alliance
from sim.scenario.schema.race import Trust
from sim.scenario.schema.renames import RENAMED, RenamedWarning
from sim.scenario.schema.rows import Dated, Row
from sim.study.study_file import read_design
from sim.study.study_schema import Study
from sim.view.controls import control
from sim.view.setting import Setting
from tests.program import finish, start

NAMES = {
    (Trust, "warmth"): "gain",
    (Scenario, "confidence"): "trust",
    (ActorSpec, "camp"): "bloc",
    (Alliance, "club_fee"): "dues",
    (Dated, "rise"): "ramp",
    (Row, "pact"): "alliance",
    (Strategy, "copycat"): "tit-for-tat",
    (Tier, "ajar"): "access",
    (Study, "runs"): "replicates",
}


@pytest.fixture(autouse=True)
def renamed(monkeypatch):
    for (table, old), new in NAMES.items():
        monkeypatch.setitem(RENAMED, (table, old), new)


def told(does, *args, **kwargs):
    """What is returned, and the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = does(*args, **kwargs)
    assert all(issubclass(each.category, RenamedWarning) for each in caught)
    return found, list(dict.fromkeys(str(each.message) for each in caught))


def now(place, old, new):
    return f"{place}: {old} is called {new} now, and will not be understood by its old name for ever"


def written(folder, text, name="my.toml"):
    (folder / name).write_text(text)
    return folder / name


def test_in_a_file_a_field_is_told_at_its_line(tmp_path):
    path = written(tmp_path, 'extends = "base"\n[trust]\nwarmth = 0.2\n')
    scenario, said = told(load, path)
    assert scenario.trust.gain == 0.2
    assert said == [now(f"{path}:3", "trust.warmth", "trust.gain")]
    assert scenario == load("base", {"trust.gain": 0.2}).model_copy(update={"title": scenario.title})


def test_in_a_file_tables_words_and_rows_are_told(tmp_path):
    text = """
extends = "nothing"
[confidence]
warmth = 0.2
[actors.alpha]
camp = "west"
strategy = "copycat"
[actors.beta]
tier = "ajar"
[[policies]]
kind = "pact"
name = "club"
start = 2021-01-01
members = ["alpha", "beta"]
club_fee = 0.1
rise = 3
"""
    path = written(tmp_path, text)
    scenario, said = told(load, path)
    assert (scenario.trust.gain, scenario.actors["alpha"].bloc) == (0.2, "west")
    assert (scenario.actors["alpha"].strategy, scenario.actors["beta"].tier) == (Strategy.TIT_FOR_TAT, Tier.ACCESS)
    assert (scenario.policies[0].kind, scenario.policies[0].dues, scenario.policies[0].ramp) == ("alliance", 0.1, 3)
    assert said == [
        now(f"{path}:3", "confidence", "trust"),
        now(f"{path}:4", "trust.warmth", "trust.gain"),
        now(f"{path}:6", "actors.alpha.camp", "actors.alpha.bloc"),
        now(f"{path}:7", 'actors.alpha.strategy = "copycat"', '"tit-for-tat"'),
        now(f"{path}:9", 'actors.beta.tier = "ajar"', '"access"'),
        now(f"{path}:11", 'policies.0.kind = "pact"', '"alliance"'),
        now(f"{path}:15", "policies.0.club_fee", "policies.0.dues"),
        now(f"{path}:16", "policies.0.rise", "policies.0.ramp"),
    ]


def test_a_child_and_its_parent_may_use_either_name(tmp_path):
    written(tmp_path, 'extends = "open-alliance"\n[trust]\nwarmth = 0.2\nloss = 0.3\n', "parent.toml")
    row = '[[policies]]\nname = "alliance"\nclub_fee = 0.07\n'
    child = written(tmp_path, f'extends = "parent.toml"\n[trust]\ngain = 0.4\n{row}')
    scenario, said = told(load, child)
    assert (scenario.trust.gain, scenario.trust.loss) == (0.4, 0.3)
    (alliance,) = [row for row in scenario.policies if row.name == "alliance"]
    assert alliance.dues == 0.07
    assert said == [
        now(f"{tmp_path}/parent.toml:3", "trust.warmth", "trust.gain"),
        now(f"{child}:6", "policies.0.club_fee", "policies.0.dues"),
    ]


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ("trust.warmth=0.2", "trust.gain", 0.2),
        ("confidence.warmth=0.2", "trust.gain", 0.2),
        ("policies.alliance.club_fee=0.07", "policies.alliance.dues", 0.07),
        ("policies.0.rise=3", "policies.0.ramp", 3),
        ("actors.alpha.camp=west", "actors.alpha.bloc", "west"),
    ],
)
def test_in_overrides_a_path_is_told_and_is_that_of_today(change, path, value):
    old, text = change.split("=")
    expected = load("open-alliance", {path: value})
    assert told(load, "open-alliance", [change]) == (expected, [now(f"--set {change}", old, path)])
    for overrides in ({old: value}, {old: np.array(value)[()]}):
        assert told(load, "open-alliance", overrides) == (expected, [now(f"override {old}", old, path)])
    assert told(load, load("open-alliance"), {old: value})[0] == expected
    assert load("open-alliance", [f"{path}={text}"]) == expected


def test_in_overrides_tables_and_words_are_told():
    scenario, said = told(load, "base", {"trust": {"warmth": 0.2}, "actors.alpha.strategy": "copycat"})
    assert scenario == load("base", {"trust.gain": 0.2, "actors.alpha.strategy": "tit-for-tat"})
    assert said == [
        now("override trust", "trust.warmth", "trust.gain"),
        now("override actors.alpha.strategy", 'actors.alpha.strategy = "copycat"', '"tit-for-tat"'),
    ]
    rows = [{"kind": "pact", "start": "2021-01-01", "members": ["alpha", "beta"], "club_fee": 0.1}]
    scenario, said = told(load, "base", {"policies": rows})
    assert scenario.policies[0].dues == 0.1 and len(said) == 2
    scenario, _ = told(load, "open-alliance", {"policies": {"alliance": {"club_fee": 0.07}}})
    assert scenario == load("open-alliance", {"policies.alliance.dues": 0.07})


def test_both_names_at_once_are_a_fault(tmp_path):
    def fault(*args):
        with pytest.raises(ScenarioError) as caught, warnings.catch_warnings():
            warnings.simplefilter("ignore", RenamedWarning)
            load(*args)
        return str(caught.value)

    both = 'is set by its current name, "gain", and by an old name; expected one of the two'
    path = written(tmp_path, "[trust]\ngain = 0.1\nwarmth = 0.2\n")
    assert fault(path) == f"{path}:3: trust.gain: {both}"
    path = written(tmp_path, "[confidence]\ngain = 0.1\n[trust]\nloss = 0.2\n")
    assert fault(path).startswith(f"{path}:3: trust: is set by its current name")
    assert both in fault("base", {"trust": {"gain": 0.1, "warmth": 0.2}})
    for overrides in (["trust.warmth=0.1", "trust.gain=0.2"], {"trust.gain": 0.1, "trust.warmth": 0.2}):
        assert "is set as trust." in fault("base", overrides)
        assert fault("base", overrides).endswith("expected one of the two")
    assert load("base", ["trust.gain=0.1", "trust.gain=0.2"]).trust.gain == 0.2


def test_a_fault_in_what_has_an_old_name_is_told_at_its_line(tmp_path):
    path = written(tmp_path, "[trust]\n\nwarmth = 9.0\n")
    with pytest.raises(ScenarioError) as caught, pytest.warns(RenamedWarning):
        load(path)
    assert str(caught.value).startswith(f"{path}:3: trust.gain: 9.0 is out of range")


def test_an_object_of_python_takes_an_old_name_too():
    table, said = told(lambda: Trust.model_validate({"warmth": 0.2}))
    assert table == Trust(gain=0.2) and said == [now("Trust", "warmth", "gain")]
    copy, _ = told(load("base").model_copy, update={"trust": {"warmth": 0.2}})
    assert copy.trust.gain == 0.2
    with pytest.raises(ValueError, match="gain once"), pytest.warns(RenamedWarning):
        Trust.model_validate({"warmth": 0.2, "gain": 0.1})


@pytest.mark.parametrize("name", ["trust.warmth", '"trust.warmth"', "confidence.warmth"])
def test_a_study_has_the_names_of_today(tmp_path, name):
    text = 'scenarios = ["open-alliance"]\nruns = 3\n[set]\npolicies.alliance.club_fee = 0.07\n[parameters]\n'
    text += f"{name} = [0.1, 0.2]\n"
    path = written(tmp_path, text, "study.toml")
    study, said = told(read_design, path)
    assert (study.paths, study.replicates) == (["policies.alliance.dues", "trust.gain"], 3)
    old = name.strip('"')
    assert said == [
        now(f"{path}:2", "runs", "replicates"),
        now(f"{path}:4", "policies.alliance.club_fee", "policies.alliance.dues"),
        now(f"{path}:6", old, "trust.gain"),
    ]
    today = sim.design("open-alliance", replicates=3, set={"policies.alliance.dues": 0.07},
                       parameters={"trust.gain": [0.1, 0.2]}, title="study")  # fmt: skip
    assert study == today


def test_a_study_takes_one_of_both_names(tmp_path):
    text = 'scenarios = ["base"]\n[parameters]\ntrust.warmth = [0.1]\ntrust.gain = [0.2]\n'
    with (
        pytest.raises(ScenarioError, match=r"study\.toml:4: .*trust\.gain is named twice"),
        pytest.warns(RenamedWarning),
    ):
        read_design(written(tmp_path, text, "study.toml"))


COMMAND = """
from sim.scenario.schema.race import Trust
from sim.scenario.schema.renames import RENAMED
RENAMED[Trust, "warmth"] = "gain"
from sim.cli import main
main()
"""


def test_the_command_line_tells_it_in_a_sentence(tmp_path):
    path = written(tmp_path, "[trust]\nwarmth = 0.2\n")
    done = finish(start("-c", COMMAND, "check", path, "--set", "trust.warmth=0.1"))
    assert "ok" in done.stdout
    assert done.stderr.splitlines() == [
        now(f"{path}:2", "trust.warmth", "trust.gain"),
        now("--set trust.warmth=0.1", "trust.warmth", "trust.gain"),
    ]
    both = finish(start("-c", COMMAND, "check", path, "--set", "trust.warmth=0.1", "--set", "trust.gain=0.1"), 2)
    assert both.stderr.splitlines()[-1].endswith("expected one of the two")


def test_a_link_and_a_control_of_the_view_take_an_old_name():
    setting, _ = told(Setting("base").with_change("trust.warmth", 0.2).resolved)
    assert setting.trust.gain == control(setting, "trust.warmth").value == 0.2


def test_without_a_renamed_name_nothing_is_looked_up(monkeypatch):
    monkeypatch.setattr("sim.scenario.reading.names.RENAMED", {})
    tree = object()
    assert of_today(None, None, tree) is tree


GONE = "is gone; set sharing.variety = 0 (was best) or 1 (was sum)"


def test_a_field_that_is_gone_says_what_to_set_instead_by_every_route(tmp_path):
    path = written(tmp_path, 'extends = "base"\n[sharing]\nform = "best"\n')
    routes = {
        f"{path}:3": lambda: load(path),
        "--set": lambda: load("base", ["sharing.form=sum"]),
        "override": lambda: load("base", {"sharing": {"form": "sum"}}),
        "sharing.form": lambda: sim.design("base", parameters={"sharing.form": ["best", "sum"]}),
    }
    for place, route in routes.items():
        with pytest.raises(ScenarioError) as caught:
            route()
        assert place in str(caught.value) and GONE in str(caught.value)
        assert len(caught.value.faults) == 1
    said = finish(start("-m", "sim.cli", "check", path), 2).stderr
    assert said.count("is gone") == 1 and len(said.splitlines()) == 1
