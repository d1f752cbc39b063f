"""Loading resolves what a file extends, puts overrides in, and turns everything that is wrong into faults."""

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim import run
from sim.scenario import Scenario, ScenarioError, Strategy, Tier, load, names
from sim.scenario.reading.catalogue import path_of
from sim.scenario.schema.actors import ActorSpec

PARENT = """\
extends = "nothing"
title = "Parent"
[research]
productivity = 0.2
luck = 0.0
[actors.alpha]
tier = "open"
withheld = ["language", "vision"]
[[policies]]
kind = "subsidy"
actor = "alpha"
start = 2021-01-01
"""
CHILD = """\
extends = "parent.toml"
[research]
luck = 0.5
[actors.alpha]
withheld = ["science"]
[actors.beta]
strategy = "tit-for-tat"
[[policies]]
kind = "leak"
actor = "beta"
start = 2022-01-01
"""


@pytest.fixture
def family(tmp_path, monkeypatch):
    """A folder with a parent and a child, as current folder."""
    monkeypatch.chdir(tmp_path)
    Path("parent.toml").write_text(PARENT)
    Path("child.toml").write_text(CHILD)
    return tmp_path


def faults(source, overrides=()):
    with pytest.raises(ScenarioError) as caught:
        load(source, overrides)
    return str(caught.value)


def test_tables_merge_lists_replace_and_policies_append(family):
    scenario = load("child.toml")
    assert scenario.title == "Parent"
    assert (scenario.research.productivity, scenario.research.luck) == (0.2, 0.5)
    assert list(scenario.actors) == ["alpha", "beta"]
    assert scenario.actors["alpha"].tier == Tier.OPEN
    assert scenario.actors["alpha"].withheld == ["science"]
    assert scenario.actors["beta"].strategy == Strategy.TIT_FOR_TAT
    assert [row.kind for row in scenario.policies] == ["subsidy", "leak"]


def test_a_path_and_a_text_give_the_same(family):
    assert load(Path("child.toml")).digest == load("child.toml").digest == load(family / "child.toml").digest


def test_a_parent_is_found_beside_its_child(family, monkeypatch):
    (family / "sub").mkdir()
    monkeypatch.chdir(family / "sub")
    Path("own.toml").write_text('extends = "../child.toml"\n')
    assert list(load("own.toml").actors) == ["alpha", "beta"]


def test_a_file_that_extends_nothing_stands_on_the_defaults(family):
    Path("own.toml").write_text('extends = "nothing"\n[actors.a]\n')
    assert load("own.toml") == Scenario(actors={"a": ActorSpec()})


def test_an_inherited_value_is_told_in_the_file_that_holds_it(family):
    Path("parent.toml").write_text(PARENT.replace("0.2", "9.0") + "\n[spillover]\nleak = 2\n")
    told = faults("child.toml").splitlines()
    assert told[0].startswith("parent.toml:4: research.productivity: 9.0 is out of range")
    assert told[1].startswith("parent.toml:15: spillover.leak: 2 is out of range")


def test_an_inherited_row_of_policies_keeps_its_place(family):
    Path("child.toml").write_text(CHILD.replace('actor = "beta"', 'actor = "gamma"'))
    assert faults("child.toml").startswith('child.toml:10: policies.1.actor: no actor "gamma"')
    Path("parent.toml").write_text(PARENT.replace('actor = "alpha"', 'actor = "gamma"'))
    assert faults("child.toml").startswith('parent.toml:11: policies.0.actor: no actor "gamma"')


def test_a_circle_names_the_chain(family):
    Path("parent.toml").write_text('extends = "child.toml"\n')
    told = faults("child.toml")
    assert told.startswith(
        "parent.toml:1: extends: extends itself in a circle (child.toml -> parent.toml -> child.toml)"
    )
    Path("own.toml").write_text('\nextends = "own.toml"\n')
    assert "own.toml:2: extends: extends itself in a circle (own.toml -> own.toml)" in faults("own.toml")


def test_a_missing_parent_names_the_chain(family):
    Path("parent.toml").write_text('title = "x"\nextends = "armsrace"\n')
    told = faults("child.toml")
    assert told.startswith('parent.toml:2: extends: no scenario "armsrace" (in child.toml -> parent.toml); expected')
    assert "did you mean" not in told or "arms-race" in told


@pytest.mark.parametrize("written", ["3", '""', "[]", "{}", "true"])
def test_extends_must_be_a_name(family, written):
    Path("own.toml").write_text(f"extends = {written}\n")
    assert "own.toml:1: extends: " in faults("own.toml")


def test_a_parent_that_is_a_folder_is_told(family):
    Path("own.toml").write_text('extends = "."\n')
    assert "is a folder" in faults("own.toml")


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("research.productivity=0.3", "research.productivity", 0.3),
        (" research . productivity = 3e-1 ", "research.productivity", 0.3),
        ("title=Hello world", "title", "Hello world"),
        ("title='2020'", "title", "2020"),
        ("title=a=b", "title", "a=b"),
        ("title=", "title", ""),
        ("start=2019-01-01", "start", date(2019, 1, 1)),
        ("actors.alpha.tier=licensed", "actors.alpha.tier", Tier.LICENSED),
        ('actors."alpha".tier="licensed"', "actors.alpha.tier", Tier.LICENSED),
        ("actors.alpha.focus.vision=2", "actors.alpha.focus.vision", 2.0),
        ("actors.alpha.withheld=[]", "actors.alpha.withheld", []),
        ("actors.gamma={tier='open'}", "actors.gamma.tier", Tier.OPEN),
        ("policies.0.amount=2", "policies.0.amount", 2.0),
        ("policies=[]", "policies", []),
        ("policies.0.on=false", "policies.0.on", False),
        ("policies.0.until={outcome='trust', most=0.3}", "policies.0.until.most", 0.3),
        ("domains.language.weight=3", "domains.language.weight", 3.0),
        ("research={luck=0.1}", "research.productivity", 0.2),
    ],
)
def test_an_override_puts_a_value_in(family, setting, path, value):
    found = load("parent.toml", [setting])
    for key in path.split("."):
        found = found[int(key)] if key.isdigit() else found[key] if isinstance(found, dict) else getattr(found, key)
    assert found == value


@pytest.fixture
def patient(family):
    """A scenario whose row waits for a condition, or for its proposer."""
    row = """\
[[policies]]
kind = "treaty"
tier = "open"
proposer = "alpha"
when = { outcome = "incidents", least = 1 }
"""
    Path("patient.toml").write_text(PARENT + row)
    return "patient.toml"


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("policies.1.when.least=3", "when.least", 3.0),
        ("policies.1.when.outcome=misuse", "when.outcome", "misuse"),
        ("policies.1.effort=0.5", "effort", 0.5),
        ("policies.1.tier=licensed", "tier", Tier.LICENSED),
        ("policies.1.parties=['alpha']", "parties", ["alpha"]),
        ("policies.1.start=2022-01-01", "start", date(2022, 1, 1)),
    ],
)
def test_an_override_reaches_what_a_row_waits_for(patient, setting, path, value):
    for source in (patient, load(patient)):
        found = load(source, [setting]).policies[1]
        for key in path.split("."):
            found = getattr(found, key)
        assert found == value


def test_a_mapping_can_take_away_what_a_row_waits_for(patient):
    assert load(patient, {"policies.1.when": None}).policies[1].when is None
    turned = load(patient, {"policies.1.when.least": None, "policies.1.when.most": 0}).policies[1].when
    assert (turned.least, turned.most) == (None, 0.0)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("policies.1.when.leest=3", 'unknown key; expected one of outcome, least, most; did you mean "least"?'),
        ("policies.1.when.least=much", '"much" is of the wrong type; expected a number, unit: that of the outcome'),
        ("policies.1.when.outcome=incidnets", 'no outcome "incidnets"; expected the name of a series, such as'),
        ("policies.1.when.least.unit=3", "is not a table; expected a path that ends at policies.1.when.least"),
        ("policies.1.until.most=3", "policies.1.until.outcome: is missing; expected text in quotes"),
        ("policies.1.tier=opne", '"opne" is not allowed; expected one of closed, access, licensed, open; did you'),
        ("policies.1.effort=-1", "-1 is out of range; expected 0 <= x <= 1000000"),
        ("policies.1.parties=['alhpa']", 'policies.1.parties.0: no actor "alhpa"; expected the name of an actor'),
        ("policies.1.on=1", "1 is of the wrong type; expected true or false"),
        ("policies.1.proposer=gamma", 'no actor "gamma"'),
    ],
)
def test_a_wrong_override_of_what_a_row_waits_for(patient, setting, told):
    message = faults(patient, [setting])
    assert message.startswith(f"--set {setting}: ")
    assert told in message


def test_two_halves_of_a_condition_are_told_where_the_condition_stands(patient):
    told = faults(patient, ["policies.1.when.most=3"])
    assert told == "patient.toml:17: policies.1.when: gives both `least` and `most`; expected one of the two"


def test_a_row_of_no_kind_takes_no_override(family):
    Path("own.toml").write_text('extends = "nothing"\n[actors.a]\n[[policies]]\nkind = []\n')
    assert "own.toml:4: policies.0.kind: a list is not a kind of policy" in faults("own.toml", ["policies.0.actor=a"])


def test_an_override_of_one_default_domain_keeps_the_others(family):
    assert len(load("parent.toml", ["domains.language.weight=3"]).domains) == 4


def test_overrides_may_be_a_mapping_of_python_values(family):
    changes = {
        "research.productivity": np.float64(0.3),
        "quarters": np.int64(20),
        "actors.alpha": {"tier": Tier.CLOSED, "count": 2},
        "actors.gamma": ActorSpec(tier=Tier.OPEN),
        "ties.edges": (("alpha-1", "alpha-2"),),
    }
    scenario = load("parent.toml", changes)
    assert (scenario.research.productivity, scenario.quarters) == (0.3, 20)
    assert (scenario.actors["alpha"].count, scenario.actors["gamma"].tier) == (2, Tier.OPEN)
    assert scenario.ties.edges == [["alpha-1", "alpha-2"]]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("research.productivity=9", "9 is out of range; expected 0 <= x <= 5 OOM/quarter"),
        (
            "reserch.productivity=1",
            'unknown key; expected a key that `hoardshare explain parameters` lists; did you mean "rese',
        ),
        ("research.produtivity=1", 'did you mean "productivity"?'),
        ("actors.alhpa.tier=open", 'no entry "alhpa"; expected the name of an existing entry; did you mean "alpha"?'),
        ("actors.alpha.tier=opne", '"opne" is not allowed; expected one of closed, access, licensed, open; did'),
        ("policies.1.amount=1", "no such row; expected a row from 0 to 0"),
        ("policies.first.amount=1", "no such row"),
        ("policies.0.fee=1", "unknown key"),
        ("policies.0.amount=-1", "-1 is out of range"),
        ("title.first=2", "is not a table; expected a path that ends at title"),
        ("quarters=ten", '"ten" is of the wrong type; expected a whole number'),
        ("research.luck=nan", "nan is not a finite number"),
        ("title", "cannot be read; expected a path and a value, such as trust.gain=0.1"),
        ("=3", "cannot be read; expected a path and a value, such as trust.gain=0.1"),
        ("a..b=3", "cannot be read; expected a path and a value, such as trust.gain=0.1"),
        ("title=\udcff", "cannot be read; expected a path and a value, such as trust.gain=0.1"),
        ("title=" + "[" * 100, "is nested too deeply"),
        ("quarters=" + "9" * 5000, "is of the wrong type"),
        ("extends=nothing", "unknown key"),
    ],
    ids=lambda value: value[:30].encode("ascii", "replace").decode(),
)
def test_a_wrong_override_is_told_with_what_was_typed(family, setting, told):
    message = faults("parent.toml", [setting])
    assert message.startswith("--set ")
    assert told in message


def test_all_wrong_overrides_are_told_at_once(family):
    assert len(faults("parent.toml", ["a=1", "b=2"]).splitlines()) == 2


def test_a_wrong_entry_of_a_mapping_is_told_by_its_path(family):
    assert faults("parent.toml", {"research.luck": 9}).startswith("override research.luck: 9 is out of range")
    assert faults("parent.toml", {"a b": 9}).startswith("override a b: cannot be read")


def test_a_scenario_can_be_loaded_again_and_changed(family):
    scenario = load("child.toml")
    assert load(scenario) is scenario
    changed = load(scenario, {"research.luck": 0.1})
    assert changed.research.luck == 0.1
    assert load(changed, {"research.luck": scenario.research.luck}).digest == scenario.digest


def test_a_scenario_built_in_code_is_checked_too():
    wrong = Scenario(title="Mine", actors={"a": ActorSpec(withheld=["x"])})
    assert faults(wrong) == 'Mine: actors.a.withheld.0: no domain "x"; expected a domain of the scenario'


def test_a_missing_file_suggests_shipped_names(family, monkeypatch):
    monkeypatch.setattr("sim.scenario.reading.catalogue.names", lambda: ["arms-race", "base"])
    for name in ("arms_rce", "arms-rac.toml", "scenarios/arms-race.tml"):
        assert faults(name).startswith(f"{name}: no such scenario or file; expected a .toml file or one of arms-race")
    assert 'did you mean "arms-race"?' in faults("arms_rce")


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "no/such/folder.toml", "parent.toml/child.toml"])
def test_a_name_that_is_no_file_is_told(family, name):
    assert "no such scenario or file" in faults(name) or "cannot be read" in faults(name)


def test_a_folder_is_told(family):
    assert faults(family) == f"{family}: is a folder; expected a .toml file"


def test_a_device_is_told():
    assert faults("/dev/null") == "/dev/null: is not an ordinary file; expected a .toml file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_told(family):
    Path("parent.toml").chmod(0)
    assert faults("parent.toml") == "parent.toml: cannot be read: Permission denied; expected a readable .toml file"


def test_a_huge_file_is_refused_unread(family):
    with open("huge.toml", "wb") as file:
        file.truncate(100 << 20)
    assert faults("huge.toml") == "huge.toml: is too large for a scenario; expected at most 1 MiB"


def test_a_module_given_for_a_scenario_is_told_where_it_goes(family):
    Path("mine.py").write_text('"""A strategy."""\n')
    assert "given to a command by --with" in faults("mine.py")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"title = 'a'\n\0", "my.toml: is a binary file; expected TOML text in UTF-8"),
        (b"\n\ntitle = '\xff'", "my.toml:3: is not UTF-8 text; expected TOML text in UTF-8"),
        ("title = 'a'".encode("utf-16"), "my.toml: is text encoded as UTF-16; expected TOML text in UTF-8; save it"),
        (b"title = Hello\n", "my.toml:1:9: not valid TOML: Invalid value; text is written in quotes"),
        (b"\n[research\n", "my.toml:2:10: not valid TOML: Expected ']' at the end of a table declaration"),
        (b"a = '''\n\nb", "my.toml:3:2: not valid TOML: the file ends too early"),
        (b"start = 2020-02-30\n", "my.toml:1:"),
        (b"[actors.a]\n[actors.b]\n[actors.a]\n", "my.toml:3: actors.a: is defined twice; expected each table"),
        (b"[research]\nluck = 1\nluck = 2\n", "my.toml:3: research.luck: is defined twice; expected each table"),
        (b"a = " + b"[" * 100_000, "my.toml: is nested too deeply; expected at most 8 levels"),
        (b"a = " + b"{a=" * 100_000, "my.toml: is nested too deeply; expected at most 8 levels"),
        (b"a" + b".a" * 400_000 + b" = 1", "my.toml: is nested too deeply; expected at most 8 levels"),
        (b"quarters = " + b"9" * 5000, "my.toml: contains a number with too many digits"),
    ],
    ids=lambda value: value[:20],
)
def test_a_file_that_is_no_scenario_is_told(family, content, told):
    Path("my.toml").write_bytes(content)
    assert told in faults("my.toml")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("quarters = 0x" + "f" * 5000, "my.toml:1: quarters: a number with very many digits is out of range"),
        (
            "policies = [{ kind = 0x" + "f" * 5000 + " }]\n",
            "my.toml:1: policies.0.kind: a number with very many digits is",
        ),
        ("policies = 3\n", "my.toml:1: policies: 3 is of the wrong type; expected a list"),
        ("actors = []\n", "my.toml:1: actors: a list is of the wrong type; expected a table"),
        ("actors = 3\n", "my.toml:1: actors: 3 is of the wrong type; expected a table"),
        ("policies = [3]\n", "my.toml:1: policies.0: 3 is of the wrong type; expected a table"),
        ("start = 2020-01-01T00:00:00Z\n", "my.toml:1: start: 2020-01-01T00:00:00+00:00 is of the wrong type"),
        ("domains = {}\n", "my.toml:1: domains: is empty; expected at least one entry"),
    ],
    ids=lambda value: value[:20],
)
def test_a_value_of_a_strange_shape_is_told(family, content, told):
    Path("my.toml").write_text(content + '\nextends = "nothing"\n')
    assert told in faults("my.toml")


def test_a_byte_order_mark_and_foreign_line_ends_are_read(family):
    Path("my.toml").write_bytes(b"\xef\xbb\xbf" + PARENT.replace("\n", "\r\n").encode())
    assert load("my.toml").digest == load("parent.toml").digest
    Path("my.toml").write_bytes(PARENT.replace("0.2", "9").replace("\n", "\r\n").encode())
    assert faults("my.toml").startswith("my.toml:4: research.productivity")


@pytest.fixture
def shelf(family, monkeypatch):
    """A folder of shipped scenarios of our own."""
    (family / "shelf").mkdir()
    (family / "shelf/base.toml").write_text(PARENT.removeprefix('extends = "nothing"\n'))
    (family / "shelf/arms-race.toml").write_text('title = "Race"\n[research]\nluck = 0.7\n')
    monkeypatch.setattr("sim.scenario.reading.catalogue.folder", lambda: family / "shelf")
    return family / "shelf"


def test_a_file_that_does_not_say_extends_the_base(shelf):
    Path("own.toml").write_text('extends = "arms-race"\n[research]\nproductivity = 0.3\n')
    scenario = load("own.toml")
    assert (scenario.title, scenario.research.productivity, scenario.research.luck) == ("Race", 0.3, 0.7)
    assert list(scenario.actors) == ["alpha"]
    Path("empty.toml").write_text("# nothing\n")
    assert load("empty.toml").digest == load("base").digest


def test_a_fault_of_a_shipped_parent_is_told_by_its_name(shelf):
    (shelf / "base.toml").write_text("[research]\nluck = 9\n")
    Path("own.toml").write_text("")
    assert faults("own.toml").startswith("base:2: research.luck: 9 is out of range")


def test_a_file_beside_a_shipped_name_does_not_hide_it(shelf):
    Path("base").write_text("title = 'Other'\n")
    assert load("base").title == "Parent"
    assert load("./base").title == "Other"


def test_shipped_scenarios_load():
    assert {"base", "arms-race", "commons", "race-2019"} <= set(names())
    for name in names():
        assert load(name).actors


def test_an_empty_file_is_the_base(tmp_path):
    (tmp_path / "empty.toml").write_text("")
    assert load(tmp_path / "empty.toml").digest == load("base").digest


def test_a_shipped_name_stands_for_its_file():
    assert load(path_of("base")).digest == load("base").digest
    with pytest.raises(KeyError):
        path_of("nowhere")


ONE_ROW = """\
extends = "nothing"
[actors.alpha]
[actors.beta]
[[policies]]
name = "money"
kind = "subsidy"
actor = "alpha"
start = 2021-01-01
amount = 0.3
"""


def changed_by(tmp_path, text):
    (tmp_path / "parent.toml").write_text(ONE_ROW)
    (tmp_path / "child.toml").write_text('extends = "parent.toml"\n[[policies]]\n' + text)
    return load(tmp_path / "child.toml").policies


def test_a_row_that_bears_a_parents_name_changes_it(tmp_path):
    (row,) = changed_by(tmp_path, 'name = "money"\namount = 0.7\n')
    assert (row.kind, row.actor, row.amount) == ("subsidy", "alpha", 0.7)


def test_a_row_of_another_kind_takes_the_place_of_the_one_whose_name_it_bears(tmp_path):
    (row,) = changed_by(tmp_path, 'name = "money"\nkind = "leak"\nactor = "beta"\nstart = 2022-01-01\n')
    assert (row.kind, row.actor) == ("leak", "beta")


def test_a_row_that_can_only_change_another_must_name_one_that_is_there(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        changed_by(tmp_path, 'name = "mony"\namount = 0.7\n')
    told = str(caught.value).removeprefix(str(tmp_path) + "/")
    assert told == (
        'child.toml:3: policies.0.name: no row "mony" to change, and no `kind` for a new one; expected one of money; '
        'did you mean "money"?'
    )


def test_two_rows_of_one_name_are_refused(tmp_path):
    with pytest.raises(ScenarioError, match=r'policies.1.name: "a" is already the name of policies.0'):
        row = 'kind = "subsidy"\nactor = "alpha"\nstart = 2021-01-01\nname = "a"\n'
        (tmp_path / "twice.toml").write_text(ONE_ROW.split("[[")[0] + 2 * f"[[policies]]\n{row}")
        load(tmp_path / "twice.toml")


def test_an_override_can_name_a_row():
    rows = load("harmonized", ["policies.ethics.on=false", "policies.1.share=0.9"]).policies
    assert [row.name for row in rows if not row.on] == ["ethics"]
    assert rows[1].share == 0.9
    with pytest.raises(ScenarioError, match="no such row"):
        load("harmonized", ["policies.ethic.on=false"])


@pytest.mark.parametrize(("path", "day"), [("policies.pivot.start", date(2023, 4, 1)), ("start", date(2019, 1, 1))])
def test_a_day_given_as_text_is_a_day_where_the_schema_asks_for_one(path, day):
    as_text, as_day = (load("leader-pivot", {path: value}) for value in (day.isoformat(), day))
    assert as_text.digest == as_day.digest != load("leader-pivot").digest
    assert "expected a date" in faults("leader-pivot", {path: "2022-13-01"})


def test_the_order_of_actors_and_domains_is_part_of_a_scenario():
    """Their rows in the state of the world follow it: two that differ in it alone must not share a draft."""
    scenario = load("base")
    own = {name: getattr(scenario, name) for name in type(scenario).model_fields}
    for table in ("actors", "domains"):
        other = Scenario.model_validate(own | {table: dict(reversed(own[table].items()))})
        assert other.digest != scenario.digest
    actors = dict(reversed(own["actors"].items()))
    found = run(Scenario.model_validate(own | {"actors": actors}), 0, 1).world.actors["endowment"][: len(actors)]
    assert found.tolist() == run(scenario, 0, 1).world.actors["endowment"][: len(actors)][::-1].tolist()
