"""Snapshots are the states that a run went through."""

import numpy as np
import pandas as pd
import pytest

from sim import load, run
from sim.study.snapshots import snapshots
from tests.worlds import changed


@pytest.mark.parametrize("source", ["arms-race", "race-2019", "global-commons"])
def test_the_last_snapshot_is_the_end_of_the_run_bit_for_bit(source):
    scenario = load(source)
    seen, whole = snapshots(scenario, 3, [70, 0, 17, 63, 64], 71), run(scenario, 3, 71)
    last = seen.actors[seen.actors["quarter"] == 70].reset_index(drop=True)
    ended = pd.DataFrame(whole.actors)
    pd.testing.assert_frame_equal(last[ended.columns.drop("payoff")], ended.drop(columns="payoff"), check_exact=True)
    assert (last["released"] == whole.world.actors["released"]).all()
    assert seen.actors["quarter"].unique().tolist() == [0, 17, 63, 64, 70]


@pytest.mark.parametrize("quarter", [0, 30, 64])
def test_a_snapshot_on_the_way_is_the_end_of_a_shorter_run(base, quarter):
    seen, shorter = snapshots(base, 3, [quarter, 69], 70), run(base, 3, quarter + 1)
    ties = seen.ties[seen.ties["quarter"] == quarter]
    names = shorter.actors["actor"]
    rows = np.repeat(np.arange(len(names)), np.diff(shorter.world.ties.start))
    assert ties["source"].tolist() == [names[row] for row in rows]
    assert ties["target"].tolist() == [names[row] for row in shorter.world.ties.target]
    assert ties["trust"].tolist() == shorter.world.ties.trust.tolist()
    capability = seen.actors.loc[seen.actors["quarter"] == quarter, "capability"]
    assert capability.tolist() == shorter.world.actors["capability"].tolist()


def test_the_means_of_trust_are_those_of_the_series(base):
    seen, whole = snapshots(base, 5, range(60)), run(base, 5).series
    alive = seen.actors[seen.actors["alive"]]
    ties = seen.ties.merge(alive[["quarter", "actor"]], left_on=["quarter", "source"], right_on=["quarter", "actor"])
    ties = ties.merge(alive[["quarter", "actor"]], left_on=["quarter", "target"], right_on=["quarter", "actor"])
    # Whoever comes or goes does so after trust has been measured.
    still = (whole["entrants"] == 0) & (whole["exits"] == 0)
    means = ties.groupby("quarter")["trust"].mean().to_numpy()
    assert still.sum() > 50 and means[still] == pytest.approx(whole["trust"][still], rel=1e-12)


def test_ties_are_counted_once_when_an_exchange_opens_them():
    scenario = load("global-commons", {"ties.topology": "blocs"})
    counts = snapshots(scenario, 0, [0, 59]).ties.groupby("quarter").size()
    assert counts[0] < counts[59]
    everybody = changed(scenario, ties={"topology": "complete"})
    size = len(run(everybody, 0, 1).actors["actor"])
    assert set(snapshots(everybody, 0, [0, 59]).ties.groupby("quarter").size()) == {size * (size - 1)}


@pytest.mark.parametrize(("at", "seed"), [([], 0), ([60], 0), ([-1], 0), ([3], -1)])
def test_quarters_outside_the_run_are_told(base, at, seed):
    with pytest.raises(ValueError, match="expected a seed from 0 and quarters of 0 to 59"):
        snapshots(base, seed, at)
