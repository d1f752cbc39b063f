"""What commands that go through a store have in common: options, and how they say what to do after Ctrl-C."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from sim.console.command import given as command

__all__ = ["STORE", "RetryFailed", "Stopped", "command", "going_on"]

STORE = "results/store"

RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Repeat runs that failed.")]


class Stopped(Exception):
    """A command that was interrupted; the message says what is kept and how to go on."""


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
