"""Whom promises and laws bind and how far, how they are checked, and what states pay for that."""

from sim.compile import phase, rule
from sim.elementary import log
from sim.rules.common import sells
from sim.scenario.schema.enums import GOVERNING
from sim.scenario.schema.kinds import PolicyKind
from sim.scenario.schema.roles import UNCAPPED
from sim.scenario.schema.society import Pledges
from sim.world import BOUND, NOBODY, ActorRecord, BlocRecord, Records, Row, World


@rule
def hold(actors: Records[ActorRecord], blocs: Records[BlocRecord], row: Row, i: int, agreed: bool) -> float:
    """How far a row of promises binds actor i, in [0,1]: as a share of its sanctions.

    Who has promised is bound; by restraint, once it has agreed. A duty binds whom its law is for, where a state of the
    bloc audits it. A treaty binds firms whose home a party governs, by ``enforce``; who is a party too answers twice.
    """
    if row.force == 0.0 or not row.first <= i < row.last:
        return 0.0
    if row.kind == PolicyKind.DUTY:
        return 1.0 if is_subject(actors[i], row) and blocs[actors[i].bloc].states > 0 else 0.0
    if row.kind == PolicyKind.RESTRAINT:
        return 1.0 if agreed else 0.0
    if row.role == BOUND:
        return row.enforce if answers_to(actors[i], actors[row.state]) else 0.0
    return 1.0


@rule
def is_subject(me: ActorRecord, row: Row) -> bool:
    """Whether a duty is law for an actor: firms and laboratories of its bloc; states are not bound by it."""
    return me.alive == 1 and me.kind not in GOVERNING and row.bloc in (NOBODY, me.bloc)


@rule
def answers_to(me: ActorRecord, state: ActorRecord) -> bool:
    """Whether an actor is a firm at home where a state governs, as long as there is that state."""
    return sells(me) and state.alive == 1 and me.home == state.home


@rule
def care_asked(row: Row) -> float:
    """Care that a row of promises asks now."""
    return row.force * row.floor if row.kind == PolicyKind.ETHICS_FRAMEWORK else row.floor


@rule
def effort_allowed(row: Row) -> float:
    """Most effort that a row of promises allows; most rows do not speak of it."""
    return row.effort if row.kind == PolicyKind.TREATY or row.kind == PolicyKind.RESTRAINT else UNCAPPED


@rule
def breaks(row: Row, care: float, effort: float, tier: int) -> bool:
    """Whether a choice breaks what a row asks."""
    return care_asked(row) > care or effort_allowed(row) < effort or row.tier > tier


@rule
def checked(row: Row) -> float:
    """Chance that who is bound is audited or inspected in a quarter; a ramp lets it rise, or what a framework asks."""
    if row.kind == PolicyKind.ETHICS_FRAMEWORK:
        return row.audit
    return row.force * (row.audit if row.kind == PolicyKind.DUTY else row.inspection)


@rule
def looked_at(chance: float, penalty: float, p: Pledges) -> float:
    """Chance that somebody looks, 1 - (1-chance)*min(1, checking/(bounty*penalty)).

    For a reward auditors look until one more look costs what it may bring: with looks that find independently, e^-a of
    breaches escape a looks, and e^-a = cost/reward. Where the reward does not pay one look, nobody comes. They cannot
    know who is in breach, so that all who are bound have them in the house and bear ``checking`` for each look.

    Sources: enforcement for a share of the fine, Becker & Stigler 1974; the form is assumed.
    """
    reward = p.bounty * penalty
    return 1.0 - (1.0 - chance) * (p.checking / reward) if reward > p.checking else chance


@rule
def looks(chance: float, penalty: float, p: Pledges) -> float:
    """Looks a quarter that who is bound has in the house: chance by law, ln(reward/checking) for a reward."""
    reward = p.bounty * penalty
    return chance + log(reward / p.checking) if 0.0 < p.checking < reward else chance


@rule
def burden(row: Row, held: float, p: Pledges) -> float:
    """What being bound costs as a share of outlay, as far as the row is in force: time to be looked at, and reports."""
    chance = row.force * row.audit if row.kind == PolicyKind.ETHICS_FRAMEWORK else checked(row)
    return looks(chance, held * row.penalty, p) * p.checking + row.force * row.cost


@phase
def police(w: World) -> None:
    """States pay for what they enforce, as shares of outlay, where they have anybody to enforce it on."""
    actors = w.actors
    for k in range(w.society[0].promises):
        row = w.policies[k]
        if row.force == 0.0:
            continue
        if row.kind == PolicyKind.DUTY and row.lead == 1:
            for state in range(actors.size):
                governs = actors[state].alive == 1 and actors[state].kind in GOVERNING
                if governs and has_subjects(w, row, actors[state].bloc):
                    w.duties[state].overhead += row.force * row.audit * row.policing
        elif row.role == BOUND and has_firms(actors, actors[row.state]):
            w.duties[row.state].overhead += row.force * row.enforce * row.policing


@phase
def has_subjects(w: World, row: Row, bloc: int) -> bool:
    """Whether a duty binds anybody in a bloc."""
    found = False
    for k in range(w.society[0].promises):
        party = w.policies[k]
        if party.row == row.row:
            for i in range(party.first, party.last):
                found = found or (w.actors[i].bloc == bloc and is_subject(w.actors[i], party))
    return found


@rule
def has_firms(actors: Records[ActorRecord], state: ActorRecord) -> bool:
    """Whether a firm answers to a state."""
    found = False
    for i in range(actors.size):
        found = found or answers_to(actors[i], state)
    return found


@phase
def count_states(w: World) -> None:
    """How many states each bloc has."""
    for k in range(w.blocs.size):
        w.blocs[k].states = 0
    for i in range(w.actors.size):
        if w.actors[i].alive and w.actors[i].kind in GOVERNING:
            w.blocs[w.actors[i].bloc].states += 1
