"""What only the rules can tell a seat: calls of them on the world as it stands, and nothing of our own.

Estimates, gains and sanctions are reckoned by the very rules by which actors decide. The calls are compiled as rules
are, but outside the model version: they change no result.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from sim.compile import rule
from sim.kept import Kept
from sim.noise import Noise, pair_noise
from sim.rules.clubs import best_two, brings_something, gain_of_membership
from sim.rules.duties import breaks, care_asked, checked, effort_allowed, looked_at
from sim.rules.levers import is_bound
from sim.rules.objectives import appraise
from sim.rules.perceive import estimate, seen_effort
from sim.rules.pledges import (
    bargain_worth,
    draw_of_check,
    expected_sanction,
    held,
    is_word,
    slowed_by_care,
    slowed_by_restraint,
    temptation,
)
from sim.rules.proposals import gain_of_pledge
from sim.scenario.schema.enums import Admission
from sim.scenario.schema.kinds import PolicyKind
from sim.world import Floats, World

P = ParamSpec("P")
R = TypeVar("R")

NOTE = "compiling what seats are told, once for this version on this machine: about half a minute"


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a call of rules; stored code is out of date when this file changes, and rules have their version."""
    made: Any = rule(function)
    if isinstance(made._cache, Kept):
        made._cache.depend_on(source(), NOTE)
    return cast(Callable[P, R], made)


@cache
def source() -> str:
    """Hash of this file."""
    return hashlib.blake2b(Path(__file__).read_bytes(), digest_size=8).hexdigest()


@compiled
def see(w: World, noise: Noise, t: int, i: int, seen: Floats) -> None:
    """Fill what actor i believes of those to whom it is tied: capability (OOM) and effort; shape (ties, 2).

    With the mechanism off, everybody sees everything as it is.
    """
    actors, p, first, target, trust = w.actors, w.parameters[0].perception, w.ties.start[i], w.ties.target, w.ties.trust
    for e in range(first, w.ties.stop[i]):
        other = actors[target[e]]
        rival, effort = other.capability, other.effort
        if p.on:
            draw = pair_noise(noise, actors[i].key, other.key, t) if p.error > 0.0 else 0.0
            rival = estimate(other, trust[e], draw, p)
            effort = seen_effort(effort, rival - other.capability, p.alarm)
        seen[e - first, 0], seen[e - first, 1] = rival, effort


@compiled
def read_promises(w: World, terms: Floats) -> None:
    """Fill what each record of promises asks now: care, most effort, chance of a check; shape (promises, 3)."""
    for k in range(w.society[0].promises):
        row = w.policies[k]
        terms[k, 0], terms[k, 1], terms[k, 2] = care_asked(row), effort_allowed(row), checked(row)


@compiled
def judge(w: World, noise: Noise, t: int, found: Floats) -> None:
    """Fill which records of promises each actor has broken in the quarter t that has just passed, and whether that was
    found out; shape (actors, promises, 2).
    """  # noqa: D205
    for i in range(w.actors.size):
        me = w.actors[i]
        if w.duties[i].broken == 0:
            continue
        for k in range(w.society[0].promises):
            row, bound = w.policies[k], held(w, i, k)
            if bound > 0.0 and breaks(row, me.safety, me.effort, me.choice):
                found[i, k, 0] = 1.0
                chance = looked_at(checked(row), bound * row.penalty, w.parameters[0].pledges)
                found[i, k, 1] = 1.0 if draw_of_check(row, noise, me.key, t) < chance else 0.0


@compiled
def weigh_tiers(w: World, i: int, gains: Floats) -> None:
    """Fill what each tier is worth to actor i against the one that it holds, bn USD a quarter; shape (tiers,).

    The rule weighs opening up against staying; to close is to give that up again.
    """
    me, tiers, society, p = w.actors[i], w.tiers, w.society[0], w.parameters[0]
    for k in range(tiers.size):
        gains[k] = 0.0
        if k > me.tier:
            gains[k] = appraise(me, tiers[me.tier], tiers[k], society, p)
        elif k < me.tier:
            gains[k] = -appraise(me, tiers[k], tiers[me.tier], society, p)


@compiled
def weigh_pledge(w: World, i: int) -> float:
    """What a public commitment to share is worth to actor i, bn USD a quarter."""
    return gain_of_pledge(w, i)


@compiled
def weigh_clubs(w: World, i: int, clubs: Floats) -> None:
    """Fill, for each alliance in force, what belonging to it is worth to actor i (bn USD a quarter), and whether it
    would be taken in; shape (clubs, 2).
    """  # noqa: D205
    mine = w.actors[i].clubs
    for k in range(w.clubs.size):
        club = w.clubs[k]
        if club.alliance == 1 and club.force > 0.0:
            best, holder = best_two(w, k)
            clubs[k, 0] = gain_of_membership(w, i, k, best, holder)
            welcome = club.admission == Admission.OPEN
            welcome = welcome or (club.admission == Admission.VOTE and brings_something(w, i, best))
            clubs[k, 1] = 1.0 if welcome and not is_bound(w.clubs, mine, k) else 0.0


@compiled
def weigh_promises(w: World, i: int, care: float, effort: float, tier: int, promises: Floats) -> None:
    """Fill how far each record of promises binds actor i, what keeping it brings, and breaking it; shape (promises, 3).

    Both are losses, in bn USD: keeping costs the research or the rents that it takes to come from what one would do
    without it, given here, to what it asks; breaking costs the sanction to be expected.
    """
    me, duty, tiers, society, p = w.actors[i], w.duties[i], w.tiers, w.society[0], w.parameters[0]
    capture = tiers[me.released_tier].capture
    for k in range(society.promises):
        row, bound = w.policies[k], held(w, i, k)
        kept = broken = 0.0
        if bound > 0.0:
            slowed = slowed_by_care(care, care_asked(row), p.research.drag, society.catalogue)
            kept += temptation(me, slowed, capture, society.market, p)
            slowed = slowed_by_restraint(effort, effort_allowed(row), p.research.returns)
            kept += temptation(me, slowed, capture, society.market, p)
            if row.tier > tier:
                kept += max(0.0, -appraise(me, tiers[tier], tiers[row.tier], society, p))
            penalty = bound * row.penalty
            chance = looked_at(checked(row), penalty, p.pledges)
            broken = expected_sanction(me, chance, penalty, is_word(row), capture, society.market, p)
            if row.kind == PolicyKind.RESTRAINT:
                broken += chance * bargain_worth(me, duty.bargain, capture, society.market, p)
        promises[k, 0], promises[k, 1], promises[k, 2] = bound, 0.0 - kept, 0.0 - broken


@compiled
def weigh_pace(w: World, i: int, care: float, more: float, effort: float, less: float, costs: Floats) -> None:
    """Fill what more care, and less effort, than one would choose cost actor i: share of research lost, bn USD; (2, 2).

    The rules reckon neither less care nor more effort.
    """
    me, society, p = w.actors[i], w.society[0], w.parameters[0]
    capture = w.tiers[me.released_tier].capture
    costs[0, 0] = slowed_by_care(care, more, p.research.drag, society.catalogue)
    costs[1, 0] = slowed_by_restraint(effort, less, p.research.returns)
    for k in range(2):
        costs[k, 1] = temptation(me, costs[k, 0], capture, society.market, p)
