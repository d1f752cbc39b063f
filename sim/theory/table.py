"""Comparisons of the rules with published results: what a comparison is, which cases there are, and running them.

A module of this package that has ``checks()`` or ``point(...)`` is a published result, and must have both. The case
has the module's name; its summary is the first line of the module's docstring.
"""

import ast
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import sim.theory

ORDER = (
    "richardson", "precipice", "contest", "spillover", "network", "dilemma", "outputs", "dsair", "reputation", "prices",
    "conformity", "restraint",
)  # fmt: skip
"""Cases listed first; others follow by name."""
_PARTS = ("checks", "point")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Check:
    """The number that a published result gives, and the one that the rules gave.

    Attributes:
        case: the published model, in a word: "richardson", "precipice", "spillover", ...
        what: what is compared, with its parameters.
        source: paper and place in it.
        expected: the published or derived number.
        got: the number that running the rules gave.
        tolerance: largest difference allowed; it is stated in the project's documents, never fitted to results.
    """

    case: str
    what: str
    source: str
    expected: float
    got: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the two agree; NaN never does."""
        return bool(abs(self.got - self.expected) <= self.tolerance)


def summaries() -> dict[str, str]:
    """Summary of each case, by name and in order; read from the sources, since importing them takes a second."""
    unordered = {module.name: _summary(module.name) for module in iter_modules(sim.theory.__path__)}
    order = [*ORDER, *sorted(unordered.keys() - set(ORDER))]
    return {name: summary for name in order if (summary := unordered.get(name)) is not None}


def _summary(name: str) -> str | None:
    """First line of a module's docstring; None for a module that is not a case."""
    loader: Any = find_spec(f"sim.theory.{name}").loader  # type: ignore[union-attr]
    tree = ast.parse(loader.get_source(f"sim.theory.{name}"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    imported = {each.name for node in tree.body if isinstance(node, ast.ImportFrom) for each in node.names}
    return (ast.get_docstring(tree) or "").partition("\n")[0] if {*_PARTS} & (defined | imported) else None


def case(name: str) -> ModuleType:
    """The module of a case.

    Raises:
        ValueError: the module lacks ``checks()`` or ``point(...)``.
    """
    module = import_module(f"sim.theory.{name}")
    for part in _PARTS:
        if not callable(getattr(module, part, None)):
            raise ValueError(f"{module.__file__}: {part}() is missing; a published result has checks() and point(...)")
    return module


def cases() -> dict[str, ModuleType]:
    """Every case, by name.

    Raises:
        ValueError: a case lacks ``checks()`` or ``point(...)``.
    """
    return {name: case(name) for name in summaries()}


def all_checks(only: Collection[str] = (), progress: Progress | None = None, workers: int = 1) -> list[Check]:
    """Run the comparisons.

    Args:
        only: names of the cases to run; all when empty.
        progress: called with the current case, the number of cases done and the total; at the end the case is "".
        workers: number of processes to run cases in; results do not depend on it.

    Returns:
        The comparisons, case by case.

    Raises:
        ValueError: a name is not the name of a case.
    """
    modules = cases()
    for name in only:
        if name not in modules:
            raise ValueError(f"there is no case {name}; expected one of {', '.join(modules)}")
    wanted = [name for name in modules if not only or name in only]
    report = progress or (lambda name, done, total: None)
    comparisons: dict[str, list[Check]] = {}
    here, elsewhere = (wanted, []) if workers == 1 else (wanted[:1], wanted[1:])
    for done, name in enumerate(here):
        report(name, done, len(wanted))
        comparisons[name] = modules[name].checks()
    # The first case has compiled the rules, which every process would otherwise do for itself.
    if elsewhere:
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            running = {pool.submit(_checks, name): name for name in elsewhere}
            for done, future in enumerate(as_completed(running), start=len(here)):
                report(running[future], done, len(wanted))
                comparisons[running[future]] = future.result()
    report("", len(wanted), len(wanted))
    return [check for name in wanted for check in comparisons[name]]


def _checks(name: str) -> list[Check]:
    comparisons: list[Check] = case(name).checks()
    return comparisons
