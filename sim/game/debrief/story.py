"""What happened, in a form that pages print: round by round, promise by promise, agreement by agreement."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.game.debrief.sat import STRATEGY, Turn
from sim.game.debrief.walk import Breach, Walk
from sim.game.events import events
from sim.game.offers import called
from sim.game.plain import tier_words
from sim.game.rows import is_agreement, terms_of
from sim.scenario.schema.roles import Role, fields_of
from sim.scenario.schema.rows import Lasting

if TYPE_CHECKING:
    from sim.game.game import Game


def happened(game: "Game", walk: Walk, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Rounds: what each seat decided, what was offered and who accepted, and what everybody heard of."""
    news, day = events(walk.model, 0, game.quarter), game.start.date_of
    rounds = []
    for number in range(1, game.rounds_over + 1):
        first, last = (number - 1) * game.round_quarters, number * game.round_quarters
        rounds.append(
            {
                "round": number,
                "date": day(first).isoformat(),
                "until": day(last).isoformat(),
                "decisions": [
                    {"seat": turn.seat, "by": turn.by, "words": turn.words}
                    for turn in turns
                    if turn.round == number and turn.by != STRATEGY
                ],
                "offers": offers(game, number),
                "events": [
                    {"date": day(each["quarter"]).isoformat(), **{k: each[k] for k in ("kind", "who", "words")}}
                    for each in news
                    if first <= each["quarter"] < last
                ],
            }
        )
    return rounds


def offers(game: "Game", number: int) -> list[dict[str, Any]]:
    """Offers of a round, as the file of the room has them: from whom, to whom, what, and who accepted.

    The words that went with them are nobody's business.
    """
    made: dict[str, dict[str, Any]] = {}
    for event in game.events():
        if event.get("round") != number:
            continue
        if event["event"] == "offer":
            offer = event["offer"]
            name = called(offer["kind"], event["seat"], event["number"])
            terms = {key: value for key, value in (offer.get("terms") or {}).items() if value is not None}
            made[name] = {"id": name, "from": event["seat"], "kind": offer["kind"], "to": list(offer["to"]),
                          "terms": terms, "accepted": []}  # fmt: skip
        elif event["event"] == "answer" and event["offer"] in made:
            accepted = made[event["offer"]]["accepted"]
            if event["seat"] in accepted:
                accepted.remove(event["seat"])
            if event["accept"]:
                accepted.append(event["seat"])
    return list(made.values())


def agreements(game: "Game") -> list[dict[str, Any]]:
    """Agreements and commitments of the game: between whom, on what terms, from when to when."""
    return [
        {
            "row": row.name,
            "kind": row.kind,
            "parties": [name for field in fields_of(type(row), Role.PARTY) for name in _names(getattr(row, field))],
            "terms": terms_of(row),
            "since": row.start and row.start.isoformat(),
            "until": row.end.isoformat() if isinstance(row, Lasting) and row.end else None,
        }
        for row in game.played.policies[len(game.start.policies) :]
        if is_agreement(row)
    ]


def _names(named: str | Sequence[str]) -> list[str]:
    return [named] if isinstance(named, str) else list(named)


def promises(game: "Game", walk: Walk) -> list[dict[str, Any]]:
    """Every promise and law: what it asked, of whom, and who broke it, how often, and how often that was found out."""
    return [
        {
            "row": name,
            "kind": about["kind"],
            "parties": about["parties"],
            "since": about["since"],
            "asks": about["asks"],
            "words": asked(about["asks"]),
            "broken": _broken(game, [breach for breach in walk.breaches if breach.row == name]),
        }
        for name, about in walk.promises.items()
    ]


def asked(asks: dict[str, Any]) -> str:
    """What a promise asks, in a sentence."""
    parts = [f"a tier of at least {tier_words(asks['tier'])}"] if "tier" in asks else []
    parts += [f"effort of at most {asks['effort']:.3g}"] if "effort" in asks else []
    parts += [f"care of at least {asks['care']:.3g}"] if "care" in asks else []
    return f"It asked for {' and '.join(parts)}." if parts else "It asked for nothing."


def _broken(game: "Game", breaches: Sequence[Breach]) -> list[dict[str, Any]]:
    """By who broke it: from when to when, in how many quarters, and when it was found out."""
    day = game.start.date_of
    by = {breach.who: [each for each in breaches if each.who == breach.who] for breach in breaches}
    return [
        {
            "who": who,
            "date": day(own[0].quarter).isoformat(),
            "last": day(own[-1].quarter).isoformat(),
            "quarters": len(own),
            "found": sum(each.found for each in own),
            "found_on": [day(each.quarter).isoformat() for each in own if each.found],
        }
        for who, own in by.items()
    ]
