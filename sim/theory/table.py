"""All published results that the rules are compared with, in one list."""

from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import sim.theory
from sim.theory.case import Check

CASES = ("richardson", "precipice", "spillover", "network", "dilemma", "outputs", "dsair", "reputation")
"""Order in which cases are told; others follow by name."""

_HELPERS = frozenset({"table"})
"""Modules of this package that hold no case."""

Progress = Callable[[str, int, int], None]


def cases() -> dict[str, ModuleType]:
    """Every module of this package that compares something, that is, defines ``checks``, by name."""
    names = [found.name for found in iter_modules(sim.theory.__path__)]
    order = [name for name in CASES if name in names] + sorted(set(names) - set(CASES))
    modules = {name: import_module(f"sim.theory.{name}") for name in order if name not in _HELPERS}
    return {name: module for name, module in modules.items() if hasattr(module, "checks")}


def all_checks(only: Collection[str] = (), progress: Progress | None = None, workers: int = 1) -> list[Check]:
    """Run the comparisons.

    Args:
        only: names of the cases to run; all when empty.
        progress: called with a case that is under way, cases done and cases in all; at the end with "".
        workers: processes to run cases in; the numbers do not depend on it.

    Returns:
        The comparisons, case by case.

    Raises:
        ValueError: a name is not that of a case.
    """
    modules = cases()
    for name in only:
        if name not in modules:
            raise ValueError(f"there is no case {name}; expected one of {', '.join(modules)}")
    wanted = [name for name in modules if not only or name in only]
    told = progress or (lambda name, done, total: None)
    found: dict[str, list[Check]] = {}
    here, elsewhere = (wanted, []) if workers == 1 else (wanted[:1], wanted[1:])
    for done, name in enumerate(here):
        told(name, done, len(wanted))
        found[name] = modules[name].checks()
    # The first case has compiled the rules, which every process would otherwise do for itself.
    if elsewhere:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            running = {pool.submit(_checks, name): name for name in elsewhere}
            for done, future in enumerate(as_completed(running), start=len(here)):
                told(running[future], done, len(wanted))
                found[running[future]] = future.result()
    told("", len(wanted), len(wanted))
    return [check for name in wanted for check in found[name]]


def _checks(name: str) -> list[Check]:
    found: list[Check] = import_module(f"sim.theory.{name}").checks()
    return found


def point(case: str, **parameters: object) -> dict[str, Any]:
    """Theory and model at one point of a case; see the ``point`` of its module.

    Raises:
        ValueError: a parameter is out of its range.
    """
    told: dict[str, Any] = import_module(f"sim.theory.{case}").point(**parameters)
    return told
