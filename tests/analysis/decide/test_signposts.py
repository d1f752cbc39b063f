"""A signpost is told on the day on which its row began, or ended, in the run itself."""

import numpy as np
import pandas as pd
import pytest

from sim import run
from sim.analysis.decide.choice import choice_of
from sim.analysis.decide.signposts import NEVER, table_of, watched
from tests.analysis.decide.studies import SMALL, write


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    pause = choice_of(write(tmp_path_factory.mktemp("study"), SMALL)).options[2]
    return pause, [run(pause.scenario, seed) for seed in range(6)]


def told(pause, runs):
    series = pd.concat(
        [
            pd.DataFrame({"key": str(k), "quarter": range(12), **{name: found.series[name] for name in watched(pause)}})
            for k, found in enumerate(runs)
        ]
    )
    return table_of(pause, series, [str(k) for k in range(len(runs))])


def test_it_held_when_the_row_began_and_when_it_ended(runs):
    pause, found = runs
    rows = told(pause, found)
    assert [row[:3] for row in rows] == [
        ("pause", "pause", "when effort >= 0.5"), ("pause", "pause", "until frontier >= 1")
    ]  # fmt: skip
    place = pause.signposts[0].row
    for field, row in zip(("began", "ceased"), rows, strict=True):
        quarters = np.array([int(each.world.policies[field][place]) for each in found])
        held = quarters[quarters < 12]
        assert row[3] == len(held) / len(found)
        days = [pause.scenario.date_of(int(each)) for each in (held.min(), held.max())] if len(held) else [None, None]
        assert [row[4], row[6]] == days
    assert rows[0][3] > 0 and rows[1][3] > 0


def test_a_condition_that_never_held_has_no_day(runs):
    pause, _ = runs
    series = pd.DataFrame({"key": "0", "quarter": range(12), "effort": 0.0, "frontier": 9.0})
    assert [row[3:] for row in table_of(pause, series, ["0"])] == [(0.0, None, None, None)] * 2
    assert NEVER < 0
