"""The decisions of games as a table: one row a seat and round, with what it saw, what it did, and what came of it.

No row names anybody: who sat there is a person, a program or a strategy. What was written to each other is not in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.game.debrief.sat import Turn, turns
from sim.game.debrief.story import offers
from sim.game.debrief.walk import Walk
from sim.game.game import Game
from sim.game.plain import number
from sim.game.rows import club_names
from sim.keys import run_key
from sim.scenario.errors import clean
from sim.scenario.schema.enums import Tier, word
from sim.version import model_version

COLUMNS = {
    "game": "which game, a hash of the scenario as played, seed, length and rules: equal games have equal ones",
    "scenario": "title of the scenario",
    "start": "hash of the scenario before anybody decided",
    "model_version": "of the rules by which the table was reckoned",
    "seed": "seed of the luck",
    "round": "from 1",
    "round_quarters": "quarters of each round",
    "quarter": "the first of the round, from 0",
    "date": "its first day",
    "seat": "the actor",
    "kind": "firm, nation or lab",
    "bloc": "its bloc",
    "by": "who decided: person, program, strategy, or somebody where the file of the room is missing",
    "consent": "whether the person agreed to have what was chosen kept for research; empty for others",
    "seconds": "from the begin of the round to the last decision of a person, pauses included",
    "decided_tier": "tier that was decided; empty here and below: left to the strategy",
    "decided_effort": "against its budget",
    "decided_care": "share",
    "decided_join": "alliances to belong to, by commas",
    "decided_leave": "alliances not to belong to, by commas",
    "commit": "tier of a public commitment of this game that stands",
    "controls": "export controls of this seat as they stand, bloc=strength, 0 once lifted, by commas",
    "data": "share of its data in the common pool",
    "default_tier": "what its strategy would have chosen before the choice",
    "default_effort": "the same",
    "default_care": "the same",
    "default_alliances": "the same, by commas",
    "done_tier": "what was done in the first quarter of the round, after all that binds",
    "done_effort": "the same",
    "done_care": "the same",
    "done_alliances": "alliances and partnerships to which it then belonged, by commas",
    "saw_best_rival": "who it believed to be best of the others",
    "saw_estimate": "capability that it believed that one to have, OOM",
    "saw_error": "standard deviation of chance in such an estimate, OOM",
    "saw_trust": "its trust in that one, share",
    "saw_mean_trust": "its mean trust in those to whom it is tied, share",
    "saw_reputation": "its own reputation, share",
    "saw_threat": "how threatened it felt",
    "saw_capability": "its own capability, OOM",
    "saw_cash": "its own cash, bn USD",
    "saw_promises": "promises and laws that bound it",
    "appraisal": "worth of sharing over hoarding, as the rules reckon it and a seat can ask, bn USD a quarter",
    "offers_made": "in the round",
    "offers_received": "in the round",
    "offers_accepted": "of those received",
    "offers_agreed": "of those made, how many at least one other accepted",
    "promises_kept": "promises and laws times quarters of the round in which they were kept",
    "promises_broken": "the same, broken",
    "breaches_found": "the same, broken and found out",
    "incidents": "ordinary incidents in the round",
    "payoff": "over the round, bn USD",
    "users": "share, at its end",
    "reputation": "share, at its end",
    "capability": "OOM, at its end",
    "alive": "whether it is still there at its end",
}
"""What each column holds, with its unit."""
_WHOLE = (
    "seed", "round", "round_quarters", "quarter", "saw_promises", "offers_made", "offers_received", "offers_accepted",
    "offers_agreed", "promises_kept", "promises_broken", "breaches_found",
)  # fmt: skip
_YES = ("consent", "alive")
_NUMBERS = (
    "seconds", "decided_effort", "decided_care", "data", "default_effort", "default_care", "done_effort", "done_care",
    "saw_estimate", "saw_error", "saw_trust", "saw_mean_trust", "saw_reputation", "saw_threat", "saw_capability",
    "saw_cash", "appraisal", "incidents", "payoff", "users", "reputation", "capability",
)  # fmt: skip
_TYPES = dict.fromkeys(COLUMNS, "string") | {
    name: kind for kind, names in (("Int64", _WHOLE), ("boolean", _YES), ("Float64", _NUMBERS)) for name in names
}


def decisions_table(games: "Game | str | Path | Iterable[Game | str | Path]") -> pd.DataFrame:
    """The decisions of one game or of several, a row a seat and round.

    Args:
        games: games, or game files. Rounds that are over count.

    Returns:
        The columns of :data:`COLUMNS`. ``to_csv`` and ``to_parquet`` write it.

    Raises:
        GameError: a file is no game file.
        ScenarioError: what it holds is no valid scenario.
    """
    some = [games] if isinstance(games, Game | str | Path) else games
    rows = [row for each in some for row in _rows(each if isinstance(each, Game) else Game.open(each))]
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS)).astype(_TYPES)


def csv_of(game: Game) -> str:
    """The decisions of a game as a file for a spreadsheet: no cell begins as a formula does."""
    table = decisions_table(game)
    words = table.select_dtypes("string").columns
    table[words] = table[words].map(_harmless, na_action="ignore")
    return str(table.to_csv(index=False, lineterminator="\n"))


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _rows(game: Game) -> Iterator[dict[str, Any]]:
    walk = Walk(game)
    made = {at: offers(game, at) for at in range(1, game.rounds_over + 1)}
    about = {
        "game": run_key(game.played.digest, game.seed, max(1, game.quarter), model_version())[:16],
        "scenario": clean(game.start.title),
        "start": game.start.digest,
        "model_version": model_version(),
        "seed": game.seed,
        "round_quarters": game.round_quarters,
    }
    for turn in turns(game):
        before = walk.before[turn.round][game.seats[turn.seat].row]
        if before["alive"]:
            yield (
                about
                | _turn(game, turn)
                | _saw(walk, turn)
                | _offered(made[turn.round], turn.seat)
                | _came(game, walk, turn)
            )


def _turn(game: Game, turn: Turn) -> dict[str, Any]:
    seat, quarter, decided = game.seats[turn.seat], (turn.round - 1) * game.round_quarters, turn.decided
    return {
        "round": turn.round,
        "quarter": quarter,
        "date": game.start.date_of(quarter).isoformat(),
        "seat": turn.seat,
        "kind": word(seat.kind),
        "bloc": seat.bloc,
        "by": turn.by,
        "consent": turn.consent,
        "seconds": turn.seconds,
        **{f"decided_{name}": decided.get(name) for name in ("tier", "effort", "care")},
        **{f"decided_{name}": _list(decided.get(name, [])) for name in ("join", "leave")},
        "commit": decided.get("commit"),
        "controls": _list(f"{bloc}={strength:g}" for bloc, strength in decided.get("controls", {}).items()),
        "data": decided.get("data"),
    }


def _saw(walk: Walk, turn: Turn) -> dict[str, Any]:
    known = walk.known[turn.round, turn.seat]
    seen = [each for each in known["rivals"] if each["estimate"] is not None]
    best: dict[str, Any] = max(seen, key=lambda each: float(each["estimate"]), default={})
    trusts = [each["trust"] for each in seen if each["trust"] is not None]
    return {
        **{f"default_{name}": known["default"][name] for name in ("tier", "effort", "care")},
        "default_alliances": _list(known["default"]["alliances"]),
        "saw_best_rival": best.get("name"),
        "saw_estimate": best.get("estimate"),
        "saw_error": best.get("error"),
        "saw_trust": best.get("trust"),
        "saw_mean_trust": sum(trusts) / len(trusts) if trusts else None,
        **{f"saw_{name}": known["you"][name] for name in ("reputation", "threat", "capability", "cash")},
        "saw_promises": len(known["promises"]),
        "appraisal": walk.appraised[turn.round, turn.seat],
    }


def _offered(made: Sequence[dict[str, Any]], seat: str) -> dict[str, int]:
    own, received = [each for each in made if each["from"] == seat], [each for each in made if seat in each["to"]]
    return {
        "offers_made": len(own),
        "offers_received": len(received),
        "offers_accepted": sum(seat in each["accepted"] for each in received),
        "offers_agreed": sum(bool(each["accepted"]) for each in own),
    }


def _came(game: Game, walk: Walk, turn: Turn) -> dict[str, Any]:
    first, last = (turn.round - 1) * game.round_quarters, turn.round * game.round_quarters
    row, past = game.seats[turn.seat].row, [page.actors for page in walk.model.past]
    done, before, after = past[first + 1][row], past[first][row], past[last][row]
    own = [each for each in walk.breaches if each.who == turn.seat and first <= each.quarter < last]
    bound = sum(len(walk.asked[t, turn.seat]) for t in range(first, last))
    clubs = enumerate(club_names(game.played))
    return {
        "done_tier": word(Tier(int(done["tier"]))),
        "done_effort": number(done["effort"]),
        "done_care": number(done["safety"]),
        "done_alliances": _list(name for k, name in clubs if int(done["clubs"]) >> k & 1),
        "promises_kept": bound - len(own),
        "promises_broken": len(own),
        "breaches_found": sum(each.found for each in own),
        "incidents": sum(float(page[row]["incident"]) for page in past[first + 1 : last + 1]),
        "payoff": number(after["payoff_sum"] - before["payoff_sum"]),
        **{name: number(after[name]) for name in ("users", "reputation", "capability")},
        "alive": bool(after["alive"]),
    }


def _list(names: Iterable[str]) -> str | None:
    return ", ".join(names) or None
