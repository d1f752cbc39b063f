"""``hoardshare compare``. Heavy imports are inside functions."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import (
    DRAWS,
    MOST_QUARTERS,
    STORE,
    Draws,
    FirstSeed,
    Out,
    Replicates,
    RetryFailed,
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
    from sim.analysis.compare import Comparison

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=example("compare arms-race commons --replicates 20"))
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C...]", help="Names of shipped scenarios, or TOML files.", autocompletion=completing.scenarios
        ),
    ],
    replicates: Replicates = 100,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="A",
            help="Scenario to compare the others with; the first by default.",
            autocompletion=completing.scenarios,
        ),
    ] = None,
    outcomes: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Outcomes to print, and to draw over time; all, and the main ones, by default.",
            autocompletion=completing.outcomes,
        ),
    ] = None,
    seed: FirstSeed = 0,
    quarters: Annotated[int | None, typer.Option(min=1, max=MOST_QUARTERS, help="Length of every run.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a value in every scenario; may be repeated.",
            autocompletion=completing.settings,
        ),
    ] = None,
    since: Since = None,
    until: Annotated[
        float | None,
        typer.Option(metavar="WIDTH", help="Stop early, once no interval is wider than WIDTH standard deviations."),
    ] = None,
    draws: Draws = None,
    forms: Annotated[bool, typer.Option("--forms", help="With --draws, print each structural form by itself.")] = False,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    report: Annotated[bool, typer.Option("--report", help="Write report.html as well.")] = False,
    extensions: With = None,
) -> None:
    """Compare scenarios: what differs by more than luck, and with --draws by more than all that nobody knows.

    All have the same random numbers, so that only what sets the scenarios apart makes a difference. To try a policy in
    the real race, compare race-2019-fitted with a file that extends it.
    """
    from sim.study.outcome_names import chosen

    names = chosen(outcomes)
    if forms and not (draws or (draws is None and report)):
        raise typer.BadParameter("forms are printed of draws: add --draws 512", param_hint="--forms")
    ensure_plots(report or out is not None, report)
    target = target_of(out, "results/compare" if report else None)
    drawn = (DRAWS if report else 0) if draws is None else draws

    with going_on():
        with shown() as progress:
            from sim.analysis.compare import compare as run
            from sim.scenario.reading.overrides import parsed

            comparison = run(
                scenarios, replicates, against, seed=seed, quarters=quarters, settings=parsed(settings or []),
                since=since, until=until, draws=drawn or None, outcomes=None if outcomes is None else names,
                store=store, workers=workers, retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        if comparison.conclusions is None:
            print_comparison(comparison, names)
        else:
            print_conclusions(comparison, forms)
        if target is not None:
            from sim.report.comparison import write

            write(comparison, target, given(), report, () if outcomes is None else names)
            complain(f"written: {target}")


def print_conclusions(comparison: "Comparison", forms: bool = False) -> None:
    """Print what can be concluded under draws of all that nobody knows, and who gains."""
    from sim.report.conclusions_words import (
        FORM_HEADS,
        FORM_NUMBERS,
        HEADS,
        NUMBERS,
        form_rows,
        holds,
        rows,
        summary,
        turn_lines,
    )
    from sim.report.words import window_line

    screen, found = console(), comparison.conclusions
    if found is None:
        raise ValueError("the comparison was made without draws")
    for name in dict.fromkeys(found.table["scenario"]):
        screen.print(f"{name} - {comparison.against}", style="bold")
        _print_table(HEADS, NUMBERS, rows(found, name))
        screen.print(summary(found, name))
        for line in turn_lines(found, name):
            screen.print(f"  {line}")
        for outcome in dict.fromkeys(found.table["outcome"]) if forms else ():
            screen.print(outcome, style="bold")
            _print_table(FORM_HEADS, FORM_NUMBERS, form_rows(found, name, outcome))
        screen.print("At the numbers as they are written, by luck alone:")
        _print_gains(comparison, name)
    screen.print(holds(found))
    screen.print(window_line(comparison))
    screen.print(f"default: mean of {comparison.replicates} pairs at the default numbers. Not a forecast.")
    _print_failed(comparison)
    if found.failed:
        screen.print(f"{found.failed} runs of draws failed, and their draws are left out.")


def _print_table(heads: tuple[str, ...], numbers: tuple[int, ...], cells: list[tuple[str, ...]]) -> None:
    table = columns(*heads, numbers=numbers)
    for row in cells:
        table.add_row(*row)
    if table.row_count:
        console().print(table)


def _print_gains(comparison: "Comparison", name: str) -> None:
    from sim.report.words import GAIN_HEADS, gain_rows, gains_line

    console().print(gains_line(comparison, name))
    _print_table(GAIN_HEADS, tuple(range(1, len(GAIN_HEADS))), list(gain_rows(comparison, name)))


def _print_failed(comparison: "Comparison") -> None:
    if comparison.failed:
        console().print(f"{comparison.failed} replicates are left out because one of their runs failed.")


def print_comparison(comparison: "Comparison", names: list[str]) -> None:
    """Print the difference in each outcome, and a summary."""
    from sim.report.words import counts_lines, figures, summary_line, window_line

    screen = console()
    for name in [name for name in comparison.scenarios if name != comparison.against]:
        rows = comparison.table[comparison.table["scenario"] == name]
        screen.print(f"{name} against {comparison.against}, {comparison.replicates} paired runs", style="bold")
        heads = ("outcome", "over, unit", comparison.against, name, "difference [95 %]", "effect", "same sign", "")
        table = columns(*heads, numbers=range(2, 7))
        group = ""
        for row in figures(rows[rows["outcome"].isin(names)]):
            if row.group != group:
                group = row.group
                table.add_section()
                table.add_row(group, style="bold")
            table.add_row(f"  {row.outcome}", ", ".join(filter(None, (row.over, row.unit))), *row.cells)
        screen.print(table)
        screen.print(window_line(comparison))
        screen.print(summary_line(rows))
        _print_gains(comparison, name)
    for line in counts_lines(comparison):
        screen.print(line)
    _print_failed(comparison)
