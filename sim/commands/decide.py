"""``hoardshare decide``. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    STORE,
    FirstSeed,
    Out,
    RetryFailed,
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
    from sim.analysis.decide.findings import Decided

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_MOST_DRAWS, _MOST_RUNS = 2**16, 1000


@app.command(epilog=example("decide ministry --draws 20"))
def decide(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY", help="Shipped name, such as ministry, or a TOML file.", autocompletion=completing.studies
        ),
    ],
    draws: Annotated[
        int | None,
        typer.Option(min=2, max=_MOST_DRAWS, metavar="N", help="Draws of what nobody knows; the study says how many."),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            min=1, max=_MOST_RUNS, metavar="R", help="Runs in each world, whose mean counts; the study says how many."
        ),
    ] = None,
    forms: Annotated[
        bool | None, typer.Option("--forms/--no-forms", help="Whether worlds differ in form too; the study says so.")
    ] = None,
    seed: FirstSeed = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    report: Annotated[bool, typer.Option("--report", help="Write report.html as well.")] = False,
    extensions: With = None,
) -> None:
    """Choose among options: which one is good enough in most worlds, how certain that is, and where it fails.

    Options, thresholds and the baseline are those of the study; ministry starts from race-2019-fitted. Start it again,
    and it runs only what is missing from the store.
    """
    ensure_plots(report or out is not None, report)
    target = target_of(out, "results/decide" if report else None)
    with going_on():
        with shown() as progress:
            from sim.analysis.decide.choice import choice_of
            from sim.analysis.decide.decide import decide as run

            found = run(
                choice_of(study), draws, replicates=replicates, forms=forms, seed=seed, store=store, workers=workers,
                retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        _print(found)
        if target is not None:
            from sim.report.decide_files import write

            write(found, target, given(), report)
            complain(f"written: {target}")


def _print(found: "Decided") -> None:
    from sim.report.decide_words import (
        BARS,
        OPTIONS,
        SIGNPOSTS,
        bars,
        lines,
        objective_heads,
        objective_rows,
        option_rows,
        signpost_rows,
        title,
    )

    screen = console()
    screen.print(title(found), style="bold")
    _show(OPTIONS, option_rows(found), range(1, len(OPTIONS)))
    _show(BARS, bars(found), range(2, len(BARS)))
    _show(objective_heads(found), objective_rows(found), range(1, len(found.choice.objectives) + 1))
    posts = signpost_rows(found)
    if posts:
        _show(SIGNPOSTS, posts, range(3, 5))
    for line in lines(found):
        screen.print(line)


def _show(heads: tuple[str, ...], rows: list[tuple[str, ...]], numbers: range) -> None:
    table = columns(*heads, numbers=numbers)
    for row in rows:
        table.add_row(*row)
    console().print(table)
