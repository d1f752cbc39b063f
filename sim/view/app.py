"""The pages by their addresses; Solara's server finds ``routes`` here, once the language is chosen."""

import solara

from sim.view.layout import Layout, guarded
from sim.view.limits import PAGES
from sim.view.page_compare import ComparePage
from sim.view.page_explore import ExplorePage
from sim.view.page_live import LivePage
from sim.view.page_story import StoryPage
from sim.view.say import say

_DRAWN = {"compare": ComparePage, "story": StoryPage, "live": LivePage, "explore": ExplorePage}


def _route(path: str, name: str) -> solara.Route:
    label = say("page.title", page=say(f"page.menu_{name}"))
    layout = Layout if path == "/" else None
    return solara.Route(path=path.lstrip("/") or "/", component=guarded(_DRAWN[name]), label=label, layout=layout)


routes = [_route(path, name) for path, name in PAGES.items()]
