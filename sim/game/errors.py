"""What is wrong with what a player asks for."""


class GameError(ValueError):
    """A game cannot do what it is asked; the message is one sentence for who asked."""
