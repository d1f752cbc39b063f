"""Every name is explained from where it is declared, and is found however it is written."""

import json
import re

import pytest

import sim
from sim.analysis.calibration.known import told
from sim.analysis.calibration.shipped import posterior
from sim.explained import KINDS, UnknownName, entries, find
from sim.explained.finding import known_names
from sim.explained.words import lines
from sim.scenario import load
from sim.scenario.priors import priors
from sim.scenario.reading.overrides import place_in
from sim.scenario.schema.enums import Strategy, words
from sim.scenario.schema.kinds import POLICIES
from tests.program import hoardshare


def all_entries():
    return [entry for kind in KINDS for entry in entries(kind)]


def names(kind):
    return [entry.name for entry in entries(kind)]


def facts(name):
    return dict(find(name)[0].facts)


def used(name):
    return [text.partition(":")[0] for text in find(name)[0].used_in]


def test_all_that_is_declared_is_explained():
    assert names("outcome") == list(sim.OUTCOMES)
    assert names("policy") == list(POLICIES)
    assert names("strategy") == words(Strategy)
    assert sorted(names("scenario")) == sim.names()
    base = load("base")
    assert {path for path in priors(base) if not path.startswith("domains.")} <= set(names("parameter"))


def test_every_entry_says_what_it_is_and_has_a_name_of_its_own():
    assert [entry.whole_name for entry in all_entries() if not (entry.definition and entry.title and entry.facts)] == []
    assert sorted(known_names()) == sorted({entry.whole_name for entry in all_entries()})
    assert len(known_names()) == len(all_entries())


def test_paths_of_parameters_are_those_of_set():
    base = load("base")
    paths = [name for name in names("parameter") if "NAME" not in name and not name.startswith("policies.")]
    assert [path for path in paths if place_in(base, path).field is None] == []


def test_related_names_are_found():
    named = {entry.whole_name for entry in all_entries()}
    assert {name for entry in all_entries() for name in entry.related} <= named


def test_numbers_are_those_of_the_declaration():
    trust = load("base").trust
    assert facts("trust.gain")["Default"] == f"{trust.gain:g}"
    assert facts("tiers.open.capture")["Default"] == f"{load('base').tiers.open.capture:g}"
    assert facts("frontier")["Unit"].startswith("OOM") and facts("frontier")["Better"] == "more"


def test_who_reads_a_number_is_read_from_the_rules():
    assert "sim.rules.trust.changed" in used("trust.gain") and "sim.rules.trust.conduct" not in used("trust.gain")
    assert used("trust.favour") == ["sim.rules.trust.experience"]
    assert "sim.rules.market.trade_logit" in used("tiers.licensed.capture")
    assert "sim.rules.levers.commit" in used("policies.open_licence.fee")
    assert used("tit-for-tat")[0] == "sim.rules.strategies.tit_for_tat"
    assert used("hhi_revenue") == ["sim.rules.observe.observe_market"]


def test_every_number_of_a_mechanism_is_read_somewhere():
    tables = {path.partition(".")[0] for path in priors(load("base"))}
    assert [e.name for e in entries("parameter") if e.name.partition(".")[0] in tables and not e.used_in] == []


def test_what_history_says_is_that_of_the_posterior():
    informed = [e.name for e in entries("parameter") if dict(e.facts)["What history says"].startswith("informs it: ")]
    assert sorted(informed) == sorted(path for path in posterior().draws.columns if told(path) == "informed")
    assert facts("trust.gain")["What history says"].startswith("not at all")
    assert facts("actors.NAME.cash")["What history says"].startswith("not asked")


def test_what_it_drives_is_read_from_the_answers_that_are_shipped():
    assert "What if a US leader opens in 2026? frontier is more in" in facts("pivot")["What it drives"]
    assert facts("breakthrough")["What it drives"].startswith("not asked")
    assert re.search(r"trust: \d+ % in the question open-alliance", facts("trust.gain")["What it drives"])
    assert re.search(r"open-alliance: it is more in \d+ %", facts("trust")["What questions say"])


def test_who_sets_a_number_is_read_from_the_files():
    assert facts("sharing.variety")["Set by"].startswith("arms-race-bricks")
    assert "Set by" not in facts("trust.gossip")


def test_a_name_is_found_however_it_is_written():
    assert find("Tit_For_Tat") == find("tit-for-tat")
    assert find("policies.pivot") == find("pivot")
    assert [entry.name for entry in find("actors.alpha.cash")] == ["actors.NAME.cash"]
    assert [entry.name for entry in find("gain")] == ["trust.gain"]
    assert find("strategies") == entries("strategy")


def test_a_row_goes_by_its_own_name():
    rows = {
        row.name: row.kind for name in sim.names() for row in load(name).policies if row.name and row.kind != row.name
    }
    name, kind = next(iter(rows.items()))
    assert find(f"policies.{name}") == find(f"policies.{kind}")


def test_what_every_row_has_is_explained_by_its_kind():
    assert find("policies.pivot.start") == find("policies.pivot.end") == find("policies.pivot")
    assert [entry.name for entry in find("policies.control-2019-05-16.on")] == ["export_control"]


def test_scenarios_with_a_policy_are_those_in_which_such_a_row_is_on():
    on = {name: {row.kind for row in load(name).policies if row.on} for name in sim.names()}
    for entry in entries("policy"):
        said = dict(entry.facts).get("Scenarios with it", "")
        assert set(said.split(", ") if said else []) == {name for name in on if entry.name in on[name]}
    assert "race-2019-fitted" in facts("export_control")["Scenarios with it"]
    assert "alliance-no-education" not in facts("education")["Scenarios with it"]


def test_what_a_policy_drives_is_of_the_second_world_even_where_that_is_the_one_without():
    said = facts("export_control")["What it drives"]
    assert said.startswith("in the second world of a question, against the first, ") and "controls are lifted?" in said


def test_whole_numbers_are_said_to_be_whole():
    for path in ("quarters", "entry.slots", "actors.NAME.count", "choice.horizon"):
        assert facts(path)["Range"].startswith("a whole number, ")
    assert "whole" not in facts("trust.gain")["Range"]


def test_several_things_of_one_name_are_all_found():
    found = find("trust")
    assert {entry.kind for entry in found} == {"outcome", "parameter"} and len(found) > 10


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("trust.gian", "trust.gain"), ("hhi_revnue", "hhi_revenue"), ("actors.a.chas", "actors.NAME.cash")],
)
def test_a_wrong_name_is_told_with_the_nearest(wrong, near):
    with pytest.raises(UnknownName, match=near.replace(".", r"\.")):
        sim.explain(wrong)


@pytest.mark.parametrize(("name", "what"), [("Mistral", "an actor of race-2019"), ("allied", "a bloc of race-2019")])
def test_an_actor_or_a_bloc_is_told_where_it_is_and_that_scenario_lists_it(name, what):
    with pytest.raises(UnknownName, match=f"it is {what}: `hoardshare explain race-2019` lists who is there"):
        sim.explain(name)
    (entry,) = find("race-2019")
    assert "; allied: labs oxford / firms mistral, lg / nations european-union" in dict(entry.facts)["By bloc"]


def test_lines_fit_a_narrow_terminal_and_say_the_same():
    entry = find("trust.gain")[0]
    assert max(map(len, lines(entry, 80))) <= 80
    assert " ".join(" ".join(lines(entry, 80)).split()) == " ".join(" ".join(lines(entry, 110)).split())


def test_the_command_says_it_as_text_and_as_data():
    assert "Rise on a kept word" in hoardshare("explain", "trust.gain").stdout
    data = json.loads(hoardshare("explain", "pivot", "--json").stdout)
    assert [each["name"] for each in data] == ["policies.pivot"]
    assert "trust.gain" in hoardshare("explain", "trust.gian", code=2).stderr
