"""Why two scenarios differ: bars add up, one part is the whole, and the way back has the other signs."""

import numpy as np
import pytest

from sim.analysis.unlike import CAST, DOING, NUMBER, ROW, ROWS, TABLE, TIME, Unlike
from sim.analysis.why import why
from sim.scenario import load
from sim.scenario.schema.enums import Strategy

NAMES = ("made",)
LEADER = {"kind": "pivot", "name": "leader", "start": "2024-01-01", "actor": "alpha", "tier": "open"}


def policies(*rows):
    return load("arms-race", {"policies": list(rows)})


def made(scenario):
    """An outcome with an interaction, over three seeds, in place of runs."""
    sharing = sum(spec.strategy == Strategy.SHARE for spec in scenario.actors.values())
    gain, speed, rows = scenario.trust.gain, scenario.sharing.speed, len(scenario.policies)
    luck = np.array([-0.1, 0.0, 0.3])
    return (sharing + 10 * gain + sharing * gain * speed + 2.0 * rows + luck * gain)[:, None]


def of(one, other):
    return why(one, other, measure=made, names=NAMES).of("made")


def sizes(found):
    return {str([(part.kind, part.actors, part.table) for part in bar.parts]): bar.size for bar in found.bars}


def test_bars_add_up_to_the_difference_and_what_parts_do_together_is_told():
    one = load("arms-race", {"policies": [LEADER]})
    other = load("commons", {"trust.gain": 0.4, "sharing.speed": 0.9})
    found = of(one, other)
    assert sum(bar.size for bar in found.bars) == pytest.approx(found.after - found.before, abs=1e-12)
    assert found.whole.size == pytest.approx(found.after - found.before)
    assert found.bars[-1].parts == ()
    assert [abs(bar.size) for bar in found.bars[:-1]] == sorted(
        (abs(bar.size) for bar in found.bars[:-1]), reverse=True
    )


def test_what_does_least_is_added_up():
    other = load("commons", {"trust.gain": 0.4, "sharing.speed": 0.9})
    found = why(load("arms-race"), other, measure=made, names=NAMES)
    every, few = found.of("made"), found.of("made", most=2)
    assert few.bars[0] == every.bars[0] and few.bars[1].is_rest
    assert few.bars[1].size == pytest.approx(sum(bar.size for bar in every.bars[1:] if bar.parts))
    assert few.bars[2:] == every.bars[-1:]


def test_equal_worlds_differ_in_nothing():
    found = of(load("arms-race"), load("arms-race", {"title": "Another name"}))
    assert found.bars == () and found.whole.size == 0.0


def test_one_changed_number_is_the_whole():
    found = of(load("commons"), load("commons", {"trust.gain": 0.5}))
    (bar,) = found.bars
    assert bar.size == found.whole.size == pytest.approx(found.after - found.before)
    assert [part.kind for part in bar.parts] == [NUMBER]
    assert bar.parts[0].changes[0].path == "trust.gain"


def test_two_parts_leave_nothing_to_do_together():
    found = of(load("arms-race"), load("arms-race", {"trust.gain": 0.5, "actors.beta.strategy": "share"}))
    assert sorted(part.kind for bar in found.bars for part in bar.parts) == [DOING, NUMBER]
    assert all(len(bar.parts) == 1 for bar in found.bars)


def test_the_way_back_has_the_other_signs():
    one, other = load("arms-race"), load("commons", {"trust.gain": 0.4, "sharing.speed": 0.9, "policies": [LEADER]})
    there, back = of(one, other), of(other, one)
    assert {kind: -size for kind, size in sizes(back).items()} == pytest.approx(sizes(there))
    assert [bar.agree for bar in back.bars] == [bar.agree for bar in there.bars]


def test_seeds_that_agree_are_counted():
    one, other = load("commons"), load("commons", {"trust.gain": 0.5})

    def lucky(scenario):
        return np.array([[3.0], [-1.0], [1.0]]) * scenario.trust.gain

    (bar,) = why(one, other, measure=lucky, names=NAMES).of("made").bars
    assert (bar.agree, bar.of) == (2, 3)


def test_a_seed_that_fails_in_a_world_is_left_out():
    def failing(scenario):
        found = made(scenario)
        found[1] = np.nan if scenario.trust.gain == 0.5 else found[1]
        return found

    (bar,) = why(load("commons"), load("commons", {"trust.gain": 0.5}), measure=failing, names=NAMES).of("made").bars
    assert bar.of == 2


def test_what_runs_only_with_another_part_is_merged_with_it():
    one, other = load("arms-race"), load("commons", {"trust.gain": 0.5, "sharing.speed": 0.9})

    def failing(scenario):
        is_half = (scenario.trust.gain == 0.5) != (scenario.sharing.speed == 0.9)
        return made(scenario) * (np.nan if is_half else 1.0)

    found = why(one, other, measure=failing, names=NAMES).of("made")
    assert max(len(bar.parts) for bar in found.bars) == 2
    assert sum(bar.size for bar in found.bars) == pytest.approx(found.after - found.before)


def test_rows_that_need_other_actors_come_with_them():
    one = load("arms-race")
    other = load("arms-race", {
        "actors.late": {"bloc": "west", "strategy": "share"}, "policies": [{**LEADER, "actor": "late"}],
    })  # fmt: skip
    found = of(one, other)
    (bar,) = found.bars
    assert {part.kind for part in bar.parts} == {CAST, ROW}


def test_parts_are_what_a_reader_would_name():
    race = load("arms-race")
    regimes = Unlike(race, load("commons")).parts
    assert [(part.kind, part.group) for part in regimes] == [(DOING, "firm"), (DOING, "nation"), (DOING, "lab")]
    assert [part.actors for part in Unlike(race, load("arms-race", {"actors.beta.tier": "open"})).parts] == [["beta"]]
    assert [part.kind for part in Unlike(race, load("arms-race", {"quarters": 40})).parts] == [TIME]
    switched = Unlike(race, load("arms-race", {"trust.on": False, "trust.gain": 0.01})).parts
    assert [(part.kind, part.table) for part in switched] == [(TABLE, "trust")]
    many = [{"kind": "breakthrough", "name": f"n{k}", "start": "2024-01-01", "actor": "beta"} for k in range(13)]
    assert [part.kind for part in Unlike(race, policies(*many)).parts] == [ROWS]
    assert [part.kind for part in Unlike(race, policies(LEADER)).parts] == [ROW]


@pytest.mark.parametrize("names", [("arms-race", "commons"), ("commons", "open-alliance"), ("regulated", "restrained")])
def test_all_parts_of_the_other_are_the_other(names):
    one, other = map(load, names)
    found = Unlike(one, other)
    assert found.mixed(()).digest == one.digest and found.mixed(found.parts).digest == other.digest
    step = one
    for number in range(len(found.parts)):
        step = found.mixed(found.parts[: number + 1]) or step
    assert step.digest == other.digest
    each = [found.mixed([part]) for part in found.parts]
    assert any(made is not None and made.digest not in (one.digest, other.digest) for made in each) == (len(each) > 1)


def test_runs_are_those_of_the_library():
    import sim

    found = why(load("arms-race"), load("commons"), 8).of("trust")
    races, commons = (
        [sim.run(name, seed, 8).outcomes["trust"] for seed in range(20)] for name in ("arms-race", "commons")
    )
    assert (found.before, found.after) == (pytest.approx(np.mean(races)), pytest.approx(np.mean(commons)))
    assert len(found.bars) >= 3
