"""Users' own modules: strategies, outcomes and phases outside the package.

A module is one Python file. It can define

- subclasses of :class:`sim.Actor` that override ``choose()``: strategies, which scenarios name in lower-case words with
  hyphens (``class TitForTwoTats`` is ``strategy = "tit-for-two-tats"``),
- outcomes: functions of a run, decorated with :func:`outcome`,
- phases: steps of a quarter, decorated with :func:`phase`.

:func:`use` loads it. Its text becomes part of the model version, and so of the key of every run.
"""

import importlib.util
import linecache
import re
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, get_args

import numba
import numpy as np
from numba.core.errors import NumbaError
from numba.core.ir import Loc

from sim import extension
from sim.agents import Actor
from sim.extension import Extension, ExtensionError, Source
from sim.noise import Noise, noise_of, own_luck
from sim.outcomes import OUTCOMES, Better, Outcome
from sim.result import Run
from sim.rules.quarter import AFTER_CHOICE, BEFORE_CHOICE, phases_of
from sim.scenario.errors import did_you_mean
from sim.scenario.load import load
from sim.scenario.schema.enums import Strategy, words
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.ranges import Range
from sim.scenario.schema.series import SERIES
from sim.world import World, build

_SHOWN_BY = Display.DIFFERENCE | Display.HEADLINE | Display.SPREAD
_TAKES = ("w", "noise", "t", "luck")
_GIVES = "a subclass of Actor with choose(), or a function decorated with @outcome or @phase"


@dataclass(frozen=True)
class OwnOutcome:
    """A user's outcome: a function of a run, with its description for tables."""

    function: Callable[[Run], float]
    told: Outcome

    def __call__(self, run: Run) -> float:
        """Return the function's value, unchecked."""
        return self.function(run)

    def of(self, run: Run) -> float:
        """Return the outcome of a run.

        Raises:
            ValueError: it is outside the declared range, or not finite.
            TypeError: it is not a number.
        """
        figure = self.function(run)
        least, most, rule = self.told.within
        if isinstance(figure, bool) or not isinstance(figure, int | float | np.number):
            raise TypeError(f"{self.told.name} returned {figure!r}; expected a number")
        if not least <= float(figure) <= most or abs(float(figure)) == inf:
            raise ValueError(f"{self.told.name} = {float(figure):g}: {rule}")
        return float(figure)


@dataclass(frozen=True)
class OwnPhase:
    """A user's phase: a compiled step, and the phase after which it runs."""

    name: str
    after: str
    step: Any

    @property
    def takes(self) -> tuple[str, ...]:
        """Names of its parameters."""
        code = self.step.py_func.__code__
        return tuple(code.co_varnames[: code.co_argcount])

    def __call__(self, world: World, noise: Noise, quarter: int) -> None:
        """Run the phase."""
        known: dict[str, Any] = {"w": world, "noise": noise, "t": quarter}
        if "luck" in self.takes:
            known["luck"] = own_luck(noise, self.name, world.actors["key"], quarter)
        self.step(*(known[name] for name in self.takes))

    def compile(self, world: World, noise: Noise) -> None:
        """Compile it for a world, so that compile errors are reported before a run starts."""
        kinds = {"w": numba.typeof(world), "noise": numba.typeof(noise), "t": numba.int64, "luck": numba.float64[::1]}
        self.step.compile(tuple(kinds[name] for name in self.takes))


def outcome(
    unit: str, better: Better = "neither", within: tuple[float, float] = (-inf, inf), group: str = "of one's own"
) -> Callable[[Callable[[Run], float]], OwnOutcome]:
    """Turn a function of a run into an outcome.

    The function's name is the name of the outcome, and the first line of its docstring is the definition.

    Args:
        unit: Unit of measure, in words, such as "share" or "bn USD/quarter".
        better: Which direction is better: "more", "less" or "neither".
        within: Lowest and highest valid value, in this unit; a run with any other value fails.
        group: Heading under which tables list it.

    Returns:
        A decorator; :func:`sim.use` makes the outcome one of the model's.

    Raises:
        TypeError: there is no unit.
        ValueError: `better` or `within` cannot be used.
    """
    if not isinstance(unit, str):
        raise TypeError('write @sim.outcome(unit="..."), with its unit in brackets')
    if better not in get_args(Better):
        raise ValueError(f"better = {better!r}; expected one of {', '.join(get_args(Better))}")
    least, most = within
    if not least <= most:
        raise ValueError(f"within = {within!r}; expected the lowest and the highest value, in this order")
    span = Range(least, most, f"it must lie in [{least:g}, {most:g}]" if within != (-inf, inf) else "it must be finite")

    def made(function: Callable[[Run], float]) -> OwnOutcome:
        definition = next(iter((function.__doc__ or function.__name__).strip().splitlines()), "").rstrip(".")
        name, label = function.__name__, function.__name__.replace("_", " ")
        return OwnOutcome(
            function, Outcome(name, unit, better, definition, group, "", "own", span, label=label, displays=_SHOWN_BY)
        )

    return made


def phase(after: str) -> Callable[[Callable[..., None]], OwnPhase]:
    """Compile a function and run it each quarter after a phase of the model (sim/rules/quarter.py).

    The function takes any of these arguments: ``w``, the world, with arrays that it can read and change; ``noise``;
    ``t``, the quarter; and ``luck``, an array of random numbers between 0 and 1, one per actor, new each quarter. It
    can use the part of Python that Numba compiles.

    Args:
        after: Name of the phase before it, such as "trust".

    Returns:
        A decorator; :func:`sim.use` puts the phase into the quarter.

    Raises:
        TypeError: no phase is named.
    """
    if not isinstance(after, str):
        raise TypeError('write @sim.phase(after="..."), with the name of a phase in brackets')

    def made(function: Callable[..., None]) -> OwnPhase:
        # Bounds are checked: a wrong index is an error, and never another number's place.
        return OwnPhase(function.__name__, after, numba.njit(error_model="numpy", boundscheck=True)(function))

    return made


class InUse:
    """A module in use, until the end of a ``with`` block or a call of :meth:`drop`."""

    def __init__(self, found: Extension) -> None:
        self.extension = found

    def drop(self) -> None:
        """Stop using the module."""
        extension.set_in_use(tuple(each for each in extension.in_use() if each is not self.extension))
        for name in self.extension.outcomes:
            OUTCOMES.pop(name, None)

    def __enter__(self) -> "InUse":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.drop()

    def __repr__(self) -> str:
        own = self.extension
        given = [*own.strategies, *own.outcomes, *(each.name for each in own.phases)]
        return f"<{own.source.file} in use: {', '.join(given)}>"


def use(module: str | Path) -> InUse:
    """Use a module of your own for all runs of this process from now on.

    Args:
        module: Path of a file, or a name: ``mymodule`` in this folder, or ``package.mymodule``, installed.

    Returns:
        A handle that ends the use. The module stays in use if you ignore it.

    Raises:
        ExtensionError: the module cannot be read, raises an error, defines nothing to use, or uses a name that exists.
    """
    source = _read(module)
    if any(each.source.name == source.name for each in extension.in_use()):
        same = next(each for each in extension.in_use() if each.source.name == source.name)
        if same.source.text == source.text:
            return InUse(same)
        raise ExtensionError(_instead_of(source, same.source))
    found = loaded(source)
    _check(found)
    _compile(found)
    extension.set_in_use((*extension.in_use(), found))
    OUTCOMES.update({name: each.told for name, each in found.outcomes.items()})
    return InUse(found)


def _instead_of(source: Source, used: Source) -> str:
    end = "call drop() of what sim.use() returned, then use it again"
    if source.path == used.path:
        return f"{source.name}: {used.file} has changed since it came into use; {end}"
    return f"{source.name}: another module of this name is in use, {used.path}; {end}, or rename one of the files"


def _read(module: str | Path) -> Source:
    path = _path_of(str(module))
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise ExtensionError(f"{module}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ExtensionError(f"{module}: is not UTF-8 text; expected a Python module") from None
    source = Source(path.stem, str(path.absolute()), text)
    # A store keeps it under its label, under which it is the same module.
    source = source._replace(name=source.name.removesuffix(f".{source.digest}"))
    if not source.name.isidentifier():
        raise ExtensionError(
            f"{module}: {source.name!r} is not a valid module name; rename the file to a Python identifier"
        )
    return source


def _path_of(module: str) -> Path:
    path = Path(module).expanduser()
    if path.suffix == ".py" or len(path.parts) > 1:
        return path
    beside = Path(f"{module}.py")
    if beside.is_file():
        return beside
    found = None
    with suppress(ImportError, ValueError, AttributeError):
        found = importlib.util.find_spec(module)
    if found is None or not found.origin or not found.has_location:
        raise ExtensionError(
            f"{module}: no such module; expected the path of a .py file, or a name that Python can import"
        )
    return Path(found.origin)


@cache
def loaded(source: Source) -> Extension:
    """Return what a module adds, from its text; a process executes the same text once.

    Raises:
        ExtensionError: the module raises an error, or defines nothing to use.
    """
    made = ModuleType(f"{source.name}_{source.digest}")
    made.__file__ = source.path
    sys.modules[made.__name__] = made  # where classes look for their module
    # Tracebacks show lines also where the file is not.
    linecache.cache[source.path] = (len(source.text), None, source.text.splitlines(True), source.path)
    empty = Extension(source, {}, {}, ())
    try:
        with empty.blamed():
            exec(compile(source.text, source.path, "exec"), made.__dict__)
    except ExtensionError as error:
        if isinstance(error.__cause__, SyntaxError):
            fault = error.__cause__
            raise ExtensionError(f"{source.file}, line {fault.lineno or 1}: {fault.msg}") from fault
        raise
    own = list({id(each): each for each in vars(made).values()}.values())  # a second name of a phase is no second phase
    return replace(
        empty,
        strategies={_word(each): each for each in own if _is_strategy(each, made)},
        outcomes={each.told.name: each for each in own if isinstance(each, OwnOutcome)},
        phases=tuple(each for each in own if isinstance(each, OwnPhase)),
    )


def _is_strategy(found: object, module: ModuleType) -> bool:
    return (
        isinstance(found, type)
        and issubclass(found, Actor)
        and found.__module__ == module.__name__
        and not found.__name__.startswith("_")  # what others derive from
        and found.choose is not Actor.choose
    )


def _word(strategy: type) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", strategy.__name__).lower().replace("_", "-")


def _check(found: Extension) -> None:
    file = found.source.file
    if not (found.strategies or found.outcomes or found.phases):
        raise ExtensionError(f"{file}: defines nothing to use; expected {_GIVES}")
    taken = [("outcome or series", name) for name in found.outcomes if name in OUTCOMES or name in SERIES]
    taken += [("strategy", name) for name in found.strategies if name in words(Strategy)]
    for what, name in taken:
        raise ExtensionError(f"{file}: there is already the {what} {name!r}; choose another name")
    known = [name for part in (*BEFORE_CHOICE, *AFTER_CHOICE) for name in phases_of(part)]
    for each in found.phases:
        if each.after not in known:
            hint = did_you_mean(each.after, known)
            raise ExtensionError(
                f"{file}: {each.name} comes after {each.after!r}, which is not a phase; {hint or known}"
            )
        strange = [name for name in each.takes if name not in _TAKES]
        if strange:
            raise ExtensionError(f"{file}: {each.name} takes {strange[0]!r}; expected any of {', '.join(_TAKES)}")


def _compile(found: Extension) -> None:
    if not found.phases:
        return
    base = load("base")
    world, noise = build(base, 0, 1, len(SERIES)), noise_of(0)
    for each in found.phases:
        try:
            each.compile(world, noise)
        except Exception as error:
            line = _line(error, found.source.path)
            raise ExtensionError(f"{found.source.file}, line {line}, in {each.name}: {_first(error)}") from None


def _line(error: Exception, path: str) -> int:
    """Return the line that failed to compile: Numba's errors state it, others have it in their traceback."""
    said = re.search(rf'File "[^"]*{re.escape(Path(path).name)}", line (\d+):', str(error))
    if said:
        return int(said[1])
    places = [error] + [
        value for frame, _ in traceback.walk_tb(error.__traceback__) for value in frame.f_locals.values()
    ]
    known = [getattr(place, "loc", place) for place in places]
    return next((loc.line for loc in reversed(known) if isinstance(loc, Loc) and loc.filename == path), 1)


def _first(error: Exception) -> str:
    """The compiler's message, without its explanation."""
    if not isinstance(error, NumbaError):
        return f"{type(error).__name__}: {error}"
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line for line in lines if line and not line.startswith(("Failed in", "During:", "File", ">>>", "-"))]
    return said[0] if said else "cannot be compiled"
