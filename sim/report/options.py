"""What the commands of this package have in common: options, and how they say what to do after Ctrl-C."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sim.study.commands import Stopped

MOST_REPLICATES = 10**6

Store = Annotated[str, typer.Option(metavar="DIR", help="Folder of finished runs.")]
Workers = Annotated[int | None, typer.Option(min=1, max=1024, metavar="N", help="Processes; one a core by default.")]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="Folder for tables and figures.")]
Replicates = Annotated[int, typer.Option(min=1, max=MOST_REPLICATES, metavar="R", help="Paired runs of each.")]


def command() -> str:
    """The command that was given, as it can be given again."""
    return shlex.join(["hoardshare", *sys.argv[1:]])


@contextmanager
def going_on() -> "Iterator[None]":
    """After Ctrl-C, say what is kept and how to go on."""
    from sim.study.sweep import Interrupted

    try:
        yield
    except Interrupted as stopped:
        raise Stopped(f"interrupted: {stopped}; to go on: {command()}") from None
