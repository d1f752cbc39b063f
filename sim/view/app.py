"""The pages by their addresses; Solara's server finds ``routes`` here."""

import solara

from sim.view.layout import Layout
from sim.view.page_compare import ComparePage

routes = [
    solara.Route(path="/", component=ComparePage, label="Race or share?", layout=Layout),
]
