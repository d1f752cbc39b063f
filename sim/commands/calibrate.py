"""``hoardshare calibrate``. Heavy imports are inside functions."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands.options import FirstSeed, Settings, Workers, World, ensure_plots, example, going_on, target_of
from sim.console import columns, complain, console
from sim.console.command import given
from sim.extras import require
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.calibration.calibrate import Calibration

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
OUT = "results/calibration"
_MOST_WAVES = 6
_MOST_RUNS = 10**8
_SHOWN = 12


@app.command(epilog=example("calibrate race-2019 --budget 20000 --out results/fit"))
def calibrate(
    scenario: World = "race-2019",
    targets: Annotated[
        str | None, typer.Option(metavar="FILE", help="Your own targets and numbers, in TOML; the facts by default.")
    ] = None,
    facts: Annotated[str | None, typer.Option(metavar="3,5,..", help="Only these facts.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Use data up to this day only.")] = None,
    waves: Annotated[int, typer.Option(min=1, max=_MOST_WAVES, help="Rounds of ruling out what is implausible.")] = 4,
    budget: Annotated[
        int | None,
        typer.Option(
            min=1, max=_MOST_RUNS, metavar="RUNS", help="Runs in all; as many as the numbers need by default."
        ),
    ] = None,
    mechanisms: Annotated[
        bool, typer.Option("--leave-out", help="Also leave each mechanism out, to see what it adds to the fit.")
    ] = False,
    settings: Settings = None,
    seed: FirstSeed = 0,
    store: Annotated[
        str | None, typer.Option(metavar="DIR", help="Folder in which finished runs are kept; in --out by default.")
    ] = None,
    workers: Workers = None,
    out: Annotated[str, typer.Option(metavar="DIR", help="Folder for results.")] = OUT,
    report: Annotated[bool, typer.Option(help="Write a page for readers.")] = True,
) -> None:
    """Fit a scenario's numbers to data, and say which of them the data inform, and which not.

    race-2019 is fitted by default; race-2019-fitted is what came of that. Draws from the priors are run, numbers that
    move no figure are set aside, waves rule out what is implausible, and draws from the posterior are left, with checks
    of the method. Every run is stored: the same command goes on.
    """
    require("sklearn", "calibration", "a calibration")
    ensure_plots(report, report)
    target = target_of(out, OUT)
    assert target is not None
    with shown():
        from sim.analysis.calibration.calibrate import calibrate as fit
        from sim.analysis.calibration.target import of_forecasts
        from sim.scenario import load
        from sim.scenario.reading.overrides import parsed

        world = load(scenario, parsed(settings or []))
        day = _day(until)
        wanted, space, quarters = _asked(world, targets, _numbers(facts), day)
        ahead = () if day is None else of_forecasts(day)
    with going_on():
        with shown() as progress:
            found = fit(
                world, wanted, space, quarters, waves=waves, budget=budget, mechanisms=mechanisms, forecast=ahead,
                seed=seed, store=store or target / "store", workers=workers, progress=progress.show, told=complain,
            )  # fmt: skip
        from sim.report.calibration_files import write

        write(found, target, given(), day, scenario)
        _print(found)
        if report:
            from sim.report.calibration_page import write_report

            write_report(target, given())
        complain(f"written: {target}")


def _asked(world: Any, targets: str | None, numbers: tuple[int, ...], day: date | None) -> Any:
    """Targets, the space of numbers, and the length of runs."""
    from sim.analysis.calibration.space import space_of
    from sim.analysis.calibration.target import of_facts, of_magnitudes, read_targets, refused

    if targets is None:
        from sim.analysis.facts.reproduce import checked, quarters

        checked(world, {})
        levels = () if numbers else of_magnitudes(day)
        return (*of_facts(numbers, day), *levels), space_of(world), quarters(world)
    if numbers or day is not None:
        raise refused("targets", "a file of targets goes with no --facts and no --until", "one or the other")
    wanted, file = read_targets(targets)
    if any(target.fact for target in wanted):
        from sim.analysis.facts.reproduce import checked

        checked(world, {})
    length = world.quarters if file.quarters is None else file.quarters
    return wanted, space_of(world, file.asked), length


def _numbers(facts: str | None) -> tuple[int, ...]:
    from sim.analysis.calibration.target import refused

    words = [] if facts is None else [word.strip() for word in facts.split(",")]
    if any(not word.isdecimal() for word in words):
        raise refused("facts", f"{facts!r} is no list of facts", "numbers joined by commas, such as 3,5,8")
    return tuple(map(int, words))


def _day(until: str | None) -> date | None:
    from sim.analysis.calibration.target import refused

    if until is None:
        return None
    try:
        return date.fromisoformat(until)
    except ValueError:
        raise refused("until", f"{until!r} is no day", "a day such as 2022-12-31") from None


def _print(found: "Calibration") -> None:
    from sim.analysis.calibration.tables import figures, missed, numbers
    from sim.numbers import level

    screen = console()
    told = numbers(found)
    left = found.waves[-1].left
    screen.print(
        f"{found.runs:,} runs, {len(found.active)} of {len(told)} numbers move a figure, "
        f"{'all' if left == 1 else f'{left:.2g}'} of the prior is left, {found.draws.effective:.0f} effective draws"
    )
    table = columns("number", "prior", "posterior [90 %]", "the data say", numbers=(1, 2))
    shown_first = told[told["active"]].sort_values("contraction", ascending=False)
    for row in shown_first.head(_SHOWN).to_dict("records"):
        ends = [level(row[name]) for name in ("least", "most", "median", "low", "high")]
        table.add_row(row["path"], f"{ends[0]} to {ends[1]}", f"{ends[2]} [{ends[3]}, {ends[4]}]", row["verdict"])
    screen.print(table)
    table = columns("figure", "data [90 %]", "default", "posterior [90 %]", "most likely draw", numbers=(1, 2, 3, 4))
    beside = figures(found)
    for row in beside.to_dict("records"):
        table.add_row(
            row["figure"], f"{level(row['value'])} [{level(row['low'])}, {level(row['high'])}]",
            level(row["default_median"]),
            f"{level(row['posterior_median'])} [{level(row['posterior_low'])}, {level(row['posterior_high'])}]",
            level(row["mode_median"]),
        )  # fmt: skip
    screen.print(table)
    if names := missed(beside):
        screen.print(f"The posterior misses: {'; '.join(names)}.")
