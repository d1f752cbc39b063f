"""How models are selected for the lists: the file is what its script computes, and the script finds known chances."""

import csv
import runpy
import shutil
import tomllib
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from sim.scenario import load
from sim.scenario.schema.enums import Kind
from tests.program import finish, start

SCRIPT = Path(__file__).resolve().parents[2] / "seeds" / "evidence" / "observation.py"
FILE = SCRIPT.with_name("observation.toml")
TERMS = ("constant", "distance", "open")


@pytest.fixture(scope="module")
def script():
    """The names that the script defines, and those that it takes from the modules beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPT.parent))
        return runpy.run_path(str(SCRIPT), run_name="observation")


@pytest.fixture(scope="module")
def committed():
    """The committed file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def population(script, count, random, known=1.0):
    """Models with a chance of logit 1 - 2 distance + 1.5 open; compute is always known of those that are seen."""
    distance, is_open = random.exponential(1.0, count), (random.random(count) < 0.5).astype(float)
    seen = (random.random(count) < 1 / (1 + np.exp(-(1.0 - 2.0 * distance + 1.5 * is_open)))).astype(float)
    distance[random.random(count) > np.where(seen == 1, 1.0, known)] = np.nan
    idle = {"year": random.uniform(-2, 2, count), "established": (random.random(count) < 0.5).astype(float)}
    terms = {"constant": np.ones(count), "distance": distance, "open": is_open, **idle}
    return script["Table"](terms, random.exponential(1.0, count), is_open.astype(int), seen)


def test_the_committed_file_is_what_the_data_give(script):
    assert FILE.read_text(encoding="utf-8") == script["text"]()


def test_check_tells_a_file_that_is_not(tmp_path):
    for path in [*SCRIPT.parent.glob("*.csv"), *SCRIPT.parent.glob("*.toml"), *SCRIPT.parent.glob("*.py")]:
        shutil.copy(path, tmp_path)
    (tmp_path / FILE.name).write_text(FILE.read_text(encoding="utf-8").replace("models = ", "models = 1", 1))
    ended = finish(start(tmp_path / SCRIPT.name, "--check"), code=1)
    assert "observation.toml is not what the data give: run" in ended.stderr


def test_known_coefficients_are_found_and_idle_terms_are_left_out(script):
    table = population(script, 4000, np.random.default_rng(1))
    best = script["all_fits"](table)[0]
    assert best.terms == TERMS
    spread = script["errors"](table.part(np.arange(1000)), best.terms) / 2
    assert np.all(np.abs(best.coefficients - [1.0, -2.0, 1.5]) < 4 * spread)
    assert best.chances.sum() == pytest.approx(table.seen.sum(), rel=1e-4)


def test_of_known_compute_it_is_the_ordinary_logistic_regression(script):
    table = population(script, 300, np.random.default_rng(2))
    given = np.column_stack([table.terms[term] for term in TERMS])

    def loss(coefficients):
        score = given @ coefficients
        return float(np.logaddexp(0.0, np.where(table.seen == 1, -score, score)).sum())

    found = script["fitted"](table, TERMS)
    assert found.coefficients == pytest.approx(minimize(loss, np.zeros(3)).x, abs=1e-3)


def test_models_of_unknown_compute_take_away_the_bias_of_those_of_known_compute(script):
    table = population(script, 3000, np.random.default_rng(3), known=0.4)
    whole, complete = (script["fitted"](each, TERMS).coefficients for each in (table, table.part(table.is_known)))
    assert whole == pytest.approx([1.0, -2.0, 1.5], abs=0.3)
    assert complete[0] > 1.5


def test_models_are_matched_by_name_maker_and_day(script):
    def model(name, maker, day):
        return script["Model"](name, frozenset([maker]), day, 1e24, 1.0)

    one = model("GPT-4o (May 2024)", "OpenAI", date(2024, 5, 13))
    is_in = script["is_in"]
    assert is_in(one, [model("gpt 4o (may 2024)", "OpenAI", date(2024, 12, 1))])
    assert is_in(one, [model("GPT-4o", "OpenAI", date(2024, 5, 13))])
    assert not is_in(one, [model("GPT-4o", "OpenAI", date(2024, 8, 1))])
    assert not is_in(one, [model("GPT-4o (May 2024)", "Meta", date(2024, 5, 13))])
    assert not is_in(one, [model("GPT-4o (May 2024)", "OpenAI", date(2026, 5, 13))])
    assert not is_in(model("Phi-2", "Microsoft", date(2024, 1, 1)), [model("Phi-2B", "Microsoft", date(2024, 1, 1))])


def test_no_score_of_2026_takes_part(script):
    with open(SCRIPT.with_name("epoch_eci_models.csv"), encoding="utf-8", newline="") as file:
        days = [row["date"] for row in csv.DictReader(file)]
    assert max(days) > "2026" and min(days) == "2023-02-24"
    assert max(model.day for model in script["models"]("epoch_eci_models.csv")) < date(2026, 1, 1)


def test_the_distance_is_to_the_largest_run_up_to_the_day(script):
    def model(name, day, compute):
        return script["Model"](name, frozenset(["a"]), day, compute, 0.0)

    pool = [model("x", date(2024, 1, 1), 1e25), model("y", date(2024, 6, 1), 1e26), model("z", date(2023, 1, 1), 1e24)]
    assert [script["terms_of"](each, pool)["distance"] for each in pool] == [0.0, 0.0, 0.0]
    late = script["terms_of"](model("w", date(2025, 7, 2), 1e24), [*pool, model("u", date(2024, 1, 1), np.nan)])
    assert late["distance"] == pytest.approx(2.0) and late["year"] == pytest.approx(1.5, abs=0.01)
    assert script["terms_of"](model("v", date(2024, 1, 2), 1e24), pool)["distance"] == pytest.approx(1.0)


def test_a_rise_is_the_largest_known_run_of_one_of_its_makers(script):
    def model(name, makers, day, compute):
        return script["Model"](name, frozenset(makers.split()), day, compute, 0.0)

    first = model("x", "a", date(2024, 1, 1), 1e24)
    pool = [first, model("y", "b", date(2024, 1, 2), 1e26), model("z", "a", date(2025, 1, 1), 1e25)]
    assert script["limit_of"](first, pool) == script["terms_of"](first, pool)["distance"] == 0.0
    unknown = model("w", "a", date(2024, 6, 1), np.nan)
    assert script["limit_of"](unknown, pool) == pytest.approx(2.0)
    assert script["limit_of"](model("w", "a b", date(2024, 6, 1), np.nan), pool) == pytest.approx(2.0)
    assert script["limit_of"](model("w", "c", date(2024, 6, 1), np.nan), pool) == np.inf


def test_established_makers_are_those_that_the_scenario_names(script):
    actors = [actor for actor in load("race-2019").actors.values() if actor.kind != Kind.NATION]
    assert len(script["established"]()) == len(actors)
    assert {"Google", "Mistral AI", "Stanford University"} <= script["established"]()


def test_the_committed_fit_is_calibrated_and_its_errors_are_there(committed):
    for name in ("notable", "scored"):
        fit = committed[name]
        assert fit["coefficients"].keys() == fit["errors"].keys() == fit["complete"].keys()
        assert fit["coefficients"]["distance"] < -3 * fit["errors"]["distance"]
        assert min(other["criterion"] for other in fit["others"]) > fit["criterion"]
        parts = fit["calibration"]
        assert sum(part["models"] for part in parts) == fit["models"]
        squares = sum(
            (part["seen"] - part["expected"]) ** 2 / (part["expected"] * (1 - part["expected"] / part["models"]))
            for part in parts
        )
        assert squares < 11.07, "chi-squared with five degrees of freedom, 5 %"
