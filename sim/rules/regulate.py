"""Phase 3: states that set the law of their bloc by their own payoff (regulatory competition)."""

import numpy as np

from sim.compile import phase, rule
from sim.rules.common import clip, quarters_worth, sells
from sim.rules.objectives import worth_of_lead
from sim.rules.pledges import slowed_by_care
from sim.scenario.schema.enums import GOVERNING
from sim.world import ActorRecord, BlocRecord, Floats, Parameters, SocietyRecord, World


@rule
def law_of(bloc: BlocRecord, society: SocietyRecord) -> float:
    """Least care that the law of a bloc asks: that of the law at large, and what its states add to it or take away."""
    return clip(society.regulation + bloc.leeway, 0.0, 1.0)


@rule
def worth_to_state(me: ActorRecord, capture: float, market: float, p: Parameters) -> float:
    """What an OOM of an actor's know-how is worth to its state, bn USD a quarter: its own lead, earnings of firms."""
    if me.kind in GOVERNING:
        return p.payoff.security
    return p.payoff.economy * worth_of_lead(me, capture, market, p) if sells(me) else 0.0


@rule
def has_worked(me: ActorRecord) -> bool:
    """Whether an actor has worked, and taken care, for a quarter: newcomers have not chosen yet."""
    return me.alive == 1 and me.outlay > 0.0


@phase
def standing_laws(w: World) -> Floats:
    """Least care in each bloc as it stands, shape (blocs,): what its law asks, or the least that is taken anyway."""
    least, society = np.ones(w.blocs.size), w.society[0]
    for i in range(w.actors.size):
        me = w.actors[i]
        if has_worked(me):
            least[me.bloc] = min(least[me.bloc], me.safety)
    for k in range(w.blocs.size):
        least[k] = max(least[k], law_of(w.blocs[k], society))
    return least


@phase
def weigh_laws(w: World, stands: Floats, saved: Floats, lost: Floats) -> None:
    """Fill what a step above the care that stands is worth to the states of each bloc, and costs them, bn USD.

    Over actors i whose care it would raise, by d_i = min(step, care that stands + step - s_i):
    saved = harm*m*mean(d_i/(1-s_i)), for flaws are born by 1-s; m incidents expected.
    lost = B*sum(worth_i*slowed_i*researched_i) over the choice horizon, as firms weigh it, B the share of other blocs
    that would stay below: against rivals that are as slow no lead is lost.
    """
    actors, blocs, society, p = w.actors, w.blocs, w.society[0], w.parameters[0]
    horizon = quarters_worth(p.world.discount, p.choice.horizon)
    living = np.zeros(blocs.size)
    for i in range(actors.size):
        me = actors[i]
        if has_worked(me):
            step = min(p.regulators.step, min(1.0, stands[me.bloc] + p.regulators.step) - me.safety)
            living[me.bloc] += 1.0
            if step > 0.0:
                saved[me.bloc] += step / (1.0 - me.safety)
                slowed = slowed_by_care(me.safety, me.safety + step, p.research.drag, society.catalogue)
                worth = worth_to_state(me, w.tiers[me.released_tier].capture, society.market, p)
                lost[me.bloc] += worth * slowed * me.researched
    for k in range(blocs.size):
        saved[k] *= p.regulators.harm * blocs[k].incidents / max(1.0, living[k])
        lost[k] *= horizon * below(stands, k, p.regulators.step)


@rule
def below(stands: Floats, k: int, step: float) -> float:
    """Share of other blocs where care would be less than in bloc k after a step up."""
    count = 0
    for other in range(stands.size):
        count += 1 if other != k and stands[other] < stands[k] + step else 0
    return count / max(1, stands.size - 1)


@phase
def regulate(w: World) -> None:
    """Where a bloc has a state, its law moves a step up when that saves more than it loses, and down when less.

    All weigh what stood in the quarter before; a law that asks less than is taken anyway is not lowered. A law of its
    own takes cost*|leeway| of the outlay of a state.
    """
    actors, blocs, society, p = w.actors, w.blocs, w.society[0], w.parameters[0].regulators
    saved, lost, happened = np.zeros(blocs.size), np.zeros(blocs.size), np.zeros(blocs.size)
    for i in range(actors.size):
        happened[actors[i].bloc] += actors[i].incident if actors[i].alive else 0.0
    for k in range(blocs.size):
        blocs[k].leeway = law_of(blocs[k], society) - society.regulation  # what a fading law leaves of it
        blocs[k].incidents += p.memory * (happened[k] - blocs[k].incidents)
    stands = standing_laws(w)
    weigh_laws(w, stands, saved, lost)
    for k in range(blocs.size):
        bloc = blocs[k]
        if bloc.states > 0 and saved[k] > lost[k]:
            bloc.leeway = min(1.0, stands[k] + p.step) - society.regulation
        elif bloc.states > 0 and saved[k] < lost[k] and law_of(bloc, society) >= stands[k]:
            bloc.leeway = max(-society.regulation, bloc.leeway - p.step)
    for i in range(actors.size):
        if actors[i].alive and actors[i].kind in GOVERNING:
            w.duties[i].checks += p.cost * abs(blocs[actors[i].bloc].leeway)
