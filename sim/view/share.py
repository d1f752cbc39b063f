"""What a page gives away: its link, a line that shows it inside another page, a picture card, and the command."""

import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import solara

from sim.numbers import fixed_on_page, on_axis
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.say import say
from sim.view.widgets import Menu, ShareLinks, Words

CARD = "hoardshare.png"
"""File name of a picture card."""
_SIZE, _DPI = (12.0, 6.3), 100
"""Size of a card: 1200 by 630 pixels, as pages that preview links want it."""
_MOST = 3
_LOOKS = {
    "a": ("#c04f00", "-"), "b": ("#0067a3", "--"), "c": ("#6f4e9c", "-."), "run": ("#0067a3", "-"),
    "twin": ("#6d7783", (0, (5, 3))),
}  # fmt: skip
"""Colour and line of each style of a chart, as in the style sheet's light theme."""


@dataclass(frozen=True)
class Shared:
    """What the open page shows, for whoever takes it away.

    Attributes:
        title: its heading.
        sentence: its main result with its certainty.
        charts: its main charts, as :mod:`sim.view.charts` gives them to the browser.
        command: what a terminal repeats it with, "" where there is no such command.
        query: its address behind the path.
    """

    title: str
    sentence: str
    charts: Sequence[Mapping[str, Any]] = ()
    command: str = ""
    query: str = ""


def card(shared: Shared) -> bytes:
    """The picture card as a PNG: heading, charts with bands, the result with its certainty, model version and link."""
    from matplotlib.figure import Figure

    from sim.plots.style import as_written
    from sim.version import model_version

    figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor="white")
    figure.text(0.03, 0.945, _lines(shared.title, 64, 1), size=25, weight="bold", va="top", color="#17202a")
    figure.text(0.03, 0.855, _lines(shared.sentence, 112, 3), size=14.5, va="top", linespacing=1.35, color="#17202a")
    charts = shared.charts[:_MOST]
    for place, chart in enumerate(charts):
        wide = 0.97 / len(charts)
        axes = figure.add_axes((0.055 + place * wide, 0.155, wide - 0.065, 0.48))
        _chart(axes, chart)
    origin = say("share.origin", version=model_version(), query=shared.query)
    figure.text(0.03, 0.035, _lines(origin, 150, 2), size=10.5, va="bottom", color="#4d5967")
    file = io.BytesIO()
    made_by = {"Description": f"{shared.command}; model version {model_version()}", "Software": "hoardshare"}
    as_written(figure).savefig(file, format="png", metadata=made_by)
    return file.getvalue()


def _lines(text: str, width: int, most: int) -> str:
    return "\n".join(textwrap.wrap(text, width, max_lines=most, placeholder=" ..."))


def _chart(axes: Any, chart: Mapping[str, Any]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    begin = chart["start"]
    for line in chart["lines"]:
        colour, stroke = _LOOKS[line["style"]]
        at = [(begin or 0.0) + (q + 1) / (4.0 if begin is not None else 1.0) for q in range(len(line["values"]))]
        if line["low"] is not None and line["high"] is not None:
            low, high = _numbers(line["low"]), _numbers(line["high"])
            axes.fill_between(at[: len(low)], low, high, color=colour, alpha=0.16, linewidth=0)
        axes.plot(at, _numbers(line["values"]), color=colour, linestyle=stroke, linewidth=2.4, label=_name(line))
    unit = chart["unit"]
    axes.set_title(chart["label"] + (f" ({unit})" if unit else ""), loc="left", size=12.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True, min_n_ticks=2))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: fixed_on_page(value, 0).replace(",", "")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: on_axis(float(value))))
    axes.tick_params(labelsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=10.5, loc="best")


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _name(line: Mapping[str, Any]) -> str:
    return " · ".join(filter(None, (line["letter"], line["name"])))


@solara.component
def SharePanel(shared: Callable[[], Shared | None]) -> None:
    """Buttons of the head, and the panel that the second of them opens.

    Args:
        shared: tells what the page shows when somebody wants it.
    """
    Menu(texts={"share": say("share.share"), "presenter": say("share.presenter")})
    attributes = {"popover": "auto", "id": "share", "role": "dialog", "aria-label": say("share.share")}
    with solara.v.Html(tag="div", class_="sharing", attributes=attributes):
        Words(fill("<h2>{}</h2>", say("share.share")))
        ShareLinks(texts=_texts())
        solara.FileDownload(lambda: _card(shared()), filename=CARD, label=say("share.card"), icon_name="")
        _Command(shared)


def _texts() -> dict[str, str]:
    names = ("link", "copy", "embed", "copy_embed", "copied", "press")
    frames = say("share.frames", sites=", ".join(OFFER.frames)) if OFFER.frames else say("share.no_frames")
    told = {name: say(f"share.{name}") for name in names}
    if not OFFER.is_shared:
        told["link"] = say("share.local")
    return told | {"frames": frames, "close": say("page.close")}


def _card(shared: Shared | None) -> bytes:
    return card(shared or Shared("hoardshare", say("page.about_site")))


@solara.component
def _Command(shared: Callable[[], Shared | None]) -> None:
    """The command that repeats what the page shows, and writes a report of it."""
    asked, ask = solara.use_state("")

    def tell() -> None:
        known = shared()
        ask(known.command if known and known.command else say("share.no_command"))

    solara.Button(say("share.command"), on_click=tell, outlined=True)
    if asked:
        Words(fill("<code>{}</code>", asked))
