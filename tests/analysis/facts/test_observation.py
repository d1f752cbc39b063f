"""Which releases of a run are recorded: by luck of their own, with the chances that were estimated."""

import tomllib

import numpy as np
import pytest

from sim import load
from sim.analysis.facts.declared import folder
from sim.analysis.facts.history import History, seen
from sim.analysis.facts.measures import one
from sim.analysis.facts.observation import Chances, Lens, estimated, everything, lens, observed, recorded
from sim.noise import Purpose, fraction, noise_of, words
from sim.scenario.schema.enums import Kind
from sim.world.build import SLOT_KEY
from tests.analysis.facts.toy import history

YEARS = {"first": 2019, "last": 2025}
STRONG = Chances(
    constant=1.0, distance=-2.0, open=1.5, year=0.3, rise=-0.5, established=1.0, origin=2022.0, year_since=2020.0,
    reach=(0.5, 1.0, 1.5), reach_since=2020,
)  # fmt: skip
LENS = Lens(slope=8.0, named=3, known=np.array([True, False, True]), actors=9)


def population(count=400, seed=0):
    """Releases of 2019 to 2025, of which the open ones are further behind."""
    random = np.random.default_rng(seed)
    rows = []
    for quarter in np.sort(random.integers(0, 28, count)):
        opened = float(random.random() < 0.5)
        level = 0.3 * quarter - random.exponential(0.5 + opened)
        rows.append((f"{2019 + quarter // 4}Q{quarter % 4 + 1}", f"m{random.integers(9)}", opened, LENS.slope * level))
    return history(*rows)


def chances_of(told, chances):
    """The chance of each release, written slowly."""
    found = []
    for r in range(told.quarter.size):
        earlier = told.capability[told.quarter < told.quarter[r]]
        behind = max(0.0, (earlier.max() - told.capability[r]) / LENS.slope) if earlier.size else 0.0
        behind = min(
            behind, chances.reach[int(np.clip(told.quarter[r] // 4 - chances.reach_since, 0, len(chances.reach) - 1))]
        )
        year = max(told.quarter[r] / 4 + 0.125, chances.year_since) - chances.origin
        logit = chances.constant + chances.distance * behind + chances.open * told.is_open[r] + chances.year * year
        known = any(told.maker[k] in (0, 2) for k in range(told.row[r], told.row[r + 1]))
        logit += chances.rise + chances.established * known
        found.append(1 / (1 + np.exp(-logit)))
    return np.array(found)


def key_of(maker):
    """The key by which the world draws the luck of an actor."""
    return int(maker if maker < LENS.named else SLOT_KEY + maker - LENS.named)


def part(told, count):
    """The first releases of a history."""
    return seen(told, np.arange(told.quarter.size) < count)


def test_a_release_is_recorded_when_its_own_number_is_below_its_chance():
    told, noise = population(), noise_of(7)
    for place in (0, 1):
        moments = [*zip(map(key_of, told.maker[told.row[:-1]]), told.quarter - told.begin, strict=True)]
        drawn = [
            words(noise, Purpose.OBSERVATION, key, moments[:r].count((key, t)), 2 * t + place)
            for r, (key, t) in enumerate(moments)
        ]
        numbers = [fraction(np.uint64(high), np.uint64(low)) for high, low, _, _ in drawn]
        mask = recorded(told, noise, LENS, place, STRONG)
        assert mask.tolist() == (np.array(numbers) < chances_of(told, STRONG)).tolist()
        assert 0 < mask.sum() < mask.size


def test_the_same_seed_records_the_same_and_another_seed_or_list_does_not():
    told = population()
    first, again, other = (recorded(told, noise_of(seed), LENS, 0, STRONG) for seed in (7, 7, 8))
    assert (first == again).all() and (first != other).any()
    assert (first != recorded(told, noise_of(7), LENS, 1, STRONG)).any()


@pytest.mark.parametrize("count", [1, 57, 200, 399])
def test_a_further_release_changes_nothing_for_those_before_it(count):
    told = population()
    whole, fewer = (recorded(each, noise_of(3), LENS, 1, STRONG) for each in (told, part(told, count)))
    assert whole[:count].tolist() == fewer.tolist()


def test_releases_of_one_quarter_are_not_behind_each_other():
    told = history(("2019Q1", "a", 0.0, 90.0), ("2019Q1", "b", 0.0, 10.0), ("2019Q2", "c", 0.0, 90.0))
    only_at_the_frontier = Chances(constant=50.0, distance=-1000.0)
    assert recorded(told, noise_of(0), LENS, 0, only_at_the_frontier).all()
    later = history(("2019Q1", "a", 0.0, 90.0), ("2019Q2", "b", 0.0, 10.0))
    assert recorded(later, noise_of(0), LENS, 0, only_at_the_frontier).tolist() == [True, False]


def test_who_is_further_behind_than_the_census_reaches_is_judged_as_at_its_end():
    edge = Chances(constant=25.0, distance=-1000.0, reach=(0.0, 0.05), reach_since=2019)
    rows = [
        ("2019Q1", "a", 0.0, 90.0),
        ("2019Q4", "b", 0.0, 10.0),
        ("2020Q1", "b", 0.0, 10.0),
        ("2025Q1", "c", 0.0, 9.0),
    ]
    assert recorded(history(*rows), noise_of(0), LENS, 0, edge).tolist() == [True, True, False, False]


def test_with_a_selection_of_known_strength_measures_agree_in_expectation_only_if_it_is_applied_to_both_sides():
    steep = Chances(constant=1.0, distance=-2.0)
    random, runs = np.random.default_rng(5), [population(seed=seed) for seed in range(200)]
    of_data = [seen(told, random.random(told.quarter.size) < chances_of(told, steep)) for told in runs[:100]]
    of_runs = [seen(told, recorded(told, noise_of(k), LENS, 0, steep)) for k, told in enumerate(runs[100:])]
    for name in ("open_share", "openness_by_capability"):
        data, told, whole = (
            np.array([one(each, name, **YEARS) for each in side]) for side in (of_data, of_runs, runs[100:])
        )
        error = np.hypot(data.std(), told.std()) / 10
        assert abs(told.mean() - data.mean()) < 3 * error
        assert abs(whole.mean() - data.mean()) > 10 * error


def test_off_is_every_release_bit_for_bit():
    told = population()
    assert all(side is told for side in everything(told))
    certain = recorded(told, noise_of(1), LENS, 0, Chances(constant=800.0))
    for name, column in seen(told, certain)._asdict().items():
        np.testing.assert_array_equal(column, getattr(told, name))


def test_a_run_is_observed_with_the_chances_of_the_file():
    file = tomllib.loads((folder() / "observation.toml").read_text(encoding="utf-8"))
    assert [chances.distance for chances in estimated()] == [
        file[name]["coefficients"]["distance"] for name in ("notable", "scored")
    ]
    told = population()
    sides = observed(told, 11, LENS)
    for place, side in enumerate(sides):
        expected = seen(told, recorded(told, noise_of(11), LENS, place, estimated()[place]))
        assert isinstance(side, History) and np.array_equal(side.capability, expected.capability)
        assert np.array_equal(side.since, expected.since)
    assert np.array_equal(observed(told, 11, LENS).scored.quarter, sides.scored.quarter)


def test_a_run_without_releases_is_observed_as_empty():
    assert observed(part(population(), 0), 1, LENS).notable.quarter.size == 0


def test_what_others_release_leaves_the_luck_of_a_release_as_it_was():
    told = population(200)
    noise, even = noise_of(3), Chances(constant=0.0, reach=(0.0,))
    whole = recorded(told, noise, LENS, 0, even)
    without = told.maker[told.row[:-1]] != told.maker[0]
    assert recorded(seen(told, without), noise, LENS, 0, even).tolist() == whole[without].tolist()


def test_states_are_no_known_makers():
    place = lens(load("race-2019"))
    kinds = [spec.kind for spec in load("race-2019").actors.values()]
    assert place.named == len(kinds) and place.known.tolist() == [kind != Kind.NATION for kind in kinds]
    assert not place.known.all()


def test_each_maker_of_the_tail_is_recorded_by_luck_of_its_place_in_its_quarter():
    """What happens in earlier quarters, and who else is in the tail then, leaves that as it is."""
    even = Chances(constant=0.0)
    names = [f"m{number}" for number in range(LENS.actors)]
    named = [("2019Q1", name, 0.0, 1.0) for name in names]
    tail = [("2020Q1", f"single-{k}", 0.0, 1.0) for k in range(60)]
    others = [("2019Q3", f"other-{k}", 0.0, 1.0) for k in range(7)]
    few = recorded(history(*named, *tail), noise_of(4), LENS, 0, even)
    many = recorded(history(*named, *others, *tail), noise_of(4), LENS, 0, even)
    assert few[-60:].tolist() == many[-60:].tolist() and 15 < few[-60:].sum() < 45
