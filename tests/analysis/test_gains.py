"""Gains are counted over the actors of both runs."""

import pandas as pd

from sim.analysis.gains import gains


def actors(*rows):
    return pd.DataFrame(rows, columns=["run", "actor", "capability", "payoff"])


def test_the_share_is_of_actors_that_took_part_in_both_runs():
    before = actors((0, "a", 1.0, 5.0), (0, "b", 1.0, 5.0), (0, "c", 0.0, 0.0), (0, "d", 1.0, 1.0), (1, "a", 1.0, 5.0))
    after = actors((0, "b", 1.0, 5.0), (0, "a", 2.0, 6.0), (0, "c", 1.0, 9.0), (0, "e", 1.0, 9.0), (1, "a", 1.0, 4.0))
    assert gains(before, after)["better"].to_dict() == {0: 0.5, 1: 0.0}


def test_runs_without_a_common_actor_have_no_share():
    assert gains(actors((0, "a", 1.0, 5.0)), actors((0, "b", 1.0, 5.0))).empty
