"""The browser view: worlds to watch, to change and to compare. Pages are Solara's, figures inline SVG.

What a page shows is worked out by modules without Solara (setting, session, levers, events, reasons, charts); the
pages only lay it out.
"""

from sim.view.server import show

__all__ = ["show"]
