"""``hoardshare view``."""

from typing import Annotated

import typer

from sim.commands import completing
from sim.commands.options import With, example
from sim.extras import require_view
from sim.view.limits import ENGLISH, HOST, MOST_SEED, PORT, VISITORS

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=example("view race-2019-fitted"))
def view(
    scenario: Annotated[
        str | None,
        typer.Argument(help="Scenario to open: a shipped name, or a TOML file.", autocompletion=completing.scenarios),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; the next free one if it is in use.")] = PORT,
    host: Annotated[str, typer.Option(help="Address to listen on; only this machine by default.")] = HOST,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of the random numbers.")] = 0,
    store: Annotated[str, typer.Option(metavar="DIR", help="Folder of results for the Explore page.")] = "",
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="NAME", help="Another host name of this server, such as a proxy's; may be repeated."
        ),
    ] = None,
    visitors: Annotated[int, typer.Option(min=1, max=1000, help="Most pages open at the same time.")] = VISITORS,
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="Language of the pages, such as en; a file of texts has its name.")
    ] = ENGLISH,
    frames: Annotated[
        list[str] | None,
        typer.Option(
            "--frame",
            metavar="SITE",
            help="Site whose pages may show the view in a frame, such as https://lms.example.org; may be repeated.",
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    extensions: With = None,
) -> None:
    """Open the interactive page in the browser: watch a scenario, change it, and compare it with another.

    It opens with arms-race beside commons, two regimes of invented actors; race-2019-fitted is the real race since
    2019. Press Ctrl-C to end it.
    """
    require_view("the view")
    from sim.view.server import show

    show(
        scenario, seed=seed, store=store, host=host, port=port, browser=not no_browser, names=names or (),
        visitors=visitors, language=language, frames=frames or (),
    )  # fmt: skip
