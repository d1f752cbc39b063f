"""How rules are compiled: once per machine and model version, into a folder named by that version."""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar, cast

import numba

from sim.version import model_version

P = ParamSpec("P")
R = TypeVar("R")


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def cache_folder() -> Path:
    """The folder of this model version's compiled code: below HOARDSHARE_CACHE, else the user's cache folder."""
    root = os.environ.get("HOARDSHARE_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(root) / "hoardshare" / model_version()
    return folder if _writable(folder) else Path(tempfile.mkdtemp(prefix="hoardshare-"))


@cache
def announce() -> None:
    """Say, once, that the rules are about to be compiled, unless this machine has done so for this version."""
    if not (cache_folder() / "compiled").exists():
        text = "Compiling the rules, once for this version on this machine (about a minute)"
        print(f"{text}: {cache_folder()}", file=sys.stderr)


@cache
def mark_compiled() -> None:
    """Remember that a whole run has been compiled."""
    (cache_folder() / "compiled").touch()


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a pure formula of numbers and records."""
    return _compiled(function, inline="never")


def phase(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a pure step that takes the world; it is copied into its callers.

    A call would count references to each of the world's arrays, 300 ns in all: more than most steps take.
    """
    return _compiled(function, inline="always")


def _compiled(function: Callable[P, R], inline: Literal["never", "always"]) -> Callable[P, R]:
    """Numba's own cache misses changes in called functions; a folder named by the model version makes it safe.

    No ``fastmath``: the same inputs give the same bits.
    """
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        return cast(Callable[P, R], numba.njit(cache=True, error_model="numpy", inline=inline)(function))
    finally:
        config.CACHE_DIR = before
