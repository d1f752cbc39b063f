"""A change changes what it names and nothing else, whatever the route by which it comes."""

from datetime import date

import pytest

import sim
from sim.scenario import Scenario, ScenarioError, load, names
from sim.scenario.schema.actors import ActorSpec, Domain, Tiers, TierSpec
from sim.study.study_file import design
from tests.properties.routes import (
    ROUTES,
    at,
    by_extending,
    by_mapping,
    by_model,
    by_set,
    leaves,
    nested,
    reaches,
    shipped,
    written,
)

TRIED = [
    ("commons", "tiers.closed.appeal"),
    ("commons", "tiers.access.disclosure"),
    ("commons", "tiers.licensed.building"),
    ("commons", "tiers.open.capture"),
    ("commons", "domains.language.weight"),
    ("commons", "domains.robotics.weight"),
    ("commons", "title"),
    ("commons", "start"),
    ("commons", "quarters"),
    ("commons", "trust.gain"),
    ("commons", "ties.edges"),
    ("commons", "actors.alpha.shares_as"),
    ("commons", "actors.west-state.enters"),
    ("leader-pivot", "policies.pivot.start"),
    ("leader-pivot", "policies.pivot.governance"),
    ("leader-pivot", "policies.tools.reach"),
    ("leader-pivot", "policies.beta-follows.proposer"),
    ("open-licence", "policies.licence.threshold"),
    ("race-2019", "policies.0.on"),
    ("race-2019", "actors.google.focus.language"),
]
"""Values of each kind: nested defaults, entries, text, days, lists, what is absent, rows with and without a name."""


def told(path):
    return tuple(path.split("."))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_a_value_set_to_what_it_is_changes_nothing(route, tmp_path):
    for name, path in TRIED:
        if reaches(route, told(path)):
            there = shipped(name)
            found = route(name, told(path), at(there.model_dump(), told(path)), tmp_path)
            assert (name, path, found.digest, found) == (name, path, there.digest, there)


@pytest.mark.parametrize("path", ["tiers.open.capture", "domains.language.weight", "policies.pivot.governance"])
def test_a_model_with_a_value_set_to_what_it_is_is_of_the_same_scenario(path, tmp_path):
    there = shipped("leader-pivot")
    assert by_model("leader-pivot", told(path), at(there.model_dump(), told(path)), tmp_path) == there


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("route", [*ROUTES, by_model], ids=lambda route: route.__name__)
def test_every_value_set_to_what_it_is_changes_nothing(route, name, tmp_path):
    there = shipped(name)
    for parts, value in leaves(there.model_dump()):
        if reaches(route, parts) and not (route is by_model and parts[0] == "actors"):
            found = route(name, parts, value, tmp_path)
            assert (parts, found.digest, found) == (parts, there.digest, there)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("commons", "tiers.open.capture", 0.3),
        ("commons", "domains.language.weight", 0.5),
        ("commons", "trust.gain", 0.1),
        ("leader-pivot", "policies.pivot.start", date(2024, 1, 1)),
        ("leader-pivot", "policies.pivot.governance", 0.5),
        ("open-alliance", "policies.alliance.end", date(2030, 1, 1)),
        ("race-2019", "actors.google.focus.language", 0.25),
    ],
)
def test_a_value_set_to_another_changes_that_one(route, name, path, value, tmp_path):
    if not reaches(route, told(path)):
        pytest.skip("this route cannot name it")
    before = dict(leaves(shipped(name).model_dump()))
    after = dict(leaves(route(name, told(path), value, tmp_path).model_dump()))
    assert after == before | {told(path): value}
    assert before[told(path)] != value


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
@pytest.mark.parametrize("path", ["tiers", "tiers.open", "domains", "trust", "actors.alpha", "world", "policies.pivot"])
def test_a_table_set_to_what_it_is_changes_nothing(route, path, tmp_path):
    if not reaches(route, (*told(path), "")):
        pytest.skip("this route cannot name it")
    there = shipped("leader-pivot")
    found = route("leader-pivot", told(path), at(there.model_dump(), told(path)), tmp_path)
    assert (found.digest, found) == (there.digest, there)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tiers", {"open": {"capture": 0.3}, "closed": {"appeal": -0.4}}),
        ("domains", {"language": {"weight": 0.5}}),
        ("actors", {"alpha": {"tier": "open"}, "beta": {"governance": 0.5}}),
        ("policies.pivot", {"tier": "licensed", "governance": 0.5}),
        ("trust", {"gain": 0.1}),
    ],
)
def test_a_table_given_in_part_changes_that_part(route, path, value, tmp_path):
    if not reaches(route, (*told(path), "")):
        pytest.skip("this route cannot name it")
    before = dict(leaves(shipped("leader-pivot").model_dump()))
    found = route("leader-pivot", told(path), value, tmp_path)
    assert dict(leaves(found.model_dump())) == before | dict(leaves(nested(told(path), value)))


def test_two_values_of_two_tables_leave_the_rest():
    there = load("base")
    for changes in (
        ["tiers.open.capture=0.2", "domains.vision.weight=0.25"],
        {"tiers": {"open": {"capture": 0.2}}, "domains.vision.weight": 0.25},
        {"domains": {"vision": {"weight": 0.25}}, "tiers.open": {"capture": 0.2}},
    ):
        assert load("base", changes) == there


def test_objects_of_python_take_the_rest_of_a_table_from_where_they_stand():
    whole = Scenario()
    assert Scenario(tiers={"open": {"capture": 0.2}}) == whole
    assert Scenario.model_validate({"tiers": {"open": {}}, "domains": whole.domains}) == whole
    assert Tiers.model_validate({"licensed": {"capture": 0.3}}).licensed == Tiers().licensed.model_copy(
        update={"capture": 0.3}
    )
    assert Tiers(open=TierSpec()).open == TierSpec()
    assert Scenario.model_validate({"domains": {"language": {}}}).domains == {"language": Domain(weight=0.4)}


def test_a_copy_merges_tables_and_takes_objects_whole():
    base = load("base")
    assert base.model_copy(update={"tiers": {"open": {"capture": 0.2}}}) == base
    assert base.model_copy(update={"actors": {"solo": ActorSpec()}}).actors == {"solo": ActorSpec()}
    assert list(base.model_copy(update={"actors": {"solo": {}}}).actors) == [*base.actors, "solo"]
    assert list(base.model_copy(update={"domains": {"vision": None}}).domains) == ["language", "science", "robotics"]
    assert base.model_copy(update={"policies": []}) == base
    with pytest.raises(ValueError, match="extra_forbidden"):
        base.model_copy(update={"tires": {}})


@pytest.mark.parametrize("name", ["race-2019", "leader-pivot", "open-licence"])
@pytest.mark.parametrize("strict", [None, False])
def test_a_scenario_comes_back_from_json(name, strict):
    assert Scenario.model_validate_json(shipped(name).model_dump_json(), strict=strict) == shipped(name)


OWN = 'extends = "nothing"\n[actors.alpha]\n'


def test_a_file_that_extends_nothing_has_the_rest_of_each_tier(tmp_path):
    own = load(written(tmp_path, OWN + "[tiers.open]\ncapture = 0.3\n"))
    assert own.tiers.open == TierSpec(disclosure=1.0, capture=0.3, appeal=0.4, exposure=1.0, building=1.0)
    assert own.tiers.licensed == Tiers().licensed


def test_a_file_that_extends_nothing_has_the_domains_that_it_lists(tmp_path):
    assert load(written(tmp_path, OWN)).domains == Scenario().domains
    own = written(tmp_path, OWN + "[domains.mind]\nweight = 1.0\n")
    assert list(load(own).domains) == ["mind"]
    (tmp_path / "child.toml").write_text('extends = "own.toml"\n[domains.hand]\nweight = 2.0\n')
    assert list(load(tmp_path / "child.toml").domains) == ["mind", "hand"]


def test_a_grandchild_finds_all_of_a_table_that_its_parents_changed_in_part(tmp_path):
    (tmp_path / "one.toml").write_text(
        'extends = "base"\n[tiers.open]\ncapture = 0.3\n[domains.vision]\nweight = 1.0\n'
    )
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n[tiers.open]\nappeal = 0.1\n[domains.mind]\n')
    two = load(tmp_path / "two.toml")
    assert two.tiers.open == TierSpec(disclosure=1.0, capture=0.3, appeal=0.1, exposure=1.0, building=1.0)
    assert {name: each.weight for name, each in two.domains.items()} == {
        "language": 0.4,
        "vision": 1.0,
        "science": 0.2,
        "robotics": 0.15,
        "mind": 0.25,
    }


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_an_entry_is_taken_away_by_none(route, tmp_path):
    found = route("commons", ("domains", "vision"), None, tmp_path)
    assert found.domains == {name: each for name, each in shipped("commons").domains.items() if name != "vision"}
    found = route("race-2019", ("actors", "google", "focus", "language"), None, tmp_path)
    assert "language" not in found.actors["google"].focus and found.actors["google"].focus
    found = route("base", ("actors", "eta"), None, tmp_path)
    assert list(found.actors) == [name for name in shipped("base").actors if name != "eta"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.__name__)
def test_what_need_not_be_there_is_taken_away_by_none(route, tmp_path):
    if not reaches(route, ("policies", "licence", "threshold")):
        pytest.skip("this route cannot name it")
    assert load("open-licence").policies[0].threshold is not None
    assert route("open-licence", ("policies", "licence", "threshold"), None, tmp_path).policies[0].threshold is None


def test_what_is_taken_away_can_come_back(tmp_path):
    (tmp_path / "one.toml").write_text('extends = "base"\n[domains]\nvision = "none"\n')
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n[domains.vision]\nweight = 3.0\n')
    assert load(tmp_path / "two.toml").domains["vision"] == Domain(weight=3.0)


@pytest.mark.parametrize(
    ("route", "parts", "expected"),
    [
        (
            by_set,
            ("domains", "visoin"),
            'no entry "visoin"; expected the name of an existing entry; did you mean "visi',
        ),
        (by_mapping, ("domains",), 'no entry "visoin" to remove; expected an existing entry; did you mean "vis'),
        (by_extending, ("domains", "visoin"), 'child.toml:2: domains.visoin: no entry "visoin" to remove; expected'),
        (by_extending, ("actors", "alhpa"), 'no entry "alhpa" to remove; expected an existing entry; did you'),
    ],
)
def test_to_take_away_what_is_not_there_is_a_misspelling(route, parts, expected, tmp_path):
    value = None if len(parts) > 1 else {"visoin": None}
    with pytest.raises(ScenarioError) as caught:
        route("base", parts, value, tmp_path)
    assert expected in str(caught.value)


@pytest.mark.parametrize("entry", ["actors.beta", "domains.robotics"])
def test_what_was_taken_away_has_nothing_to_change(entry):
    field = {"actors.beta": "cash", "domains.robotics": "weight"}[entry]
    gone = [{entry: None, f"{entry}.{field}": 0.5}, [f"{entry}=none", f"{entry}.{field}=0.5"]]
    for overrides in gone:
        with pytest.raises(ScenarioError, match=f'{entry}.{field}.*: no entry "{entry.partition(".")[2]}"'):
            load("base", overrides)
    study = design("base", parameters={entry: [None], f"{entry}.{field}": [0.5]})
    ((name, settings),) = study.settings_of_points()
    assert "no entry" in study.resolve(name, settings).error


def test_the_settings_of_a_study_add_what_others_add():
    new = {"actors.neu": {"kind": "firm", "bloc": "west"}, "domains.law": {"weight": 0.1}}
    ((name, settings),) = design("base", set=new).settings_of_points()
    found = design("base", set=new).resolve(name, settings).scenario
    assert found == load("base", new) and "neu" in found.actors and found.domains["law"].weight == 0.1


def test_a_file_that_extends_nothing_has_nothing_to_take_away(tmp_path):
    with pytest.raises(ScenarioError, match="an entry that does not exist need not be removed"):
        load(written(tmp_path, OWN + '[domains]\nvision = "none"\n'))


def test_a_row_that_becomes_of_another_kind_keeps_nothing_of_the_old():
    leak = {"kind": "leak", "actor": "beta", "start": date(2023, 1, 1)}
    for source in ("leader-pivot", load("leader-pivot")):
        row = load(source, {"policies.pivot": leak}).policies[0]
        assert (row.kind, row.actor, row.share, row.name) == ("leak", "beta", 0.8, "")


@pytest.mark.parametrize("text", ["{pivot={governance=0.5}}", '{"0"={governance=0.5}}'])
def test_a_table_of_policies_changes_the_rows_of_its_names(text):
    assert load("leader-pivot", [f"policies={text}"]) == load("leader-pivot", ["policies.pivot.governance=0.5"])


def test_a_name_that_is_a_number_comes_before_the_number_of_a_row(tmp_path):
    rows = "".join(
        f'[[policies]]\nname = "{name}"\nkind = "subsidy"\nactor = "alpha"\nstart = 2021-01-01\n' for name in (1, 0)
    )
    own = written(tmp_path, OWN + rows)
    assert [row.amount for row in load(own, {"policies.1.amount": 2.0}).policies] == [2.0, 0.5]


def test_a_run_of_commons_with_its_own_capture_is_the_run_of_commons(tmp_path):
    seed = 7
    there = sim.run(sim.load("commons"), seed).outcomes
    assert there["openness"] == 1.0 and there["misuse"] > 0.0
    assert sim.run(by_set("commons", ("tiers", "open", "capture"), 0.2, tmp_path), seed).outcomes == there
    assert sim.run(by_extending("commons", ("domains", "language", "weight"), 0.4, tmp_path), seed).outcomes == there
    assert sim.run(sim.load("commons", ["domains={language={weight=.4}}"]), seed).outcomes == there
    assert by_model("commons", ("tiers", "open", "capture"), 0.2, tmp_path) == sim.load("commons")
