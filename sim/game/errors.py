"""What is wrong with what a player asks for."""


class GameError(ValueError):
    """A game cannot do what it is asked; the message is one sentence for who asked."""


class LostTurn(UserWarning):
    """A program has not replied, or asked for what cannot be done; its strategy decides instead."""
