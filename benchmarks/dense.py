"""The rules over ties and research of `arms-race` as a user of JAX writes them: arrays of (looking, seen) actors.

Whatever else happens in a quarter stands still. What does not occur in that scenario (clubs, licences, joint releases,
export controls, deals, pooled data) is left out here, while the compiled rules ask for it. Domains come first, so that
the innermost loop is over actors.
"""

from functools import partial
from math import log, sqrt
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtri

from sim.noise import Purpose
from sim.rules.fear import NOBODY_NEAR
from sim.rules.perceive import NOTHING_SEEN
from sim.scenario.schema.enums import Tier

jax.config.update("jax_enable_x64", True)

LN10 = log(10.0)
HALF_WORD = 0xFFFF


class State(NamedTuple):
    """What the rules change; shapes (actors,), (domains, actors), and (actors, actors) for trust."""

    know_how: jax.Array
    experience: jax.Array
    trust: jax.Array
    reputation: jax.Array
    found: jax.Array
    duplicated: jax.Array
    rival: jax.Array
    second: jax.Array
    foreign: jax.Array
    closest: jax.Array
    threat: jax.Array
    learned: jax.Array
    source: jax.Array
    leaking: jax.Array
    means: jax.Array


def philox(key, quarter, actor, purpose, partner):
    """Philox4x32 with 7 rounds, on whole arrays: the first two of its four words."""
    first, second, third, fourth = (jnp.asarray(word, jnp.uint64) for word in (quarter, actor, purpose, partner))
    low, shift = jnp.uint64(0xFFFF_FFFF), jnp.uint64(32)
    one, other = key & low, key >> shift
    for _ in range(7):
        left, right = first * jnp.uint64(0xD251_1F53), third * jnp.uint64(0xCD9E_8D57)
        first, third = (right >> shift) ^ second ^ one, (left >> shift) ^ fourth ^ other
        second, fourth = right & low, left & low
        one, other = (one + jnp.uint64(0x9E37_79B9)) & low, (other + jnp.uint64(0xBB67_AE85)) & low
    return first, second


def draws_of_pairs(key, keys, t):
    """Bell-shaped numbers, shape (actors, actors)."""
    one, other = philox(key, t, keys[:, None], Purpose.PAIRS.value, keys[None, :])
    half, sixteen = jnp.uint64(HALF_WORD), jnp.uint64(16)
    total = (one & half) + (one >> sixteen) + (other & half) + (other >> sixteen)
    return (total.astype(jnp.float64) / HALF_WORD - 2.0) * sqrt(3.0)


def normal_draws(key, keys, t):
    """Luck of research, shape (actors,)."""
    high, low = philox(key, t, keys, Purpose.LUCK.value, 0)
    words = ((high << jnp.uint64(32)) | low) >> jnp.uint64(12)
    return ndtri((words.astype(jnp.float64) + 0.5) * 2.0**-52)


def perceive(p, a, s, tied, key, t):
    draws = draws_of_pairs(key, a["key"], t)
    mistrust = 1.0 - s.trust
    hidden = jnp.maximum(0.0, a["capability"] - a["released"])
    seen = a["capability"] - (1.0 - p.perception.visibility) * hidden
    seen = seen + mistrust * p.perception.premium + p.perception.error * draws
    effort = a["effort"] * jnp.maximum(0.0, 1.0 + p.perception.alarm * (seen - a["capability"]))
    ahead = seen - a["capability"][:, None]
    dread = jnp.where(tied, mistrust * jnp.clip(ahead, 0.0, p.effort.despair), 0.0).max(1)
    threat = jnp.where(tied, mistrust * effort, 0.0).sum(1) / jnp.maximum(1, tied.sum(1))
    rivals = jnp.where(tied, seen, NOTHING_SEEN)
    is_best = jnp.arange(tied.shape[1]) == rivals.argmax(1)[:, None]
    across = a["bloc"][:, None] != a["bloc"]
    return s._replace(
        rival=rivals.max(1),
        second=jnp.where(is_best, NOTHING_SEEN, rivals).max(1),
        foreign=jnp.where(across, rivals, NOTHING_SEEN).max(1),
        closest=jnp.where(tied, jnp.abs(ahead), NOBODY_NEAR).min(1),
        threat=threat + p.effort.fear * dread,
    )


def research(p, a, c, s, key, t):
    """Find, duplicate, and add to what is known and remembered."""
    alive, public = a["alive"], c["public"][:, None]
    money = a["outlay"] * (1.0 - a["institutional"]) * (1.0 - p.compute.share if p.compute.on else 1.0)
    money *= (1.0 - p.safety.cost * a["safety"]) * (1.0 - p.challenge.share if p.challenge.on else 1.0)
    upkeep = p.community.upkeep * c["community"] if p.community.on else 0.0
    money *= jnp.where(a["tier"] >= Tier.LICENSED, 1.0 - upkeep, 1.0)
    luck = normal_draws(key, a["key"], t)
    slowness = p.research.drag * (1.0 - c["catalogue"]) * jnp.log(1.0 - a["safety"])
    pace = p.research.productivity * jnp.exp(p.research.returns * jnp.log(money) + slowness + p.research.luck * luck)
    pace *= 1.0 - p.spillover.mismatch * c["noncompete"]
    known = jnp.maximum(0.0, jnp.maximum(s.know_how, public))
    height = s.know_how + p.sharing.variety * p.research.fishing * jnp.maximum(0.0, public - s.know_how)
    found = pace * a["drive"] * jnp.exp(-p.research.hardening * LN10 * (height - p.research.reference))
    elsewhere = jnp.maximum(0.0, known.sum(0) - known) / (len(known) - 1)
    found *= 1.0 + p.recombination.strength * elsewhere / (elsewhere + p.recombination.half)
    found *= 1.0 + p.stack.saving * c["stack"][:, None]
    found = jnp.where(alive & (a["focus"] > 0.0), found, 0.0)
    best = jnp.where(alive, s.know_how, -jnp.inf).max(1, keepdims=True)
    again = jnp.minimum(found, jnp.maximum(0.0, best - jnp.maximum(s.know_how, public)))
    again *= (1.0 - p.agreement.redundancy * c["standard"]) * (1.0 - p.sharing.variety)
    again *= 1.0 - p.stack.common * c["stack"][:, None]
    lost = jnp.where(found > 0.0, a["focus"] * again / jnp.where(found > 0.0, found, 1.0), 0.0)
    discovered = found - p.duplication.waste * again
    return s._replace(
        know_how=s.know_how + discovered,
        experience=(1.0 - p.absorption.forgetting) * s.experience + c["weight"] @ discovered,
        found=found,
        duplicated=a["outlay"] * lost.sum(0),
    )


def learn(p, a, c, s, tied):
    """What leaks, what is on offer, and what is taken in of it."""
    usual = jnp.where(a["alive"], a["outlay"], 0.0).sum() / jnp.maximum(1, a["alive"].sum())
    staff = 2.0 * a["outlay"] / (a["outlay"] + usual)
    lawful = 1.0 - c["protection"] * (1.0 - p.agreement.claims * c["standard"])
    distillable = jnp.where(a["sells"], p.spillover.distillation * lawful * (1.0 - a["limits"]), 0.0)
    carried = p.spillover.mobility * (1.0 - c["noncompete"]) * staff[:, None] * staff
    partners = jnp.maximum(1, tied.sum(1))
    leaving = jnp.minimum(1.0, jnp.where(tied, carried, 0.0).sum(1) / partners)
    sold = jnp.where(a["hoards_as"] == Tier.ACCESS, distillable, 0.0)
    experience = s.experience * (1.0 - p.spillover.vacancy * leaving)

    steady = jnp.minimum(1.0, p.spillover.leak * lawful + carried)
    bought = jnp.where(a["released_tier"] == Tier.ACCESS, distillable, 0.0)
    leak = jnp.minimum(1.0, steady + bought)
    border = c["border"][a["bloc"][None, :], a["bloc"][:, None]]
    openness = (a["openness"] * a["offered"])[:, None, :]
    disclosed = jnp.maximum(0.0, a["disclosed"][:, None, :] - s.know_how[:, :, None])
    hidden = jnp.maximum(0.0, s.know_how[:, None, :] - s.know_how[:, :, None])
    closed = (1.0 - openness) * hidden
    seeping = jnp.minimum(closed, steady * closed + bought * ((1.0 - openness) * jnp.minimum(hidden, disclosed)))
    gap = jnp.where(tied, border * (p.sharing.speed * openness * disclosed + seeping), 0.0)
    found = border * ((p.sharing.speed * openness + leak * (1.0 - openness)) * s.found[:, None, :])
    found = jnp.where(tied, found, 0.0)
    mixed = lambda rungs, bricks: (1.0 - p.sharing.variety) * rungs + p.sharing.variety * bricks  # noqa: E731
    commons = p.commons.speed * jnp.maximum(0.0, c["public"][:, None] - s.know_how)
    offer = jnp.maximum(mixed(gap.max(2), found.sum(2)), commons)
    total = mixed(gap, found).sum(0)
    source = jnp.where(total.max(1) > 0.0, total.argmax(1), -1)
    absorption = experience / (experience + p.absorption.half)
    gained = jnp.where(a["alive"], absorption * offer, 0.0)
    return s._replace(
        know_how=s.know_how + gained,
        experience=experience,
        learned=c["weight"] @ gained,
        source=jnp.where(commons.sum(0) > total.max(1), -2, source),
        leaking=jnp.minimum(1.0, leaving + sold),
    )


def trust(p, a, s, tied):
    kept = (a["ordered"] >= Tier.LICENSED) & (a["tier"] >= a["ordered"])
    good = jnp.where(kept, p.trust.pledge, 0.0)
    bad = p.trust.pledge * jnp.maximum(0.0, a["openness_before"] - a["openness"])
    bad = bad + p.trust.incident * (jnp.minimum(1.0, a["incident"]) + a["misuse"])
    gave, got = a["openness_before"][:, None], a["openness"]
    overtaken = (a["released"] > a["released"][:, None]) & (a["released_before"] <= a["released_before"][:, None])
    up = jnp.minimum(1.0, good + p.trust.favour * gave * got)
    down = jnp.minimum(1.0, bad + p.trust.slight * gave * (1.0 - got) + jnp.where(overtaken, p.trust.attack, 0.0))
    prior = jnp.where(a["bloc"][:, None] == a["bloc"], p.trust.prior_within, p.trust.prior_across)
    new = s.trust + p.trust.gain * up * (1.0 - s.trust) - p.trust.loss * down * s.trust
    new = new + p.trust.drift * (prior - s.trust) + p.trust.gossip * (s.reputation - s.trust)
    new = jnp.where(tied, jnp.minimum(jnp.clip(new, 0.0, 1.0), 1.0 - a["scar"]), s.trust)
    count = tied.sum(0)
    heard = jnp.where(tied, new, 0.0).sum(0) / jnp.maximum(1, count)
    same = tied & (a["bloc"][:, None] == a["bloc"])
    means = [jnp.where(pairs, new, 0.0).sum() / jnp.maximum(1, pairs.sum()) for pairs in (tied & ~same, same, tied)]
    return s._replace(trust=new, reputation=jnp.where(count > 0, heard, p.trust.prior_within), means=jnp.stack(means))


def run(p, quarters, a, c, s, key):
    """One run over so many quarters: actors ``a``, society ``c``, state ``s``, the key of its noise."""
    apart = ~jnp.eye(len(a["alive"]), dtype=bool)
    tied = a["alive"][:, None] & a["alive"] & apart

    def quarter(s, t):
        s = perceive(p, a, s, tied, key, t)
        s = research(p, a, c, s, key, t)
        s = learn(p, a, c, s, tied)
        return trust(p, a, s, tied), None

    return jax.lax.scan(quarter, s, quarters)[0]


def many(p, quarters):
    """The same for a batch of runs, compiled: each argument has one dimension more, in front."""
    return jax.jit(jax.vmap(partial(run, p, quarters)))
