"""``hoardshare facts``. Heavy imports are inside functions."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands import completing
from sim.commands.options import (
    STORE,
    FirstSeed,
    Out,
    Replicates,
    RetryFailed,
    Settings,
    Store,
    With,
    Workers,
    ensure_plots,
    example,
    going_on,
    target_of,
)
from sim.console import columns, complain, console, say
from sim.console.command import given
from sim.study.progress import shown

if TYPE_CHECKING:
    from sim.analysis.facts.reproduce import Reproduction

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


_WARNING = (
    "--held-out: facts {numbers} are shown as well. They are meant to be looked at once, after everything is fitted: "
    "looking uses them up, since whatever is changed afterwards is changed by somebody who knows them."
)


@app.command(epilog=example("facts race-2019-fitted --replicates 20"))
def facts(
    scenario: Annotated[
        str | None,
        typer.Argument(
            help="Scenario that begins in 2019: a shipped name, or a TOML file.",
            show_default="race-2019; with --from, race-2019-forecast",
            autocompletion=completing.scenarios,
        ),
    ] = None,
    replicates: Replicates = 100,
    beside: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            help="Show another scenario beside it, with the same random numbers.",
            show_default="race-2019-fitted beside race-2019, if it is shipped; with --from, race-2019",
            autocompletion=completing.scenarios,
        ),
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="YEAR", help="Compare what is forecast from this year on.")
    ] = None,
    fitted_until: Annotated[
        str | None, typer.Option(metavar="DAY", help="With --from: last day of the data that are fitted.")
    ] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Show the held-out facts too; looking at them uses them up.")
    ] = False,
    observation: Annotated[
        bool, typer.Option(help="Compare the releases that would be recorded as the data were, or all of them.")
    ] = True,
    settings: Settings = None,
    seed: FirstSeed = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print only JSON.")] = False,
    extensions: With = None,
) -> None:
    """Compare runs from 2019 on with facts of the real race since then: which are hit, which are missed.

    Without a name race-2019 is shown beside race-2019-fitted: the numbers before and after they were fitted to history.
    """
    ensure_plots(out is not None)
    target = target_of(out)
    is_forecast = _is_forecast(begin, fitted_until)
    with shown():
        from sim.analysis.facts.beside import side_by_side, usual, usual_beside
        from sim.scenario.reading.overrides import parsed

        scenario, changed = scenario or usual(is_forecast=is_forecast), parsed(settings or [])
        beside = beside or usual_beside(scenario, changed, is_forecast=is_forecast)
    if held_out:
        _warn(is_forecast)
    _warn_of_age(scenario, beside)
    with going_on():
        with shown() as progress:
            reproduction = side_by_side(
                scenario, beside, replicates=replicates, settings=changed, is_forecast=is_forecast, held_out=held_out,
                observation=observation, seed=seed, store=store, workers=workers, retry_failed=retry_failed,
                progress=progress.show,
            )  # fmt: skip
        if as_json:
            say(json.dumps(told_as_json(reproduction), indent=2, allow_nan=False))
        else:
            _print(reproduction)
        if target is not None:
            from sim.report.facts_files import write

            write(reproduction, target, given())
            complain(f"written: {target}")


def _is_forecast(begin: str | None, fitted_until: str | None) -> bool:
    """Whether forecasts are asked for; the file of the temporal hold-out says which there are.

    Raises:
        BadParameter: there are none from that year, or none that are fitted until that day.
    """
    if begin is None and fitted_until is None:
        return False
    from sim.analysis.facts.declared import forecast

    known = str(forecast().begin), str(forecast().fitted_until)
    if (begin, fitted_until) != known:
        there = f"there are forecasts of one period alone, --from {known[0]} --fitted-until {known[1]}"
        raise typer.BadParameter(f"{there}: its figures are those of seeds/evidence/forecast.toml")
    return True


def _warn_of_age(*scenarios: str | None) -> None:
    """Say if the fitted scenario is compared, and was fitted with a model that gives other numbers."""
    from sim.analysis.facts.beside import FITTED_SCENARIO

    if FITTED_SCENARIO in scenarios:
        from sim.analysis.calibration.shipped import posterior

        if told := posterior().staleness:
            complain(told)


def _warn(is_forecast: bool) -> None:
    from sim.analysis.facts.reproduce import HELD_OUT, all_of

    numbers = ", ".join(str(fact.number) for fact in all_of(is_forecast=is_forecast) if fact.role == HELD_OUT)
    complain(_WARNING.format(numbers=numbers))


def told_as_json(reproduction: "Reproduction") -> dict[str, Any]:
    """Return the facts with their figures, and the rule for a hit; and the same of the scenario beside, if any."""
    from sim.analysis.facts.fact import rule

    figures = dict(list(reproduction.table.groupby("number")))
    entries = []
    for fact in reproduction.facts:
        rows = figures[fact.number].drop(columns=["number", "fact", "role"])
        about = {name: getattr(fact, name) for name in ("number", "name", "statement", "role", "source", "caveat")}
        verdicts = {
            **{"hit": bool(reproduction.hits[fact.number]), "first_hit": bool(reproduction.first_hits[fact.number])},
            **{"beats_persistence": bool(reproduction.beats[fact.number])},
        }
        entries.append({**about, **verdicts, "figures": _without_gaps(rows.to_dict("records"))})
    better = {name: {"figures": of, "among": among} for name, (of, among) in reproduction.better.items()}
    beside = {"beside": told_as_json(reproduction.beside)} if reproduction.beside else {}
    return {
        **{"scenario": reproduction.scenario, "rule": rule()[0]},
        **{"observation": reproduction.observation},
        **{"runs": len(reproduction.seen), "failed": reproduction.failed},
        **{"facts": entries, "not_shown": [fact.number for fact in reproduction.hidden]},
        **{"better_than": better, **beside},
    }


def _without_gaps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # JSON knows no NaN, and a NaN is what differs from itself.
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def _print(reproduction: "Reproduction") -> None:
    from sim.report.facts_words import TEXTS, cells, heads, legend, sides, tallies, title

    screen = console()
    screen.print(f"{title(reproduction)}, beside the data", style="bold")
    names = heads(reproduction)
    numbers = [place for place, name in enumerate(names) if place >= len(TEXTS) and not name.startswith("verdict")]
    table = columns(*names, numbers=[0, *numbers])
    for row in cells(reproduction):
        table.add_row(*row.texts, style="bold" if row.is_fact else None)
    screen.print(table)
    for line in tallies(reproduction):
        screen.print(line)
    screen.print(legend(reproduction), style="dim")
    for side in sides(reproduction):
        if side.failed:
            screen.print(f"{side.failed} runs of {side.scenario} failed and are left out.")
