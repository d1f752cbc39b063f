"""Alliances and partnerships: what members show, owe, pay and gain; who joins and who leaves."""

import numpy as np
import pytest

from sim import run
from sim.rules.clubs import inside, sharpened, teaching
from sim.rules.flaws import find_rate
from sim.rules.partnering import brought, gain_of_host, gain_of_hosted
from sim.world import CLUB_FIELDS, parameters
from tests.institutions import START, paired, with_rows
from tests.worlds import LOGIT, actor, changed, day, record, series, small, society, world_of


def club(**fields):
    one = np.zeros(1, CLUB_FIELDS)
    for name, value in ({"force": 1.0, "obligation": 0.8} | fields).items():
        one[name] = value
    return one


def test_a_board_makes_obligations_bind_and_without_one_members_share_by_trust():
    assert inside(club(governed=1.0), 1, 0.3) == pytest.approx(0.8)
    assert inside(club(governed=0.0), 1, 0.3) == pytest.approx(0.24)
    assert inside(club(governed=0.0), 1, 0.0) == 0.0
    assert inside(club(governed=1.0), 0, 1.0) == 0.0  # no club in common
    assert inside(np.concatenate([club(governed=0.0), club(governed=1.0, obligation=0.5)]), 3, 0.1) == 0.5


MEMBERS = {"wise": {"know_how": 3.0}, "member": {}, "stranger": {}}
ALLY = {"kind": "alliance", "members": ["wise", "member"], "admission": "founders", "governance": 0, "start": day(0)}
FREE = {"dues": 0.0, "board": 0.0}
STAY = {"reconsider": 0.0}


def allied(alliance=ALLY, clubs=STAY, quarters=6, **changes):
    learning = {"sharing": {"speed": 0.2}, "clubs": clubs} | changes
    return run(small(MEMBERS, quarters=quarters, policies=[alliance], **learning), 0)


def test_members_learn_from_each_other_and_strangers_do_not():
    found = allied(ALLY | FREE)
    assert actor(found, "member", "capability") > actor(found, "stranger", "capability") == 0.0


def test_dues_and_the_board_are_paid_from_research_and_so_is_teaching():
    spec = {"a": {}, "lab": {"kind": "lab"}, "free": {}}
    alliance = ALLY | {"members": ["a", "lab"], "dues": 0.1, "board": 0.02}
    on = {"research": {"luck": 0.0}, "clubs": STAY | {"teaching": 0.05}}
    found = run(small(spec, quarters=2, policies=[alliance], **on))
    assert found.world.duties["dues"].tolist() == pytest.approx([0.12, 0.17, 0.0])
    worked = found.world.actors["researched"]
    assert worked[1] < worked[0] < worked[2]


def test_dues_do_not_pile_up_and_a_board_stands_in_time():
    found = allied(ALLY | {"dues": 0.1, "board": 0.02, "governance": 4}, research={}, quarters=12)
    assert found.world.clubs["governed"][0] == 1.0
    assert found.world.duties["dues"].tolist() == pytest.approx([0.12, 0.12, 0.0])
    assert series(found, "overhead")[[0, 2, 11]] == pytest.approx([0.104 * 2 / 3, 0.112 * 2 / 3, 0.12 * 2 / 3])


def test_dues_buy_safety_tools_as_far_as_a_board_stands_and_tools_age():
    def tools(governance, quarters=20, **more):
        spend = {"dues": 0.05, "catalogue": 1.0, "skills": 0.0, "board": 0.0, "governance": governance}
        return series(allied(ALLY | spend | more, research={}, quarters=quarters), "catalogue")

    at_once, late, never = tools(0), tools(8), tools(400)
    assert at_once[4] > late[4] > never[4] > 0.0
    ended = tools(0, end=day(10))
    assert ended[9] > ended[19] > 0.0


def test_safety_tools_serve_strangers_too():
    p = parameters(small(flaws={"testing": 0.2, "tools": 0.5}))[0]
    rates = [find_rate(record(safety=1.0), 0.0, society(catalogue=tools), p) for tools in (0.0, 1.0)]
    assert rates == pytest.approx([0.2, 0.3])


def test_skills_need_a_lab_that_teaches_and_sharpen_understanding():
    one = club(dues=0.1, skills=0.5, labs=1)[0]
    assert teaching(one) == pytest.approx(0.025)
    assert teaching(club(dues=0.1, skills=0.5, labs=0)[0]) == 0.0
    assert sharpened(1.0, 0.1, 0.0) == sharpened(0.0, 0.1, 0.5) == 0.0
    half, experience, step = 0.5, 1.0, 1e-6
    share = [x / (x + half) for x in (experience, experience + step)]
    assert sharpened(experience, step, half) == pytest.approx((share[1] - share[0]) / share[0], rel=1e-4)


def rivals(**wise):
    market = {"users": 0.3}
    return {"wise": {"know_how": 2.0} | market | wise, "slow": market, "other": market}


def membership(alliance, actors=None, quarters=12, clubs=None, **changes):
    """Who belongs to the alliance at the end, by name."""
    on = {"sharing": {}, "market": {}, "clubs": {"reconsider": 1.0, "inertia": 0.0} | (clubs or {})} | changes
    found = run(small(actors or rivals(), quarters=quarters, policies=[alliance], **on), 1)
    return {name for name in found.scenario.actors if actor(found, name, "clubs")}, found


def test_who_loses_its_lead_by_it_leaves_and_who_gains_joins():
    alliance = {"kind": "alliance", "members": ["wise", "slow"], "start": day(0), "dues": 0.0, "board": 0.0}
    members, _ = membership(alliance, quarters=3)
    assert "wise" not in members
    alliance |= {"members": ["slow", "other"]}
    actors = rivals() | {"learned": {"know_how": 1.0, "users": 0.0}}
    joined, _ = membership(alliance | {"members": ["learned", "slow"]}, actors, quarters=3)
    assert "other" in joined


def test_inertia_keeps_members_that_lose_and_lets_others_join_as_before():
    alliance = {"kind": "alliance", "members": ["wise", "slow"], "start": day(0), "dues": 0.0, "board": 0.0}
    kept, found = membership(alliance, quarters=3, clubs={"inertia": 1.0})
    assert "wise" in kept and series(found, "internal_stability")[-1] < 1.0  # that is what it costs: it would rather go
    actors = rivals() | {"learned": {"know_how": 1.0, "users": 0.0}}
    joined, _ = membership(alliance | {"members": ["learned", "slow"]}, actors, quarters=3, clubs={"inertia": 1.0})
    assert "other" in joined


def test_with_the_schemas_numbers_half_of_those_who_lose_have_left_after_seven_years():
    actors = {"payer": {"count": 400}}  # each pays dues for nothing, and has luck of its own
    alliance = ALLY | {"members": ["payer"], "dues": 0.1}
    found = run(small(actors, quarters=28, policies=[alliance], clubs={}, market={}, entry={"on": False}), 1)
    left = 1.0 - found.world.actors["clubs"][:400].mean()
    assert left == pytest.approx(0.5, abs=0.08)  # three standard errors, and nobody leaves in the first quarter


def test_dues_beyond_the_gain_drive_members_out():
    actors = {"learned": {"know_how": 1.0, "users": 0.0}, "slow": {"users": 0.1}}
    alliance = {"kind": "alliance", "members": ["learned", "slow"], "start": day(0), "board": 0.0}
    slow = {"sharing": {"speed": 0.05}}
    cheap, _ = membership(alliance | {"dues": 0.0}, actors, quarters=4, **slow)
    dear, _ = membership(alliance | {"dues": 0.5}, actors, quarters=4, **slow)
    assert "slow" in cheap and "slow" not in dear


@pytest.mark.parametrize(("admission", "comes"), [("founders", False), ("open", True), ("vote", False)])
def test_the_admission_rule_decides_who_may_join(admission, comes):
    """The other would gain, and knows nothing that a member does not."""
    actors = {"learned": {"know_how": 1.0, "users": 0.0}, "slow": {"users": 0.0}, "other": {"users": 0.3}}
    alliance = {"kind": "alliance", "members": ["learned", "slow"], "start": day(0), "admission": admission} | FREE
    members, _ = membership(alliance, actors, quarters=3)
    assert ("other" in members) == comes


def test_exclusivity_keeps_members_of_one_alliance_out_of_another():
    def other_is_in_both(exclusive):
        actors = {
            "sage": {"know_how": 1.0, "users": 0.0},
            "tutor": {"know_how": 1.0, "users": 0.0},
            "other": {"users": 0.3},
        }
        actors |= {"a": {"users": 0.0}, "b": {"users": 0.0}}
        common = {"kind": "alliance", "start": day(0), "exclusive": exclusive} | FREE
        rows = [common | {"members": ["sage", "a"]}, common | {"members": ["tutor", "b"]}]
        on = {"sharing": {}, "market": {}, "clubs": {"reconsider": 1.0}}
        found = run(small(actors, quarters=3, policies=rows, **on), 1)
        return actor(found, "other", "clubs") == 3

    assert other_is_in_both(False)
    assert not other_is_in_both(True)


def test_stability_is_told_from_both_sides():
    alliance = {"kind": "alliance", "members": ["wise", "slow"], "start": day(0), "admission": "founders"} | FREE
    _, found = membership(alliance, clubs={"reconsider": 0.0}, quarters=3)
    assert series(found, "internal_stability")[-1] == pytest.approx(0.5)  # the wise one would rather leave
    assert series(found, "external_stability")[-1] == 0.0  # the other would rather join
    assert series(found, "members")[-1] == pytest.approx(2 / 3)
    released = found.world.actors["released"]
    assert series(found, "members_ahead")[-1] == pytest.approx(released[:2].mean() - released[2])


def test_obligations_met_earn_trust_and_unmet_ones_cost_it():
    def trust(governance):
        rows = ALLY | FREE | {"governance": governance}
        found = allied(rows, trust={"drift": 0.0, "gossip": 0.0, "prior_within": 0.2, "attack": 0.0}, quarters=6)
        return found.world.ties.trust[0]

    assert trust(0) > 0.2 > trust(400)


def test_a_founder_that_arrives_later_joins_then():
    actors = MEMBERS | {"member": {"enters": day(4)}}
    found = run(small(actors, quarters=6, policies=[ALLY | FREE], clubs=STAY), 0)
    assert found.world.actors["clubs"].tolist() == [1, 1, 0]


def test_of_two_exclusive_alliances_one_takes_the_better_in_whatever_order():
    actors = {"sage": {"know_how": 2.0, "users": 0.0}, "tutor": {"know_how": 1.0, "users": 0.0}}
    actors |= {"a": {"users": 0.0}, "b": {"users": 0.0}, "other": {"users": 0.3}}
    common = {"kind": "alliance", "start": day(0), "exclusive": True} | FREE
    better, worse = common | {"members": ["sage", "a"]}, common | {"members": ["tutor", "b"]}
    for rows, bit in (([better, worse], 1), ([worse, better], 2)):
        found = run(small(actors, quarters=2, policies=rows, sharing={}, market={}, clubs={"reconsider": 1.0}), 1)
        assert actor(found, "other", "clubs") == bit


def test_a_club_that_ends_has_no_members():
    found = allied(ALLY | FREE | {"end": day(3)})
    assert found.world.actors["clubs"].tolist() == [0, 0, 0]


def test_partners_show_each_other_what_they_owe_and_one_gives_its_lead_away(base):
    row_ = {"kind": "partnership", "actors": ["alpha", "lambda"], "disclosure": 1.0}
    (before, after), *_ = paired(base, row_, seeds=[2])
    assert actor(after, "lambda", "foreign_work") != actor(before, "lambda", "foreign_work")
    pairs = paired(base, row_, quarters=20)
    gained = np.mean([actor(b, "lambda", "capability") - actor(a, "lambda", "capability") for a, b in pairs])
    assert gained > 0.0
    assert series(after, "partnerships")[START] == 1.0


def test_a_host_takes_its_cut_and_its_guest_gets_users(base):
    row_ = {"kind": "partnership", "actors": ["delta", "epsilon"], "host": "epsilon", "disclosure": 0.0}
    calm = changed(base, compliance={"on": False}, partnering={"cut": 0.3})
    (before, after), *_ = paired(calm, row_, seeds=[2], quarters=START + 2)
    assert actor(after, "delta", "users") > actor(before, "delta", "users")
    cut = 0.3 * (1 - np.exp(-0.3)) * actor(after, "delta", "sales")
    assert actor(after, "delta", "fees") == pytest.approx(-cut)
    assert actor(after, "epsilon", "fees") == pytest.approx(cut)


def test_hosting_is_weighed_by_both_sides():
    p = parameters(small(market={"form": "logit", "hosting": 0.3}, partnering={"cut": 0.2}))[0]
    guest, world = record(users=0.1, sales=10.0), world_of(small())
    world.society["market"] = 100.0
    through = 10.0 * (1 - np.exp(-0.3))
    assert brought(10.0, p) == pytest.approx(through)
    assert gain_of_hosted(guest, 1.0, 100.0, p) == pytest.approx(100 * 0.09 * 0.3 - 0.2 * through)
    assert gain_of_hosted(record(users=0.99, sales=99.0), 1.0, 100.0, p) < 0.0  # who has all users pays for nothing
    idle, rival, cloud = (
        gain_of_host(record(users=users, complement=beside), guest, 1.0, world.society[0], p)
        for users, beside in ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0))
    )
    assert idle == pytest.approx(0.2 * through) and rival < 0.0 < cloud


def test_a_host_takes_nothing_of_sales_that_did_not_happen(base):
    outage = {"kind": "outage", "actor": "delta"}
    hosted = {"kind": "partnership", "actors": ["delta", "epsilon"], "host": "epsilon", "disclosure": 0.0}
    found = run(with_rows(changed(base, compliance={"on": False}), hosted, outage), 2, START + 2)
    assert actor(found, "delta", "revenue") == actor(found, "delta", "fees") == 0.0


def test_firms_with_open_weights_find_hosts_by_themselves_and_closed_ones_do_not():
    def partnerships(tier):
        actors = {"open": {"tier": tier, "hoards_as": tier, "users": 0.2, "complement": 0.0}}
        actors |= {"cloud": {"complement": 0.5, "users": 0.0}}
        on = {"market": LOGIT | {"size": 100.0, "churn": 0.0}, "partnering": {"rate": 1.0, "cut": 0.02}}
        return series(run(small(actors, quarters=4, **on)), "partnerships")[-1]

    assert partnerships("open") == 1.0
    assert partnerships("access") == 0.0
