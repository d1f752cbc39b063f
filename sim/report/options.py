"""What the commands of this package have in common: options, and how they say what to do after Ctrl-C."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.study.commands import Stopped

MOST_REPLICATES = 10**6

Store = Annotated[str, typer.Option(metavar="DIR", help="Folder of finished runs.")]
Workers = Annotated[int | None, typer.Option(min=1, max=1024, metavar="N", help="Processes; one a core by default.")]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="Folder for tables and figures.")]
Replicates = Annotated[int, typer.Option(min=1, max=MOST_REPLICATES, metavar="R", help="Paired runs of each.")]


def target_of(out: str | None, default: str | None = None) -> Path | None:
    """The folder for results, checked before long work; None when there shall be none.

    Raises:
        RecordError: nothing can be written there.
    """
    from sim.report.folder import ensure_writable
    from sim.study.record import RecordError

    if out == "":
        raise RecordError("--out: the folder needs a name")
    target = Path(out or default or "") if out or default else None
    if target is not None:
        ensure_writable(target)
    return target


def command() -> str:
    """The command that was given, as it can be given again."""
    return shlex.join(["hoardshare", *sys.argv[1:]])


@contextmanager
def going_on() -> "Iterator[None]":
    """After Ctrl-C, say what is kept and how to go on: in the midst of runs, or of what is made of them."""
    from sim.study.sweep import Interrupted

    try:
        yield
    except Interrupted as stopped:
        raise Stopped(f"interrupted: {stopped}; to go on: {command()}") from None
    except KeyboardInterrupt:
        raise Stopped(f"interrupted: finished runs are kept; to go on: {command()}") from None
