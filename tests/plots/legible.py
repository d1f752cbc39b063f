"""Whether a figure can be read: no text over another, none cut off."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots.style import DOTS, column

_SLACK = 1.0
"""Dots by which boxes of text may touch: they hold the line's full height, letters do not."""


def page(width=1, aspect=0.7, height=None):
    """An empty figure as wide as one or two columns."""
    size = column(width, aspect)
    figure = Figure(figsize=(size[0], height or size[1]), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def clashes(figure):
    """Pairs of texts that lie over each other, and texts that leave the figure, as it is printed."""
    figure.set_dpi(DOTS)
    found = texts_of(figure)
    over = [(one, other) for (one, box), (other, box_of_other) in combinations(found, 2) if _overlap(box, box_of_other)]
    return over + [(text, "leaves the figure") for text, box in found if not _inside(box, figure.bbox)]


def texts_of(figure):
    """Every text that is drawn, with its box in dots (that of the letters, without the line that leads there)."""
    figure.draw_without_rendering()
    renderer, unseen = figure.canvas.get_renderer(), _unseen(figure)
    return [
        (text.get_text(), Text.get_window_extent(text, renderer))
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and text not in unseen
    ]


def words(figure):
    """The texts alone."""
    return [text for text, _ in texts_of(figure)]


def legend_of(figure):
    """The texts of the legends over the panels."""
    return [text.get_text() for legend in figure.legends for text in legend.get_texts()]


def _unseen(figure):
    """Texts of ticks that lie beyond their axis, and of axes that are switched off."""
    found = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            is_on = axes.axison and axis.get_visible()
            drawn = axis._update_ticks() if is_on else []
            ticks = [tick for tick in [*axis.majorTicks, *axis.minorTicks] if tick not in drawn]
            found.update(label for tick in ticks for label in (tick.label1, tick.label2))
            found.update(() if is_on else (axis.label, axis.offsetText))
    return found


def _overlap(one, other):
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > _SLACK and height > _SLACK


def _inside(box, edge):
    left, low = box.x0 - edge.x0, box.y0 - edge.y0
    right, high = edge.x1 - box.x1, edge.y1 - box.y1
    return min(left, low, right, high) >= -_SLACK
