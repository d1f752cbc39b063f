"""What race-2019 comes to at the end of 2025 is of the world's order of magnitude, and nothing passes world product.

The medians that docs/ODD.md shows are kept in tests/golden/magnitudes.json. When results are meant to change, write
them anew, and then `make docs`:

    python -m tests.evidence.test_magnitudes
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from sim import load, names, run
from sim.analysis.magnitudes import (
    MAGNITUDES,
    QUARTERS,
    SCENARIO,
    SEEDS,
    WITHIN,
    WORKING_AGE,
    YEAR,
    medians,
    product,
    world,
)
from sim.scenario.schema.prices import Prices

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "magnitudes.json"
CSV = ROOT / "seeds" / "evidence" / "world_magnitudes.csv"
MEASURED = [each for each in MAGNITUDES if each.of is not None]


def measured():
    """Medians of twenty seeds, run to the end of 2025."""
    scenario = load(SCENARIO)
    return medians([run(scenario, seed, QUARTERS) for seed in SEEDS])


@pytest.fixture(scope="module")
def found():
    return measured()


@pytest.mark.parametrize("magnitude", [each for each in MEASURED if not each.index], ids=lambda each: each.name)
def test_a_magnitude_is_within_a_factor_of_three_of_the_world(found, magnitude):
    got, known = found[magnitude.name], magnitude.world
    assert known / WITHIN <= got <= known * WITHIN, f"{magnitude.name}: {got:.3g} {magnitude.unit}, world {known:.3g}"


def test_the_medians_shown_are_those_of_the_runs(found):
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert found == pytest.approx(kept, rel=1e-9), "if that is meant, run `python -m tests.evidence.test_magnitudes`"


def test_what_is_no_magnitude_says_why_and_what_is_held_out_is_not_measured():
    assert [each.name for each in MAGNITUDES if each.index] == ["incidents"]
    assert [each.name for each in MAGNITUDES if each.of is None] == ["incidents"]
    assert all(each.caveat for each in MAGNITUDES) and len({each.name for each in MAGNITUDES}) == len(MAGNITUDES)


def test_figures_of_the_world_have_a_source_and_each_is_used():
    with open(CSV, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] and row["address"] and row["counts_what"] and row["unit"] for row in rows)
    assert {row["status"] for row in rows} <= {"seen", "secondary"}
    used = {(name, each.year) for each in MAGNITUDES for name in each.figures}
    used |= {("world product", 2019), ("world product", 2025), ("share of final runs in R&D compute, OpenAI", 2024)}
    assert used == set(world())


def test_the_worlds_figures_are_added_up_by_hand():
    of = {each.name: each.world for each in MAGNITUDES}
    assert of["market"] == 49.0  # 37 of enterprises and 12 of consumers
    assert of["revenue of the two largest makers"] == 29.0  # 20 and 9
    assert of["price: spending of a user"] == pytest.approx(49.0 / (5.4 * 0.163) / 4.0)  # 13.9 USD a quarter
    assert of["cost of the largest run"] == pytest.approx(0.3878)
    assert Prices().potential == WORKING_AGE


def test_world_product_grows_from_one_figure_to_the_other():
    assert product(2019) == 87752.0 and product(2025) == pytest.approx(117170.0)
    assert product(2022) == pytest.approx((87752.0 * 117170.0) ** 0.5)
    assert product(2031) == pytest.approx(117170.0**2 / 87752.0)


@pytest.mark.parametrize("name", names())
def test_in_no_scenario_does_surplus_pass_world_product(name):
    scenario = load(name)
    start = scenario.start.year + (scenario.start.month - 1) / 12.0
    whole = [product(start + quarter / YEAR) / YEAR for quarter in range(scenario.quarters)]
    for seed in (0, 1):
        surplus = run(scenario, seed).series["surplus"]
        assert np.all(surplus < whole), f"{surplus.max():.4g} bn USD in quarter {np.argmax(surplus / whole)}"


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
