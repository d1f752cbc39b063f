"""Markets that export controls deny to paid access: how many users, in utility, in both markets, at whose cost."""

import math

import numpy as np
import pytest

from sim import run
from sim.rules.demand import lure
from sim.rules.levers import denied
from tests.worlds import actor, changed, day, small

CONTROL = {"kind": "export_control", "start": day(0), "from_bloc": "west", "to_bloc": "east", "strength": 0.8}
PAID = {"tier": "access", "hoards_as": "access"}
OPEN = {"tier": "open", "strategy": "share"}
FORMS = ["prices", "logit"]


def pair(form, denial, east=PAID, west=PAID, **market):
    """A firm in each of two blocs, between which there are controls from the first quarter on."""
    firms = {"here": {"bloc": "west"} | west, "there": {"bloc": "east"} | east}
    tables = {"market": {"form": form, "denial": denial, "churn": 1.0} | market, "policies": [CONTROL]}
    return run(small(firms, prices={"middle": 0.0, "reached": 1.0}, **tables))


@pytest.mark.parametrize("denial", [0.0, 0.3, 1.0])
def test_users_are_denied_by_the_stricter_of_two_controls_evenly_over_blocs(denial):
    control = np.array([[0.0, 0.6, 0.0, 0.2], [0.1, 0.0, 0.0, 0.0], [0.5, 0.0, 0.0, 0.0], [0.9, 0.0, 0.0, 0.0]])
    # Bloc 0: stricter controls with the others are .6, .5 and .9; the mean over four blocs, its own among them.
    assert denied(control, 0, denial) == pytest.approx(denial * (0.6 + 0.5 + 0.9) / 4)
    assert denied(control, 1, denial) == pytest.approx(denial * 0.6 / 4)
    assert denied(control.T.copy(), 0, denial) == denied(control, 0, denial)
    assert denied(np.ones((1, 1)), 0, 1.0) == 0.0


def test_a_share_of_users_is_the_logarithm_of_it_in_utility():
    tiers = run(small()).world.tiers
    for tier in tiers:
        assert lure(tier, 0.0) == tier["appeal"]
        expected = tier["appeal"] + (0.0 if tier["weights"] else math.log(0.75))
        assert lure(tier, 0.25) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("form", FORMS)
def test_odds_against_doing_without_fall_in_proportion_where_nobody_sets_prices_anew(form):
    free, barred = pair(form, 0.0, network=0.0), pair(form, 1.0, network=0.0)
    assert actor(free, "here", "denied") == 0.0 and actor(barred, "here", "denied") == pytest.approx(0.4)
    assert actor(barred, "there", "denied") == pytest.approx(0.4)
    if form == "logit":
        # By logit shares against the same outside option: s'/s0' = .6 s/s0, to the bit of the exponential.
        odds = [actor(made, "here", "users") / made.series["open_use"][-1] for made in (free, barred)]
        assert odds[1] == pytest.approx(0.6 * odds[0], rel=1e-9)
    assert actor(barred, "here", "users") < actor(free, "here", "users")


@pytest.mark.parametrize("form", FORMS)
def test_denial_costs_makers_and_users(form):
    free, barred = pair(form, 0.0), pair(form, 1.0)
    assert actor(barred, "here", "revenue") < actor(free, "here", "revenue")
    assert barred.outcomes["surplus"] < free.outcomes["surplus"]


@pytest.mark.parametrize("form", FORMS)
def test_open_weights_are_not_denied_and_gain_from_it(form):
    free, barred = pair(form, 0.0, east=OPEN), pair(form, 1.0, east=OPEN)
    assert actor(barred, "there", "users") > actor(free, "there", "users")
    assert actor(barred, "here", "users") < actor(free, "here", "users")


@pytest.mark.parametrize("form", FORMS)
def test_sharing_is_worth_more_to_whom_markets_are_denied(form):
    me = PAID | {"complement": 0.5, "strategy": "complement"}
    free, barred = (actor(pair(form, denial, west=me), "here", "appraisal") for denial in (0.0, 1.0))
    assert barred > free


@pytest.mark.parametrize("form", [*FORMS, "cournot"])
def test_without_controls_it_changes_no_bit(base, form):
    one, other = (run(changed(base, market={"form": form, "denial": denial}), 1) for denial in (0.0, 1.0))
    assert one.world.series.tobytes() == other.world.series.tobytes()


def test_it_ends_with_the_control(base):
    row = CONTROL | {"end": day(8)}
    made = run(changed(base, policies=[row]), 1)
    assert not made.world.actors["denied"].any()
    assert run(changed(base, policies=[CONTROL]), 1).world.actors["denied"].any()
