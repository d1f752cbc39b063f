"""``hoardshare animate``. Heavy imports are inside functions."""

from pathlib import Path
from typing import Annotated

import typer

from sim.commands import completing
from sim.commands.options import Seed, Settings, With, World, example
from sim.console import complain
from sim.extras import require

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(epilog=example("animate race-2019-fitted --out race.gif --every 4"))
def animate(
    scenario: World,
    out: Annotated[str, typer.Option(metavar="FILE", help="File to write: .gif, or .mp4 if ffmpeg is installed.")],
    seed: Seed = 0,
    settings: Settings = None,
    series: Annotated[
        str,
        typer.Option(metavar="A,B", help="Two outcomes to draw beside the network.", autocompletion=completing.series),
    ] = "frontier,trust",
    every: Annotated[int, typer.Option(min=1, help="Quarters between frames.")] = 1,
    extensions: With = None,
) -> None:
    """Write a moving picture of one run: who trusts whom, and two outcomes over time, quarter by quarter."""
    require("matplotlib", "plots", "an animation")
    from sim.report.folder import ensure_writable
    from sim.scenario import load

    resolved, names = load(scenario, settings or ()), [name.strip() for name in series.split(",")]
    if len(names) != 2:
        raise typer.BadParameter(f"{series!r}: expected two series, such as frontier,trust", param_hint="--series")
    ensure_writable(Path(out).parent)
    from sim.plots.animation import animate as draw
    from sim.study.record import RecordError, writing

    try:
        with writing(out):
            Path(out).parent.mkdir(parents=True, exist_ok=True)
            draw(resolved, seed, out, every=every, series=(names[0], names[1]))
    except ValueError as error:
        raise RecordError(str(error)) from None
    complain(f"written: {out}")
