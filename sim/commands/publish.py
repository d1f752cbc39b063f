"""``hoardshare publish``. Heavy imports are inside functions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.analysis.sizes import SEEDS
from sim.commands import completing
from sim.commands.options import Settings, With, example
from sim.console import complain
from sim.console.command import command_line
from sim.extras import require
from sim.study.progress import shown
from sim.view.limits import ENGLISH, FIRST, SECOND

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_FEWEST, _MOST = 5, 200


@app.command(epilog=example("publish arms-race commons --only-levers --out page.html"))
def publish(
    first: Annotated[
        str,
        typer.Argument(metavar="A", help="World A: a shipped name or TOML file.", autocompletion=completing.scenarios),
    ] = FIRST,
    second: Annotated[
        str,
        typer.Argument(metavar="B", help="World B, which is compared with it.", autocompletion=completing.scenarios),
    ] = SECOND,
    out: Annotated[str, typer.Option(metavar="FILE", help="File to write.")] = "hoardshare.html",
    levers: Annotated[
        list[str] | None,
        typer.Option(
            "--lever",
            metavar="PATH[=A,B,C]",
            help="What readers can turn, with its values: a path, or strategies, knowledge, network; may be repeated.",
            show_default="strategies, knowledge, leaks, the race, many eyes",
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=_FEWEST, max=_MOST, metavar="N", help="Runs of each world at each point.")
    ] = SEEDS,
    settings: Settings = None,
    only_levers: Annotated[bool, typer.Option("--only-levers", help="Leave out the questions and the story.")] = False,
    language: Annotated[
        str, typer.Option(metavar="NAME", help="Language of the page: a name, or a file of texts of your own.")
    ] = ENGLISH,
    extensions: With = None,
) -> None:
    """Write one HTML file that works without a server: two worlds, and levers over runs that were done beforehand."""
    require("markupsafe", "view", "a published page")
    from sim.view.publish.file import ensure_free, put

    target = Path(out)
    ensure_free(target)
    from sim.scenario import load
    from sim.view.publish.grid import computed, ensure_fits
    from sim.view.publish.levers import levers as made
    from sim.view.publish.page import Publication, page
    from sim.view.say import speak

    speak(language)
    worlds = [load(name, settings or ()) for name in (first, second)]
    turned = made(worlds, levers or [])
    ensure_fits(worlds, turned)
    with shown() as progress:
        grid = computed(worlds, turned, seeds, progress.show)
    lists = {"--lever": levers, "--set": settings, "--with": [Path(each).name for each in extensions or ()]}
    words = [*_given(lists), *(["--seeds", str(seeds)] if seeds != SEEDS else [])]
    words += ["--language", Path(language).name] if language != ENGLISH else []
    words += ["--only-levers"] if only_levers else []
    command = command_line(["hoardshare", "publish", *(Path(name).name for name in (first, second)), *words])
    text = page(Publication(worlds, turned, grid, command, not only_levers))
    put(target, text)
    complain(f"written: {target}, {len(text.encode()) / 1e6:.2f} MB, {grid.runs:,} runs")


def _given(lists: Mapping[str, Sequence[str] | None]) -> list[str]:
    """Options that may be repeated, as words of a command."""
    return [part for option, values in lists.items() for value in values or () for part in (option, value)]
