"""The academy: training, grants and exchange, each with its benefit and its cost."""

import pytest

from sim import run
from sim.rules.institutions import started
from sim.scenario.schema.enums import Tier
from tests.institutions import paired, rise
from tests.worlds import actor, changed, day, same, series, small


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
    assert int((both.world.ties.stop - both.world.ties.start[:-1]).sum()) == 8  # everybody knows everybody across


def test_an_exchange_that_rises_opens_its_ties_evenly():
    actors = {"w": {"bloc": "west"}} | {f"e{k}": {"bloc": "east"} for k in range(8)}
    row_ = {"kind": "exchange", "start": day(0), "ramp": 4, "from_bloc": "west", "to_bloc": "east", "ties": 8}
    opened = []
    for quarters in (1, 2, 3, 4, 5):
        world = run(small(actors, ties={"topology": "edges", "edges": []}, policies=[row_]), 0, quarters).world
        opened.append(int(world.ties.stop[0] - world.ties.start[0]))
    assert opened == [2, 4, 6, 8, 8]


def test_visits_ease_the_border_for_secrets_too(base):
    row_ = {"kind": "exchange", "from_bloc": "west", "to_bloc": "east", "contact": 1.0}
    closed = changed(base, sharing={"on": False}, commons={"on": False})
    pairs = paired(closed, row_, quarters=20)
    assert rise(pairs, "learning_gain") > 0.0
