"""What is found is worth more to all than to its finder, the more so the more of it nobody else would have found.

The ratios that docs/ODD.md shows are kept in tests/golden/returns.json; no published ratio is asked of them. When
results are meant to change, write them anew, and then `make docs`:

    python -m tests.evidence.test_returns
"""

import json
from pathlib import Path

import pytest

from sim import load
from sim.analysis.returns import PUBLISHED, SCENARIOS, VARIETIES, Gain, gains, measured, ratio
from tests.worlds import small

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "returns.json"


@pytest.fixture(scope="module")
def found():
    return measured()


def test_the_ratios_shown_are_those_of_the_runs(found):
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert kept.keys() == set(SCENARIOS) and all(len(rows) == len(VARIETIES) for rows in kept.values())
    for name, rows in kept.items():
        for variety, numbers in rows.items():
            assert found[name][variety] == pytest.approx(numbers, rel=1e-9), "`python -m tests.evidence.test_returns`"


def test_the_more_of_it_is_new_to_all_the_more_others_gain_by_what_followers_find(found):
    rest = [found["arms-race"][f"{variety:g}"][2] for variety in VARIETIES]
    assert rest == sorted(rest) and rest[-1] > 1.2 * rest[0]


def test_where_all_share_others_gain_more_by_anything_that_is_new_than_by_catching_up(found):
    ladder, mixed, bricks = (found["commons"][f"{variety:g}"][2] for variety in VARIETIES)
    assert min(mixed, bricks) > 1.5 * ladder


def test_on_a_ladder_others_gain_by_what_leaders_find_and_of_bricks_by_what_anybody_finds(found):
    ladder, bricks = found["arms-race"]["0"], found["arms-race"]["1"]
    assert ladder[1] > 1.5 * ladder[2]
    assert bricks[2] > 0.6 * bricks[1]


def test_what_nobody_hears_of_is_worth_to_all_what_it_is_worth_to_its_finder():
    alone = small({"a": {}, "b": {}}, quarters=50, research={})
    each = list(gains(alone, 0))
    assert len(each) == 8 and all(gain.own == gain.everybody > 0.0 for gain in each)


def test_what_everybody_hears_of_is_worth_more_by_hand():
    """One hears all that the other finds in a quarter, without loss: two gain what one finds."""
    heard = {"research": {"hardening": 0.0}, "sharing": {"speed": 1.0, "variety": 1.0}}
    both = small({name: {"tier": "open", "hoards_as": "open"} for name in "ab"}, quarters=50, **heard)
    assert ratio(gains(both, 0)) == pytest.approx(2.0)


def test_a_ratio_is_of_sums():
    assert ratio([Gain(1.0, 2.0, True), Gain(3.0, 4.0, False)]) == 1.5


def test_what_is_published_is_two_to_four():
    assert [round(each.ratio, 2) for each in PUBLISHED] == [2.62, 4.0]


def test_luck_that_does_not_differ_brings_nothing():
    assert all(gain == (0.0, 0.0, gain.leads) for gain in gains(load("arms-race", {"research.luck": 0.0}), 1))


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(measured(), indent=1) + "\n", encoding="utf-8")
