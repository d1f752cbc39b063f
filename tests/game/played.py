"""A game that was played, with something of everything: for tests of what comes after it."""

from sim.game.game import Game

OPEN, RACE = {"tier": "open", "care": 0.7}, {"tier": "closed", "effort": 1.3, "care": 0.2}
TREATY = {"tier": "access", "effort": 0.8, "care": 0.6, "inspection": 0.4}


def new(file=None, **more):
    """A game of the summit before its first round."""
    game = Game.new("summit", **{"seed": 7, "rounds": 4, "file": file, **more})
    return game


def rounds():
    """What is done in each of four rounds, as calls on a game."""

    def first(game):
        offered = game.offer(
            "atlas", {"kind": "treaty", "to": ["cobalt", "borealis"], "terms": TREATY, "text": "Peace"}
        )
        for seat in ("cobalt", "borealis"):
            game.answer(seat, offered, True)
        game.decide("cobalt", RACE)
        game.decide("norland", {"controls": {"south": 0.75}})

    def second(game):
        game.decide("cobalt", RACE)
        game.decide("atlas", OPEN)
        game.decide("dynamo", {"commit": "open", "data": 0.25, "alliances": ["concord"]})
        offered = game.offer("ember", {"kind": "alliance", "to": ["falcon", "quill"], "terms": {"dues": 0.01}})
        game.answer("falcon", offered, True)
        game.answer("quill", offered, False)

    def third(game):
        game.decide("cobalt", RACE)
        game.decide("atlas", OPEN)
        game.withdraw("borealis", "treaty-atlas-1")
        game.decide("quill", {"alliances": ["alliance-ember-1"]})
        game.message("atlas", None, "A private word")

    def fourth(game):
        game.decide("atlas", {**OPEN, "care": 0.1})
        game.decide("norland", {"controls": {"south": 0.0}})
        game.decide("dynamo", {"commit": None})

    return [first, second, third, fourth]


def play(game, look=None):
    """Play all of it; ``look`` sees the game in each round before it ends."""
    game.begin()
    for number, moves in enumerate(rounds(), 1):
        moves(game)
        if look:
            look(game, number)
        game.resolve()
    return game
