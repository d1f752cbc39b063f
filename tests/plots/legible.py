"""Whether a figure can be read: no text over another, none cut off."""

from itertools import combinations

from matplotlib.text import Text

_SLACK = 0.5
"""Dots by which boxes of text may touch: they hold the line's full height, letters do not."""


def texts_of(figure):
    """Every text that is drawn, with its box in dots (that of the letters, without the line that leads there)."""
    figure.draw_without_rendering()
    renderer, unseen = figure.canvas.get_renderer(), _unseen(figure)
    return [
        (text.get_text(), Text.get_window_extent(text, renderer))
        for text in figure.findobj(Text)
        if text.get_text().strip() and text.get_visible() and text not in unseen
    ]


def _unseen(figure):
    """Texts of ticks that lie beyond their axis, and all that stands in axes that are switched off."""
    found = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            drawn = axis._update_ticks() if axes.axison and axis.get_visible() else []
            ticks = [tick for tick in [*axis.majorTicks, *axis.minorTicks] if tick not in drawn]
            found.update(label for tick in ticks for label in (tick.label1, tick.label2))
            if not axes.axison or not axis.get_visible():
                found.update((axis.label, axis.offsetText))
    return found


def clashes(figure):
    """Pairs of texts that lie over each other, and texts that leave the figure."""
    found, page = texts_of(figure), figure.bbox
    over = [(one, other) for (one, box), (other, box_of_other) in combinations(found, 2) if _overlap(box, box_of_other)]
    out = [(text, "leaves the figure") for text, box in found if not _inside(box, page)]
    return over + out


def _overlap(one, other):
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > _SLACK and height > _SLACK


def _inside(box, page):
    return (
        box.x0 >= page.x0 - _SLACK
        and box.y0 >= page.y0 - _SLACK
        and box.x1 <= page.x1 + _SLACK
        and box.y1 <= page.y1 + _SLACK
    )
