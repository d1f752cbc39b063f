"""Commands that documents show, taken apart as the program does it, and not done."""

from collections.abc import Sequence

import typer
from typer.main import get_command

from sim.cli import app

_WRONG = typer.BadParameter.__mro__[1]
"""A wrong use of a command, whichever copy of click typer has."""


def take_apart(words: Sequence[str]) -> None:
    """Find the command, its options and its arguments in the words after ``hoardshare``.

    Raises:
        ValueError: there is no such command or option, or it cannot be given this.
    """
    command, rest = get_command(app), list(words)
    while rest and not rest[0].startswith("-") and (inner := getattr(command, "commands", {})):
        if rest[0] not in inner:
            raise ValueError(f"no command {rest[0]}")
        command = inner[rest.pop(0)]
    try:
        command.make_context(command.name, rest)
    except _WRONG as error:
        raise ValueError(str(error)) from error
