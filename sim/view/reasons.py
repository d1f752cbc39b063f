"""Why an actor made its choice: the value of each option to it, by the rules' own formulas.

The world is run again up to the moment of choice. The formulas are then called as the actor's strategy called them,
so the values shown are those of the decision, to the last bit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.noise import Noise, Purpose, noise_of, uniform
from sim.numbers import fixed_on_page, on_page, percent_on_page, signed_on_page
from sim.rules.common import shares
from sim.rules.expect import chance_to_share, conformity_of, count, expected, heed_of, opening_of
from sim.rules.objectives import aim_of, appraise, complement_gained, rent_lost
from sim.rules.perceive import NOTHING_SEEN
from sim.rules.quarter import BEFORE_CHOICE, advance
from sim.rules.strategies import answers
from sim.scenario import Scenario, Strategy, Tier
from sim.scenario.schema.enums import FIXED, Aim, word
from sim.start import begin
from sim.view.glossary import label
from sim.view.say import say
from sim.world import Record, World


@dataclass(frozen=True)
class Reasons:
    """The reasons for one decision.

    Attributes:
        strategy: how the actor decides.
        hoards_as: its tier if it hoards.
        shares_as: its tier if it shares.
        gain: value of sharing over hoarding by the rules' appraisal, billion dollars a quarter.
        parts: parts of the gain: an aim, or ``gained`` and ``lost`` for profit, and its value.
        weighed: whether the strategy uses the gain.
        told: what decided it, in a sentence.
        considered: whether the actor reconsidered in that quarter.
    """

    strategy: str
    hoards_as: str
    shares_as: str
    gain: float
    parts: tuple[tuple[str, float], ...]
    weighed: bool
    told: str
    considered: bool


def reasons(scenario: Scenario, seed: int, quarter: int, row: int) -> Reasons | None:
    """What decided an actor's tier in a quarter; None if the actor was not active.

    Args:
        scenario: the scenario to run.
        seed: seed of its noise.
        quarter: the quarter of the decision, from 0.
        row: the actor's row in the world.
    """
    world, noise = _moment(scenario, seed, quarter)
    me = world.actors[row]
    if not me["alive"]:
        return None
    strategy = Strategy(int(me["strategy"]))
    hoards, gives = Tier(int(me["hoards_as"])), Tier(int(me["shares_as"]))
    gain = appraise(me, world.tiers[hoards], world.tiers[gives], world.society[0], world.parameters[0])
    now = _Moment(world, row, gain, noise, quarter)
    sentence = _bound(me) or _TOLD.get(strategy, _unconditional)(now) + _trembling(now, strategy)
    weighed = strategy in (Strategy.COMPLEMENT, Strategy.BEST_REPLY) and not _bound(me)
    return Reasons(
        word(strategy), word(hoards), word(gives), float(gain), _parts(world, me), weighed, sentence,
        _considered(world, noise, row, quarter),
    )  # fmt: skip


def _moment(scenario: Scenario, seed: int, quarter: int) -> tuple[World, Noise]:
    """The world when every actor has observed the last quarter and none has moved."""
    world, noise = begin(scenario, seed, quarter + 1), noise_of(seed)
    advance(world, noise, 0, quarter)
    for part in BEFORE_CHOICE:
        part(world, noise, quarter)
    return world, noise


def _considered(world: World, noise: Noise, row: int, quarter: int) -> bool:
    revision = world.parameters["choice"]["revision"][0]
    key = world.actors["key"][row]
    return bool(revision >= 1.0 or uniform(noise, Purpose.REVISION, key, quarter) < revision)


def _parts(world: World, me: Record) -> tuple[tuple[str, float], ...]:
    """The parts of the gain."""
    tiers, society, p = world.tiers, world.society[0], world.parameters[0]
    hoards, gives = tiers[me["hoards_as"]], tiers[me["shares_as"]]
    if (aim := Aim(aim_of(me))) != Aim.PROFIT:
        return ((word(aim), float(appraise(me, hoards, gives, society, p))),)
    gained, lost = complement_gained(me, hoards, gives, society, p), rent_lost(me, hoards, gives, society, p)
    return ("gained", float(gained)), ("lost", -float(lost))


@dataclass(frozen=True)
class _Moment:
    world: World
    row: int
    gain: float
    noise: Noise
    quarter: int

    @property
    def me(self) -> Any:
        return self.world.actors[self.row]

    @property
    def choice(self) -> Any:
        return self.world.parameters["choice"][0]

    @property
    def expectations(self) -> Any:
        return self.world.parameters["expectations"][0]


def _bound(me: Record) -> str:
    return say("reasons.bound", tier=label(f"tier.{word(Tier(int(me['ordered'])))}")) if me["ordered"] >= 0 else ""


def _trembling(now: _Moment, strategy: Strategy) -> str:
    """The chance that it did the other thing, where there is one."""
    p = now.expectations
    moved = p["on"] and p["tremble"] > 0.0 and strategy not in (*FIXED, Strategy.PYTHON)
    return " " + say("reasons.trembles", chance=_percent(p["tremble"])) if moved else ""


def _unconditional(now: _Moment) -> str:
    return say("reasons.fixed")


def _weighs(now: _Moment) -> str:
    return say("reasons.weighs", gain=signed_on_page(now.gain))


def _replies(now: _Moment) -> str:
    scale = max(1e-9, float(now.me["revenue"] + now.me["endowment"]))
    told = say("reasons.replies", means=on_page(scale))
    if (conformity := conformity_of(now.expectations)) == 0.0:
        return told
    belief = float(expected(now.me, now.world.society[0], now.expectations))
    chance = chance_to_share(now.gain, scale, belief, now.choice["intensity"], conformity)
    key = "reasons.expects_ahead" if now.expectations["depth"] > 0 else "reasons.expects"
    alike = conformity * (2.0 * belief - 1.0) * scale
    expects = say(key, belief=_percent(belief), worth=signed_on_page(alike), chance=_percent(chance))
    return f"{told} {expects}"


def _answers(now: _Moment) -> str:
    w, i = now.world, now.row
    if now.me["decided"] == 0:
        opening = opening_of(now.expectations)
        return say("reasons.first_time", chance=_percent(opening))
    tied = slice(w.ties.start[i], w.ties.stop[i])
    if (heed := heed_of(now.expectations)) > 0.0:
        sharing, heeded = count(w.actors, w.ties.target[tied], w.ties.trust[tied], heed)
        part = sharing / heeded if heeded > 0.0 else 1.0
        asked = now.choice["fairness"]
        return say("reasons.answers_by_trust", part=_percent(part), asked=_percent(asked))
    partners = [j for j in w.ties.target[tied] if w.actors["alive"][j]]
    sharing = sum(bool(shares(int(w.actors["tier"][j]))) for j in partners)
    asked = _percent(now.choice["fairness"])
    return say("reasons.answers", sharing=sharing, partners=len(partners), asked=asked)


def _attracted(now: _Moment) -> str:
    share, hoard = float(now.me["share_attraction"]), float(now.me["hoard_attraction"])
    return say("reasons.attracted", share=on_page(share), hoard=on_page(hoard))


def _copies(now: _Moment) -> str:
    return say("reasons.copies_sharing" if now.me["leaning"] == 1 else "reasons.copies_hoarding")


def _guards(now: _Moment) -> str:
    if now.me["foreign"] <= NOTHING_SEEN:
        return say("reasons.no_rival")
    apart = float(now.me["capability"] - now.me["foreign"])
    is_shut_out = now.world.control[:, now.me["bloc"]].max() > 0.0
    rival = say("reasons.ahead" if apart >= 0 else "reasons.behind", apart=fixed_on_page(abs(apart), 2))
    guarded = "reasons.guards_shut_out" if is_shut_out else "reasons.guards"
    return f"{rival} {say(guarded, margin=on_page(float(now.choice['margin'])))}"


def _percent(value: float) -> str:
    return percent_on_page(float(value), 0)


_TOLD: dict[Strategy, Callable[[_Moment], str]] = {
    Strategy.COMPLEMENT: _weighs,
    Strategy.BEST_REPLY: _replies,
    Strategy.ROTH_EREV: _attracted,
    Strategy.EXPERIENCE_WEIGHTED: _attracted,
    Strategy.IMITATE: _copies,
    Strategy.NATIONAL_SECURITY: _guards,
    Strategy.PYTHON: lambda now: say("reasons.own"),
    **{strategy: _answers for strategy in Strategy if answers(int(strategy))},
}
