"""How rules are compiled: once per machine and model version, into a folder named by that version."""

import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

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


def is_compiled() -> bool:
    """Whether a whole run has been compiled on this machine for this model version."""
    return (cache_folder() / "compiled").exists()


def mark_compiled() -> None:
    """Remember that a whole run has been compiled."""
    (cache_folder() / "compiled").touch()


def rule(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a pure function of state, parameters and noise.

    Numba's own cache misses changes in the functions that a rule calls; naming its folder by the model version
    makes a stale rule impossible. No ``fastmath``: the same inputs give the same bits.
    """
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        return cast(Callable[P, R], numba.njit(cache=True, error_model="numpy")(function))
    finally:
        config.CACHE_DIR = before
