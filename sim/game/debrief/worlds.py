"""What would have been: the game as it was played with one thing changed, by functions on its dated rows.

Nobody answers in such a world: what else was decided stays as it was, and those who are led by a strategy, and all that
follows by the rules, go on from what was changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.game.debrief.walk import Walk
from sim.game.plain import TIERS
from sim.scenario import Scenario, load
from sim.scenario.schema.enums import Strategy, Tier, word
from sim.scenario.schema.institutions import Alliance, EthicsFramework, Partnership, Retaliation, Treaty
from sim.scenario.schema.kinds import Policy
from sim.scenario.schema.policies import Decision, ExportControl, Pivot

if TYPE_CHECKING:
    from sim.game.game import Game

Rows = list[Policy]
_AGREED = (Treaty, EthicsFramework, Partnership, Alliance)
_CONTROLS = (ExportControl, Retaliation)


@dataclass(frozen=True)
class World:
    """The game with one thing changed.

    Attributes:
        name: by which it is known.
        question: what would have been different.
        about: what was changed, and what was not.
        scenario: the scenario with the rows changed.
        seat: the seat whose choices were changed; empty for what concerns all.
    """

    name: str
    question: str
    about: str
    scenario: Scenario
    seat: str = ""


def worlds(game: "Game", walk: Walk) -> Iterator[World]:
    """Every world that differs from the game as it was played; what did not happen cannot be taken back."""
    rows, begun, seats = list(game.played.policies), len(game.start.policies), list(game.seats)
    own = rows[begun:]
    if own:
        about = "All seats led by their strategies from the first day: no decision, agreement or control of this game."
        yield World("nobody", "Had nobody decided", about, game.start)
    for share, done in ((True, "shared"), (False, "hoarded")):
        tiers = {seat: _tier(game, seat, share) for seat in seats}
        about = f"Every seat {done} from the first day, at its own tier for it; all else as it was decided."
        yield _changed(game, f"all {done}", f"Had every seat {done}", about, choosing(rows, tiers, begun, game))
    kept = keeping(rows, walk.asked, game)
    if kept != rows:
        about = "Where a decision broke a promise or a law, what was asked was done instead; strategies did as ever."
        yield _changed(game, "kept", "Had decisions kept every promise", about, kept)
    if any(isinstance(row, _AGREED) for row in own):
        about = "No treaty, alliance or partnership of this game came about; those of the start did."
        yield _changed(game, "nothing agreed", "Had nothing been agreed", about, unagreed(rows, begun))
    if any(isinstance(row, _CONTROLS) for row in rows):
        about = "No export controls, neither those of the start nor those of this game, and no answer to them."
        yield _changed(game, "no controls", "Had there been no export controls", about, uncontrolled(rows))
    for seat in seats:
        for share, done in ((True, "shared"), (False, "hoarded")):
            tier = _tier(game, seat, share)
            chose = f"{seat} chose the tier {TIERS[tier]} from the first day"
            about = f"{chose}; its effort, its care and all others as it was."
            changed = choosing(rows, {seat: tier}, begun, game)
            yield _changed(game, f"{seat} {done}", f"Had {seat} {done}", about, changed, seat)


def by_strategy(game: "Game") -> Iterator[World]:
    """The seats led by one strategy each time, from the first day, without anything that was decided."""
    names = [name for name, spec in game.start.actors.items() for _ in range(spec.count)]
    seated = dict.fromkeys(names[seat.row] for seat in game.seats.values())
    for strategy in Strategy:
        if strategy != Strategy.PYTHON:
            told = {f"actors.{name}.strategy": word(strategy) for name in seated}
            yield World(word(strategy), word(strategy), "", load(game.start, told))


def choosing(rows: Sequence[Policy], tiers: Mapping[str, Tier], begun: int, game: "Game") -> Rows:
    """Rows by which actors hold a tier from the first day on, and nothing that they decided of it.

    Args:
        rows: all rows.
        tiers: tier by actor.
        begun: how many rows the scenario had at the start; public commitments of these stay.
        game: the game, for its dates.
    """
    left: Rows = []
    for number, row in enumerate(rows):
        if isinstance(row, Pivot) and row.actor in tiers and number >= begun:
            continue
        left += list(_without_tier(row, tiers)) if isinstance(row, Decision) else [row]
    start, end = game.start.date_of(0), game.start.date_of(game.start.quarters)
    made = (Decision(kind="decision", actors=[who], tier=tier, start=start, end=end) for who, tier in tiers.items())
    return [*left, *made]


def keeping(rows: Sequence[Policy], asked: Mapping[tuple[int, str], Sequence[Mapping[str, Any]]], game: "Game") -> Rows:
    """Rows by which decisions do what was asked of who decided, quarter by quarter, where they fell short of it.

    Args:
        rows: all rows.
        asked: by quarter and seat, what promises and laws asked.
        game: the game, for its dates.
    """
    made: Rows = []
    for row in rows:
        made.append(row)
        if not isinstance(row, Decision) or row.start is None:
            continue
        first, last = game.start.quarter_of(row.start), game.start.quarter_of(row.end) if row.end else game.quarter
        for t in range(max(0, first), min(last, game.quarter)):
            for who in row.actors:
                better = _short_of(row, asked.get((t, who), ()))
                if better:
                    start, end = game.start.date_of(t), game.start.date_of(t + 1)
                    made.append(Decision(kind="decision", actors=[who], start=start, end=end, **better))
    return made


def unagreed(rows: Sequence[Policy], begun: int) -> Rows:
    """Rows without the agreements of the game, and without what was decided about joining them."""
    gone = {row.name for row in rows[begun:] if isinstance(row, Alliance)}
    left = [row for number, row in enumerate(rows) if number < begun or not isinstance(row, _AGREED)]
    return [each for row in left if (each := _without_alliances(row, gone)) is not None]


def uncontrolled(rows: Sequence[Policy]) -> Rows:
    """Rows without export controls and answers to them."""
    return [row for row in rows if not isinstance(row, _CONTROLS)]


def _changed(game: "Game", name: str, question: str, about: str, rows: Rows, seat: str = "") -> World:
    return World(name, question, about, game.played.model_copy(update={"policies": rows}), seat)


def _tier(game: "Game", seat: str, share: bool) -> Tier:
    """The tier at which an actor would share, or hoard."""
    spec = [spec for spec in game.start.actors.values() for _ in range(spec.count)][game.seats[seat].row]
    return Tier(spec.shares_as if share else spec.hoards_as)


def _without_tier(row: Decision, who: Mapping[str, Tier]) -> Iterator[Decision]:
    """A decision for the others as it was, and for these without its tier, if it decides anything else."""
    others, these = [each for each in row.actors if each not in who], [each for each in row.actors if each in who]
    if others:
        yield row.model_copy(update={"actors": others})
    if these and (row.effort, row.care, row.join, row.leave) != (None, None, [], []):
        yield row.model_copy(update={"actors": these, "tier": None})


def _short_of(row: Decision, asked: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a decision would have had to be, where it falls short of what is asked."""
    tier = max((Tier[each["tier"].upper()] for each in asked if "tier" in each), default=None)
    effort = min((each["effort"] for each in asked if "effort" in each), default=None)
    care = max((each["care"] for each in asked if "care" in each), default=None)
    better: dict[str, Any] = {}
    if tier is not None and row.tier is not None and row.tier < tier:
        better["tier"] = tier
    if effort is not None and row.effort is not None and row.effort > effort:
        better["effort"] = effort
    if care is not None and row.care is not None and row.care < care:
        better["care"] = care
    return better


def _without_alliances(row: Policy, gone: set[str]) -> Policy | None:
    """A row that no longer names some alliances; None if it decides nothing any more."""
    if not isinstance(row, Decision) or not gone & {*row.join, *row.leave}:
        return row
    join, leave = ([each for each in names if each not in gone] for names in (row.join, row.leave))
    if not (join or leave) and (row.tier, row.effort, row.care) == (None, None, None):
        return None
    return row.model_copy(update={"join": join, "leave": leave})
