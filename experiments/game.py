"""Who gains when three scripted players take seats at the summit?

One always shares, one hoards until it believes that it is overtaken, one offers the others a treaty and keeps it. Each
game is compared with one of the same luck in which strategies lead all seats. docs/howto/play/protocol.md says what
players are asked and what they can reply.

Run it with `python experiments/game.py [--games 10] [--rounds 8]`.
"""

import argparse

import numpy as np

import sim
from sim.commands.program import program
from sim.console import columns, console

CARE = 0.6
"""Care that the treaty asks; 0 is none, 1 is all."""


def sharer(seen):
    """Share all, and sign whatever asks no more than it does anyway."""
    if seen["phase"] == "answer":
        return {"answers": {offer["id"]: offer["terms"].get("care", 0.0) <= CARE for offer in made_to(seen)}}
    return {"decision": {"tier": "open", "care": CARE}}


def hoarder(seen):
    """Keep all while ahead; share as soon as somebody is believed to be ahead. Sign nothing."""
    best = max(rival["estimate"] or 0.0 for rival in seen["rivals"])
    return {"decision": {"tier": "open" if best > seen["you"]["capability"] else "closed"}} if decides(seen) else None


def diplomat(seen):
    """Offer a treaty of care to whoever can answer, again until somebody signs; keep what is signed."""
    if not decides(seen):
        return None
    is_bound = any(promise["row"].startswith("treaty") for promise in seen["promises"])
    others = [name for name in seen["players"] if name != seen["seat"]]
    terms = {"care": CARE, "inspection": 0.5, "penalty": 0.5}
    offer = {"kind": "treaty", "to": others, "terms": terms, "text": "Let us both be careful, and look."}
    care = max(CARE, seen["default"]["care"]) if is_bound else seen["default"]["care"]
    return {"decision": {"care": care}, "offers": [] if is_bound else [offer]}


PLAYERS = {"atlas": sharer, "cobalt": hoarder, "borealis": diplomat}


def decides(seen):
    """Whether it is the first exchange of a round."""
    return seen["phase"] == "decide"


def made_to(seen):
    """Offers that wait for an answer."""
    return [offer for offer in seen["offers"] if not offer["mine"]]


def payoffs(game):
    """Payoffs of all seats over the game, bn USD."""
    return {name: game.observe(name)["you"]["payoff_sum"] for name in game.seats}


def main(argv=None):
    """Play games with and without the players, and print who gained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--games", type=int, default=10, metavar="N", help="games, each of another luck; at least 2")
    parser.add_argument("--rounds", type=int, default=8, metavar="N", help="rounds of a game, half a year each")
    given = parser.parse_args(argv)
    if given.games < 2:
        parser.error("--games: one game gives no interval; expected at least 2")
    played, signed = [], 0
    for seed in range(given.games):
        game = sim.play("summit", PLAYERS, seed=seed, rounds=given.rounds)
        alone = payoffs(sim.play("summit", seed=seed, rounds=given.rounds))
        played.append({name: payoff - alone[name] for name, payoff in payoffs(game).items()})
        signed += any(row["name"].startswith("treaty") for row in game.rows)
    table = columns("seat", "player", "gains, bn USD", "games in which it gains", numbers=[2, 3])
    for name in played[0]:
        gains = np.array([each[name] for each in played])
        error = 1.96 * gains.std(ddof=1) / np.sqrt(len(gains))
        player = PLAYERS[name].__name__ if name in PLAYERS else "its strategy"
        table.add_row(name, player, f"{gains.mean():+.3g} ± {error:.2g}", f"{(gains > 0).sum()} of {len(gains)}")
    screen = console()
    screen.print("Payoff over the game, against the same luck with strategies in all seats: mean and 95 % interval")
    screen.print(table)
    screen.print(f"A treaty was signed in {signed} of {given.games} games.")


if __name__ == "__main__":
    program(main)
