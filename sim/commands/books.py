"""What ``hoardshare check --books`` prints: who paid whom for what, and whether it closes. Heavy imports are inside."""

import json
from datetime import date
from typing import TYPE_CHECKING

import typer

from sim.console import columns, complain, console, say
from sim.console.progress import bar

if TYPE_CHECKING:
    from rich.table import Table

    from sim.analysis.books import Imbalance, Ledger, Statement
    from sim.scenario.schema.scenario import Scenario

CASH_ROW = "less rise of cash"
SUM = "sum"
PATIENCE = 1.0


def quarter_named(text: str | None, scenario: "Scenario") -> int:
    """The number of a quarter that is named by a day in it, or by its number; the last one by default.

    Raises:
        BadParameter: it names none of the scenario's.
    """
    if text is None:
        return scenario.quarters - 1
    last = scenario.quarters - 1
    try:
        number = int(text) if text.strip().isascii() and text.strip().isdigit() else scenario.quarter_of(_day(text))
    except ValueError:
        number = -1
    if not 0 <= number <= last:
        first, end = scenario.date_of(0), scenario.date_of(last)
        raise typer.BadParameter(
            f"{text!r} is no quarter of this scenario: expected a number from 0 to {last}, or a day such as {first}, "
            f"in the {scenario.quarters} quarters from {first} to the one of {end}",
            param_hint="--quarter",
        )
    return number


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())


def tell(scenario: "Scenario", ledger: "Ledger", seed: int, quarter: int) -> None:
    """Print the matrix of a quarter and of the run."""
    from sim.scenario.errors import clean

    screen = console()
    day = scenario.date_of(quarter)
    screen.print(f"{clean(scenario.title)}: quarter {quarter}, from {day}, bn USD; seed {seed}", style="bold")
    screen.print(_table(ledger.statements[quarter]))
    screen.print(f"all {scenario.quarters} quarters", style="bold")
    screen.print(_table(ledger.whole))


def _table(statement: "Statement") -> "Table":
    """Rows of flows in which anything was paid, then cash, then what all columns sum to."""
    from sim.analysis.books import FLOWS, SECTORS
    from sim.world import Flow

    table = columns("paid for", *SECTORS, SUM, numbers=range(1, len(SECTORS) + 2))
    for flow in Flow:
        if statement.flows[flow].any():
            sums = _cells(statement, [statement.rows[flow]], "0")
            table.add_row(FLOWS[flow].what, *_cells(statement, [*statement.flows[flow]]), *sums)
    table.add_section()
    table.add_row(
        CASH_ROW, *_cells(statement, [*-statement.change]), *_cells(statement, [-statement.change.sum()], "0")
    )
    table.add_row(SUM, *_cells(statement, [*statement.columns, statement.columns.sum()], "0"), style="bold")
    return table


def _cells(statement: "Statement", numbers: "list[float]", nothing: str = "") -> list[str]:
    """Money with its sign; what is only rounding is 0, what is nothing at all is left empty."""
    from sim.analysis.books import ALLOWED, LEAST_TURNOVER
    from sim.numbers import signed

    least = ALLOWED * max(LEAST_TURNOVER, statement.turnover)
    return [signed(x) if abs(x) > least else "0" if x else nothing for x in numbers]


def verdict(ledger: "Ledger", scenario: "Scenario") -> str:
    """One sentence: whether the books close, and where they are furthest from it."""
    from sim.analysis.books import ALLOWED

    row, column = ledger.worst_row, ledger.worst_column
    if ledger.closes:
        return (
            f"the books close: of turnover, no flow is off by more than {row.share:.2g} ({_where(row, scenario)}), and "
            f"no sector's cash by more than {column.share:.2g} ({_where(column, scenario)}); {ALLOWED:g} is allowed"
        )
    parts = []
    if row.share > ALLOWED:
        parts.append(f"payments of {row.place} do not sum to zero: {_off(row)} ({_where(row, scenario)})")
    if column.share > ALLOWED:
        told = f"what {column.place} are posted is not by how much their cash rose: {_off(column)}"
        parts.append(f"{told} ({_where(column, scenario)})")
    advice = "a rule moves cash, or posts it, past the payments of sim/rules/accounts.py"
    return f"the books do not close: {'; '.join(parts)}; {ALLOWED:g} of turnover is allowed; {advice}"


def _off(found: "Imbalance") -> str:
    return f"off by {found.money:+.4g} bn USD, {found.share:.2g} of turnover"


def _where(found: "Imbalance", scenario: "Scenario") -> str:
    return f"{found.place}, quarter {found.quarter}, from {scenario.date_of(found.quarter)}"


def as_json(scenario: "Scenario", ledger: "Ledger", seed: int, quarter: int) -> dict[str, object]:
    """The same as data."""
    from sim.analysis.books import ALLOWED

    return {
        "title": scenario.title,
        "seed": seed,
        "quarters": scenario.quarters,
        "unit": "bn USD",
        "quarter": {"number": quarter, "from": scenario.date_of(quarter).isoformat()}
        | _matrix(ledger.statements[quarter]),
        "run": _matrix(ledger.whole),
        "worst": {"rows": ledger.worst_row._asdict(), "columns": ledger.worst_column._asdict()},
        "allowed": ALLOWED,
        "closes": ledger.closes,
    }


def _matrix(statement: "Statement") -> dict[str, object]:
    from sim.analysis.books import FLOWS, SECTORS
    from sim.world import Flow

    def by_sector(row: "list[float]") -> dict[str, float]:
        return dict(zip(SECTORS, row, strict=True))

    return {
        "flows": {FLOWS[flow].what: by_sector(statement.flows[flow].tolist()) for flow in Flow},
        "rise of cash": by_sector(statement.change.tolist()),
        "turnover": statement.turnover,
    }


def print_books(sound: "dict[str, Scenario]", seed: int, quarter: str | None, *, json_only: bool) -> bool:
    """Run scenarios, print their books, and say whether all of them close.

    Args:
        sound: scenarios by the file or name that the user gave.
        seed: seed of their random numbers.
        quarter: which one to print, see :func:`quarter_named`.
        json_only: print JSON and nothing else.
    """
    wanted = {file: quarter_named(quarter, scenario) for file, scenario in sound.items()}
    kept = {file: _kept(scenario, seed) for file, scenario in sound.items()}
    if json_only:
        told = {file: as_json(sound[file], ledger, seed, wanted[file]) for file, ledger in kept.items()}
        say(json.dumps(told, indent=2, allow_nan=False))
    else:
        for file, ledger in kept.items():
            tell(sound[file], ledger, seed, wanted[file])
    for file, ledger in kept.items():
        if not ledger.closes:
            complain(f"{file}: {verdict(ledger, sound[file])}")
        elif not json_only:
            say(f"{file}: {verdict(ledger, sound[file])}")
    return all(ledger.closes for ledger in kept.values())


def _kept(scenario: "Scenario", seed: int) -> "Ledger":
    from sim.analysis.books import keep_books

    with bar(PATIENCE) as seen:
        if seen is None:
            return keep_books(scenario, seed)
        return keep_books(scenario, seed, lambda done, total: seen.show(done, total, f"{done} of {total} quarters"))
