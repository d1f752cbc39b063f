"""``hoardshare drivers``. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    DRAWS,
    MOST_DRAWS,
    MOST_QUARTERS,
    STORE,
    FirstSeed,
    Out,
    RetryFailed,
    Settings,
    Since,
    Store,
    With,
    Workers,
    ensure_plots,
    example,
    going_on,
    target_of,
)
from sim.console import columns, complain, console
from sim.console.command import given
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.drivers import Drivers

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_TOP = 5


@app.command(epilog=example("drivers arms-race commons --draws 64 --outcomes trust"))
def drivers(
    against: Annotated[
        str,
        typer.Argument(
            metavar="A",
            help="Scenario to compare with: a shipped name, or a TOML file.",
            autocompletion=completing.scenarios,
        ),
    ],
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="B", help="Scenario whose differences are explained.", autocompletion=completing.scenarios
        ),
    ],
    draws: Annotated[
        int, typer.Option(min=2, max=MOST_DRAWS, metavar="N", help="Draws of all numbers in each structural form.")
    ] = DRAWS,
    outcomes: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Outcomes; the headline ones by default.", autocompletion=completing.outcomes),
    ] = None,
    one_at_a_time: Annotated[
        bool, typer.Option("--one-at-a-time", help="Also move each number alone between the ends of its draws.")
    ] = False,
    seed: FirstSeed = 0,
    quarters: Annotated[int | None, typer.Option(min=1, max=MOST_QUARTERS, help="Length of every run.")] = None,
    settings: Settings = None,
    since: Since = None,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    extensions: With = None,
) -> None:
    """Say on which numbers and structural forms the differences between two scenarios depend the most.

    A structural form is a choice that no data make: whether knowledge adds up, whether actors may change, who knows
    whom.
    """
    from sim.study.outcome_names import chosen

    names = None if outcomes is None else chosen(outcomes)
    ensure_plots(out is not None)
    target = target_of(out)

    with going_on():
        with shown() as progress:
            from sim.analysis.drivers import drivers as run
            from sim.scenario.reading.overrides import parsed

            found = run(
                against, scenario, draws, names, one_at_a_time=one_at_a_time, seed=seed, quarters=quarters,
                settings=parsed(settings or []), since=since, store=store, workers=workers,
                retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        _print(found)
        if target is not None:
            from sim.report.drivers_files import write

            write(found, target, given())
            complain(f"written: {target}")


def _print(found: "Drivers") -> None:
    from sim.report.conclusions_words import DRIVER_HEADS, DRIVER_NUMBERS, driver_rows, holds
    from sim.report.drivers_files import ADDING, SWING_HEADS, SWING_NUMBERS, swing_rows

    screen = console()
    screen.print(f"What {found.scenario} - {found.against} depends on", style="bold")
    table = columns(*DRIVER_HEADS, numbers=DRIVER_NUMBERS)
    for outcome in dict.fromkeys(found.table["outcome"]):
        for row in driver_rows(found.conclusions, found.scenario, outcome, _TOP):
            table.add_row(*row)
    screen.print(table)
    screen.print(ADDING)
    if found.swings is not None:
        screen.print("One number moved at a time, all others as they are", style="bold")
        swings = columns(*SWING_HEADS, numbers=SWING_NUMBERS)
        for row in swing_rows(found, _TOP):
            swings.add_row(*row)
        screen.print(swings)
    screen.print(holds(found.conclusions))
