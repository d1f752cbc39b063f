"""A game of research, played by the model: firms spend, one quarter runs, firms earn.

The published models of research and Cournot competition are static games. Here their payoffs come from the compiled
quarter of the model (research, learning, trade, accounts), in a scenario with every other mechanism off. After each
play the world returns to its state before the quarter, so know-how does not accumulate. Only spending is decided
outside the model: by best reply, jointly, or together with outputs. No rule of the model is repeated here.

Replies are searched over the square root of spending. When know-how grows with the square root of money, profit in a
linear Cournot market is quadratic in it, and three plays give the best reply exactly.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError

from sim.noise import noise_of
from sim.rules.market import unit_cost
from sim.rules.quarter import advance
from sim.scenario.load import load
from sim.scenario.schema.quantity import Section
from sim.scenario.schema.scenario import MECHANISMS, Scenario
from sim.scenario.schema.series import SERIES
from sim.start import begin
from sim.theory.bare import PLAIN
from sim.world import Floats, arrays

UNIT_COST = 100.0
"""Unit cost before research in units of K = a - A: high enough that it stays above zero."""
STEP = 0.02
"""Distance of the two other plays of a reply from the current square root of spending, in units of K."""
NEAR = 1e-10
"""Firms have settled when the square root of spending changes by less than this, in units of K."""
ROUNDS = 2000
FIRM = {"strategy": "hoard", "tier": "closed", "hoards_as": "closed", "endowment": 1.0, "cash": 1e6}
"""A firm that shares no results. Its budget is 1, so effort equals spending, and it never runs out of cash."""
OPEN_FIRM = FIRM | {"strategy": "share", "tier": "open"}
"""A firm that reveals all its results to its partners."""
FREELY = {"open": PLAIN | {"disclosure": 1.0}}
"""Openness that costs no revenue by itself, as in the papers."""


def _can_be_off(table: type[Section]) -> bool:
    return "on" in table.model_fields


def market_of_firms(firms: dict[str, dict[str, Any]], K: float = 1.0, **tables: dict[str, Any]) -> Scenario:
    """Build a scenario of firms whose findings grow with the square root of money, in a Cournot market.

    Everything not named is switched off, in particular luck, hardening, compute, trust, finance and institutions.

    Args:
        firms: fields of each actor by name; see :data:`FIRM`.
        K: demand intercept less unit cost before research, a - A, bn USD.
        tables: further fields of the scenario's tables; ``market`` and ``research`` override the values set here.

    Raises:
        ValueError: a value is out of the range of its field.
    """
    tables = {"market": {}, "research": {}} | tables
    fields: dict[str, Any] = {name: {"on": name in tables} for name, table in MECHANISMS.items() if _can_be_off(table)}
    fields |= {"title": "A game of research", "domains": {"field": {"weight": 1.0}}, "choice": {"revision": 1.0}}
    fields |= {"tiers": FREELY, "actors": firms}
    fields["market"] |= {"form": "cournot", "intercept": (UNIT_COST + 1.0) * K, "unit_cost": UNIT_COST * K}
    fields["research"] |= {"returns": 0.5, "hardening": 0.0, "luck": 0.0}
    for name, table in tables.items():
        fields[name] = fields.get(name, {}) | table
    try:
        return load(Scenario.model_validate(fields))
    except ValidationError as error:
        first = error.errors()[0]
        place, given = ".".join(map(str, first["loc"])), first["input"]
        raise ValueError(f"the model has no such game: {place} = {given!r}: {first['msg']}") from None


def among(pairs: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """Ties between firms by number, as a scenario's table; firms are named by :func:`named`."""
    return {"topology": "edges", "edges": [[f"firm{i}", f"firm{j}"] for i, j in pairs]}


def named(count: int, firm: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Identical firms, ``firm0``, ``firm1``, ..."""
    return {f"firm{i}": firm for i in range(count)}


class Played(NamedTuple):
    """Results of one play; arrays have shape (firms,).

    Attributes:
        spent: outlay on research, bn USD.
        found: know-how that each firm found itself, OOM (effort x, e of the papers).
        known: know-how after learning from the others, OOM.
        output: quantity sold.
        earned: revenue less cost of production, bn USD.
        profit: ``earned`` less outlay on research, bn USD.
        welfare: consumer surplus plus all profits, bn USD.
    """

    spent: Floats
    found: Floats
    known: Floats
    output: Floats
    earned: Floats
    profit: Floats
    welfare: float


class Game:
    """One quarter of a scenario, which can be played again and again from the same start.

    Args:
        scenario: a scenario made by :func:`market_of_firms`.

    Attributes:
        world: the state after the last play.
        size: number of firms.
        step: distance between the plays of a reply, bn USD^(1/2), in proportion to K like all of a game.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.world = begin(scenario, 0, 1)
        self.size = len(self.world.actors)
        self.step = STEP * (scenario.market.intercept - scenario.market.unit_cost)
        self._noise = noise_of(0)
        views = [array.reshape(-1).view(np.uint8) for array in arrays(self.world) if array.size > 0]
        self._state = [(view, view.copy()) for view in views]

    def play(self, root: Floats) -> Played:
        """Run one quarter in which the firms spend ``root**2`` (bn USD, shape (firms,))."""
        for view, eve in self._state:
            view[:] = eve
        actors = self.world.actors
        actors["effort"] = root**2 / actors["budget"]
        advance(self.world, self._noise, 0, 1)
        return played(self.world)


def played(world: Any) -> Played:
    """Results of the last quarter of a world; see :class:`Played`."""
    actors = world.actors
    return Played(
        spent=actors["outlay"].copy(),
        found=actors["researched"].copy(),
        known=world.knowledge["know_how"][:, 0].copy(),
        output=actors["users"] * world.society["output"][0],
        earned=actors["revenue"].copy(),
        profit=actors["payoff"].copy(),
        welfare=float(world.series[-1, SERIES.index("welfare")]),
    )


Reply = Callable[[Game, Floats], Floats]
"""Maps what the firms spend (square roots, shape (firms,)) to what they should spend."""


def vertex(value: Callable[[float], float], near: float, step: float) -> float:
    """Return where a parabola through three values, ``step`` apart, has its maximum; never below zero.

    Raises:
        ArithmeticError: the three values are not concave, so there is no maximum.
    """
    middle = max(near, step)
    low, mid, high = value(middle - step), value(middle), value(middle + step)
    curvature = high - 2.0 * mid + low
    if not curvature < 0.0:
        raise ArithmeticError("profit is not concave in research: more always pays more")
    return max(0.0, middle - 0.5 * step * (high - low) / curvature)


def _with(root: Floats, i: int, own: float) -> Floats:
    changed = root.copy()
    changed[i] = own
    return changed


def own_profit(game: Game, root: Floats) -> Floats:
    """Each firm's best reply to what the others spend, all at once; it foresees how outputs will respond."""

    def reply(i: int) -> float:
        return vertex(lambda own: float(game.play(_with(root, i, own)).profit[i]), root[i], game.step)

    return np.array([reply(i) for i in range(game.size)])


def own_profit_alike(game: Game, root: Floats) -> Floats:
    """The first firm's best reply, played by all, for games in which all firms and their ties are alike.

    Play stays symmetric. Where the research of others makes a firm's own pay much less, firms that reply separately
    leave a symmetric equilibrium after the smallest disturbance (Henriques 1990).
    """
    best = vertex(lambda own: float(game.play(_with(root, 0, own)).profit[0]), root[0], game.step)
    return np.full(game.size, best)


def joint_profit(game: Game, root: Floats) -> Floats:
    """The equal spending of all firms that maximises the sum of profits; outputs stay competitive."""
    best = vertex(lambda all_: float(game.play(np.full(game.size, all_)).profit.sum()), float(root.mean()), game.step)
    return np.full(game.size, best)


def with_outputs(game: Game, root: Floats) -> Floats:
    """Each firm's best spending when output and research are chosen at once: outputs do not respond to it.

    Its output and price stay fixed; only unit cost and outlay change.
    """
    market, output = game.world.parameters["market"][0], game.play(root).output

    def reply(i: int) -> float:
        def worth(own: float) -> float:
            tried = game.play(_with(root, i, own))
            return float(-unit_cost(tried.known[i], market) * output[i] - tried.spent[i])

        return vertex(worth, root[i], game.step)

    return np.array([reply(i) for i in range(game.size)])


def settle(game: Game, reply: Reply, start: Floats | None = None, damping: float = 0.5) -> Played:
    """Move firms towards their replies until none moves: x' = x + damping*(reply(x) - x).

    Undamped replies can diverge (Henriques 1990); when the distance to the replies grows, damping is halved.

    Args:
        game: the game to play.
        reply: how firms reply.
        start: square roots of initial spending, bn USD^(1/2), shape (firms,); the default is a few steps each.
        damping: in (0, 1]; 1 moves all the way to the reply.

    Returns:
        The play in which all have settled.

    Raises:
        ValueError: damping is out of range.
        ArithmeticError: firms do not settle.
    """
    if not 0.0 < damping <= 1.0:
        raise ValueError(f"damping = {damping!r}: expected above 0, at most 1")
    root = np.full(game.size, 5.0 * game.step) if start is None else np.array(start, float)
    before, near = np.inf, game.step * NEAR / STEP
    for _ in range(ROUNDS):
        move = reply(game, root) - root
        distance = float(np.abs(move).max())
        if distance < near:
            return game.play(root)
        damping = damping / 2.0 if distance > before else damping
        root, before = np.maximum(0.0, root + damping * move), distance
    raise ArithmeticError(f"firms have not settled after {ROUNDS} rounds; the last move was {distance:.3g}")


def gain_of_deviating(game: Game, settled: Played, steps: int = 21) -> float:
    """Largest gain of any firm from changing its spending alone, on a grid of zero to four times as much, bn USD."""
    root = np.sqrt(settled.spent)
    return max(
        float(game.play(_with(root, i, own)).profit[i] - settled.profit[i])
        for i in range(game.size)
        for own in np.linspace(0.0, 2.0 * root[i], steps)
    )


def require(**positive: float) -> None:
    """Refuse numbers that are not finite and above zero.

    Raises:
        ValueError: a number is not; the message names the first one.
    """
    for name, value in positive.items():
        if not (np.isfinite(value) and value > 0.0):
            raise ValueError(f"{name} = {value!r}: expected a finite number above 0")


def require_cost_left(cut: float, K: float) -> None:
    """Refuse a game in which research would cut unit cost to zero or below; the papers keep it above zero.

    Raises:
        ValueError: the cut in unit cost reaches ``UNIT_COST`` times K.
    """
    if cut >= UNIT_COST * K:
        raise ValueError(f"research would cut unit cost by {cut:.4g} and more, from {UNIT_COST * K:.4g} to below zero")
