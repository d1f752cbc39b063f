"""One style for all figures: legible at column width, safe for colour-blind readers, provenance in each file."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

import matplotlib
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from sim.study.folders import write
from sim.whole import whole

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe & Ito 2008: distinct for readers with any colour vision."""
NEUTRAL = "#999999"
"""Colours for neutral, missing and background elements."""
SMALL, TINY = 7.0, 5.5
"""Font sizes of notes and of names in dense figures, points."""
DOTS = 200
"""Resolution of bitmaps at printed size, dots per inch."""

_LEGENDS: WeakKeyDictionary[Figure, tuple[Legend, dict[str, Artist]]] = WeakKeyDictionary()
_WIDTHS = {1: 3.4, 2: 7.0}
_FIXED: Any = {"svg.hashsalt": "hoardshare", "pdf.fonttype": 42}


def plain(axes: Axes) -> Axes:
    """Remove elements without information from axes."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, length=3)
    axes.title.set_fontsize(9)
    axes.xaxis.label.set_fontsize(8)
    axes.yaxis.label.set_fontsize(8)
    axes.margins(x=0)
    return axes


def column(width: Literal[1, 2] = 1, aspect: float = 0.7) -> tuple[float, float]:
    """Size of a figure that fills one or two columns of a page.

    Args:
        width: columns.
        aspect: height over width.

    Returns:
        Width and height, inches.
    """
    return _WIDTHS[width], _WIDTHS[width] * aspect


def own_figure(axes: Axes) -> Figure:
    """The figure of the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def apart(names: Iterable[str], looks: Sequence[str] = COLOURS) -> Mapping[str, str]:
    """A colour and a marker for each name, in order; they repeat if there are too many names."""
    return dict(zip(dict.fromkeys(names), cycle(looks), strict=False))


def note_size(figure: Figure) -> float:
    """Size of notes, points: smaller in one column than in two."""
    return SMALL if figure.get_figwidth() > (_WIDTHS[1] + _WIDTHS[2]) / 2.0 else SMALL - 1.0


def mark(label: str, marker: str = "o", colour: str = "0.4", filled: bool = True, size: float = 4.5) -> Line2D:
    """A marker for a legend."""
    face = colour if filled else "white"
    return Line2D([], [], linestyle="none", label=label, marker=marker, color=colour, markerfacecolor=face, ms=size)


def stroke(label: str, colour: str = "black", width: float = 1.2, opacity: float = 1.0) -> Line2D:
    """A line for a legend."""
    return Line2D([], [], label=label, color=colour, linewidth=width, alpha=opacity)


def band(label: str) -> Patch:
    """A band around a line for a legend."""
    return Patch(label=label, color="0.4", alpha=0.25, linewidth=0.0)


def legend_above(figure: Figure, handles: Sequence[Artist]) -> None:
    """Draw one legend above all panels of a figure with constrained layout, in as many columns as fit.

    A further call for another panel adds new entries to the existing legend.
    """
    former, entries = _LEGENDS.get(figure, (None, {}))
    if former is not None and former in figure.legends:
        former.remove()
        handles = [*entries.values(), *(handle for handle in handles if str(handle.get_label()) not in entries)]
    size = note_size(figure)
    # A legend takes about two thirds of its letters' size for each of them, and four sizes for a handle and gaps.
    room = figure.get_figwidth() * 72.0 / size
    widths = [0.6 * len(str(handle.get_label())) + 4.0 for handle in handles]
    columns = len(handles) if sum(widths) <= room else max(1, int(room / max(widths)))
    legend = figure.legend(
        handles=handles, loc="outside upper center", ncols=columns, frameon=False, fontsize=size, handlelength=2.0,
        handletextpad=0.5, columnspacing=1.2,
    )  # fmt: skip
    _LEGENDS[figure] = legend, {str(handle.get_label()): handle for handle in handles}


def save(
    figure: Figure, path: str | Path, provenance: str, formats: Sequence[Literal["png", "pdf", "svg"]] = ("png", "pdf")
) -> list[Path]:
    """Write a figure as bitmap and as vector graphics, with provenance in the metadata; equal figures give equal bytes.

    Args:
        figure: figure to write.
        path: file to write; a file extension is replaced by that of each format.
        provenance: what made the figure: command, seeds, model version.
        formats: formats to write.

    Returns:
        The files, each complete; if one cannot be drawn, none is written.

    Raises:
        ValueError: the file extension is of a format that cannot be written here.
        OSError: a file cannot be written.
    """
    stem = _stem(Path(path), figure)
    drawn = {stem.with_name(f"{stem.name}.{kind}"): _drawn(figure, kind, provenance) for kind in formats}
    for file, content in drawn.items():
        _put(file, content)
    return list(drawn)


def _put(path: Path, content: bytes) -> None:
    with whole(path) as draft:
        write(draft, lambda out: out.write(content))


def _stem(path: Path, figure: Figure) -> Path:
    ending = path.suffix[1:].lower()
    if ending in ("png", "pdf", "svg"):
        return path.with_suffix("")
    if ending in figure.canvas.get_supported_filetypes():
        raise ValueError(f"{path}: figures are written as png, pdf or svg, not as {ending}")
    return path


def as_written(figure: Figure) -> Figure:
    """Show texts as they are: a name with two dollar signs is not a formula."""
    for text in figure.findobj(Text):
        # Matplotlib's own powers of ten are formulas, and stay so.
        if "$" in text.get_text() and "\\mathdefault" not in text.get_text():
            text.set_parse_math(False)
    return figure


def _drawn(figure: Figure, kind: str, provenance: str) -> bytes:
    out = BytesIO()
    as_written(figure)
    with matplotlib.rc_context(_FIXED):
        figure.savefig(out, format=kind, dpi=DOTS, metadata=_metadata(kind, provenance))
    return out.getvalue()


def _metadata(kind: str, provenance: str) -> dict[str, Any]:
    # A date would make equal figures differ.
    if kind == "png":
        return {"Description": provenance, "Software": "hoardshare"}
    if kind == "svg":
        return {"Description": provenance, "Creator": "hoardshare", "Date": None}
    return {"Subject": provenance, "Creator": "hoardshare", "CreationDate": None}
