"""Standards, data, law, ethics and shared challenges: each with its benefit and its cost."""

import pytest

from sim import run
from sim.rules.finance import compliance
from sim.rules.flaws import find_rate
from sim.rules.pledges import expected_sanction, slowed_by_care, slowed_by_restraint, temptation
from sim.rules.research import pooled_data
from sim.scenario.schema.enums import Kind
from sim.world import parameters
from tests.institutions import CALM, START, paired, rise, with_rows
from tests.worlds import BOTH_FORMS, LOGIT, actor, changed, day, numbers, record, series, small, society


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
    leaky = {"leak": 0.3, "mobility": 0.0, "protection": 1.0}
    sealed = changed(base, spillover=leaky, sharing={"on": False}, commons={"on": False})
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
CALMLY = {"form": "constant", "floor": 0.0, "haste": 0.0}
"""Care that nobody's closeness changes."""


def signatory(audit, penalty, care=0.1, quarters=8, **changes):
    on = {"safety": CALMLY | {"level": care}, "market": {}, "research": {"luck": 0.0}}
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


def test_a_breach_that_is_found_costs_money_and_trust():
    found = signatory(1.0, 0.01, market=LOGIT | {"size": 1000.0}, trust=CALM | {"loss": 0.05})
    assert found.outcomes["breaches"] > 0.0 and (found.world.actors["fees"] < 0.0).all()
    assert found.world.ties.trust[0] < 0.5


def test_a_promise_earns_trust_by_what_it_cost_and_an_empty_one_none():
    dear, cheap, empty = (signatory(1.0, 10.0, care=care, trust=CALM).world.ties.trust[0] for care in (0.1, 0.4, 0.6))
    assert dear > cheap > empty == 0.5


def test_audits_cost_money():
    overhead = [signatory(audit, 10.0).world.duties["overhead"][0] for audit in (0.0, 1.0)]
    assert overhead == pytest.approx([0.01, 0.01 + 0.01])


def test_a_lax_promise_does_not_release_from_a_strict_one():
    strict, lax = SIGNED | {"audit": 1.0, "penalty": 10.0}, SIGNED | {"floor": 0.2, "audit": 1.0, "penalty": 90.0}
    on = {"safety": CALMLY | {"level": 0.1}, "market": {}, "research": {"luck": 0.0}}
    actors = {"a": {"users": 0.4}, "b": {"users": 0.4}}
    for rows in ([strict, lax], [lax, strict]):
        found = run(small(actors, quarters=8, policies=rows, pledges={}, **on))
        assert series(found, "safety")[-1] == 0.5 and found.outcomes["breaches"] == 0.0


@pytest.mark.parametrize("form", BOTH_FORMS)
def test_temptation_is_what_care_costs_and_the_sanction_what_is_expected(form):
    assert slowed_by_care(0.6, 0.5, 0.7, 0.0) == 0.0
    assert slowed_by_care(0.0, 0.5, 1.0, 0.0) == pytest.approx(0.5)
    assert slowed_by_care(0.0, 0.5, 1.0, 1.0) == 0.0  # with all the tools care costs no time
    assert slowed_by_restraint(2.0, 1.0, 0.5) == pytest.approx(1 - 0.5**0.5)
    assert slowed_by_restraint(0.5, 1.0, 0.5) == 0.0
    p = parameters(small(market={"form": form}, trust={}))[0]
    firm = record(users=0.5, swing=2.0, edge=1.5, researched=0.1, outlay=2.0, reputation=0.5)
    assert temptation(firm, 0.2, 1.0, 8.0, p) == pytest.approx(2 * temptation(firm, 0.1, 1.0, 8.0, p))
    assert temptation(firm, 0.2, 1.0, 8.0, p) > 0.0
    assert expected_sanction(firm, 0.0, 1.0, True, 1.0, 8.0, p) == 0.0
    assert (
        expected_sanction(firm, 0.5, 1.0, True, 1.0, 8.0, p) > 0.5 * 2.0
    )  # the fine, and the users lost with the reputation
    assert expected_sanction(record(outlay=2.0, kind=Kind.LAB), 0.5, 1.0, True, 1.0, 8.0, p) == pytest.approx(1.0)


def test_a_global_initiative_advances_challenges_and_costs_research(base):
    pairs = paired(base, {"kind": "global_initiative", "share": 0.2})
    assert rise(pairs, "challenge") > 0.0
    assert [series(b, "research_gain")[START] < series(a, "research_gain")[START] for a, b in pairs] == [True] * len(
        pairs
    )


def test_experts_of_other_fields_find_flaws_in_closed_work_and_cost_money(base):
    p = parameters(small(flaws={"testing": 0.0}, eyes={"rate": 0.2, "insight": 0.5}))[0]
    assert find_rate(record(openness=0.0), 1.0, society(), p) == pytest.approx(0.1)
    pairs = paired(base, {"kind": "interdisciplinary", "breadth": 1.0, "cost": 0.1})
    assert rise(pairs, "flaws") < 0.0
    assert all(series(b, "research_gain")[START] < series(a, "research_gain")[START] for a, b in pairs)
