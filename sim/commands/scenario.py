"""``hoardshare list``, ``check``, ``schema`` and ``run``. Heavy imports are inside functions."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.commands import completing
from sim.commands.options import MOST_QUARTERS, MOST_SEED, Settings, With, World, example
from sim.console import columns, complain, console, say
from sim.console.command import given
from sim.console.progress import bar
from sim.exits import BAD_INPUT, NOT_WHOLE

if TYPE_CHECKING:
    from sim.scenario.schema.scenario import Scenario
    from sim.study.execute import Run

_PATIENCE = 1.0
_BETTER = {"more": "more is better", "less": "less is better", "neither": ""}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command("list", epilog=example("list"))
def list_scenarios(as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False) -> None:
    """List the scenarios that come with the package, by group.

    The baseline is race-2019-fitted, the real race since 2019 with numbers fitted to history; race-2019 is the same
    before the fit. The others have invented actors, except where they say so.
    """
    from sim.scenario import load, names
    from sim.scenario.schema.enums import GROUPS, word

    scenarios = sorted(((name, load(name)) for name in names()), key=lambda each: each[1].group)
    told = [
        {"name": name, "group": word(each.group), "title": each.title, "about": " ".join(each.about.split())}
        for name, each in scenarios
    ]
    if as_json:
        say(json.dumps(told, indent=2))
        return
    table, before = columns("name", "title", "what it represents"), None
    for row, (_, scenario) in zip(told, scenarios, strict=True):
        if scenario.group != before:
            before = scenario.group
            table.add_section()
            table.add_row(GROUPS[before].name, "", GROUPS[before].meaning, style="bold")
        table.add_row(f"  {row['name']}", row["title"], row["about"])
    console().print(table)


@app.command(epilog=example("check race-2019-fitted --books"))
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Names of shipped scenarios, or TOML files.", autocompletion=completing.scenarios
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Change a value first; may be repeated.",
            autocompletion=completing.settings,
        ),
    ] = None,
    books: Annotated[
        bool,
        typer.Option("--books", help="Run them too, print who pays whom for what, and check that all money closes."),
    ] = False,
    seed: Annotated[
        int | None, typer.Option(min=0, max=MOST_SEED, help="Seed of the random numbers of --books; 0 by default.")
    ] = None,
    quarter: Annotated[
        str | None,
        typer.Option(metavar="DAY|NUMBER", help="Quarter that --books prints beside the run; the last by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the books only, as JSON.")] = False,
    extensions: With = None,
) -> None:
    """Check scenarios, and list every error in them with its line; with --books, check their money as well."""
    if not books:
        for given_too, option in (
            (seed is not None, "--seed"),
            (quarter is not None, "--quarter"),
            (as_json, "--json"),
        ):
            if given_too:
                raise typer.BadParameter("it says how to print books: give --books as well", param_hint=option)
    sound = {file: _sound(file, settings or [], silent=as_json) for file in files}
    if None in sound.values():
        raise typer.Exit(BAD_INPUT)
    if books:
        from sim.commands.books import print_books

        if not print_books({file: each for file, each in sound.items() if each}, seed or 0, quarter, json_only=as_json):
            raise typer.Exit(NOT_WHOLE)


def _sound(file: str, settings: list[str], *, silent: bool) -> "Scenario | None":
    from sim.scenario import ScenarioError, load
    from sim.scenario.checking.notes import notes
    from sim.scenario.errors import clean
    from sim.scenario.load import parent_of

    try:
        scenario = load(file, settings)
    except ScenarioError as error:
        complain(error)
        return None
    if silent:
        return scenario
    actors = sum(spec.count for spec in scenario.actors.values())
    say(f"{file}: ok: {clean(scenario.title)}, {actors} actors, {scenario.quarters} quarters")
    parent = parent_of(file)
    inherited = set(notes(parent[1])) if parent else set()
    for note in (each for each in notes(scenario) if each not in inherited):
        say(f"{file}: note: {note}")
    if parent and inherited:
        say(f"{file}: notes on {parent[0]}, which it extends, are left out: hoardshare check {parent[0]} shows them")
    return scenario


@app.command(epilog=example("schema"))
def schema(study: Annotated[bool, typer.Option("--study", help="Print that of a study file instead.")] = False) -> None:
    """Print the JSON Schema of scenario files, by which editors complete and check them."""
    from sim.scenario.reading.outline import file_schema, json_schema
    from sim.study.study_schema import Study

    say(json.dumps(json_schema(Study) if study else file_schema(), indent=2))


@app.command(epilog=example("run race-2019-fitted --seed 1"))
def run(
    scenario: World,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_SEED,
            show_default="0, or that of a game",
            help="Seed of the random numbers: the same gives the same run.",
        ),
    ] = None,
    quarters: Annotated[
        int | None, typer.Option(min=1, max=MOST_QUARTERS, help="Length of the run; the scenario's own by default.")
    ] = None,
    settings: Settings = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="Folder to save the run in.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another run saved in DIR.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print only the outcomes, as JSON.")] = False,
    extensions: With = None,
) -> None:
    """Run one scenario once, and print its outcomes.

    race-2019-fitted is the real race since 2019, with numbers fitted to history; base has invented actors. The file of
    a game is run with its luck, as far as it was played.
    """
    from sim.scenario import load
    from sim.study.record import ensure_room, finite

    resolved = load(scenario, settings or ())
    seed, quarters = _as_played(scenario, seed, quarters)
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


def _as_played(scenario: str, seed: int | None, quarters: int | None) -> tuple[int, int | None]:
    """Seed and length of a run: of a game, if there is nothing else asked for, those that it was played with."""
    from sim.game.record import facts_of

    if facts_of(Path(scenario)) is None:
        return seed or 0, quarters
    from sim.game.game import Game

    game, told = Game.open(scenario), []
    if seed is None:
        seed = game.seed
        told.append(f"seed {seed}")
    if quarters is None and 0 < game.quarter < game.played.quarters:
        quarters = game.quarter
        told.append(f"the {quarters} quarters that were played")
    if told:
        complain(f"as in the game: {', '.join(told)}")
    return seed, quarters


def _record(finished: "Run", out: str, force: bool) -> None:
    from sim.study.record import save

    save(finished, out, given(), force)
    complain(f"recorded in {out}")


def _print_summary(finished: "Run") -> None:
    from sim.numbers import precise
    from sim.outcomes import OUTCOMES
    from sim.scenario.errors import clean
    from sim.study.outcome_names import in_groups

    screen = console()
    screen.print(clean(finished.scenario.title), style="bold")
    screen.print(f"{finished.quarters} quarters, seed {finished.seed}, model version {finished.model_version}")
    table, group = columns("outcome", "value", "unit", "better", numbers=[1]), ""
    for name in in_groups(finished.outcomes):
        outcome = OUTCOMES[name]
        if outcome.group != group:
            group = outcome.group
            table.add_section()
            table.add_row(group, style="bold")
        table.add_row(f"  {name}", precise(finished.outcomes[name]), outcome.unit, _BETTER[outcome.better])
    screen.print(table)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Show the progress of a run that takes more than a moment; None where there is no terminal to show it on."""
    with bar(_PATIENCE) as seen:
        if seen is None:
            yield None
        else:
            yield lambda done, total: seen.show(done, total, f"{done} of {total} quarters")
