"""``hoardshare reductions``: compare the rules with published results. Heavy imports are inside functions."""

import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from sim.commands.options import example
from sim.commands.points import AsJson, command_of
from sim.console import columns, complain, console, say
from sim.console.progress import bar
from sim.exits import BAD_INPUT, NOT_WHOLE

if TYPE_CHECKING:
    from sim.theory.table import Check, Progress

WORKERS = os.cpu_count() or 1
_SIDES = ("theory", "model", "standard error")


class _Point(TyperCommand):
    """One point of a case; the case is loaded when its options are needed."""

    def get_params(self, context: Any) -> Any:
        """Return the parameters of its ``point()``."""
        if self.callback is None:
            with _one_line():
                made = command_of(str(self.name), _tell)
            self.params, self.callback = made.params, made.callback
        return super().get_params(context)


class _Cases(TyperGroup):
    """A command for every case; the cases are looked up when one is needed."""

    def list_commands(self, context: Any) -> list[str]:
        """Return their names, in the order in which they are listed."""
        return list(self._filled())

    def get_command(self, context: Any, name: str) -> Any:
        """Return one of them."""
        return self._filled().get(name)

    def _filled(self) -> Any:
        if not self.commands:
            from sim.theory.table import summaries

            self.commands.update(
                {
                    name: _Point(name=name, help=about, epilog=example(f"reductions {name}"))
                    for name, about in summaries().items()
                }
            )
        return self.commands


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, cls=_Cases)


@app.callback(invoke_without_command=True)
def reductions(
    context: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--case", metavar="NAME", help="Compare this case only; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the rules with published results, or compute one point of a result.

    Without a command, all comparisons run. The exit code is 1 if one of them fails.
    """
    if context.invoked_subcommand is not None:
        return
    from sim.theory.table import all_checks

    with _one_line(), _progress() as progress:
        checks = all_checks(only or (), progress, WORKERS)
    if as_json:
        say(json.dumps([_fields(check) for check in checks], indent=2, allow_nan=False))
    else:
        _print_checks(checks)
    if not all(check.passed for check in checks):
        raise typer.Exit(NOT_WHOLE)


def _tell(name: str, as_json: bool, parameters: dict[str, Any]) -> None:
    from sim.theory.table import case

    with _one_line():
        point = case(name).point(**parameters)
    if as_json:
        say(json.dumps(paired(point), indent=2, allow_nan=False))
    else:
        _print_point(point)


@contextmanager
def _one_line() -> Iterator[None]:
    """Turn a parameter that a theory rejects into one line and an exit code."""
    try:
        yield
    except ValueError as error:
        complain(error)
        raise typer.Exit(BAD_INPUT) from None


def paired(point: dict[str, Any]) -> dict[str, Any]:
    """Put the values of theory and model side by side under the name of the quantity; None replaces non-finite numbers.

    Args:
        point: A point, with keys such as "risk, theory" and "risk, model", or with one table each of theory, simulation
            and its standard error. The parameters are left out; the entries of other tables are listed one by one.
    """
    rows: dict[str, Any] = {}
    for name, value in _entries(point):
        quantity, _, side = name.rpartition(", ")
        if side in _SIDES:
            rows.setdefault(quantity, {})[side] = _finite(value)
        else:
            rows[name] = _finite(value)
    return rows


def _entries(point: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Entries one by one; the name of an entry in a table of one side ends with that side."""
    for name, value in point.items():
        if name == "parameters":
            continue
        words = name.replace("_", " ")
        if not isinstance(value, dict):
            yield (words, value)
            continue
        side = {"simulation": "model"}.get(words, words)
        for key, entry in value.items():
            yield (f"{key}, {side}" if side in _SIDES else f"{words}, {key}", entry)


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _print_point(point: dict[str, Any]) -> None:
    rows = paired(point)
    sides = [side for side in _SIDES if any(isinstance(row, dict) and side in row for row in rows.values())]
    table = columns("", *sides, numbers=range(1, len(sides) + 1))
    for name, row in rows.items():
        cells = [row.get(side) for side in sides] if isinstance(row, dict) else [row]
        table.add_row(name, *(_cell(value) for value in cells))
    console().print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.6g}"


def _fields(check: "Check") -> dict[str, Any]:
    numbers = {name: float(getattr(check, name)) for name in ("expected", "got", "tolerance")}
    finite = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {"case": check.case, "what": check.what, "source": check.source, **finite, "passed": check.passed}


def _print_checks(checks: "list[Check]") -> None:
    table = columns("case", "what", "source", "expected", "got", "tolerance", "verdict", numbers=range(3, 6))
    for check in checks:
        numbers = (f"{check.expected:.6g}", f"{check.got:.6g}", f"{check.tolerance:.0e}" if check.tolerance else "0")
        style = None if check.passed else "bold red"
        table.add_row(check.case, check.what, check.source, *numbers, "ok" if check.passed else "FAILS", style=style)
    failed = sum(not check.passed for check in checks)
    screen = console()
    screen.print(table)
    screen.print(f"{len(checks)} comparisons, {failed} failed" if failed else f"{len(checks)} comparisons, all hold")


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    with bar() as seen:
        if seen is None:
            yield None
        else:
            yield lambda name, done, total: seen.show(done, total, f"{done} of {total} cases {name}")
