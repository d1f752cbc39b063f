"""Each institution has the benefit that it claims, the cost that it claims, and is nothing at its neutral setting."""

import numpy as np
import pytest

from sim import Firm, RaceModel, run
from sim.rules.clubs import inside, sharpened, teaching
from sim.rules.finance import compliance
from sim.rules.flaws import find_rate
from sim.rules.institutions import kept_up, started
from sim.rules.partnering import brought, gain_of_host, gain_of_hosted
from sim.rules.pledges import expected_sanction, slowed_by_care, slowed_by_restraint, temptation
from sim.rules.release import building_ground
from sim.rules.research import pooled_data
from sim.scenario import load
from sim.scenario.enums import Kind, Tier
from sim.world import CLUB_FIELDS, TIER_FIELDS, parameters
from tests.worlds import actor, changed, commons, day, duty, numbers, record, row, same, series, small

START = 8
ABOUT_MEMBERS = ("members", "members_ahead", "internal_stability", "external_stability", "partnerships")
"""Series that tell who belongs to a club, whatever the club does."""
NEUTRAL = {
    "alliance": {"members": ["delta", "zeta"], "obligation": 0.0, "dues": 0.0, "board": 0.0},
    "partnership": {"actors": ["alpha", "beta"], "disclosure": 0.0},
    "grants": {"recipients": ["west-lab"], "revenue": 0.0},
    "training": {"spend": 0.0},
    "exchange": {"from_bloc": "west", "to_bloc": "east", "ties": 0, "contact": 0.0, "cost": 0.0},
    "foundation": {"contributors": ["alpha"], "upkeep": 0.0},
    "standards": {"interoperability": 0.0, "cost": 0.0},
    "data_sharing": {"share": 0.0},
    "regulatory_alignment": {"alignment": 0.0, "cost": 0.0},
    "ip_regime": {"protection": 0.2},
    "ethics_framework": {"floor": 0.0, "audit": 0.0, "cost": 0.0},
    "release_governance": {"governance": 0.0},
    "developer_tools": {"actors": ["alpha"], "reach": 0.0, "cost": 0.0},
    "interdisciplinary": {"breadth": 0.0, "cost": 0.0},
    "global_initiative": {"share": 0.0},
    "education": {"level": 0.0},
    "treaty": {"tier": "closed", "inspection": 0.0},
    "retaliation": {"from_bloc": "east", "to_bloc": "west", "strength": 0.0, "compute": 0.0},
    "public_compute": {"payer": "west-state", "actors": ["west-lab"], "share": 0.0},
    "incident_regulation": {"tightening": 0.0},
}
CONTROL = {"kind": "export_control", "start": day(2), "from_bloc": "west", "to_bloc": "east"}


def with_rows(scenario, *rows):
    return changed(scenario, policies=[{"start": day(START)} | one for one in rows])


@pytest.mark.parametrize("kind", NEUTRAL)
@pytest.mark.parametrize("regime", ["base", "arms-race"])
def test_the_neutral_setting_of_an_institution_and_its_absence_agree_bit_for_bit(kind, regime):
    world = with_rows(load(regime), *([CONTROL] if kind == "retaliation" else []))
    absent, neutral = run(world, 4, 40), run(with_rows(world, {"kind": kind} | NEUTRAL[kind]), 4, 40)
    apart = [name for name in absent.series if (absent.series[name] != neutral.series[name]).any()]
    assert set(apart) <= set(ABOUT_MEMBERS)
    log, other = absent.releases, neutral.releases
    assert all(np.array_equal(log[name], other[name]) for name in log)


def paired(scenario, *rows, seeds=range(6), quarters=40):
    """Runs without and with rows over common seeds."""
    return [(run(scenario, seed, quarters), run(with_rows(scenario, *rows), seed, quarters)) for seed in seeds]


def rise(pairs, name):
    """Mean difference of an outcome that the rows make."""
    return np.mean([after.outcomes[name] - before.outcomes[name] for before, after in pairs])


# Alliances and partnerships


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
    rates = [find_rate(record(safety=1.0), 0.0, commons(catalogue=tools), p) for tools in (0.0, 1.0)]
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
    on = {"sharing": {}, "market": {}, "clubs": {"reconsider": 1.0} | (clubs or {})} | changes
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
        return found.world.trust[0]

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
    cut = 0.3 * (1 - np.exp(-0.3)) * actor(after, "delta", "revenue")
    assert actor(after, "delta", "fees") == pytest.approx(-cut)
    assert actor(after, "epsilon", "fees") == pytest.approx(cut)


def test_hosting_is_weighed_by_both_sides():
    p = parameters(small(market={"hosting": 0.3}, partnering={"cut": 0.2}))[0]
    guest = record(users=0.1, sales=10.0)
    through = 10.0 * (1 - np.exp(-0.3))
    assert brought(10.0, p) == pytest.approx(through)
    assert gain_of_hosted(guest, 1.0, 100.0, p) == pytest.approx(100 * 0.09 * 0.3 - 0.2 * through)
    assert gain_of_hosted(record(users=0.99, sales=99.0), 1.0, 100.0, p) < 0.0  # who has all users pays for nothing
    idle, rival, cloud = (
        gain_of_host(record(users=users, complement=beside), guest, 1.0, 100.0, p)
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
        on = {"market": {"size": 100.0, "churn": 0.0}, "partnering": {"rate": 1.0, "cut": 0.02}}
        return series(run(small(actors, quarters=4, **on)), "partnerships")[-1]

    assert partnerships("open") == 1.0
    assert partnerships("access") == 0.0


# Academy


def test_training_sharpens_understanding_and_costs_research():
    def trained(spend):
        row_ = {"kind": "training", "start": day(0), "spend": spend}
        on = {"research": {"luck": 0.0}, "absorption": {}, "academy": {"skill": 5.0}}
        return run(small({"a": {}, "source": {"know_how": 5.0}}, quarters=10, policies=[row_], **on))

    without, with_row = trained(0.0), trained(0.05)
    assert actor(with_row, "a", "absorption") > actor(without, "a", "absorption")
    assert actor(with_row, "a", "researched") < actor(without, "a", "researched")


PAID = {"payer": {"endowment": 1.0}, "lab": {"kind": "lab", "endowment": 0.1}}
GRANT = {"kind": "grants", "start": day(0), "recipients": ["lab"], "payers": ["payer"], "revenue": 0.1, "share": 0.2}


def granted(actors=PAID, grant=GRANT, quarters=3, **academy):
    return run(small(actors, quarters=quarters, policies=[grant], research={"luck": 0.0}, academy=academy))


def test_a_share_of_the_fees_becomes_grants_and_the_rest_teaches():
    found = granted(project=0.5)
    assert actor(found, "lab", "budget") == pytest.approx(0.1 + 0.2 * 0.1 * 1.0)
    assert actor(found, "payer", "researched") < actor(granted(grant=GRANT | {"revenue": 0.0}), "payer", "researched")
    assert found.world.duties["overhead"].tolist() == pytest.approx([0.1, 0.0])
    assert found.world.duties["training"].tolist() == pytest.approx([0.08, 0.0])


def test_recipients_publish_while_they_are_funded():
    assert actor(granted(), "lab", "tier") == Tier.OPEN
    assert actor(granted(grant=GRANT | {"share": 0.0}), "lab", "tier") == Tier.CLOSED
    assert actor(granted(grant=GRANT | {"end": day(2)}), "lab", "tier") == Tier.CLOSED


def test_a_grant_is_taken_when_it_is_worth_publishing_for_and_paid_to_nobody_else():
    firms = {"payer": {"endowment": 1.0}, "lab": {"users": 0.5}}

    def taken(revenue, **more):
        grant = GRANT | {"revenue": revenue, "share": 1.0}
        found = run(small(firms, quarters=6, policies=[grant], academy={}, market={"size": 3.0}, **more))
        return actor(found, "lab", "tier"), found.world.duties["grant"][1]

    assert taken(1e-9) == (Tier.CLOSED, 0.0)
    tier, grant = taken(0.5, tiers={"open": {"capture": 0.99}})
    assert tier == Tier.OPEN and grant > 0.0


def test_each_academy_pays_its_own_recipients():
    actors = {"payer": {"endowment": 1.0}, "other": {"endowment": 1.0}}
    actors |= {name: {"kind": "lab", "endowment": 0.1} for name in ("one", "two")}
    first = GRANT | {"recipients": ["one"], "share": 1.0}
    second = GRANT | {"recipients": ["one", "two"], "payers": ["other"], "revenue": 0.2, "share": 1.0}
    found = run(small(actors, quarters=4, policies=[first, second], academy={"project": 1.0}))
    assert found.world.duties["grant"][2:].tolist() == pytest.approx([0.1 + 0.1, 0.1])


def test_what_institutions_take_is_what_they_get_and_never_more_than_there_is():
    labs = {name: {"kind": "lab", "endowment": 0.1} for name in ("one", "two")}
    rows = [{"kind": "training", "start": day(0), "actors": ["payer"], "spend": 0.5}] * 2
    rows += [GRANT | {"recipients": ["one", "two"], "revenue": 0.5, "share": 1.0}]
    found = run(small({"payer": {"endowment": 1.0}} | labs, quarters=4, policies=rows, academy={"project": 9.0}))
    assert found.world.duties["overhead"][0] == pytest.approx(1.5)
    assert found.world.duties["grant"].sum() == pytest.approx(0.5 / 1.5)


def test_a_grant_to_who_had_money_enough_replaces_a_part_of_it():
    found = granted(project=0.01, crowding=0.5)
    assert actor(found, "lab", "budget") == pytest.approx(0.1 + 0.5 * 0.02)
    assert series(found, "projects").sum() == 0.0


def test_a_project_counts_when_it_starts_by_the_grant_alone():
    assert started(0.10, 0.02, 0.11) == 1
    assert started(0.10, 0.02, 0.09) == started(0.10, 0.02, 0.13) == 0
    assert series(granted(project=0.2, quarters=4), "projects").tolist() == [0.0, 1.0, 1.0, 1.0]
    assert series(granted(project=0.15, quarters=4), "projects").tolist() == [0.0, 0.0, 0.0, 0.0]


def test_exchange_opens_ties_on_which_trust_must_be_earned_and_costs_both_blocs():
    actors = {"w": {"bloc": "west", "know_how": 2.0, "tier": "open", "hoards_as": "open"}, "e": {"bloc": "east"}}
    apart = {"topology": "edges", "edges": []}
    row_ = {"kind": "exchange", "start": day(2), "from_bloc": "west", "to_bloc": "east", "ties": 1, "contact": 0.5}
    trust = {"prior_across": 0.3, "drift": 0.0, "gossip": 0.0}
    on = {"sharing": {"speed": 0.2}, "friction": {"across": 0.4}, "trust": trust}
    without, with_row = (run(small(actors, ties=apart, policies=rows, **on)) for rows in ([], [row_ | {"cost": 0.01}]))
    assert series(with_row, "learning_gain")[:2].tolist() == [0.0, 0.0] and series(with_row, "learning_gain")[2] > 0.0
    assert series(without, "learning_gain").sum() == 0.0
    assert series(with_row, "trust_across")[1] == 0.0  # nobody knew anybody
    assert series(with_row, "trust_across")[2] < 0.3  # and nobody is trusted for being met
    assert with_row.world.duties["overhead"].tolist() == [0.01, 0.01]


def test_an_exchange_opens_its_own_ties_alone_and_a_later_one_changes_nothing_before():
    actors = {
        name: {"bloc": bloc, "tier": "open", "hoards_as": "open"}
        for bloc in ("west", "east")
        for name in (bloc + "1", bloc + "2")
    }
    first = {"kind": "exchange", "start": day(2), "from_bloc": "west", "to_bloc": "east", "ties": 1}
    later = first | {"start": day(8), "ties": 2}
    on = {"ties": {"topology": "edges", "edges": []}, "sharing": {}, "trust": {}, "research": {}}
    alone, both, swapped = (
        run(small(actors, policies=rows, **on), 3) for rows in ([first], [first, later], [later, first])
    )
    assert same(alone, both, before=8) and same(both, swapped)
    assert int((both.world.stop - both.world.start[:-1]).sum()) == 8  # everybody knows everybody across


def test_an_exchange_that_rises_opens_its_ties_evenly():
    actors = {"w": {"bloc": "west"}} | {f"e{k}": {"bloc": "east"} for k in range(8)}
    row_ = {"kind": "exchange", "start": day(0), "ramp": 4, "from_bloc": "west", "to_bloc": "east", "ties": 8}
    opened = []
    for quarters in (1, 2, 3, 4, 5):
        world = run(small(actors, ties={"topology": "edges", "edges": []}, policies=[row_]), 0, quarters).world
        opened.append(int(world.stop[0] - world.start[0]))
    assert opened == [2, 4, 6, 8, 8]


def test_visits_ease_the_border_for_secrets_too(base):
    row_ = {"kind": "exchange", "from_bloc": "west", "to_bloc": "east", "contact": 1.0}
    closed = changed(base, sharing={"on": False}, commons={"on": False})
    pairs = paired(closed, row_, quarters=20)
    assert rise(pairs, "learning_gain") > 0.0


# Foundation


STACK = {"kind": "foundation", "start": day(0), "contributors": ["giver"], "upkeep": 0.05}
BUILDERS = {"giver": {}, "rider": {}}


def test_a_foundation_speeds_everybodys_research_and_only_its_contributors_pay():
    on = {"research": {"luck": 0.0}, "stack": {}}
    without, with_row = (run(small(BUILDERS, policies=rows, **on)) for rows in ([], [STACK]))
    assert actor(with_row, "rider", "researched") > actor(without, "rider", "researched")
    assert actor(with_row, "giver", "researched") < actor(with_row, "rider", "researched")


def test_the_stack_spares_re_finding_and_decays_without_upkeep():
    actors = {"giver": {"know_how": 3.0}, "rider": {}}
    on = {"research": {"luck": 0.0}, "duplication": {}, "stack": {"common": 0.5}}
    without, with_row = (run(small(actors, policies=rows, **on)) for rows in ([], [STACK]))
    assert with_row.outcomes["duplicated"] < without.outcomes["duplicated"]
    assert kept_up(0.5, 0.0, 10.0) == 0.5
    assert kept_up(0.0, 0.02, 10.0) == pytest.approx(0.2)
    assert kept_up(0.0, 5.0, 10.0) == 1.0
    ended = run(small(BUILDERS, quarters=30, policies=[STACK | {"end": day(10)}], stack={"rot": 0.1}))
    stack = series(ended, "foundation")
    assert stack[9] > 0.0 and stack[20] == pytest.approx(stack[10] * 0.9**10)


def test_an_omitted_domain_gets_no_stack():
    domains = {"field": {"weight": 1.0}, "other": {"weight": 1.0}}
    found = run(small(BUILDERS, domains=domains, stack={}, policies=[STACK | {"omission": ["other"]}]))
    assert found.world.domains["stack"][0] > 0.0 == found.world.domains["stack"][1]


def test_who_builds_on_the_stack_takes_over_its_contributors_flaws():
    on = {"research": {"luck": 0.0}, "stack": {"mixing": 0.5}, "flaws": {"birth": 1.0, "testing": 0.0}}
    without, with_row = (run(small(BUILDERS, quarters=30, policies=rows, **on)) for rows in ([], [STACK]))
    assert with_row.world.commons["stack_flaws"][0] > 0.0
    per_research = [f.world.actors["flaws"][1] / series(f, "research_gain").sum() for f in (without, with_row)]
    assert per_research[1] > per_research[0]


# Harmonization


def test_standards_cost_talks_first_and_serve_afterwards(base):
    row_ = {"kind": "standards", "negotiation": 4, "interoperability": 0.9, "cost": 0.01}
    (_, after), *_ = paired(base, row_, seeds=[1])
    kappa, overhead = series(after, "interoperability"), series(after, "overhead")
    assert set(kappa[: START + 4]) == {0.5} and set(kappa[START + 4 :]) == {0.9}
    assert (overhead[START:] > 0.0).all()


def test_a_standard_is_worth_what_has_adopted_it(base):
    few = {"kind": "standards", "negotiation": 1, "interoperability": 1.0, "actors": ["nu"]}
    found = run(with_rows(changed(base, entry={"on": False}, exit={"on": False}), few), 1, START + 3)
    assert series(found, "interoperability")[-1] == pytest.approx(0.5 + 0.5 / 20)


def test_standards_spare_re_finding_and_weaken_protection(base):
    row_ = {"kind": "standards", "negotiation": 1, "interoperability": 1.0}
    assert rise(paired(base, row_), "duplicated") < 0.0
    sealed = changed(base, spillover={"leak": 0.3, "protection": 1.0}, sharing={"on": False}, commons={"on": False})
    (before, after), *_ = paired(sealed, row_, seeds=[1], quarters=START + 3)
    assert before.outcomes["learning_gain"] == 0.0 < after.outcomes["learning_gain"]


def test_pooled_data_speed_research_and_privacy_takes_from_the_pool_and_costs_money():
    p = numbers("pooling", benefit=0.4, half=0.2)
    assert [pooled_data(1.0, others, p) for others in (0.0, 0.2, 1e9)] == pytest.approx([1.0, 1.2, 1.4])
    assert pooled_data(0.0, 1.0, p) == 1.0  # who gives nothing draws nothing

    SHARED = {"kind": "data_sharing", "start": day(0), "share": 1.0, "privacy": 0.0}

    def shared(privacy, share=1.0):
        row_ = {"kind": "data_sharing", "start": day(0), "share": share, "privacy": privacy}
        return run(small(policies=[row_], research={"luck": 0.0}, pooling={"protection": 0.1}, quarters=2))

    bare, guarded, none = shared(0.0), shared(1.0), shared(0.0, share=0.0)
    found = [actor(one, "alpha", "researched") for one in (bare, none, guarded)]
    assert found[0] > found[1] > found[2]
    assert (
        actor(
            run(small(policies=[SHARED | {"actors": ["alpha"]}], research={"luck": 0.0}, pooling={}, quarters=2)),
            "alpha",
            "researched",
        )
        == found[1]
    )  # one's own data are no pool
    assert bare.world.duties["exposed"].tolist() == [1.0, 1.0]
    assert guarded.world.duties["exposed"].tolist() == [0.0, 0.0]


def test_unprotected_data_cause_incidents(base):
    leaky = changed(base, pooling={"exposure": 20.0})
    assert rise(paired(leaky, {"kind": "data_sharing", "share": 1.0, "privacy": 0.0}), "incidents") > 0.0


def test_alignment_lowers_the_cost_of_serving_several_blocs_and_talks_cost_money(base):
    p = numbers("compliance", cost=0.02, divergence=0.5)
    assert compliance(0.0, 3, p) == pytest.approx(0.04)
    assert compliance(1.0, 3, p) == compliance(0.0, 1, p) == pytest.approx(0.02)
    talks = {"kind": "regulatory_alignment", "negotiation": 4, "cost": 0.02}
    (before, after), *_ = paired(base, talks, seeds=[1], quarters=START + 2)
    assert series(after, "research_gain")[START] < series(before, "research_gain")[START]


def test_strong_property_law_stops_leaks_and_others_learn_less(base):
    pairs = paired(base, {"kind": "ip_regime", "protection": 1.0})
    assert rise(pairs, "learning_gain") < 0.0


SIGNED = {"kind": "ethics_framework", "start": day(0), "floor": 0.5, "cost": 0.01}


def signatory(audit, penalty, care=0.1, quarters=8, **changes):
    on = {"safety": {"form": "constant", "level": care, "floor": 0.0}, "market": {}, "research": {"luck": 0.0}}
    row_ = SIGNED | {"audit": audit, "penalty": penalty}
    actors = {"a": {"users": 0.4}, "b": {"users": 0.4}}
    return run(
        small(actors, quarters=quarters, policies=[row_], **{"pledges": {}, "compliance": {"on": False}} | on | changes)
    )


def test_signatories_take_care_where_audits_bite_and_break_their_promise_where_they_do_not():
    kept, broken = signatory(1.0, 10.0), signatory(0.0, 10.0)
    assert series(kept, "safety").tolist() == [0.5] * 8 and not series(kept, "breaches").any()
    assert series(broken, "safety")[-1] == pytest.approx(0.1) and series(broken, "breaches")[-1] == 2.0


def test_kept_promises_slow_signatories_and_all_pay_for_reporting():
    kept, broken = signatory(1.0, 10.0, **{"pledges": {"checking": 0.0}}), signatory(0.0, 0.0)
    assert 0.0 < actor(kept, "a", "researched") < actor(broken, "a", "researched")
    assert kept.world.duties["overhead"].tolist() == [0.01, 0.01]


CALM = {"drift": 0.0, "gossip": 0.0, "prior_within": 0.5, "attack": 0.0}


def test_a_breach_that_is_found_costs_money_and_trust():
    found = signatory(1.0, 0.01, market={"size": 1000.0}, trust=CALM | {"loss": 0.05})
    assert found.outcomes["breaches"] > 0.0 and (found.world.actors["fees"] < 0.0).all()
    assert found.world.trust[0] < 0.5


def test_a_promise_earns_trust_by_what_it_cost_and_an_empty_one_none():
    dear, cheap, empty = (signatory(1.0, 10.0, care=care, trust=CALM).world.trust[0] for care in (0.1, 0.4, 0.6))
    assert dear > cheap > empty == 0.5


def test_audits_cost_money():
    overhead = [signatory(audit, 10.0).world.duties["overhead"][0] for audit in (0.0, 1.0)]
    assert overhead == pytest.approx([0.01, 0.01 + 0.01])


def test_a_lax_promise_does_not_release_from_a_strict_one():
    strict, lax = SIGNED | {"audit": 1.0, "penalty": 10.0}, SIGNED | {"floor": 0.2, "audit": 1.0, "penalty": 90.0}
    on = {"safety": {"form": "constant", "level": 0.1, "floor": 0.0}, "market": {}, "research": {"luck": 0.0}}
    actors = {"a": {"users": 0.4}, "b": {"users": 0.4}}
    for rows in ([strict, lax], [lax, strict]):
        found = run(small(actors, quarters=8, policies=rows, pledges={}, **on))
        assert series(found, "safety")[-1] == 0.5 and found.outcomes["breaches"] == 0.0


def test_temptation_is_what_care_costs_and_the_sanction_what_is_expected():
    assert slowed_by_care(0.6, 0.5, 0.7, 0.0) == 0.0
    assert slowed_by_care(0.0, 0.5, 1.0, 0.0) == pytest.approx(0.5)
    assert slowed_by_care(0.0, 0.5, 1.0, 1.0) == 0.0  # with all the tools care costs no time
    assert slowed_by_restraint(2.0, 1.0, 0.5) == pytest.approx(1 - 0.5**0.5)
    assert slowed_by_restraint(0.5, 1.0, 0.5) == 0.0
    p = parameters(small(market={}, trust={}))[0]
    firm = record(users=0.5, researched=0.1, outlay=2.0, reputation=0.5)
    assert temptation(firm, 0.2, 1.0, 8.0, p) == pytest.approx(2 * temptation(firm, 0.1, 1.0, 8.0, p))
    assert temptation(firm, 0.2, 1.0, 8.0, p) > 0.0
    assert expected_sanction(firm, 0.0, 1.0, 1.0, 8.0, p) == 0.0
    assert (
        expected_sanction(firm, 0.5, 1.0, 1.0, 8.0, p) > 0.5 * 2.0
    )  # the fine, and the users lost with the reputation
    assert expected_sanction(record(outlay=2.0, kind=Kind.LAB), 0.5, 1.0, 1.0, 8.0, p) == pytest.approx(1.0)


def test_a_global_initiative_advances_challenges_and_costs_research(base):
    pairs = paired(base, {"kind": "global_initiative", "share": 0.2})
    assert rise(pairs, "challenge") > 0.0
    assert [series(b, "research_gain")[START] < series(a, "research_gain")[START] for a, b in pairs] == [True] * len(
        pairs
    )


def test_experts_of_other_fields_find_flaws_in_closed_work_and_cost_money(base):
    p = parameters(small(flaws={"testing": 0.0}, eyes={"rate": 0.2, "insight": 0.5}))[0]
    assert find_rate(record(openness=0.0), 1.0, commons(), p) == pytest.approx(0.1)
    pairs = paired(base, {"kind": "interdisciplinary", "breadth": 1.0, "cost": 0.1})
    assert rise(pairs, "flaws") < 0.0
    assert all(series(b, "research_gain")[START] < series(a, "research_gain")[START] for a, b in pairs)


# Openness on terms


def test_forbidden_uses_lower_what_a_licence_gives_and_what_it_risks(base):
    free = {"kind": "open_licence", "actor": "alpha"}
    bound = free | {"restricted": 1.0}
    pairs = [(run(with_rows(base, free), seed, 40), run(with_rows(base, bound), seed, 40)) for seed in range(6)]
    assert rise(pairs, "commons_capability") < 0.0
    assert rise(pairs, "misuse") < 0.0


def test_tools_draw_developers_to_paid_access_who_give_back_to_its_provider_and_cost_money():
    def provided(**tools):
        row_ = {"kind": "developer_tools", "actors": ["a"], "start": day(0), "reach": 0.8} | tools
        found = run(
            small(
                {"a": {"tier": "access", "hoards_as": "access"}, "b": {}},
                quarters=20,
                policies=[row_],
                community={"settlers": 0.1},
            )
        )
        return found

    with_tools, without = provided(cost=0.02), provided(reach=0.0, cost=0.0)
    assert with_tools.outcomes["community"] > 0.0 == without.outcomes["community"]
    assert actor(with_tools, "a", "capability") > actor(with_tools, "b", "capability") == 0.0
    assert with_tools.outcomes["commons_capability"] == without.outcomes["commons_capability"]
    assert with_tools.world.duties["overhead"].tolist() == [0.02, 0.0]


def test_one_builds_on_a_release_as_its_tier_terms_and_tools_allow():
    tier = np.zeros(1, TIER_FIELDS)
    tier["building"] = 0.8
    assert building_ground(tier[0], duty()) == 0.8
    assert building_ground(tier[0], duty(restricted=0.5)) == pytest.approx(0.4)
    assert building_ground(tier[0], duty(restricted=1.0, tools=0.3)) == 0.3


def test_release_governance_prevents_misuse_and_delays_releases(base):
    risky = changed(base, misuse={"rate": 0.1})
    pairs = paired(risky, {"kind": "release_governance", "governance": 1.0})
    assert rise(pairs, "misuse") < 0.0 and rise(pairs, "releases") < 0.0


def test_education_prevents_misuse_and_costs_states_research(base):
    risky = changed(base, misuse={"rate": 0.1}, literacy={"cost": 0.3})
    pairs = paired(risky, {"kind": "education", "level": 1.0})
    assert rise(pairs, "misuse") < 0.0
    outlays = [[actor(f, "west-state", "outlay") for f in pair] for pair in pairs]
    assert all(after < before for before, after in outlays)


# Nations' levers


TREATY = {"kind": "treaty", "start": day(2)}


def bound(row_, quarters=6, **more):
    actors = {"a": {"users": 0.4, "effort": 2.0}, "b": {"users": 0.4, "effort": 2.0}}
    on = {"market": {}, "research": {"luck": 0.0}, "pledges": {}, "compliance": {"on": False}} | more
    return run(small(actors, quarters=quarters, policies=[TREATY | row_], **on))


def test_a_pause_holds_effort_and_slows_research_where_inspection_bites_and_is_reneged_where_not():
    kept = bound({"effort": 0.5, "inspection": 1.0, "penalty": 50.0})
    cheated = bound({"effort": 0.5, "inspection": 0.0})
    assert kept.world.actors["effort"].tolist() == [0.5, 0.5] and kept.outcomes["breaches"] == 0.0
    assert cheated.world.actors["effort"][0] == 2.0 and cheated.outcomes["breaches"] > 0.0
    assert actor(kept, "a", "researched") < actor(cheated, "a", "researched")


def test_a_pledge_of_openness_opens_hoarders_who_would_pay_for_cheating():
    kept, cheated = (
        bound({"tier": "open", "inspection": 1.0, "penalty": 50.0}),
        bound({"tier": "open", "inspection": 0.0}),
    )
    assert kept.world.actors["tier"].tolist() == [Tier.OPEN] * 2
    assert cheated.world.actors["tier"].tolist() == [Tier.CLOSED] * 2 and cheated.outcomes["breaches"] > 0.0


def test_an_empty_pledge_that_is_inspected_earns_no_trust():
    for empty in ({"tier": "closed"}, {"effort": 1e5}):
        found = bound(empty | {"inspection": 1.0}, trust=CALM)
        assert found.world.trust.tolist() == [0.5, 0.5]


def test_treaties_on_different_subjects_bind_at_once_in_whatever_order():
    openness = TREATY | {"tier": "open", "inspection": 1.0, "penalty": 50.0}
    pause = TREATY | {"effort": 0.5, "inspection": 1.0, "penalty": 50.0}
    actors = {"a": {"users": 0.4, "effort": 2.0}, "b": {"users": 0.4, "effort": 2.0}}
    for rows in ([openness, pause], [pause, openness]):
        found = run(small(actors, quarters=6, policies=rows, market={}, research={"luck": 0.0}, pledges={}))
        assert found.world.actors["effort"].tolist() == [0.5, 0.5]
        assert found.world.actors["tier"].tolist() == [Tier.OPEN] * 2


def test_an_actor_that_decides_in_python_answers_for_its_choice():
    class Stubborn(Firm):
        def choose(self):
            return Tier.CLOSED

    row_ = TREATY | {"tier": "open", "inspection": 1.0, "penalty": 50.0}
    model = RaceModel(small(policies=[row_], pledges={}, market={}), agents={"alpha": Stubborn})
    for _ in range(4):
        model.step()
    assert model.actors[0].tier == Tier.CLOSED and model.breaches >= 1.0


def test_retaliation_answers_controls_in_kind_and_hurts_both(base):
    answer = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "strength": 0.5, "compute": 0.2}
    control = CONTROL | {"strength": 0.6}
    found = run(with_rows(base, control, answer), 1, 20)
    west, east = (found.world.actors["bloc"][row(base, name)] for name in ("alpha", "beta"))
    assert found.world.control[west, east] == pytest.approx(0.6)
    assert found.world.control[east, west] == pytest.approx(0.3)
    assert found.world.blocs["restriction"][west] == pytest.approx(0.12)
    alone = run(with_rows(base, control), 1, 20)
    assert found.outcomes["trust_across"] < alone.outcomes["trust_across"]
    assert actor(found, "alpha", "compute") < actor(alone, "alpha", "compute")


def test_retaliation_without_controls_does_nothing_and_ends_with_them(base):
    answer = {"kind": "retaliation", "from_bloc": "east", "to_bloc": "west", "start": day(2)}
    found = run(with_rows(base, CONTROL | {"end": day(12)}, answer), 1, 20)
    assert not found.world.control.any()


def test_public_compute_serves_who_may_use_it_at_the_expense_of_who_pays(base):
    row_ = {"kind": "public_compute", "payer": "west-state", "actors": ["west-lab", "east-lab"], "share": 0.3}
    (before, after), *_ = paired(base, row_, seeds=[1], quarters=START + 1)
    gained = [actor(after, name, "compute") - actor(before, name, "compute") for name in ("west-lab", "east-lab")]
    assert gained[0] == pytest.approx(gained[1]) and gained[0] > 0.0
    assert actor(after, "west-state", "researched") < actor(before, "west-state", "researched")
    assert actor(after, "third-lab", "compute") == actor(before, "third-lab", "compute")


def test_a_subsidy_can_be_paid_by_a_state_that_then_has_less(base):
    row_ = {"kind": "subsidy", "actor": "delta", "payer": "west-state", "amount": 0.2}
    (before, after), *_ = paired(base, row_, seeds=[1], quarters=START + 2)
    assert actor(after, "delta", "outlay") > actor(before, "delta", "outlay")
    assert actor(after, "west-state", "outlay") < actor(before, "west-state", "outlay")


def test_regulation_after_incidents_makes_actors_careful_and_slow(base):
    flawed = changed(base, incidents={"rate": 0.5})
    pairs = paired(flawed, {"kind": "incident_regulation", "tightening": 0.2})
    assert rise(pairs, "safety") > 0.0 > rise(pairs, "research_gain")
