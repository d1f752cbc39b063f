"""The pages by their addresses; Solara's server finds ``routes`` here."""

import solara

from sim.view.layout import Layout, guarded
from sim.view.page_compare import ComparePage
from sim.view.page_explore import ExplorePage
from sim.view.page_live import LivePage

routes = [
    solara.Route(path="/", component=guarded(ComparePage), label="Race or share?", layout=Layout),
    solara.Route(path="live", component=guarded(LivePage), label="Live"),
    solara.Route(path="explore", component=guarded(ExplorePage), label="Explore"),
]
