"""The baseline from data: race-2019 is what its script computes, and the script computes what the data say."""

import csv
import math
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sim.scenario.enums import Kind, Strategy, Tier
from sim.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "seeds" / "evidence" / "race_2019.py"
SCENARIO = ROOT / "scenarios" / "race-2019.toml"
GOOGLE = {"Google", "Google AI", "Google Brain", "Google Cloud", "Google DeepMind", "Google Research", "DeepMind"}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """The names that the script defines."""
    return runpy.run_path(str(SCRIPT), run_name="race_2019")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The committed scenario."""
    tables = tomllib.loads(SCENARIO.read_text(encoding="utf-8"))
    assert tables.pop("extends") == "nothing"
    return Scenario.model_validate(tables)


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
    done = subprocess.run([sys.executable, str(SCRIPT), "--check"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
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
    worth: dict[str, float] = {}
    for model in models:
        if model["organization"] and 2016 <= int(model["date"][:4]) <= 2025:
            makers = {script["MEMBER_OF"].get(name.strip(), name.strip()) for name in model["organization"].split(",")}
            for maker in makers:
                worth[maker] = worth.get(maker, 0.0) + 1 / len(makers)
    expected = {name for name, models_worth in worth.items() if models_worth > 5 - 1e-9}
    assert {organisation.name for organisation in script["chosen"]()} == expected
    named = {organisation.key for organisation in script["chosen"]()}
    assert set(scenario.actors) == named | {"united-states", "china", "european-union"}
    assert len(named) == len(expected) == 26


def test_google_leads_with_one_and_a_half_orders_of_know_how(scenario: Scenario, models: list[dict[str, str]]) -> None:
    past = list(of(GOOGLE, models, range(2009, 2019)))
    language = sum(
        bool({"Language", "Speech", "Audio", "Search", "Recommendation"} & set(model["domain"].split(",")))
        for model in past
    )
    games = sum(bool({"Games", "Robotics", "Driving"} & set(model["domain"].split(","))) for model in past)
    google = scenario.actors["google"].know_how_in
    assert google["language"] == pytest.approx(math.log10(1 + language), abs=5e-4)
    assert google["robotics"] == pytest.approx(math.log10(1 + games), abs=5e-4)
    best = {
        domain: max(actor.know_how_in.get(domain, 0.0) for actor in scenario.actors.values())
        for domain in scenario.domains
    }
    assert google["language"] == best["language"]
    assert 1.0 <= best["language"] <= 1.6


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


def test_compute_is_scaled_to_the_largest_run_before_the_start(
    scenario: Scenario, models: list[dict[str, str]]
) -> None:
    def largest(names: set[str]) -> float:
        return max(float(model["training_compute_flop"] or 0) for model in of(names, models, range(2016, 2019)))

    top = max(float(model["training_compute_flop"] or 0) for model in models if "2016" <= model["date"][:4] <= "2018")
    assert largest({"Facebook", "Facebook AI Research"}) == top
    assert scenario.actors["meta"].compute == 2.0
    ratio = largest({"OpenAI"}) / top
    assert scenario.actors["openai"].compute == pytest.approx(2.0 * ratio**0.25, abs=5e-4)
    assert all(0.2 <= actor.compute <= 2.0 for actor in scenario.actors.values() if actor.enters is None)


def test_users_of_all_firms_at_the_start_add_up_to_a_fifth(scenario: Scenario) -> None:
    assert sum(actor.users for actor in scenario.actors.values()) == pytest.approx(0.2, abs=0.005)
    assert all(actor.users == 0 for actor in scenario.actors.values() if actor.kind != Kind.FIRM or actor.enters)


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
    assert ways[Kind.FIRM] == {Strategy.COMPLEMENT}
    assert ways[Kind.LAB] == {Strategy.BEST_REPLY, Strategy.SHARE}
    assert ways[Kind.NATION] == {Strategy.NATIONAL_SECURITY}


def test_focus_is_a_share_over_all_domains(scenario: Scenario) -> None:
    for actor in scenario.actors.values():
        if actor.focus:
            assert set(actor.focus) == set(scenario.domains)
            assert sum(actor.focus.values()) == pytest.approx(1.0, abs=0.003)


def test_each_day_of_tightening_is_one_row_and_the_undated_rule_is_none(scenario: Scenario) -> None:
    with open(SCRIPT.with_name("export_control_events.csv"), encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    days = {event["event_date"] for event in events if event["event_date"] and "tighten" in event["direction"]}
    assert [str(row.start) for row in scenario.policies] == sorted(days)
    notes = " ".join(row.note for row in scenario.policies)
    for event in events:
        tightens = bool(event["event_date"]) and "tighten" in event["direction"]
        assert (bool(event["fr_citation"]) and event["fr_citation"] in notes) == tightens


def test_export_controls_point_at_china_and_october_2022_is_the_strongest(scenario: Scenario) -> None:
    rows = [row.model_dump() for row in scenario.policies]
    assert {(row["kind"], row["from_bloc"], row["to_bloc"]) for row in rows} == {("export_control", "us", "china")}
    assert max(rows, key=lambda row: row["strength"])["start"] == date(2022, 10, 7)
    left = math.prod(1 - row["strength"] for row in rows if row["end"] is None)
    assert 0.4 < left < 0.7


def test_rules_of_one_day_act_as_independent_barriers(script: dict[str, Any]) -> None:
    strengths = script["STRENGTHS"]
    row = script["control"](date(2023, 10, 17), dict(script["controls"]())[date(2023, 10, 17)])
    together = 1 - (1 - strengths["list"][0]) * (1 - strengths["chips"][0])
    assert f"strength = {round(together, 3)}" in row


def test_an_unknown_domain_is_an_error_that_names_it(script: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Telepathy is not in DOMAINS"):
        script["domains_of"]("Vision,Telepathy")
