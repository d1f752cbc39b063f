"""``hoardshare publish``. Heavy imports are inside functions."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.options import Settings, With
from sim.console import complain
from sim.console.command import command_line
from sim.extras import require
from sim.study.progress import shown

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

FIRST, SECOND = "arms-race", "commons"
SEEDS = 20
_FEWEST, _MOST = 5, 200


@app.command()
def publish(
    first: Annotated[str, typer.Argument(metavar="A", help="World A: shipped name or TOML file.")] = FIRST,
    second: Annotated[str, typer.Argument(metavar="B", help="World B, which is compared with it.")] = SECOND,
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
    language: Annotated[str, typer.Option(help="Language of the page.")] = "en",
    extensions: With = None,
) -> None:
    """Write one HTML file that needs no server: two worlds, and levers over runs that were done beforehand."""
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
    text = page(
        Publication(worlds, turned, grid, _command([first, second], levers, seeds, settings, language, extensions))
    )
    put(target, text)
    complain(f"written: {target}, {len(text.encode()) / 1e6:.2f} MB, {grid.runs:,} runs")


def _command(
    worlds: list[str], levers: list[str] | None, seeds: int, settings: list[str] | None, language: str,
    extensions: list[str] | None,
) -> str:  # fmt: skip
    """The command that writes the same page, without the folders of this machine."""
    words = ["hoardshare", "publish", *(Path(name).name for name in worlds)]
    for option, values in (("--lever", levers), ("--set", settings), ("--with", map(_name, extensions or ()))):
        words += [part for value in values or () for part in (option, value)]
    words += ["--seeds", str(seeds)] if seeds != SEEDS else []
    words += ["--language", language] if language != "en" else []
    return command_line(words)


def _name(module: str) -> str:
    return Path(module).name
