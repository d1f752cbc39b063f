"""``hoardshare ablate``. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    MOST_DRAWS,
    STORE,
    FirstSeed,
    Out,
    Replicates,
    RetryFailed,
    Store,
    With,
    Workers,
    World,
    example,
    going_on,
    target_of,
)
from sim.console import columns, complain, console
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.ablate import Ablation

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_FEW = 3


@app.command(epilog=example("ablate commons --against arms-race --outcomes trust"))
def ablate(
    scenario: World,
    against: Annotated[
        str, typer.Option(metavar="B", help="Scenario to compare with.", autocompletion=completing.scenarios)
    ] = "base",
    replicates: Replicates = 50,
    outcomes: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Outcomes; the main ones by default.", autocompletion=completing.outcomes),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=2, max=MOST_DRAWS, metavar="N", help="Draw all numbers N times instead.")
    ] = None,
    seed: FirstSeed = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    extensions: With = None,
) -> None:
    """Switch each mechanism off in turn, and say how much of the difference between two scenarios depends on it.

    The scenario is compared with base, which has invented actors, unless --against names another.
    """
    from sim.study.outcome_names import chosen

    wanted = None if outcomes is None else chosen(outcomes)
    target = target_of(out)

    with going_on():
        with shown() as progress:
            from sim.analysis.ablate import ablate as run

            ablation = run(
                scenario, against, replicates, wanted, draws=draws, seed=seed,
                store=store, workers=workers, retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        _print(ablation)
        if target is not None:
            from sim.report.ablate_files import write

            write(ablation, target)
            complain(f"written: {target}")


def _print(ablation: "Ablation") -> None:
    from sim.report.ablate_files import ADDING, details, difference, heads, idle, noise, shares, title

    screen = console()
    screen.print(title(ablation), style="bold")
    names = list(ablation.table["outcome"].unique())
    if len(names) <= _FEW:
        for name in names:
            screen.print(difference(ablation, name))
            _show(heads(ablation), details(ablation, name))
    else:
        _show(("share carried", *names), shares(ablation))
    screen.print(f"'.': {noise(ablation)}. In every outcome: {', '.join(idle(ablation)) or 'none'}.")
    screen.print(ADDING)
    for part, why in ablation.refused.items():
        screen.print(f"{part} cannot be switched off: {why}")
    if ablation.failed:
        screen.print(f"{ablation.failed} replicates are left out because one of their runs failed.")


def _show(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = columns(*heads, numbers=range(1, len(heads)))
    for row in rows:
        table.add_row(*row)
    console().print(table)
