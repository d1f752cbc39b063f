"""Phase 3: effort, safety, tier and membership, all decided on what was seen before anyone moved."""

from sim.compile import phase, rule
from sim.noise import Noise, Purpose, uniform
from sim.rules.clubs import reconsider_membership
from sim.rules.common import clip
from sim.rules.expect import heed_of, trembles
from sim.rules.fear import care_in_contest, haste_of
from sim.rules.objectives import appraise
from sim.rules.pledges import check_promises, keep_care, keep_effort, keep_tier, slowed_by_care, slowed_by_restraint
from sim.rules.regulate import law_of, regulate
from sim.rules.restraint import open_checks, seek_restraint
from sim.rules.strategies import answers, partners_were_fair, wants_to_share
from sim.scenario.schema.enums import SafetyForm, Strategy, Tier
from sim.scenario.schema.race import Effort, Safety
from sim.world import NOBODY, ActorRecord, DutyRecord, Parameters, World


@phase
def decide(w: World, noise: Noise, t: int) -> None:
    """All choices of the quarter, simultaneous: each reads last quarter's tiers and efforts, then all take effect."""
    actors, duties, tiers, society, p = w.actors, w.duties, w.tiers, w.society[0], w.parameters[0]
    choose_tiers(w, noise, t)
    if society.promises > 0 or p.regulators.on:
        open_checks(w)
    if p.regulators.on:
        regulate(w)
    for i in range(actors.size):
        me, duty = actors[i], duties[i]
        if me.alive:
            if p.effort.on:
                me.effort = next_effort(me.effort, me.threat, p.effort)
            law = law_of(w.blocs[me.bloc], society)
            me.safety = law
            if p.safety.on:
                me.safety = care(me, society.released_frontier, max(p.safety.floor, law), p.safety)
            if duty.promised == 1:
                seek_restraint(w, i)
            if duty.told_effort >= 0.0:
                obey_effort(me, duty, p)
            elif duty.promised == 1:
                keep_effort(w, i)
            if duty.told_care >= 0.0:
                obey_care(me, duty, law, society.catalogue, p)
            elif duty.promised == 1:
                keep_care(w, i)
            me.openness_before = me.openness
            me.tier = me.choice
            me.openness = tiers[me.tier].disclosure
    if w.policies.size > 0:
        check_promises(w, noise, t)
        reconsider_membership(w, noise, t)


@phase
def choose_tiers(w: World, noise: Noise, t: int) -> None:
    """Write every actor's choice of tier: a public commitment binds, else who decides for it, else its strategy.

    A strategy decides when it reconsiders.
    """
    actors, tiers, society, p = w.actors, w.tiers, w.society[0], w.parameters[0]
    start, stop, target = w.ties.start, w.ties.stop, w.ties.target
    for i in range(actors.size):
        me = actors[i]
        if me.alive and me.ordered >= 0:
            me.choice = me.ordered
        elif me.alive and w.duties[i].told_tier != NOBODY:
            me.choice = w.duties[i].told_tier
        elif me.alive and me.strategy != Strategy.PYTHON:
            me.choice = me.tier
            if p.choice.revision >= 1.0 or uniform(noise, Purpose.REVISION, me.key, t) < p.choice.revision:
                mood = uniform(noise, Purpose.MOOD, me.key, t)
                partners = target[start[i] : stop[i]]
                fair = False
                if answers(me.strategy):
                    trust, heed = w.ties.trust[start[i] : stop[i]], heed_of(p.expectations)
                    fair = partners_were_fair(actors, partners, trust, p.choice.fairness, heed)
                shut_out = me.strategy == Strategy.NATIONAL_SECURITY and w.control[:, me.bloc].max() > 0.0
                hoards, gives = tiers[me.hoards_as], tiers[me.shares_as]
                share = wants_to_share(me, fair, shut_out, mood, hoards, gives, society, p)
                slips = trembles(noise, me, t, p.expectations)
                me.choice = me.shares_as if share != slips else me.hoards_as
                me.decided = 1
        is_free = me.ordered == NOBODY and w.duties[i].told_tier == NOBODY
        if me.alive and w.duties[i].funded == 1 and is_free and takes_grant(w, i):
            me.choice = Tier.OPEN
        if me.alive and w.duties[i].promised == 1:
            keep_tier(w, i)


@phase
def takes_grant(w: World, i: int) -> bool:
    """Whether a grant as it was last offered is worth publishing everything for; what has not been offered is not."""
    me, tiers = w.actors[i], w.tiers
    offer, wide = w.duties[i].offer, tiers[Tier.OPEN.value]  # an array takes no enumeration for an index
    return offer > 0.0 and offer + appraise(me, tiers[me.choice], wide, w.society[0], w.parameters[0]) >= 0.0


@rule
def next_effort(effort: float, threat: float, p: Effort) -> float:
    """Richardson (1960): e' = e + reaction*threat - fatigue*e + grievance, kept in [0, most] unless unclamped."""
    changed = effort + p.reaction * threat - p.fatigue * effort + p.grievance
    return clip(changed, 0.0, p.most) if p.clamp else changed


@rule
def obey_effort(me: ActorRecord, duty: DutyRecord, p: Parameters) -> None:
    """Effort that somebody decides, at most ``effort.most`` where that holds; it gives up what it did otherwise."""
    own = me.effort
    me.effort = min(duty.told_effort, p.effort.most) if p.effort.clamp else duty.told_effort
    duty.effort = slowed_by_restraint(own, me.effort, p.research.returns)


@rule
def obey_care(me: ActorRecord, duty: DutyRecord, law: float, catalogue: float, p: Parameters) -> None:
    """Care that somebody decides, at least what the law asks; it gives up the research that takes beyond its own."""
    own = me.safety
    me.safety = max(duty.told_care, law)
    duty.care = slowed_by_care(own, me.safety, p.research.drag, catalogue)


@rule
def care(me: ActorRecord, frontier: float, floor: float, p: Safety) -> float:
    """Safety s, kept in [floor, 1], by the form of the scenario; leads and enmity in OOM.

    constant: level. own: c/(enmity*rivals + 1), c = own capability above the least believed possible, which is the
    released frontier less ``spread``. gap: a leader takes lead/enmity, a chaser as much less than it believes of the
    leader as it trails, so that it just ties. linear: level + lead/enmity. contest: 1/(1 + decisiveness*(1-w)), w the
    chance of winning. Who is close is hasty: constant and linear lose haste*exp(-(closest/width)^2); in the other forms
    care is already that of a game in which closeness counts, or that of who sees nobody.
    Sources: Armstrong, Bostrom & Shulman 2016 (own, gap); Han et al. 2020 (constant); contest: sim/theory/contest.py.
    """
    lead = me.capability - me.rival
    if p.form == SafetyForm.CONSTANT:
        level = p.level - haste_of(me.closest, p)
    elif p.form == SafetyForm.OWN:
        level = (me.capability - (frontier - p.spread)) / (p.enmity * me.rivals + 1.0)
    elif p.form == SafetyForm.LINEAR:
        level = p.level + lead / p.enmity - haste_of(me.closest, p)
    elif p.form == SafetyForm.CONTEST:
        level = care_in_contest(me.odds, p.decisiveness)
    elif lead >= 0.0:
        level = lead / p.enmity
    else:
        runner_up = max(me.second, me.capability)
        level = min(1.0, (me.rival - runner_up) / p.enmity) + lead
    return clip(level, min(1.0, floor), 1.0)
