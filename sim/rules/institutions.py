"""Phase 7, between market and books: what the money of institutions does."""

from sim.compile import phase, rule
from sim.rules.clubs import keep_catalogue
from sim.rules.flaws import readers
from sim.world import World


@phase
def run_institutions(w: World) -> None:
    """Pay for the safety catalogue, the shared stack, grants and public compute out of this quarter's outlays."""
    actors, c = w.actors, w.commons[0]
    c.projects = 0
    if w.policies.size == 0:
        return
    total = 0.0
    for i in range(actors.size):
        if actors[i].alive:
            total += actors[i].outlay
    keep_catalogue(w, total)
    keep_stack(w, total)
    give_grants(w, total)
    share_compute(w)


@rule
def kept_up(stack: float, money: float, building: float, rot: float) -> float:
    """Stack a quarter on: Q' = Q + building*m*(1-Q) - rot*Q, m = share of all outlay that goes there."""
    return stack + min(1.0, building * money) * (1.0 - stack) - rot * stack


@phase
def keep_stack(w: World, total: float) -> None:
    """Contributions are divided among the domains served, and bring their givers' flaws, which readers find.

    F_s' = (F_s + mixing*(mean F of contributors - F_s)) * (1 - rate*v).
    """
    actors, domains, c, p = w.actors, w.domains, w.commons[0], w.parameters[0]
    money = flaws = served = 0.0
    for d in range(domains.size):
        served += domains[d].covered > 0.0
    for i in range(actors.size):
        if actors[i].alive:
            given = w.duties[i].contribution * actors[i].outlay
            money += given
            flaws += given * actors[i].flaws
    for d in range(domains.size):
        domain = domains[d]
        if domain.covered > 0.0 or domain.stack > 0.0:
            part = money / (total * served) if domain.covered > 0.0 and total > 0.0 else 0.0
            domain.stack = kept_up(domain.stack, part, p.stack.building, p.stack.rot)
    if money > 0.0:
        c.stack_flaws += p.stack.mixing * (flaws / money - c.stack_flaws)
    if p.eyes.on:
        c.stack_flaws *= 1.0 - min(1.0, p.eyes.rate * readers(c.community / p.eyes.crowd))


@rule
def started(own: float, grant: float, least: float) -> int:
    """1 when a grant starts a project: own money does not reach the least that one takes, with the grant it does."""
    return 1 if own < least <= own + grant else 0


@phase
def give_grants(w: World, total: float) -> None:
    """A share of course fees is divided among recipients; where own money would have done, part of it is replaced."""
    actors, c, p = w.actors, w.commons[0], w.parameters[0].academy
    pot, parts, living = 0.0, 0.0, 0
    for i in range(actors.size):
        w.duties[i].grant = 0.0
        if actors[i].alive:
            living += 1
            pot += w.duties[i].fees * actors[i].outlay
            parts += w.duties[i].granted
    if pot == 0.0 or parts == 0.0:
        return
    least = p.project * total / living
    for i in range(actors.size):
        duty, me = w.duties[i], actors[i]
        if me.alive and duty.granted > 0.0:
            grant = pot * duty.granted / parts
            c.projects += started(me.outlay, grant, least)
            duty.grant = grant if me.outlay < least else (1.0 - p.crowding) * grant


@phase
def share_compute(w: World) -> None:
    """What payers set aside buys compute, in equal parts for those who may use it."""
    actors, blocs, c = w.actors, w.blocs, w.commons[0]
    money = parts = 0.0
    for i in range(actors.size):
        if actors[i].alive:
            money += w.duties[i].pays_compute * actors[i].outlay
            parts += w.duties[i].gets_compute
    if money > 0.0 and parts > 0.0:
        for i in range(actors.size):
            me, part = actors[i], w.duties[i].gets_compute
            if me.alive and part > 0.0:
                bloc = blocs[me.bloc]
                bought = c.compute_price * bloc.shock * (1.0 - bloc.restriction) * money
                me.compute += bought * part / parts
