"""A dated policy or shock changes nothing before its start, acts as it says, ramps, ends, and can lie beyond a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import run
from sim.rules.govern import govern, strength
from sim.scenario.schema.enums import Tier, word
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.rows import Dated
from sim.world import NEVER, POLICY_FIELDS
from tests.worlds import GROWN, actor, changed, day, row, same, series, small, world_of

START, END, QUARTERS = 10, 20, 30
ONCE = ("breakthrough", "leak", "incident")
ROWS = {
    "decision": {"actors": ["delta"], "tier": "open", "effort": 1.5, "care": 0.9},
    "pivot": {"actor": "eta", "tier": "open", "governance": 0.9},
    "open_licence": {"actor": "alpha", "fee": 0.5, "threshold": 0.02, "host": "beta"},
    "export_control": {"from_bloc": "west", "to_bloc": "east"},
    "subsidy": {"actor": "delta"},
    "compute_shock": {"factor": 0.2, "bloc": "east"},
    "breakthrough": {"actor": "delta"},
    "leak": {"actor": "alpha"},
    "incident": {"actor": "alpha"},
    "outage": {"actor": "alpha"},
    "alliance": {"members": ["delta", "zeta", "mu", "west-lab"]},
    "partnership": {"actors": ["alpha", "epsilon"], "host": "epsilon"},
    "grants": {"recipients": ["west-lab", "xi"]},
    "training": {"actors": ["delta"]},
    "exchange": {"from_bloc": "west", "to_bloc": "east"},
    "foundation": {"contributors": ["alpha", "west-lab"], "omission": ["robotics"]},
    "standards": {"negotiation": 2},
    "data_sharing": {},
    "regulatory_alignment": {"negotiation": 2},
    "ip_regime": {"protection": 0.9},
    "ethics_framework": {},
    "release_governance": {},
    "developer_tools": {"actors": ["alpha", "beta"]},
    "use_limits": {},
    "interdisciplinary": {},
    "global_initiative": {},
    "education": {},
    "treaty": {"tier": "open", "effort": 0.9},
    "retaliation": {"from_bloc": "east", "to_bloc": "west"},
    "public_compute": {"payer": "west-state", "actors": ["west-lab"]},
    "incident_regulation": {},
    "duty": {"tier": "open", "floor": 0.6},
    "restraint": {},
}
PAST = [{"kind": "export_control", "start": day(2), "from_bloc": "west", "to_bloc": "east"}]
"""What a retaliation answers."""


def dated(kind, start=START, **more):
    return {"kind": kind, "start": day(start)} | ROWS[kind] | more


def ran(scenario, *rows, seed=5, quarters=QUARTERS):
    return run(changed(scenario, policies=list(rows)), seed, quarters)


@pytest.fixture(scope="module")
def base(base):
    """The base scenario, where AI is in use and nobody whom a row names leaves before it ends."""
    return changed(base, exit={"on": False}, prices=GROWN, pledges={"concern": 10.0})


@pytest.fixture
def world(base, kind):
    """The base scenario, with export controls where a row answers them."""
    return changed(base, policies=PAST if kind == "retaliation" else [])


def test_every_kind_of_row_is_tried_here():
    assert not POLICIES.keys() - ROWS.keys(), "each kind of policy needs an example in ROWS, above"
    assert not ROWS.keys() - POLICIES.keys(), "ROWS names what is not a kind of policy"


@pytest.mark.parametrize("kind", ROWS)
def test_nothing_changes_before_the_start(world, kind):
    without, with_row = ran(world), ran(world, dated(kind))
    assert same(without, with_row, before=START)
    assert not same(without, with_row, before=START + 5)


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_beyond_the_run_changes_nothing(world, kind):
    assert same(ran(world), ran(world, dated(kind, start=40)))


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_that_is_off_changes_nothing(world, kind):
    assert same(ran(world), ran(world, dated(kind, on=False)))


@pytest.mark.parametrize("kind", [kind for kind in ROWS if kind not in ONCE])
def test_an_end_beyond_the_run_changes_nothing_and_one_within_it_does(world, kind):
    for_ever, late, early = (ran(world, dated(kind, end=end)) for end in (None, day(40), day(END)))
    assert same(for_ever, late)
    assert same(for_ever, early, before=END)
    assert not same(for_ever, early)


@pytest.mark.parametrize("kind", [kind for kind, section in POLICIES.items() if issubclass(section, Dated)])
def test_a_ramp_starts_softer(world, kind):
    at_once, rising = ran(world, dated(kind)), ran(world, dated(kind, ramp=8))
    assert same(at_once, rising, before=START)
    assert not same(at_once, rising, before=START + 8)


def force(t, start=4, end=NEVER, ramp=0, lag=0, ceased=NEVER):
    one = np.zeros(1, POLICY_FIELDS)
    one["began"], one["end"], one["ramp"], one["ceased"] = start, end, ramp, ceased
    return strength(one[0], t, lag)


def test_strength_rises_over_the_ramp_and_stops_at_the_end():
    assert [force(t) for t in (3, 4, 5)] == [0.0, 1.0, 1.0]
    assert [force(t, ramp=4) for t in range(3, 9)] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    assert [force(t, end=6, ramp=4) for t in range(3, 8)] == [0.0, 0.25, 0.5, 0.0, 0.0]
    assert [force(t, lag=2) for t in range(3, 8)] == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert [force(t, ceased=6) for t in range(3, 8)] == [0.0, 1.0, 1.0, 0.0, 0.0]


@given(st.integers(0, 400), st.integers(0, 50), st.integers(1, 50), st.integers(0, 50))
def test_strength_is_a_share_that_never_falls_while_in_force(t, start, length, ramp):
    now, later = (force(when, start, start + length, ramp) for when in (t, t + 1))
    assert 0.0 <= now <= 1.0
    assert now <= later or t + 1 == start + length
    assert (now > 0.0) == (start <= t < start + length)


def governed(*rows, t=START, actors=("alpha", "beta")):
    """A world in which the rows of all quarters up to t have been applied."""
    world = world_of(small(actors, quarters=40, policies=list(rows)))
    for quarter in range(t + 1):
        govern(world, quarter)
    return world


def test_rows_together_multiply_barriers_and_shocks_and_add_money():
    actors = {"alpha": {"bloc": "west"}, "beta": {"bloc": "east"}}
    control = dated("export_control", strength=0.5, compute=0.2)
    shock = dated("compute_shock", factor=0.5)
    money = {"kind": "subsidy", "start": day(START), "actor": "beta", "amount": 0.3}
    world = governed(control, control, shock, shock, money, money, actors=actors)
    assert world.control.tolist() == [[0.0, 0.75], [0.0, 0.0]]
    assert world.blocs["restriction"].tolist() == [0.0, pytest.approx(0.36)]
    assert world.blocs["shock"].tolist() == [1.0, 0.25]
    assert world.actors["subsidy"].tolist() == [0.0, 0.6]


def test_a_pivot_binds_its_actor_for_as_long_as_it_lasts(base):
    for when, tier in ((START - 1, Tier.CLOSED), (START, Tier.OPEN), (END - 1, Tier.OPEN), (END, Tier.CLOSED)):
        found = run(changed(base, policies=[dated("pivot", end=day(END))], choice={"revision": 1.0}), 5, when + 1)
        assert actor(found, "eta", "tier") == tier
        assert actor(found, "eta", "governance") == pytest.approx(0.9 if tier == Tier.OPEN else 0.2)


def test_a_pivot_opens_releases_feeds_the_commons_and_earns_trust(base):
    pairs = [(ran(base, seed=seed), ran(base, dated("pivot", actor="alpha"), seed=seed)) for seed in range(12)]
    _, with_pivot = pairs[0]
    tiers = [
        tier
        for who, quarter, tier in zip(*(with_pivot.releases[k] for k in ("actor", "quarter", "tier")), strict=True)
        if who == "alpha" and quarter >= START
    ]
    assert tiers and set(tiers) == {word(Tier.OPEN)}
    soon = START + 4  # later on the rents that it gave up are missed in its research
    rises = [series(two, "commons_capability")[soon] - series(one, "commons_capability")[soon] for one, two in pairs]
    assert np.mean(rises) > 2.0 * np.std(rises, ddof=1) / len(rises) ** 0.5  # a single run can be out of luck
    assert all(actor(two, "alpha", "reputation") > actor(one, "alpha", "reputation") for one, two in pairs)


def test_a_pivot_costs_rents_while_there_is_no_community(base):
    quiet = changed(base, community={"on": False}, commons={"on": False})
    without, with_pivot = ran(quiet, quarters=START + 4), ran(quiet, dated("pivot", actor="alpha"), quarters=START + 4)
    assert actor(with_pivot, "alpha", "revenue") < actor(without, "alpha", "revenue")


def test_an_open_licence_takes_fees_from_large_users_and_shows_its_work(base):
    found = ran(
        changed(base, compliance={"on": False}, partnering={"on": False}), dated("open_licence"), quarters=START + 1
    )
    alpha = row(found.scenario, "alpha")
    assert actor(found, "alpha", "tier") == Tier.LICENSED
    assert actor(found, "alpha", "host") == row(found.scenario, "beta")
    fees = found.world.actors["fees"]
    payers = np.flatnonzero(fees < 0)
    assert len(payers) and (fees[payers] == -0.5).all() and (found.world.actors["users"][payers] > 0.0).all()
    assert fees[alpha] == pytest.approx(0.5 * len(payers))


def test_a_fee_ramps_up():
    row_ = {"kind": "open_licence", "start": day(4), "actor": "alpha", "fee": 0.8, "ramp": 4}
    assert [governed(row_, t=t).actors["fee"][0] for t in (3, 4, 5, 9)] == pytest.approx([0.0, 0.2, 0.4, 0.8])


def test_an_export_control_starves_its_target_and_costs_trust():
    actors = {"west": {"bloc": "west", "know_how": 9.0, "tier": "open", "hoards_as": "open"}, "east": {"bloc": "east"}}
    on = {"sharing": {"speed": 0.1}, "friction": {}, "compute": {}, "trust": {"gossip": 0.0}}
    free, shut = (small(actors, **on, policies=rows) for rows in ([], [dated("export_control", start=4)]))
    free, shut = run(free), run(shut)
    assert same(free, shut, before=4)
    assert (series(shut, "learning_gain")[4:] < series(free, "learning_gain")[4:]).any()
    assert actor(shut, "east", "capability") < actor(free, "east", "capability")
    assert actor(shut, "east", "compute") < actor(free, "east", "compute")
    assert actor(shut, "west", "compute") == actor(free, "west", "compute")
    trust_of_east = [one.world.ties.trust[1] for one in (free, shut)]
    assert trust_of_east[1] < trust_of_east[0]


def test_a_subsidy_is_spent_on_research(base):
    def means(*rows):
        """Mean outlay and capability of the receiver over seeds: luck of rivals moves its market in a single run."""
        runs = [ran(base, *rows, seed=seed) for seed in range(12)]
        return [np.mean([actor(each, "delta", name) for each in runs]) for name in ("outlay", "capability")]

    (outlay, capability), (more, further) = means(), means(dated("subsidy", amount=1.0))
    assert more > outlay and further > capability


def test_a_compute_shock_hits_its_bloc(base):
    without, with_shock = (ran(base, *rows, quarters=START + 1) for rows in ([], [dated("compute_shock")]))
    fell = with_shock.world.actors["compute"] < without.world.actors["compute"]
    east = without.world.actors["bloc"] == without.world.actors["bloc"][row(base, "beta")]
    alive = without.world.actors["alive"] == 1
    assert (fell == east)[alive].all()
    boom = ran(base, dated("compute_shock", factor=2.0), quarters=START + 1)
    assert (boom.world.actors["compute"] > without.world.actors["compute"])[alive & east].all()


@pytest.mark.parametrize(("kind", "field"), [("breakthrough", "know_how"), ("leak", "public")])
def test_a_jump_happens_once(kind, field):
    row_ = {"kind": kind, "start": day(4), "actor": "alpha"} | ({"size": 0.5} if kind == "breakthrough" else {})
    scenario = small({"alpha": {"know_how": 2.0}, "beta": {}}, policies=[row_])
    held = []
    for quarters in (4, 5, 9):
        world = run(scenario, 0, quarters).world
        held.append(world.knowledge["know_how"][0, 0] if field == "know_how" else world.domains["public"][0])
    assert held == pytest.approx([2.0, 2.5, 2.5] if kind == "breakthrough" else [0.0, 1.6, 1.6])


def test_a_breakthrough_is_in_the_fields_one_works_on_alone():
    spec, domains = {"focus": {"field": 1.0}}, {"other": {"weight": 1.0}}
    jump = {"kind": "breakthrough", "start": day(0), "actor": "alpha"}
    found = run(small({"alpha": spec}, domains=domains, policies=[jump]))
    assert found.world.knowledge["know_how"][0].tolist() == [0.5, 0.0]


def test_a_leak_costs_who_hid_it_users_and_helps_the_rest(base):
    quiet = changed(base, commons={"speed": 1.0})
    without, with_leak = ran(quiet, quarters=START + 6), ran(quiet, dated("leak", share=1.0), quarters=START + 6)
    assert series(with_leak, "commons_capability")[START] > series(without, "commons_capability")[START]
    assert series(with_leak, "mean_capability")[-1] > series(without, "mean_capability")[-1]
    assert actor(with_leak, "alpha", "users") < actor(without, "alpha", "users")


def test_an_incident_is_counted_and_costs_trust_and_freedom(base):
    safe = changed(base, incidents={"rate": 0.0}, misuse={"on": False}, literacy={"sense": 0.0})
    without, with_incident = ran(safe), ran(safe, dated("incident"))
    assert with_incident.outcomes["incidents"] == without.outcomes["incidents"] + 1 == 1
    assert series(with_incident, "trust")[START] < series(without, "trust")[START]
    assert series(with_incident, "regulation")[START] == pytest.approx(0.02)


def test_an_outage_leaves_users_without_service_less_where_work_is_interoperable(base):
    def found(*rows, kappa=0.0):
        return ran(changed(base, community={"interoperability": kappa}), *rows, quarters=START + 3)

    last = dated("outage", end=day(START + 1))
    down, fitting = found(last), found(last, kappa=1.0)
    lost = series(down, "service_loss")
    assert np.flatnonzero(lost).tolist() == [START]
    assert 0.0 < series(fitting, "service_loss")[START] < lost[START]
    assert actor(ran(base, dated("outage"), quarters=START + 1), "alpha", "revenue") == 0.0
