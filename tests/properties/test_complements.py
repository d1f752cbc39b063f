"""What is spent beside open work is divided among those who sell, whoever else opens (`market.form = "logit"`)."""

import pytest

from sim.rules.market import trade
from tests.worlds import small, world_of

FIRM = {"tier": "open", "complement": 0.4}
LAB = {"kind": "lab", "tier": "open", "complement": 0.4}


def earned(actors):
    """What each earns beside its users in a full community, against the market."""

    def revenue(community):
        world = world_of(small(actors, market={"form": "logit"}, community={}))
        world.society["community"] = community
        trade(world)
        return world.actors["revenue"] / world.society["market"][0], world.society["openness"][0]

    (full, openness), (none, _) = revenue(1.0), revenue(0.0)
    return (full - none).tolist(), openness


@pytest.mark.parametrize("others", [{}, {"lab": LAB}, {"state": LAB | {"kind": "nation"}}, {"closed": {}}])
def test_firms_divide_all_of_it_whoever_else_opens(others):
    shares, openness = earned({"a": FIRM, "b": FIRM} | others)
    assert shares == pytest.approx([0.2, 0.2] + [0.0] * len(others))
    assert openness == pytest.approx(2 * world_of(small()).tiers["disclosure"][3])


def test_where_labs_alone_open_nobody_is_paid():
    assert earned({"a": {"complement": 0.4}, "lab": LAB}) == (pytest.approx([0.0, 0.0]), 0.0)
