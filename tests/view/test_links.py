"""Links: what the address bar says is what is watched, and nothing else can be smuggled in."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError
from sim.view import links
from sim.view.setting import Setting

KNOWN = ("base", "arms-race")


@pytest.mark.parametrize(
    "setting",
    [
        Setting("base"),
        Setting("arms-race", 2**53 - 1, quarter=60),
        Setting("base", 1, {"trust.gain": 0.25, "effort.clamp": False, "choice.horizon": 4}),
        Setting("base", 1, {"actors.alpha.strategy": "tit-for-tat", "title": "3"}),
        Setting("base", 0, {"policies.pivot.start": date(2022, 1, 1), "a": [date(2022, 1, 1), "2022-01-01"]}),
        Setting("base", 0, {"policies.pivot.when": {"outcome": "trust", "least": 0.5}, "title": "2022-01-01\x7f"}),
        Setting("base", 0, {}, ({"kind": "pivot", "start": "2022-01-01", "actor": "alpha", "tier": "open"},), 9),
        Setting("base", 0, {}, ({"kind": "alliance", "start": "2022-01-01", "members": ["alpha", "beta"]},) * 2),
    ],
)
def test_a_setting_survives_its_link(setting):
    assert links.read(links.query(setting), KNOWN, Setting()) == setting


@pytest.mark.parametrize("count", [1, 2, 3])
def test_worlds_survive_their_link(count):
    row = {"kind": "pivot", "start": "2022-01-01", "end": "2024-01-01", "actor": "alpha", "tier": "open"}
    common = ({**row, "actor": "beta"},)
    worlds = [
        Setting(name, 7, {"trust.gain": 0.25}, common, 12, (row,) * number)
        for number, name in enumerate(["base", "arms-race", "base"][:count])
    ]
    assert links.read_all(links.query_of(worlds), KNOWN, Setting()) == worlds
    assert links.read(links.query_of(worlds), KNOWN, Setting()) == worlds[0]


def test_an_old_link_to_two_worlds_keeps_working():
    old = "scenario=base&seed=3&set=trust.gain%3D0.25&policy=%7B%22kind%22%3A%22leak%22%7D&at=60&with=arms-race"
    common = {"seed": 3, "changes": {"trust.gain": 0.25}, "policies": ({"kind": "leak"},), "quarter": 60}
    assert links.read_all(old, KNOWN, Setting()) == [Setting(name, **common) for name in ("base", "arms-race")]


def test_a_link_that_names_no_second_world_has_the_usual_one():
    assert [each.scenario for each in links.read_all("", KNOWN, Setting("base"), ["arms-race"])] == [
        "base",
        "arms-race",
    ]
    assert [each.scenario for each in links.read_all("with=base", KNOWN, Setting("base"), ["arms-race"])] == [
        "base"
    ] * 2


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["trust.gain", "title"]), st.floats(0, 1) | st.booleans() | st.text()))
def test_any_value_survives_its_link(changes):
    setting = Setting("base", 0, {path: value for path, value in changes.items() if value == value})
    assert links.read(links.query(setting), KNOWN, Setting()) == setting


def test_a_link_without_anything_is_the_default():
    assert links.read("", KNOWN, Setting("base", 5)) == Setting("base", 5)


def test_a_change_reads_as_on_the_command_line():
    query = links.query(Setting("base", 7, {"trust.gain": 0.1, "actors.alpha.strategy": "share"}))
    assert parse_qsl(query)[2:4] == [("set", "trust.gain=0.1"), ("set", "actors.alpha.strategy=share")]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("scenario=/etc/passwd", "no scenario"),
        ("scenario=arms-raec", 'did you mean "arms-race"'),
        ("with=arms-raec", 'with: no scenario "arms-raec"'),
        ("and=/etc/passwd", "and: no scenario"),
        ("policy.b=%7B", "expected a table"),
        ("seed=-1", "expected a whole number from 0"),
        ("seed=%C2%B2", "expected a whole number from 0"),
        ("at=soon", 'at: "soon" cannot be read'),
        ("set=trust.gain", "a path and a value, such as trust.gain=0.1"),
        ("policy=%7B", "expected a table"),
        ("policy=3", "expected a table"),
        ("policy=" + "[" * 100_000, "expected a table"),
        ("policy=" + "9" * 5000, "expected a table"),
        ("policy=%7B%22a%22:NaN%7D", "expected a table"),
        ("set=trust.gain=" + "[" * 100_000, "nested too deeply"),
        ("&".join(["set=trust.gain=0.1"] * 501), "at most 500 changes and policies"),
    ],
)
def test_a_link_that_cannot_be_read_says_why(query, told):
    with pytest.raises(ScenarioError, match=told.replace(".", r"\.")):
        links.read(query, KNOWN, Setting())


def test_a_number_of_thousands_of_digits_in_a_link_is_no_number():
    setting = links.read("set=trust.gain=" + "9" * 5000, KNOWN, Setting("base"))
    with pytest.raises(ScenarioError, match="of the wrong type"):
        setting.resolved()


def test_a_policy_without_a_real_day_says_so():
    with pytest.raises(ScenarioError, match="soon is no day"):
        Setting("base", policies=({"kind": "leak", "actor": "alpha", "start": "soon"},)).resolved()
