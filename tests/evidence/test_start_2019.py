"""The start of race-2019: largest runs and money are what the data say, and what they do not say is told and spread."""

import csv
import importlib
import math
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import run
from sim.scenario import load
from sim.scenario.schema.enums import Kind
from sim.scenario.schema.scenario import Scenario
from sim.start import begin

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "seeds" / "evidence"
SCENARIO = ROOT / "scenarios" / "race-2019.toml"


@pytest.fixture(scope="module")
def start() -> Iterator[ModuleType]:
    """The module that computes runs and money."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EVIDENCE))
        yield importlib.import_module("start_2019")


@pytest.fixture(scope="module")
def reader(start: ModuleType) -> ModuleType:
    """The module that reads the models."""
    return importlib.import_module("notable_models")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The committed scenario."""
    tables = tomllib.loads(SCENARIO.read_text(encoding="utf-8"))
    tables.pop("extends")
    return Scenario.model_validate(tables)


@pytest.fixture(scope="module")
def accounts() -> dict[str, dict[str, str]]:
    """The figures, read without the script."""
    with open(EVIDENCE / "start_2019.csv", encoding="utf-8", newline="") as file:
        return {row["organisation"]: row for row in csv.DictReader(file)}


def maker(reader: ModuleType, key: str) -> Any:
    """An organisation by its key in the scenario."""
    return next(organisation for organisation in reader.organisations().values() if organisation.key == key)


@pytest.fixture
def invented(start: ModuleType, reader: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The run of an organisation that made so many models without known compute, and one with."""

    def run_of(kind: str, models: int, size: float | None, day: date = date(2018, 1, 1), **more: Any) -> Any:
        plain = {"domains": frozenset(), "tier": "", "base": ""}
        names = more.pop("makers", ("Invented",))
        rows = [reader.Model(str(i), ("Invented",), ("Invented",), day, flop=None, **plain) for i in range(models - 1)]
        flop = None if size is None else 10.0**size
        rows.append(reader.Model(more.pop("name", "one"), names, names, day, flop=flop, **(plain | more)))
        category = {"firm": "Industry", "lab": "Academia"}[kind]
        made = {name: reader.Organisation(name, "Academia", "China") for name in names}
        made["Partner"] = reader.Organisation("Partner", "Industry", "China")
        made["Invented"] = reader.Organisation("Invented", category, "China")
        fitted = start.fit()
        monkeypatch.setattr(start, "fit", lambda: fitted)
        monkeypatch.setattr(reader, "models", lambda: tuple(rows))
        monkeypatch.setattr(reader, "organisations", lambda: made)
        return start.run_of(made["Invented"])

    return run_of


def test_the_fit_is_least_squares_over_years_of_makers(start: ModuleType) -> None:
    # The same sample by other means: a table, exploded, and the normal equations.
    houses = tomllib.loads((EVIDENCE / "houses.toml").read_text(encoding="utf-8"))
    merged = {name: house for house, names in houses.items() for name in names}
    table = pd.read_csv(EVIDENCE / "epoch_notable_models.csv", dtype=str, keep_default_na=False)
    table = table[table["organization"] != ""].reset_index(names="row")
    table["year"] = table["date"].str[:4].astype(int)
    table["names"] = [[merged.get(n.strip(), n.strip()) for n in cell.split(",")] for cell in table["organization"]]
    table["kinds"] = [[k.strip() for k in cell.split(",")] for cell in table["org_category"]]
    alike = table[table["names"].str.len() == table["kinds"].str.len()].explode(["names", "kinds"])
    kinds = alike.groupby("names", sort=False)["kinds"].agg(lambda values: values.value_counts(sort=False).idxmax())
    made = table.explode("names").drop_duplicates(["row", "names"])
    made = made[made["year"].between(2009, 2018) & made["names"].isin(kinds.index)]
    made["firm"] = (made["names"].map(kinds) == "Industry").astype(float)
    trained = made[(made["training_compute_flop"] != "") & (made["base_model"] == "") & (made["year"] >= 2010)]
    trained = trained[~trained["model"].isin(["Libratus", "DeepStack", "SmooCT"])]
    own = trained[(trained["firm"] == 1) | (trained.groupby("row")["firm"].transform("max") == 0)].copy()
    own["size"] = np.log10(own["training_compute_flop"].astype(float))
    best = own.groupby(["names", "year"], as_index=False).agg(size=("size", "max"), firm=("firm", "first"))
    so_far = [
        ((made["names"] == n) & (made["year"] <= y)).sum() for n, y in zip(best["names"], best["year"], strict=True)
    ]
    x = np.column_stack([np.ones(len(best)), best["firm"], best["year"] - 2018, np.log10(so_far)])
    y = best["size"].to_numpy()
    coefficients = np.linalg.solve(x.T @ x, x.T @ y)
    fit = start.fit()
    assert (fit.rows, fit.makers) == (len(best), best["names"].nunique())
    assert fit.coefficients == pytest.approx(coefficients, abs=1e-9)
    assert fit.spread == pytest.approx(np.std(y - x @ coefficients) * math.sqrt(len(y) / (len(y) - 4)), abs=1e-9)
    assert all(error > 0 for error in fit.errors)


def test_nothing_that_is_younger_than_the_start_moves_a_run(
    start: ModuleType, reader: ModuleType, scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tuple(model for model in reader.models() if model.day < scenario.start)
    assert len(before) < len(reader.models())
    monkeypatch.setattr(reader, "models", lambda: before)
    start.fit.cache_clear()
    for key, actor in scenario.actors.items():
        if actor.run is not None and actor.kind != Kind.NATION:
            assert round(start.run_of(maker(reader, key)).size, 2) == actor.run, key


def test_a_seen_run_is_in_the_data_and_an_imputed_one_has_the_spread_of_the_fit(
    start: ModuleType, scenario: Scenario
) -> None:
    with open(EVIDENCE / "epoch_notable_models.csv", encoding="utf-8", newline="") as file:
        known = {
            round(math.log10(float(row["training_compute_flop"])), 2)
            for row in csv.DictReader(file)
            if row["training_compute_flop"] and "2009" <= row["date"] < "2019"
        }
    runs = {key: actor for key, actor in scenario.actors.items() if actor.run is not None}
    assert {actor.run for actor in runs.values() if actor.run_spread == 0} <= known
    assert {actor.run_spread for actor in runs.values()} == {0.0, round(start.fit().spread, 2)}
    seen = {key for key, actor in runs.items() if actor.run_spread == 0}
    assert {"google", "meta", "openai", "microsoft", "washington", "oxford"} <= seen
    assert not {"baidu", "tsinghua", "berkeley", "stanford", "mit", "apple"} & seen
    assert max(runs.values(), key=lambda actor: actor.run or 0.0) is scenario.actors["meta"]


def test_who_was_founded_later_has_no_run_of_2019(scenario: Scenario) -> None:
    without = {key for key, actor in scenario.actors.items() if actor.run is None}
    assert without == {"anthropic", "zhipu", "xai", "mistral", "moonshot", "bytedance", "deepseek", "lg"}
    assert all(scenario.actors[key].enters is not None for key in without)


@pytest.mark.parametrize(
    ("kind", "models", "size", "more", "seen"),
    [
        ("firm", 10, 19.0, {}, True),
        ("firm", 10, 16.0, {}, False),  # too far below makers alike
        ("lab", 10, None, {}, False),  # nothing known
        ("lab", 10, 18.5, {"day": date(2012, 1, 1)}, False),  # old, and below
        ("lab", 10, 18.5, {"day": date(2015, 1, 1)}, True),
        ("lab", 10, 20.0, {"day": date(2012, 1, 1)}, True),  # old, but above
        ("lab", 10, 20.0, {"makers": ("Invented", "Partner")}, False),  # the firm's run
        ("firm", 10, 20.0, {"makers": ("Invented", "Partner")}, True),
        ("lab", 10, 20.0, {"makers": ("Invented", "Elsewhere")}, True),
        ("lab", 10, 20.0, {"name": "Libratus"}, False),  # a solver trains no model
        ("lab", 10, 20.0, {"base": "another"}, False),
        ("lab", 10, 20.0, {"day": date(2019, 1, 1)}, False),  # after the eve
    ],
)
def test_a_run_is_seen_when_it_is_its_own_and_not_understated(
    invented: Callable[..., Any], kind: str, models: int, size: float | None, more: dict[str, Any], seen: bool
) -> None:
    run = invented(kind, models, size, **more)
    if seen:
        assert (run.size, run.spread) == (pytest.approx(size), 0.0)
        assert run.basis.startswith("seen, one of ")
    else:
        assert run.spread > 1.0 and run.size != size
        assert run.basis.startswith("imputed, ")


def test_more_models_and_a_firm_mean_a_larger_imputed_run(invented: Callable[..., Any]) -> None:
    one, many, firm = invented("lab", 1, None).size, invented("lab", 10, None).size, invented("firm", 10, None).size
    assert one < many < firm


def test_who_has_the_largest_run_owns_what_its_money_replaces(scenario: Scenario) -> None:
    (owned,) = {actor.compute for actor in scenario.actors.values() if actor.run is not None}
    leader, rule = scenario.actors["meta"], scenario.compute
    bought = rule.price * rule.share * leader.effort * leader.endowment
    assert owned * rule.decay == pytest.approx(bought, rel=1e-3)


def test_money_is_what_is_known_of_it(
    start: ModuleType, scenario: Scenario, accounts: dict[str, dict[str, str]]
) -> None:
    actors = scenario.actors
    figure = {key: float(row["computer_science_bn_usd"] or row["ai_bn_usd"] or 0) for key, row in accounts.items()}
    for key in ("carnegie-mellon", "stanford", "washington", "mit", "openai", "allen-institute", "european-union"):
        assert actors[key].endowment == pytest.approx(figure[key] / 4, abs=1e-5), key
    firms = ["google", "meta", "microsoft", "nvidia", "salesforce", "baidu", "apple", "amazon", "alibaba"]
    shares = [4 * actors[key].endowment / float(accounts[key]["research_bn_usd"]) for key in firms]
    assert shares == pytest.approx([start.share_of_ai()] * len(firms), rel=1e-3)
    assert actors["carnegie-mellon"].endowment > 4 * actors["openai"].endowment
    for actor in actors.values():
        if actor.enters is None:
            assert actor.cash == pytest.approx(4 * actor.endowment, abs=3e-5)


def test_the_share_of_ai_is_deepminds_over_its_part_of_googles_models(
    start: ModuleType, accounts: dict[str, dict[str, str]]
) -> None:
    google = {"Google", "Google AI", "Google Brain", "Google Cloud", "Google DeepMind", "Google Research", "DeepMind"}
    parts = []
    with open(EVIDENCE / "epoch_notable_models.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [name.strip() for name in row["organization"].split(",") if name.strip() in google]
            if names and "2016" <= row["date"] < "2019":
                parts.append(sum("DeepMind" in name for name in names) / len(names))
    of_google = float(accounts["deepmind"]["ai_bn_usd"]) / (sum(parts) / len(parts))
    assert start.share_of_ai() == pytest.approx(of_google / float(accounts["google"]["research_bn_usd"]))
    assert 0.0355 < start.share_of_ai() < 1.0  # at least DeepMind alone


def test_universities_of_which_less_is_known_are_as_their_peers(scenario: Scenario, start: ModuleType) -> None:
    share = np.median([0.1413 / 0.331, 0.0253 / 1.158, 0.0236 / 1.414, 0.0855 / 0.964])
    assert start.share_of_computer_science() == pytest.approx(share)
    assert scenario.actors["berkeley"].endowment == pytest.approx(0.797 * share / 4, abs=1e-5)
    assert scenario.actors["oxford"].endowment == pytest.approx(0.78 * share / 4, abs=1e-5)
    peers = ("carnegie-mellon", "stanford", "washington", "mit", "berkeley", "oxford")
    middle = np.median([scenario.actors[key].endowment for key in peers])
    assert scenario.actors["tsinghua"].endowment == pytest.approx(middle, abs=1e-5)


def test_an_arrival_has_what_it_had_raised_and_the_compute_that_it_buys(
    scenario: Scenario, accounts: dict[str, dict[str, str]]
) -> None:
    for key, row in accounts.items():
        if row["raised_bn_usd"]:
            actor = scenario.actors[key]
            assert actor.enters is not None
            assert actor.cash == float(row["raised_bn_usd"])
            assert actor.endowment == pytest.approx(actor.cash / 8, abs=1e-5)
            progress = 10 ** (scenario.compute.progress * scenario.quarter_of(actor.enters))
            assert actor.compute == pytest.approx(actor.cash * scenario.compute.price * progress, abs=6e-4)
    grown = scenario.entry.capital * (1 + scenario.finance.growth) ** scenario.quarter_of(date(2024, 2, 23))
    assert scenario.actors["bytedance"].cash == pytest.approx(grown, abs=1e-5)


def test_every_figure_says_whence_it_is_and_every_actor_has_a_row(
    scenario: Scenario, accounts: dict[str, dict[str, str]]
) -> None:
    assert set(accounts) - {"deepmind"} == set(scenario.actors)
    for key, row in accounts.items():
        figures = [name for name in row if name.endswith("_bn_usd") and row[name]]
        assert row["status"] in ({"seen", "secondary", "recalled"} if figures else {"", "seen", "secondary"}), key
        assert not figures or (row["source"] and row["address"] and row["period"]), key


def test_the_head_of_the_file_says_what_is_seen_told_and_imputed(accounts: dict[str, dict[str, str]]) -> None:
    head = SCENARIO.read_text(encoding="utf-8").split("# --- generated")[0]
    told = head.split("# How each one's money is known")[1].replace("\n#              ", " ")
    groups = dict(line[2:].strip().split(": ", 1) for line in told.splitlines() if ": " in line)
    for status in ("seen", "secondary", "recalled"):
        named = {
            key
            for key, row in accounts.items()
            if row["status"] == status and any(row[name] for name in row if name.endswith("_bn_usd"))
        }
        assert set(groups[status].split(", ")) == (named or {"none"}), status
    assert "bytedance" in groups["not known"] and "baidu" in groups["run imputed"]


def test_an_organisation_without_a_row_is_an_error_that_names_it(start: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"start_2019.csv: no row for skynet"):
        start.money_of("skynet")


def test_the_first_year_is_not_empty_for_work_is_under_way() -> None:
    def of_2019(underway: float) -> np.ndarray:
        """Releases by seed and quarter of the first year."""
        scenario = load("race-2019", {"initial.underway": underway})
        quarters = [run(scenario, seed, 4).releases["quarter"] for seed in range(20)]
        return np.array([np.bincount(np.asarray(each, int), minlength=4) for each in quarters])

    counted, at_rest = of_2019(1.0), of_2019(0.0)
    assert load("race-2019").initial.underway == 1.0
    assert (counted.sum(axis=1) > 0).all()
    # Who has just released everything has nothing for the first quarter.
    assert at_rest[:, 0].sum() == 0
    assert (counted[:, 0] > 0).mean() > 0.5


def test_what_is_imputed_differs_between_runs_and_what_is_seen_does_not() -> None:
    # Where no money buys compute, nobody owns what a quarter's endowment buys, and runs alone count.
    scenario = load("race-2019", {"compute.on": False})
    names, first = list(scenario.actors), []
    for seed in range(5):
        world = begin(scenario, seed, 1)
        first.append(world.actors["compute"][: len(names)].tolist())
    drawn = {name for name, values in zip(names, zip(*first, strict=True), strict=True) if len(set(values)) > 1}
    imputed = {name for name, actor in scenario.actors.items() if actor.run_spread > 0}
    assert drawn == imputed
    assert first[0][names.index("meta")] == max(actor.compute for actor in scenario.actors.values() if actor.run)
