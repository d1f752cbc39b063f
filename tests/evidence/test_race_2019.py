"""The baseline from data: race-2019 is what its script computes, and the script computes what the data say."""

import csv
import math
import re
import runpy
import sys
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim.scenario import load
from sim.scenario.schema.enums import Kind, Strategy, Tier
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import ExportControl
from sim.scenario.schema.scenario import Scenario
from sim.world.policies import rows_in_force
from tests.program import finish, start

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "seeds" / "evidence" / "race_2019.py"
SCENARIO = ROOT / "scenarios" / "race-2019.toml"
GOOGLE = {"Google", "Google AI", "Google Brain", "Google Cloud", "Google DeepMind", "Google Research", "DeepMind"}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """The names that the script defines, and those that it takes from the modules beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPT.parent))
        return runpy.run_path(str(SCRIPT), run_name="race_2019")


@pytest.fixture(scope="module")
def notable_models(script: dict[str, Any]) -> ModuleType:
    """The module that reads the models."""
    return sys.modules["notable_models"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The committed scenario."""
    tables = tomllib.loads(SCENARIO.read_text(encoding="utf-8"))
    assert tables.pop("extends") == "nothing"
    return Scenario.model_validate(tables)


@pytest.fixture(scope="module")
def controls(scenario: Scenario) -> list[ExportControl]:
    """The export controls of the committed scenario."""
    return [row for row in scenario.policies if isinstance(row, ExportControl)]


@pytest.fixture(scope="module")
def founded() -> list[dict[str, str]]:
    """The institutions of the data, read without the script."""
    with open(SCRIPT.with_name("institutions.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def models() -> list[dict[str, str]]:
    """The rows of the data, read without the script."""
    with open(SCRIPT.with_name("epoch_notable_models.csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of(names: set[str], models: list[dict[str, str]], years: range) -> Iterator[dict[str, str]]:
    """Models of any of these names in these years."""
    for model in models:
        if int(model["date"][:4]) in years and names & {name.strip() for name in model["organization"].split(",")}:
            yield model


def test_the_committed_scenario_is_what_the_data_give(script: dict[str, Any]) -> None:
    assert script["scenario_text"]() == SCENARIO.read_text(encoding="utf-8"), "run seeds/evidence/race_2019.py"


def test_check_runs_from_anywhere_and_writes_nothing(tmp_path: Path) -> None:
    before = SCENARIO.stat().st_mtime_ns
    done = finish(start(SCRIPT, "--check", cwd=tmp_path))
    assert (done.stdout, done.stderr) == ("", "")
    assert SCENARIO.stat().st_mtime_ns == before


def test_check_says_what_to_do_when_the_file_is_another(
    script: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "race-2019.toml"
    other.write_text("title = 'another'\n", encoding="utf-8")
    main = script["main"]
    main.__globals__["TARGET"] = other
    try:
        assert main(["--check"]) == 1
        assert "run seeds/evidence/race_2019.py" in capsys.readouterr().err
        assert main([]) == 0
        assert other.read_text(encoding="utf-8") == SCENARIO.read_text(encoding="utf-8")
        assert [path.name for path in tmp_path.iterdir()] == ["race-2019.toml"]
    finally:
        main.__globals__["TARGET"] = SCENARIO


def test_editors_find_the_schema() -> None:
    assert SCENARIO.read_text(encoding="utf-8").splitlines()[0] == "#:schema ./scenario.schema.json"


def test_everybody_worth_five_models_takes_part_and_nobody_else(
    script: dict[str, Any], scenario: Scenario, models: list[dict[str, str]]
) -> None:
    read = tomllib.loads(SCRIPT.with_name("houses.toml").read_text(encoding="utf-8"))
    houses = {name: house for house, names in read.items() for name in names}
    worth: dict[str, float] = {}
    for model in models:
        if model["organization"] and 2016 <= int(model["date"][:4]) <= 2025:
            makers = {houses.get(name.strip(), name.strip()) for name in model["organization"].split(",")}
            for maker in makers:
                worth[maker] = worth.get(maker, 0.0) + 1 / len(makers)
    expected = {name for name, models_worth in worth.items() if models_worth > 5 - 1e-9}
    assert {organisation.name for organisation in script["chosen"]()} == expected
    named = {organisation.key for organisation in script["chosen"]()}
    assert set(scenario.actors) == named | {"united-states", "china", "european-union"}
    assert len(named) == len(expected) == 26


def test_tiers_follow_the_open_share_of_the_three_years_before(
    scenario: Scenario, models: list[dict[str, str]]
) -> None:
    def share(names: set[str]) -> float:
        known = [model["open_weights"] for model in of(names, models, range(2016, 2019)) if model["open_weights"]]
        return sum(float(flag) for flag in known) / len(known)

    assert share(GOOGLE) < 0.5
    assert scenario.actors["google"].tier == Tier.ACCESS
    assert share({"Facebook", "Facebook AI Research"}) >= 0.5
    assert scenario.actors["meta"].tier == Tier.OPEN
    assert share({"Stanford University"}) < 0.5
    assert scenario.actors["stanford"].tier == Tier.CLOSED


def test_know_how_is_the_same_for_all_with_a_little_noise(scenario: Scenario) -> None:
    assert all(actor.know_how == 0.0 and not actor.know_how_in for actor in scenario.actors.values())
    # A year and a quarter of technique that halves compute in eight months, uniform.
    assert scenario.initial.know_how_spread == pytest.approx(1.25 * math.log10(2) * 1.5 / 12**0.5, abs=5e-4)


def test_who_came_later_arrives_on_the_day_of_its_first_notable_model(
    scenario: Scenario, models: list[dict[str, str]]
) -> None:
    first = {"anthropic": "Anthropic", "deepseek": "DeepSeek", "mistral": "Mistral AI", "zhipu": "Z.ai (Zhipu AI)"}
    for key, name in first.items():
        days = [model["date"] for model in of({name}, models, range(1950, 2027))]
        assert scenario.actors[key].enters == date.fromisoformat(min(days))
    late = {key for key, actor in scenario.actors.items() if actor.enters}
    assert late == {*first, "alibaba", "amazon", "bytedance", "lg", "moonshot", "xai"}
    assert all(actor.enters is None or actor.enters > scenario.start for actor in scenario.actors.values())


def test_every_bloc_has_a_state_a_firm_and_a_lab(scenario: Scenario) -> None:
    for bloc in ("us", "china", "allied"):
        assert {actor.kind for actor in scenario.actors.values() if actor.bloc == bloc} == set(Kind)


def test_strategies_go_by_kind(scenario: Scenario) -> None:
    ways = {kind: {actor.strategy for actor in scenario.actors.values() if actor.kind == kind} for kind in Kind}
    assert ways[Kind.FIRM] == {Strategy.BEST_REPLY}
    assert ways[Kind.LAB] == {Strategy.BEST_REPLY, Strategy.SHARE}
    assert ways[Kind.NATION] == {Strategy.NATIONAL_SECURITY}


def test_focus_is_a_share_over_all_domains(scenario: Scenario) -> None:
    for actor in scenario.actors.values():
        if actor.focus:
            assert set(actor.focus) == set(scenario.domains)
            assert sum(actor.focus.values()) == pytest.approx(1.0, abs=0.003)


def test_each_day_of_tightening_is_one_row_and_the_undated_rule_is_none(controls: list[ExportControl]) -> None:
    with open(SCRIPT.with_name("export_control_events.csv"), encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    days = {event["event_date"] for event in events if event["event_date"] and "tighten" in event["direction"]}
    assert [str(row.start) for row in controls] == sorted(days)
    notes = " ".join(row.note for row in controls)
    for event in events:
        tightens = bool(event["event_date"]) and "tighten" in event["direction"]
        assert (bool(event["fr_citation"]) and event["fr_citation"] in notes) == tightens


def test_export_controls_point_at_china_and_october_2022_is_the_strongest(controls: list[ExportControl]) -> None:
    rows = [row.model_dump() for row in controls]
    assert {(row["from_bloc"], row["to_bloc"]) for row in rows} == {("us", "china")}
    assert max(rows, key=lambda row: row["strength"])["start"] == date(2022, 10, 7)
    left = math.prod(1 - row["strength"] for row in rows if row["end"] is None)
    assert 0.4 < left < 0.7


def test_rules_of_one_day_act_as_independent_barriers(script: dict[str, Any]) -> None:
    strengths = script["STRENGTHS"]
    row = script["control"](date(2023, 10, 17), dict(script["controls"]())[date(2023, 10, 17)])
    together = 1 - (1 - strengths["list"][0]) * (1 - strengths["chips"][0])
    assert f"strength = {round(together, 3)}" in row


def test_an_unknown_domain_is_an_error_that_names_it(notable_models: ModuleType) -> None:
    with pytest.raises(ValueError, match="Telepathy is not in DOMAINS"):
        notable_models.domains_of("Vision,Telepathy")


def row_of(event: dict[str, str], scenario: Scenario) -> Policy:
    """The one row that stands for an institution, found by its name."""
    (row,) = (row for row in scenario.policies if row.note.startswith(f"{event['name']}: "))
    return row


def taking_part(row: Policy) -> list[str]:
    """Everybody whom a row names as taking part."""
    fields = row.model_dump()
    lists = ("members", "actors", "signatories", "contributors")
    named = [name for field in lists for name in fields.get(field, [])]
    return [*named, fields["actor"]] if "actor" in fields else named


def test_every_institution_is_one_row_on_its_day_and_nothing_else_is(
    scenario: Scenario, controls: list[ExportControl], founded: list[dict[str, str]]
) -> None:
    for event in founded:
        row = row_of(event, scenario)
        assert (row.kind, str(row.start)) == (event["kind"], event["day"]), event["name"]
        assert row.note == f"{event['name']}: {event['source']}"
        assert getattr(row, "end", None) is None
    assert len({event["name"] for event in founded}) == len(founded) == len(scenario.policies) - len(controls)
    days = [row.start for row in scenario.policies if not isinstance(row, ExportControl)]
    assert days == sorted(days)


def test_a_day_that_the_source_names_is_the_day(founded: list[dict[str, str]]) -> None:
    # Laws are in force later than they are published.
    dated = 0
    for event in founded:
        days = re.findall(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b", event["source"])
        if days and event["terms"] != "law":
            dated += 1
            assert {datetime.strptime(day, "%d %B %Y").date() for day in days} == {date.fromisoformat(event["day"])}
    assert dated == 15


def test_who_takes_part_is_an_actor_and_is_whom_the_data_name(
    scenario: Scenario, founded: list[dict[str, str]]
) -> None:
    for event in founded:
        row, parties = row_of(event, scenario), event["parties"].split()
        assert set(parties) <= set(scenario.actors), event["name"]
        assert len(set(parties)) == len(parties) > 0
        if row.kind == "retaliation":
            assert [scenario.actors[party].bloc for party in parties] == [row.from_bloc, row.to_bloc]
        else:
            assert taking_part(row) == parties, event["name"]
        for role in ("host", "payer"):
            assert getattr(row, role, "") == event[role], event["name"]
            assert not event[role] or event[role] in scenario.actors
        assert not event["host"] or scenario.actors[event["host"]].kind == Kind.FIRM


def test_nobody_takes_part_before_it_is_there_but_in_standing_rules(
    scenario: Scenario, founded: list[dict[str, str]]
) -> None:
    # A law waits for whoever comes later; what one signs or founds, one must be there for.
    for event in founded:
        if event["terms"] != "law":
            for party in event["parties"].split():
                enters = scenario.actors[party].enters
                assert enters is None or enters <= date.fromisoformat(event["day"]), (event["name"], party)


def test_days_agree_with_the_tracker_and_what_it_has_for_actors_here_is_a_row(founded: list[dict[str, str]]) -> None:
    with open(SCRIPT.with_name("ai_governance_events.csv"), encoding="utf-8", newline="") as file:
        tracked = {event["id"]: event for event in csv.DictReader(file)}
    named = {event["event"]: event for event in founded if event["event"]}
    for key, event in named.items():
        assert (event["announced"] or event["day"]) == tracked[key]["date"], event["name"]
    abroad = {"Canada", "Brazil", "United Kingdom"}
    assert set(named) == {key for key, event in tracked.items() if event["jurisdiction"] not in abroad}
    assert len(named) == 7


def test_what_is_announced_comes_before_and_what_is_in_full_comes_after(
    scenario: Scenario, founded: list[dict[str, str]]
) -> None:
    for event in founded:
        assert not event["announced"] or event["announced"] < event["day"], event["name"]
        ramp = row_of(event, scenario).ramp
        if event["full"]:
            assert event["full"] > event["day"]
            # In the r-th quarter of a ramp of r the row is at full strength.
            first = scenario.quarter_of(date.fromisoformat(event["day"]))
            assert first + ramp - 1 == scenario.quarter_of(date.fromisoformat(event["full"])), event["name"]
        else:
            assert ramp == 0


def test_every_institution_cites_a_document_and_says_that_its_strength_is_assumed(
    founded: list[dict[str, str]],
) -> None:
    for event in founded:
        publisher, _, document = event["source"].partition(", ")
        assert publisher and document, event["name"]
        assert event["basis"].startswith("day") and "data" in event["basis"], event["name"]
        assert event["basis"].endswith("assumed"), event["name"]


def test_nobody_looks_at_principles_and_law_is_strictest(scenario: Scenario, founded: list[dict[str, str]]) -> None:
    frameworks = {event["terms"]: row_of(event, scenario) for event in founded if event["kind"] == "ethics_framework"}
    assert set(frameworks) == {"principles", "commitments", "law"}
    assert frameworks["principles"].audit == 0.0 == frameworks["commitments"].penalty
    for less, more in (("principles", "commitments"), ("commitments", "law")):
        for field in ("floor", "audit", "cost"):
            assert getattr(frameworks[less], field) < getattr(frameworks[more], field)
    assert frameworks["law"].penalty == pytest.approx(0.03 * 4)  # 3 % of a year, in quarters


def test_llama_is_free_up_to_700_million_of_all_who_are_online(scenario: Scenario) -> None:
    (licence,) = (row for row in scenario.policies if row.kind == "open_licence")
    assert (licence.actor, licence.host) == ("meta", "microsoft")
    assert licence.threshold == pytest.approx(0.7 / 5.4, abs=5e-4)
    assert licence.fee > 0.0


def test_every_institution_acts_and_the_scenario_passes_the_checks() -> None:
    scenario = load("race-2019")
    assert rows_in_force(scenario) == list(scenario.policies)


def test_an_institution_of_somebody_unknown_is_an_error_that_names_it(script: dict[str, Any]) -> None:
    institutions = script["institutions"]
    names = institutions.__wrapped__.__globals__
    event = dict(institutions()[0])
    read = names["rows"]
    try:
        names["rows"] = lambda _: [event | {"parties": "meta skynet"}]
        with pytest.raises(ValueError, match="OECD AI Principles: no actor skynet"):
            institutions.__wrapped__()
        names["rows"] = lambda _: [event | {"terms": "wishes"}]
        with pytest.raises(ValueError, match="'wishes' is not in TERMS"):
            institutions.__wrapped__()
        names["rows"] = lambda _: [event | {"day": "2018-12-31"}, event]
        assert institutions.__wrapped__() == (event,)
    finally:
        names["rows"] = read


def test_data_with_an_error_are_told_in_one_line(
    script: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> str:
        raise ValueError("start_2019.csv, google: rnd = 'abc'; expected a number")

    before = SCENARIO.read_bytes()
    monkeypatch.setitem(script["main"].__globals__, "scenario_text", broken)
    for words in (["--check"], []):
        assert script["main"](words) == 2
        assert capsys.readouterr().err == "start_2019.csv, google: rnd = 'abc'; expected a number\n"
    assert SCENARIO.read_bytes() == before
