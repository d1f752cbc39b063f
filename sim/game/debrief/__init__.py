"""After the game: what happened, who gained by which measure, what was hidden, what else could have been."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sim.game.debrief.beside import strategies
from sim.game.debrief.lucks import numbers
from sim.game.debrief.measures import all_compared, of_actor, of_seats, of_world
from sim.game.debrief.otherwise import counterfactuals
from sim.game.debrief.sat import STRATEGY, Turn, turns
from sim.game.debrief.secrets import hidden, secrets
from sim.game.debrief.story import agreements, happened, promises
from sim.game.debrief.telling import told
from sim.game.debrief.walk import Walk
from sim.scenario.errors import clean
from sim.study.execute import run
from sim.version import model_version

if TYPE_CHECKING:
    from sim.game.game import Game

__all__ = ["Debrief", "debrief", "told"]

LUCK = (
    "Each is this game from the first day, with one thing changed and the same luck. Nobody answers in it: what others "
    "decided stays as it was, and who is led by a strategy goes on from what was changed. The same is done on other "
    "lucks, pair by pair; 9 of 10 of these differences lie between the two ends. They hold luck and nothing else: with "
    "other numbers of the model, or another form of it, any sign could turn."
)
BESIDE = (
    "The same seats led by one strategy each, on the same luck, without anything that was decided. On so many of 20 "
    "other lucks the strategy is on the same side of the room as here."
)
PAYOFFS = (
    "Payoff counts what each kind of seat wants: profit of a firm, security and welfare of a state, standing of a "
    "laboratory. Payoffs of different kinds do not compare, and so there is no winner by them."
)
NOTHING = "No round was played to its end, so there is nothing to tell."


@dataclass(frozen=True, repr=False)
class Debrief:
    """What came of a game.

    Attributes:
        about: title of the scenario, seed, quarters and rounds played, dates, model version, and words on how to read.
        measures: by which seats are measured: name, label, unit, better, about.
        seats: each seat: name, kind, bloc, role, whether somebody decided for it, by whom in how many rounds, whether
            it is still there, and its values by measure.
        world: outcomes of the run: name, label, unit, better, about, value.
        happened: rounds (:func:`sim.game.debrief.story.happened`).
        promises: kept and broken (:func:`sim.game.debrief.story.promises`).
        agreements: of the game (:func:`sim.game.debrief.story.agreements`).
        secrets: in sentences: who, date, words.
        hidden: in numbers, by seat and round (:func:`sim.game.debrief.secrets.hidden`).
        counterfactuals: what would have been (:func:`sim.game.debrief.otherwise.counterfactuals`).
        strategies: the room beside strategies (:func:`sim.game.debrief.beside.strategies`).
    """

    about: dict[str, Any]
    measures: list[dict[str, Any]]
    seats: list[dict[str, Any]]
    world: list[dict[str, Any]]
    happened: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    agreements: list[dict[str, Any]]
    secrets: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    counterfactuals: list[dict[str, Any]]
    strategies: dict[str, Any]

    def __repr__(self) -> str:
        return f"Debrief({self.about['title']!r}, rounds={self.about['rounds_over']}, seed={self.about['seed']})"

    def as_dict(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return asdict(self)


_kept: "WeakKeyDictionary[Game, tuple[object, Debrief]]" = WeakKeyDictionary()


def debrief(game: "Game") -> Debrief:
    """Reckon what came of a game, up to where it stands; a game that has not changed is reckoned once.

    Args:
        game: a game; its rounds that are over count, whether or not it is over.

    Returns:
        What happened, who gained by which measure, what was hidden, what would have been with one thing changed, on
        its luck and on 20 others, and the room beside strategies. ``as_dict()`` has all of it as JSON.

    Raises:
        Diverged: the game itself has failed; other worlds that fail are left out.
    """
    sat = turns(game)
    mark = game.played.digest, game.seed, game.quarter, game.stage, tuple((turn.by, turn.words) for turn in sat)
    if game not in _kept or _kept[game][0] != mark:
        _kept[game] = mark, _reckoned(game, sat)
    return _kept[game][1]


def _reckoned(game: "Game", sat: list[Turn]) -> Debrief:
    measures = [measure._asdict() for measure in of_seats()]
    if not game.quarter:
        nothing: dict[str, Any] = {"measures": [], "rows": []}
        return Debrief(_about(game), measures, [], [], [], [], [], [], [], [], nothing)
    walk, compared, room = Walk(game), all_compared(game), numbers(game, game.played)
    outcomes, unseen = run(game.played, game.seed, game.quarter).outcomes, hidden(game, walk)
    return Debrief(
        about=_about(game),
        measures=measures,
        seats=_seats(game, walk, sat),
        world=[{**measure._asdict(), "value": outcomes[measure.name]} for measure in of_world()],
        happened=happened(game, walk, sat),
        promises=promises(game, walk),
        agreements=agreements(game),
        secrets=secrets(game, walk, unseen),
        hidden=unseen,
        counterfactuals=counterfactuals(game, walk, compared, room),
        strategies=strategies(game, compared, room),
    )


def _about(game: "Game") -> dict[str, Any]:
    return {
        "title": clean(game.start.title),
        "seed": game.seed,
        "rounds": game.rounds,
        "rounds_over": game.rounds_over,
        "quarters": game.quarter,
        "date": game.start.date_of(0).isoformat(),
        "until": game.start.date_of(game.quarter).isoformat(),
        "model_version": model_version(),
        "is_of_this_version": game.is_of_this_version,
        "scenario": game.played.digest,
        "words": {"payoffs": PAYOFFS, "luck": LUCK, "strategies": BESIDE} if game.quarter else {"nothing": NOTHING},
    }


def _seats(game: "Game", walk: Walk, sat: list[Turn]) -> list[dict[str, Any]]:
    told, actors = [], walk.model.past[-1].actors
    for name, seat in game.seats.items():
        own = [turn.by for turn in sat if turn.seat == name]
        incidents = float(sum(page.actors["incident"][seat.row] for page in walk.model.past[1:]))
        told.append(
            {
                **seat.told(),
                "person": set(own) != {STRATEGY},
                "by": {who: own.count(who) for who in dict.fromkeys(own)},
                "alive": bool(actors["alive"][seat.row]),
                "values": of_actor(actors, seat.row, incidents, of_seats()),
            }
        )
    return told
