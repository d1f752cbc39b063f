"""What a seat decides for a round, read from JSON and checked: who is at the table is not to be trusted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sim.game.errors import GameError
from sim.game.seats import Seat
from sim.scenario.errors import one_of, shown
from sim.scenario.schema.enums import Tier, word, words
from sim.scenario.schema.scenario import Scenario

STANDING = "standing"
"""What says that a public commitment stays as it is, as None gives it up."""


@dataclass(frozen=True)
class Action:
    """A decision. What is None follows from the actor's strategy, or stays as it is.

    Attributes:
        tier: tier at which it shares.
        effort: what it spends against its budget.
        care: safety, in [0,1].
        alliances: names of the alliances to which it wants to belong, and to no other.
        commit: tier to which it commits itself in public; None gives a commitment up.
        controls: by bloc, how far a state shuts it off from know-how and compute, in [0,1]; 0 lifts a control.
        data: share of its data that it puts into the common pool, in [0,1].
    """

    tier: Tier | None = None
    effort: float | None = None
    care: float | None = None
    alliances: tuple[str, ...] | None = None
    commit: Tier | str | None = STANDING
    controls: Mapping[str, float] | None = None
    data: float | None = None

    @property
    def decides(self) -> bool:
        """Whether it decides anything that its strategy would."""
        return not (self.tier is None and self.effort is None and self.care is None and self.alliances is None)

    def told(self) -> dict[str, Any]:
        """The decision as JSON has it, without what is left open."""
        plain: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and value is not STANDING:
                plain[field.name] = word(value) if isinstance(value, Tier) else value
        if self.commit is None:
            plain["commit"] = None
        if self.alliances is not None:
            plain["alliances"] = list(self.alliances)
        if self.controls is not None:
            plain["controls"] = dict(self.controls)
        return plain


def read(raw: object, seat: Seat, scenario: Scenario, alliances: Collection[str], blocs: Collection[str]) -> Action:
    """Read a decision.

    Args:
        raw: what JSON gave.
        seat: who decides.
        scenario: the scenario, for its limits.
        alliances: names of those that exist.
        blocs: names of all blocs.

    Raises:
        GameError: it is no decision, or not one that the seat can take.
    """
    if not isinstance(raw, Mapping):
        raise GameError(f'a decision is a table such as {{"tier": "open"}}, not {shown(raw)}')
    known = [field.name for field in fields(Action)]
    if strangers := [str(key) for key in raw if key not in known]:
        raise GameError(f"a decision has no {shown(strangers[0])}; expected {one_of(known)}")
    most = scenario.effort.most if scenario.effort.clamp else 1e6
    return Action(
        tier=_tier(raw, "tier"),
        effort=number(raw, "effort", most),
        care=number(raw, "care", 1.0),
        alliances=_names(raw, "alliances", alliances),
        commit=_tier(raw, "commit") if "commit" in raw else STANDING,
        controls=_controls(raw, seat, blocs),
        data=number(raw, "data", 1.0),
    )


def number(raw: Mapping[str, Any], name: str, most: float, where: str = "") -> float | None:
    """A number from 0 to ``most``; None where there is none.

    Raises:
        GameError: it is something else.
    """
    value = raw.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0.0 <= value <= most:
        raise GameError(f"{where or name}: {shown(value)} cannot be; expected a number from 0 to {most:g}")
    return float(value)


def _tier(raw: Mapping[str, Any], name: str) -> Tier | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in words(Tier):
        raise GameError(f"{name}: {shown(value)} cannot be; expected {one_of(words(Tier))}")
    return next(tier for tier in Tier if word(tier) == value)


def _names(raw: Mapping[str, Any], field: str, known: Collection[str]) -> tuple[str, ...] | None:
    value = raw.get(field)
    if value is None:
        return None
    if not isinstance(value, list | tuple):
        raise GameError(f"{field}: {shown(value)} cannot be; expected a list of names")
    for name in value:
        if not isinstance(name, str) or name not in known:
            expected = one_of(list(known)) if known else "none: there is no alliance yet"
            raise GameError(f"{field}: no alliance {shown(name)}; expected {expected}")
    return tuple(dict.fromkeys(value))


def _controls(raw: Mapping[str, Any], seat: Seat, blocs: Collection[str]) -> dict[str, float] | None:
    value = raw.get("controls")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise GameError(f'controls: {shown(value)} cannot be; expected a table such as {{"east": 0.5}}')
    if value and not seat.governs:
        raise GameError("controls: only a state can control what leaves its bloc")
    others = [bloc for bloc in blocs if bloc != seat.bloc]
    for bloc in value:
        if bloc not in others:
            expected = one_of(others) if others else "none: there is no other bloc"
            raise GameError(f"controls: no other bloc {shown(bloc)}; expected {expected}")
    read_ = {str(bloc): number(value, bloc, 1.0, f"controls.{bloc}") for bloc in value}
    return {bloc: strength for bloc, strength in read_.items() if strength is not None}
