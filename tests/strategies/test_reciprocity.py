"""Strategies that answer partners: literal sequences against scripted partners."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import run
from sim.rules.strategies import begin, generous_tit_for_tat
from sim.scenario.schema.enums import Tier
from tests.worlds import moves, record, series, small, tiers


@pytest.mark.parametrize(
    ("strategy", "partner", "played"),
    [
        ("tit-for-tat", "CCDDC", "CCCDD"),
        ("tit-for-tat", "DDDDD", "CDDDD"),
        ("tit-for-tat", "DCDCD", "CDCDC"),
        ("grim", "CCCCC", "CCCCC"),
        ("grim", "CCDCCCC", "CCCDDDD"),
        ("grim", "DCCCC", "CDDDD"),
        ("win-stay-lose-shift", "CCCCC", "CCCCC"),  # won by sharing: stays
        ("win-stay-lose-shift", "DDDDD", "CDCDC"),  # loses either way: shifts each time
        ("win-stay-lose-shift", "DCCCC", "CDDDD"),  # lost, shifted, wins by hoarding: stays
        ("win-stay-lose-shift", "CDCDC", "CCDDC"),
    ],
)
def test_literal_sequences(strategy, partner, played):
    assert moves(strategy, partner) == played


def test_a_first_decision_is_to_share_whatever_the_tier_before():
    for strategy in ("tit-for-tat", "grim", "win-stay-lose-shift", "generous-tit-for-tat"):
        assert [moves(strategy, "D", me={"tier": tier}) for tier in ("closed", "open")] == ["C", "C"]


@pytest.mark.parametrize(
    ("strategy", "partner", "from_closed", "from_open"),
    [
        ("tit-for-tat", "CCDDC", "DCCDD", "CCCDD"),
        ("grim", "CCDCC", "DCCDD", "CCCDD"),
        ("grim", "DCCCC", "DDDDD", "CDDDD"),
        ("win-stay-lose-shift", "CCCCC", "DDDDD", "CCCCC"),  # it won, whatever it did
        ("win-stay-lose-shift", "DDDDD", "DCDCD", "CDCDC"),
        ("generous-tit-for-tat", "CCDDC", "DCCDD", "CCCDD"),
    ],
)
def test_a_reciprocator_can_begin_as_it_is(strategy, partner, from_closed, from_open):
    as_it_is = {"expectations": {"opening": 0.0}, "choice": {"forgiveness": 0.0}}
    assert moves(strategy, partner, me={"tier": "closed"}, **as_it_is) == from_closed
    assert moves(strategy, partner, me={"tier": "open"}, **as_it_is) == from_open


@given(st.floats(0.0, 1.0, exclude_max=True), st.floats(0.0, 1.0))
def test_a_first_decision_is_to_share_as_often_as_its_chance(mood, opening):
    assert begin(record(tier=Tier.ACCESS), mood, opening) == (mood < opening)
    assert begin(record(tier=Tier.LICENSED), mood, opening)


def test_generous_tit_for_tat_shares_with_who_shares_and_forgives_at_its_rate():
    assert moves("generous-tit-for-tat", "C" * 40, choice={"forgiveness": 0.0}) == "C" * 40
    assert moves("generous-tit-for-tat", "D" * 40, choice={"forgiveness": 0.0}) == "C" + "D" * 39
    assert moves("generous-tit-for-tat", "D" * 40, choice={"forgiveness": 1.0}) == "C" * 40
    some = {"forgiveness": 0.3}
    answers = "".join(moves("generous-tit-for-tat", "D" * 128, seed, choice=some)[1:] for seed in range(8))
    assert answers.count("C") / len(answers) == pytest.approx(0.3, abs=4 * (0.3 * 0.7 / len(answers)) ** 0.5)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_forgiveness_is_a_draw_below_its_chance(mood, forgiveness):
    assert generous_tit_for_tat(False, mood, forgiveness) == (mood < forgiveness)


@settings(max_examples=20)
@given(st.text("CD", min_size=1, max_size=12))
def test_grim_never_forgives(script):
    first = script.find("D")
    shared = len(script) if first < 0 else first + 1
    assert moves("grim", script) == ("C" * shared).ljust(len(script), "D")


@pytest.mark.parametrize(("fairness", "shares"), [(0.0, True), (0.5, True), (0.6, False)])
def test_partners_are_fair_when_enough_of_them_shared(fairness, shares):
    actors = {"me": {"strategy": "tit-for-tat"}, "giver": {"strategy": "share", "tier": "open"}, "taker": {}}
    assert (tiers(run(small(actors, quarters=3, choice={"fairness": fairness})))[0] == Tier.OPEN) == shares


@pytest.mark.parametrize("strategy", ["tit-for-tat", "grim", "win-stay-lose-shift", "generous-tit-for-tat"])
def test_two_of_a_kind_share_for_ever(strategy):
    pair = {name: {"strategy": strategy} for name in ("a", "b")}
    assert series(run(small(pair, quarters=30)), "open_actors").tolist() == [1.0] * 30


@pytest.mark.parametrize("strategy", ["tit-for-tat", "grim", "generous-tit-for-tat"])
@pytest.mark.parametrize(("tier", "open_for_ever"), [("closed", 0.0), ("open", 1.0)])
def test_two_of_a_kind_that_begin_as_they_are_stay_so_for_ever(strategy, tier, open_for_ever):
    pair = {name: {"strategy": strategy, "tier": tier} for name in ("a", "b")}
    kept = run(small(pair, quarters=30, expectations={"opening": 0.0}, choice={"forgiveness": 0.0}))
    assert series(kept, "open_actors").tolist() == [open_for_ever] * 30


@pytest.mark.parametrize(("hoarder", "sharer", "shares"), [("west", "east", False), ("east", "west", True)])
def test_trusted_partners_count_more_whether_they_share_or_hoard(hoarder, sharer, shares):
    giver = {"strategy": "share", "tier": "open", "bloc": sharer}
    actors = {"me": {"strategy": "tit-for-tat", "bloc": "west"}, "giver": giver, "taker": {"bloc": hoarder}}
    half, most = ({"quarters": 3, "choice": {"fairness": fairness}} for fairness in (0.5, 0.6))
    known = {"trust": {"on": False, "prior_within": 0.6, "prior_across": 0.2}}

    def opens(heed, asked):
        return tiers(run(small(actors, expectations={"heed": heed}, **known, **asked)))[0] == Tier.OPEN

    assert opens(0.0, half) and not opens(0.0, most)
    assert opens(1.0, half) == opens(1.0, most) == shares


def test_without_partners_a_reciprocator_shares():
    alone = run(small({"hermit": {"strategy": "grim"}}, quarters=5))
    assert series(alone, "open_actors").tolist() == [1.0] * 5
