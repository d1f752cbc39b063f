"""``hoardshare list``, ``check``, ``schema`` and ``run``. Heavy imports stand inside functions."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sim.console import columns, complain, console, say
from sim.console.command import given
from sim.exits import BAD_INPUT

if TYPE_CHECKING:
    from rich.progress import Progress

    from sim.study.execute import Run

MOST_QUARTERS = 4000
MOST_SEED = 2**63 - 1
_PATIENCE = 1.0
_BETTER = {"more": "more is better", "less": "less is better", "neither": ""}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command("list")
def list_scenarios() -> None:
    """List the shipped scenarios."""
    from sim.scenario import load, names

    table = columns("name", "title", "what it represents")
    for name in names():
        scenario = load(name)
        table.add_row(name, scenario.title, " ".join(scenario.about.split()))
    console().print(table)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Shipped names or TOML files.")],
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value first; may be repeated.")
    ] = None,
) -> None:
    """Check scenarios, and tell everything that is wrong with them."""
    faulty = [file for file in files if not _is_sound(file, settings or [])]
    if faulty:
        raise typer.Exit(BAD_INPUT)


def _is_sound(file: str, settings: list[str]) -> bool:
    from sim.scenario import ScenarioError, load
    from sim.scenario.checking.notes import notes
    from sim.scenario.errors import clean

    try:
        scenario = load(file, settings)
    except ScenarioError as error:
        complain(error)
        return False
    actors = sum(spec.count for spec in scenario.actors.values())
    say(f"{file}: ok: {clean(scenario.title)}, {actors} actors, {scenario.quarters} quarters")
    for note in notes(scenario):
        say(f"{file}: note: {note}")
    return True


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file, for completion in editors."""
    from sim.scenario.reading.outline import file_schema

    say(json.dumps(file_schema(), indent=2))


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Shipped name or TOML file.")],
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all noise.")] = 0,
    quarters: Annotated[
        int | None, typer.Option(min=1, max=MOST_QUARTERS, help="Length of the run; the scenario's own by default.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be given repeatedly.")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="Folder in which to record the run.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the record of another run in DIR.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes alone, as JSON.")] = False,
) -> None:
    """Run a scenario once, and print its outcomes."""
    from sim.scenario import load
    from sim.study.record import ensure_room, finite

    resolved = load(scenario, settings or ())
    if out is not None:
        ensure_room(out, force=force)
    from sim.study.execute import run as execute

    with _progress() as progress:
        finished = execute(resolved, seed=seed, quarters=quarters, progress=progress)
    if out is not None:
        _record(finished, out, force)
    if as_json:
        say(json.dumps(finite(finished.outcomes), indent=2, allow_nan=False))
    else:
        _print_summary(finished)


def _record(finished: "Run", out: str, force: bool) -> None:
    from sim.study.record import save

    save(finished, out, given(), force)
    complain(f"recorded in {out}")


def _print_summary(finished: "Run") -> None:
    from sim.outcomes import OUTCOMES
    from sim.scenario.errors import clean

    screen = console()
    screen.print(clean(finished.scenario.title), style="bold")
    screen.print(f"{finished.quarters} quarters, seed {finished.seed}, model version {finished.model_version}")
    table, group = columns("outcome", "value", "unit", "better"), ""
    table.columns[1].justify = "right"
    for name, value in finished.outcomes.items():
        outcome = OUTCOMES[name]
        if outcome.group != group:
            group = outcome.group
            table.add_section()
            table.add_row(group, style="bold")
        table.add_row(f"  {name}", f"{value:.4g}", outcome.unit, _BETTER[outcome.better])
    screen.print(table)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal for runs that take more than a moment; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """A progress bar that does not appear before a run has taken a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._bar: Progress | None = None

    def show(self, done: int, total: int) -> None:
        if self._bar is None and time.monotonic() - self._began > _PATIENCE:
            self._bar = self._open(total)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _open(self, total: int) -> "Progress":
        from rich.console import Console
        from rich.progress import Progress

        bar = Progress(console=Console(stderr=True), transient=True)
        bar.add_task("quarters", total=total)
        bar.start()
        return bar
