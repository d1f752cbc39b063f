"""``hoardshare tipping``. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    MOST_QUARTERS,
    STORE,
    Draws,
    FirstSeed,
    Out,
    Replicates,
    RetryFailed,
    Settings,
    Store,
    With,
    Workers,
    World,
    ensure_plots,
    example,
    going_on,
    target_of,
)
from sim.console import columns, complain, console
from sim.console.command import given
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.tipping import Tipping

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=example("tipping arms-race-norms --steps 3 --replicates 2"))
def tipping(
    scenario: World = "arms-race-norms",
    lever: Annotated[
        str,
        typer.Option(
            metavar="PATH",
            help="What is varied: a number, `support` for who is open, or `reciprocators`.",
            autocompletion=completing.paths,
        ),
    ] = "tiers.open.appeal",
    least: Annotated[
        float | None, typer.Option("--from", help="Its least value; by default that of its prior.")
    ] = None,
    most: Annotated[
        float | None, typer.Option("--to", help="Its greatest value; by default that of its prior.")
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Number of its values.")] = 6,
    against: Annotated[
        str, typer.Option(metavar="WHAT", help="What it is varied against: `conformity`, `reciprocators`, a number.")
    ] = "conformity",
    against_steps: Annotated[int, typer.Option(metavar="N", help="Number of values of what it is varied against.")] = 9,
    replicates: Replicates = 8,
    draws: Draws = None,
    settings: Settings = None,
    quarters: Annotated[int | None, typer.Option(min=1, max=MOST_QUARTERS, help="Length of every run.")] = None,
    seed: FirstSeed = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    extensions: With = None,
) -> None:
    """Find out when openness keeps itself: one world from a closed and an open start, and what tips it.

    The world is arms-race-norms, with invented actors who do as most do, unless another is named.
    """
    ensure_plots(out is not None)
    target = target_of(out)

    with going_on():
        with shown() as progress:
            from sim.analysis.tipping import tipping as run
            from sim.scenario.reading.overrides import parsed

            found = run(
                scenario, lever, least, most, steps, against=against, against_steps=against_steps,
                replicates=replicates, draws=draws or None, settings=parsed(settings or []), quarters=quarters,
                seed=seed, store=store, workers=workers, retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        print_tipping(found)
        if target is not None:
            from sim.report.tipping import write

            write(found, target, given())
            complain(f"written: {target}")


def print_tipping(found: "Tipping") -> None:
    """Print the verdict, what it rests on, and what it does not know."""
    from sim.report import tipping as words

    screen = console()
    screen.print(words.title(found), style="bold")
    screen.print(words.sentence(found))
    for line in words.notes(found):
        screen.print(line)
    screen.print(f"\nOver {words.spoken(found.lever)}", style="bold")
    _show(words.BRANCH_HEADS, words.branches(found))
    screen.print(words.EXPLAINED)
    screen.print(
        f"\nMemory, by {words.spoken(found.lever)} (across) and {words.spoken(found.against)} (down)", style="bold"
    )
    _show(*words.memory(found))
    screen.print("\nWhat tips a closed start", style="bold")
    _show(words.COMMITMENT_HEADS, words.commitments(found))
    screen.print("\nWith support", style="bold")
    _show(words.levy_heads(found), words.levies(found))
    if found.drawn is not None:
        screen.print(f"\nOver {len(found.drawn.values):,} draws of all that the scenario leaves open", style="bold")
        _show(*words.verdicts(found.drawn))
        screen.print(words.robust_line(found.drawn))
        _show(words.NORM_HEADS, words.norms(found.drawn))
        screen.print(words.NORM_NOTE)
        screen.print(words.drivers_line(found.drawn))
        _show(words.DRIVER_HEADS, words.drivers(found.drawn))
    screen.print(words.UNKNOWN)
    if found.failed:
        screen.print(f"{found.failed} runs failed, and are left out.")


def _show(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = columns(*heads, numbers=range(1, len(heads)))
    for row in rows:
        table.add_row(*row)
    if rows:
        console().print(table)
