"""Animate one run."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.animation import FFMpegWriter
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from sim.plots.network import network_legend, set_stage, trust_network
from sim.plots.style import COLOURS, SMALL, apart, as_written, column, legend_above, plain
from sim.plots.tables import measured, titled
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.series import displayed_on
from sim.study.execute import Run, run
from sim.study.snapshots import Snapshots, snapshots
from sim.whole import whole

_DOTS = 110
_LAST = 1500
"""Milliseconds for which the last frame of a GIF is shown."""

Show = Callable[[int], None]
"""Draw a quarter."""


def animate(
    scenario: Scenario, seed: int, path: str | Path, every: int = 1, fps: int = 6, series: tuple[str, str] | None = None
) -> Path:
    """Animate a run: its network of trust on the left, two series growing by quarter on the right.

    Args:
        scenario: what to run.
        seed: seed of its noise.
        path: file to write, ending in .gif, or in .mp4 if ffmpeg is installed.
        every: quarters between frames; the last quarter is always shown.
        fps: frames per second.
        series: series to draw on the right; by default those of the first two main outcomes.

    Returns:
        The file, with the key of the run in its metadata. It is written completely or not at all.

    Raises:
        ValueError: the file has another ending, ffmpeg is missing, a series is unknown, or a number is less than 1.
        OSError: the file cannot be written.
    """
    write = _writer(Path(path))
    if every < 1 or fps < 1:
        raise ValueError(f"every and fps must be at least 1, got {every} and {fps}")
    names = series or [each.series for each in displayed_on(Display.MAIN)[:2]]
    for name in names:
        measured(name)
    done = run(scenario, seed)
    quarters = sorted({*range(0, done.quarters, every), done.quarters - 1})
    figure, show = _scene(snapshots(scenario, seed, quarters), done, names)
    provenance = f"hoardshare, {scenario.title}, seed {seed}, run {done.key}, model version {done.model_version}"
    with whole(Path(path), Path(path).suffix) as draft:
        write(draft, figure, (show, quarters), fps, provenance)
    return Path(path)


def _writer(path: Path) -> Callable[[Path, Figure, tuple[Show, Sequence[int]], int, str], None]:
    if path.suffix.lower() == ".gif":
        return _write_gif
    if path.suffix.lower() != ".mp4":
        raise ValueError(f"{path}: expected a name that ends in .gif or .mp4")
    if not FFMpegWriter.isAvailable():
        raise ValueError(f"{path}: .mp4 needs ffmpeg, which is not installed; use .gif instead")
    return _write_mp4


def _scene(seen: Snapshots, done: Run, series: Sequence[str]) -> tuple[Figure, Show]:
    """A figure whose layout, axes and places are those of the whole run, so that nothing jumps; how to draw on it."""
    figure = Figure(figsize=column(2, 0.56), layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplot_mosaic([["network", "0"], ["network", "1"]], width_ratios=(1.9, 1.0))
    network = panels.pop("network")
    network.set_axis_off()
    network.set_title("quarter", fontsize=9)
    lines = [_line(axes, done, name) for axes, name in zip(panels.values(), series, strict=True)]
    panels["1"].set_xlabel("quarter of the run")
    legend_above(figure, network_legend(apart(seen.actors["bloc"])))
    stage = set_stage(network, seen.actors)
    figure.set_layout_engine("none")

    def show(quarter: int) -> None:
        network.clear()
        trust_network(network, seen.ties, seen.actors, quarter, stage)
        network.set_title(f"{done.scenario.title}, quarter {quarter}", fontsize=9)
        for line, dot, name in lines:
            line.set_data(np.arange(quarter + 1), done.series[name][: quarter + 1])
            dot.set_data([quarter], [done.series[name][quarter]])

    return figure, show


def _line(axes: Axes, done: Run, name: str) -> tuple[Any, Any, str]:
    """An empty line, on axes scaled for the whole run."""
    values = done.series[name]
    (line,) = axes.plot([0], values[:1], color=COLOURS[0], linewidth=1.6)
    (dot,) = axes.plot([0], values[:1], color=COLOURS[0], marker="o", markersize=4.0, clip_on=False)
    plain(axes)
    room = 0.05 * float(np.ptp(values)) or 0.5
    axes.set(xlim=(0, max(1, done.quarters - 1)), ylim=(values.min() - room, values.max() + room))
    axes.set_title(titled(name), loc="left", fontsize=9)
    axes.set_ylabel(measured(name).unit)
    axes.tick_params(labelsize=SMALL)
    return line, dot, name


def _write_gif(path: Path, figure: Figure, shown: tuple[Show, Sequence[int]], fps: int, provenance: str) -> None:
    show, quarters = shown
    figure.set_dpi(_DOTS)
    pictures = []
    for quarter in quarters:
        show(quarter)
        as_written(figure).canvas.draw()
        pictures.append(Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB"))  # type: ignore[attr-defined]
    # One palette for all: with one each, colours would flicker.
    palette = pictures[-1].quantize(256, Image.Quantize.MAXCOVERAGE)
    frames = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    stays = [1000 // fps] * (len(frames) - 1) + [_LAST]
    frames[0].save(
        path, format="GIF", save_all=True, append_images=frames[1:], duration=stays, loop=0, comment=provenance.encode()
    )


def _write_mp4(path: Path, figure: Figure, shown: tuple[Show, Sequence[int]], fps: int, provenance: str) -> None:
    show, quarters = shown
    writer = FFMpegWriter(fps=fps, metadata={"comment": provenance})
    with writer.saving(figure, str(path), _DOTS):
        for quarter in quarters:
            show(quarter)
            writer.grab_frame()
