"""``hoardshare facts``. Heavy imports are inside functions."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

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


@app.command()
def facts(
    scenario: Annotated[str, typer.Argument(help="Shipped name or TOML file that begins in 2019.")] = "race-2019",
    replicates: Replicates = 100,
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
    """Compare runs from 2019 on with stylised facts of the real race: hits and misses."""
    ensure_plots(out is not None)
    target = target_of(out)
    from sim.analysis.facts.reproduce import reproduce
    from sim.scenario.reading.overrides import parsed

    if held_out:
        _warn()
    with going_on():
        with shown() as progress:
            reproduction = reproduce(
                scenario, replicates, settings=parsed(settings or []), held_out=held_out, observation=observation,
                seed=seed, store=store, workers=workers, retry_failed=retry_failed, progress=progress.show,
            )  # fmt: skip
        if as_json:
            say(json.dumps(told_as_json(reproduction), indent=2, allow_nan=False))
        else:
            _print(reproduction)
        if target is not None:
            from sim.report.facts_files import write

            write(reproduction, target, given())
            complain(f"written: {target}")


def _warn() -> None:
    from sim.analysis.facts.fact import facts as all_facts
    from sim.analysis.facts.reproduce import HELD_OUT

    numbers = ", ".join(str(fact.number) for fact in all_facts() if fact.role == HELD_OUT)
    complain(_WARNING.format(numbers=numbers))


def told_as_json(reproduction: "Reproduction") -> dict[str, Any]:
    """Return the facts with their figures, and the rule for a hit."""
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
    return {
        **{"scenario": reproduction.scenario, "rule": rule()[0]},
        **{"observation": reproduction.observation},
        **{"runs": len(reproduction.seen), "failed": reproduction.failed},
        **{"facts": entries, "not_shown": [fact.number for fact in reproduction.hidden]},
    }


def _without_gaps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # JSON knows no NaN, and a NaN is what differs from itself.
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def _print(reproduction: "Reproduction") -> None:
    from sim.report.facts_files import HEADS, NUMBERS, cells, legend, tally_line, title

    screen = console()
    screen.print(f"{title(reproduction)}, beside the data", style="bold")
    table = columns(*HEADS, numbers=[0, *map(HEADS.index, NUMBERS)])
    for row in cells(reproduction):
        table.add_row(*row.texts, style="bold" if row.is_fact else None)
    screen.print(table)
    screen.print(tally_line(reproduction))
    screen.print(legend(reproduction), style="dim")
    if reproduction.failed:
        screen.print(f"{reproduction.failed} runs failed and are left out.")
