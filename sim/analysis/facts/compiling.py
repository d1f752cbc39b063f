"""How measures are compiled: as rules are, on first use, but outside the model version."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from sim.compile import rule
from sim.kept import Kept

P = ParamSpec("P")
R = TypeVar("R")

COMPILED = (
    "frontier.py", "growth.py", "history.py", "measures.py", "observation.py", "output.py", "runs.py", "shares.py",
)  # fmt: skip
"""Files of this package with compiled functions, which call each other."""
NOTE = "compiling the measures, once for this version on this machine: about half a minute"


def measure(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function of arrays and records.

    It is stored where rules are. Measures can change without a new model version, so that stored code is out of date
    when any file of :data:`COMPILED` has changed; Numba itself would look only at the function's own.

    Raises:
        LookupError: its file is not among them.
    """
    made: Any = rule(function)
    file = Path(cast(Any, function).__code__.co_filename).name
    if file not in COMPILED:
        raise LookupError(f"{file}: has a compiled measure; name the file in COMPILED of {__name__}")
    if isinstance(made._cache, Kept):
        made._cache.depend_on(sources(), NOTE)
    return cast(Callable[P, R], made)


@cache
def sources() -> str:
    """Hash of the files with compiled functions."""
    digest = hashlib.blake2b(digest_size=8)
    for name in COMPILED:
        digest.update(name.encode() + b"\0" + (Path(__file__).parent / name).read_bytes() + b"\0")
    return digest.hexdigest()
