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


@app.command()
def facts(
    replicates: Replicates = 100,
    seed: FirstSeed = 0,
    store: Store = STORE,
    workers: Workers = None,
    retry_failed: RetryFailed = False,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print only JSON.")] = False,
    extensions: With = None,
) -> None:
    """Compare runs of race-2019, 2019 to 2025, with stylised facts of the real race: hits and misses."""
    ensure_plots(out is not None)
    target = target_of(out)
    from sim.analysis.facts.reproduce import reproduce

    with going_on():
        with shown() as progress:
            reproduction = reproduce(
                replicates, seed=seed, store=store, workers=workers, retry_failed=retry_failed, progress=progress.show
            )
        if as_json:
            say(json.dumps(told_as_json(reproduction), indent=2, allow_nan=False))
        else:
            _print(reproduction)
        if target is not None:
            from sim.report.facts_files import write

            write(reproduction, target, given())
            complain(f"written: {target}")


def told_as_json(reproduction: "Reproduction") -> dict[str, Any]:
    """Return the facts with their figures, and the rule for a hit."""
    from sim.analysis.facts.fact import facts as all_facts
    from sim.analysis.facts.fact import rule

    figures = dict(list(reproduction.table.groupby("number")))
    entries = []
    for fact in all_facts():
        rows = figures[fact.number].drop(columns=["number", "fact", "role"])
        about = {name: getattr(fact, name) for name in ("number", "name", "statement", "role", "source", "caveat")}
        entries.append(
            {**about, "hit": bool(reproduction.hits[fact.number]), "figures": _without_gaps(rows.to_dict("records"))}
        )
    return {"rule": rule()[0], "runs": len(reproduction.histories), "failed": reproduction.failed, "facts": entries}


def _without_gaps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # JSON knows no NaN, and a NaN is what differs from itself.
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def _print(reproduction: "Reproduction") -> None:
    from sim.analysis.facts.fact import rule
    from sim.report.facts_files import cells, tally_line

    screen = console()
    screen.print(f"race-2019, 2019 to 2025, {len(reproduction.histories)} runs, beside the data", style="bold")
    table = columns("", "fact", "role", "data [90 %]", "runs [90 %]", "", numbers=(0, 3, 4))
    for row in cells(reproduction):
        table.add_row(*row.texts, style="bold" if row.is_fact else None)
    screen.print(table)
    screen.print(tally_line(reproduction))
    screen.print(rule()[0], style="dim")
    if reproduction.failed:
        screen.print(f"{reproduction.failed} runs failed and are left out.")
