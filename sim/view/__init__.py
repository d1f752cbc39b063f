"""The browser view: worlds to watch, to change and to compare. Pages are Solara's, figures inline SVG.

Modules without Solara (setting, film, luck, session, worlds, controls, events, reasons, charts) work out what a page
shows; the pages lay it out. ``sim.view.server.show`` starts it, with classes of your own for single actors if you have
some.
"""
