"""One house style: legible at column width, safe for colour-blind readers."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe & Ito 2008: told apart by readers with any colour vision."""


def plain(axes: Axes) -> Axes:
    """Axes without what carries no information."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, length=3)
    axes.title.set_fontsize(9)
    axes.xaxis.label.set_fontsize(8)
    axes.yaxis.label.set_fontsize(8)
    axes.margins(x=0)
    return axes


def save(figure: Figure, path: str, provenance: str) -> None:
    """Write a figure with what made it in its metadata."""
    figure.savefig(path, dpi=160, metadata={"Description": provenance, "Software": "hoardshare"})
