"""``hoardshare reductions``: published results beside what the rules give. Heavy imports stand inside functions."""

import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.console import columns, complain, console, say
from sim.exits import BAD_INPUT, NOT_WHOLE

if TYPE_CHECKING:
    from sim.theory.case import Check
    from sim.theory.table import Progress

WORKERS = os.cpu_count() or 1
_SIDES = ("theory", "model", "standard error")

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


class InformationWord(StrEnum):
    """What teams know in a race to the precipice."""

    NONE = "none"
    PRIVATE = "private"
    PUBLIC = "public"


@app.callback(invoke_without_command=True)
def reductions(
    context: typer.Context,
    only: Annotated[
        list[str] | None, typer.Option("--case", metavar="NAME", help="Compare this case only; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare published results with what the rules give, or compute any one point of them.

    Without a command all comparisons run; the exit code is 1 when one of them fails.
    """
    if context.invoked_subcommand is not None:
        return
    from sim.theory.table import all_checks

    with _one_line(), _progress() as progress:
        found = all_checks(only or (), progress, WORKERS)
    if as_json:
        say(json.dumps([_fields(check) for check in found], indent=2, allow_nan=False))
    else:
        _print_checks(found)
    if not all(check.passed for check in found):
        raise typer.Exit(NOT_WHOLE)


@app.command()
def richardson(
    k: Annotated[float, typer.Option(help="Answer to the other's effort, 1/quarter.")],
    m: Annotated[float, typer.Option(help="Fatigue, 1/quarter.")],
    g: Annotated[float, typer.Option(help="Grievance, effort a quarter.")],
    tau: Annotated[float, typer.Option(help="Trust of each in the other.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Two nations' arms spending: where it settles, and how fast (Richardson 1960)."""
    _tell("richardson", as_json, k=k, m=m, g=g, tau=tau)


@app.command()
def precipice(
    n: Annotated[int, typer.Option(help="Teams.")],
    mu: Annotated[float, typer.Option(help="Largest capability, OOM.")],
    enmity: Annotated[float, typer.Option(help="Loss when another wins safely, above 0, at most 1.")],
    information: Annotated[
        InformationWord, typer.Option(help="What teams know of capabilities.")
    ] = InformationWord.NONE,
    as_json: AsJson = False,
) -> None:
    """Risk of a disaster in a race (Armstrong, Bostrom & Shulman 2016)."""
    _tell("precipice", as_json, n=n, mu=mu, enmity=enmity, information=information.value)


@app.command()
def spillover(
    n: Annotated[int, typer.Option(help="Firms.")],
    b: Annotated[float, typer.Option("--B", help="Share of each firm's results that spills over.")],
    g: Annotated[float, typer.Option(help="Cost of research, g*x^2/2.")],
    as_json: AsJson = False,
) -> None:
    """Research alone and together under spillovers (d'Aspremont & Jacquemin 1988)."""
    _tell("spillover", as_json, n=n, B=b, g=g)


@app.command()
def network(
    n: Annotated[int, typer.Option(help="Firms.")],
    k: Annotated[int, typer.Option(help="Partners of each.")],
    g: Annotated[float, typer.Option(help="Cost of research, g*e^2.")],
    as_json: AsJson = False,
) -> None:
    """Research in networks of partners (Goyal & Moraga-Gonzalez 2001)."""
    _tell("network", as_json, n=n, k=k, g=g)


@app.command()
def dilemma(
    x: Annotated[float, typer.Option(help="Cost reduction that each firm may reveal.")], as_json: AsJson = False
) -> None:
    """Hoard or share as a prisoner's dilemma, and the patience that sustains sharing."""
    _tell("dilemma", as_json, x=x)


@app.command()
def outputs(
    n: Annotated[int, typer.Option(help="Firms.")],
    rho: Annotated[float, typer.Option(help="How far products compete.")],
    phi: Annotated[float, typer.Option(help="What a partner's effort adds.")],
    degree: Annotated[int | None, typer.Option(help="Partners of each; all others when absent.")] = None,
    as_json: AsJson = False,
) -> None:
    """Outputs of firms in a network of collaboration (Koenig, Liu & Zenou 2019)."""
    _tell("outputs", as_json, n=n, degree=n - 1 if degree is None else degree, rho=rho, phi=phi)


@app.command()
def dsair(
    w: Annotated[float, typer.Option("--W", help="Rounds to the goal.")],
    pr: Annotated[float, typer.Option(help="Risk of a disaster when unsafe.")],
    pfo: Annotated[float, typer.Option(help="Chance that an unsafe player is found out.")],
    z: Annotated[int, typer.Option("--Z", help="Players.")] = 100,
    beta: Annotated[float, typer.Option(help="Intensity of selection.")] = 0.1,
    mutation: Annotated[
        float | None, typer.Option("--mu-mutation", help="Chance of mutation; vanishing when absent.")
    ] = None,
    self_pairing: Annotated[bool, typer.Option("--self-pairing", help="Average payoffs over self as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Who stays safe in a race for a domain of AI (Han, Pereira, Santos & Lenaerts 2020)."""
    _tell("dsair", as_json, W=w, pr=pr, f=pfo, Z=z, beta=beta, mu=mutation, self_pairing=self_pairing)


@app.command()
def reputation(
    a: Annotated[float, typer.Option(help="Speed of trust, 1/quarter.")] = 0.1,
    x: Annotated[float, typer.Option(help="What the partner shows every quarter.")] = 0.8,
    tau: Annotated[float, typer.Option(help="Trust at the start.")] = 0.5,
    quarters: Annotated[int, typer.Option(help="How long.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Trust in a partner of constant conduct (Josang & Ismail 2002)."""
    _tell("reputation", as_json, a=a, x=x, tau=tau, quarters=quarters)


def _tell(case: str, as_json: bool, **parameters: object) -> None:
    from sim.theory.table import point

    with _one_line():
        told = point(case, **parameters)
    if as_json:
        say(json.dumps(paired(told), indent=2, allow_nan=False))
    else:
        _print_point(told)


@contextmanager
def _one_line() -> Iterator[None]:
    """A parameter that a theory refuses is one line and an exit code."""
    try:
        yield
    except ValueError as error:
        complain(error)
        raise typer.Exit(BAD_INPUT) from None


def paired(told: dict[str, Any]) -> dict[str, Any]:
    """What theory and model say under the name of what they measure; None for what is no number.

    Args:
        told: a point, with keys such as "risk, theory" and "risk, model", or with one table each of theory, simulation
            and its standard error; the parameters are left out, other tables are told entry by entry.
    """
    rows: dict[str, Any] = {}
    for name, value in _entries(told):
        quantity, _, side = name.rpartition(", ")
        if side in _SIDES:
            rows.setdefault(quantity, {})[side] = _finite(value)
        else:
            rows[name] = _finite(value)
    return rows


def _entries(told: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Entries one by one: those of a table of one side bear its name at their end."""
    for name, value in told.items():
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


def _print_point(told: dict[str, Any]) -> None:
    rows = paired(told)
    sides = [side for side in _SIDES if any(isinstance(row, dict) and side in row for row in rows.values())]
    table = columns("", *sides)
    for column in table.columns[1:]:
        column.justify = "right"
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


def _print_checks(found: "list[Check]") -> None:
    table = columns("case", "what", "source", "expected", "got", "tolerance", "verdict")
    for column in table.columns[3:6]:
        column.justify = "right"
        column.no_wrap = True
    for check in found:
        numbers = (f"{check.expected:.6g}", f"{check.got:.6g}", f"{check.tolerance:.0e}" if check.tolerance else "0")
        style = None if check.passed else "bold red"
        table.add_row(check.case, check.what, check.source, *numbers, "ok" if check.passed else "FAILS", style=style)
    failed = sum(not check.passed for check in found)
    screen = console()
    screen.print(table)
    screen.print(f"{len(found)} comparisons, {failed} failed" if failed else f"{len(found)} comparisons, all hold")


@contextmanager
def _progress() -> "Iterator[Progress | None]":
    """A bar on a terminal; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)
