"""The left side of the page that compares: which worlds there are, their seed, and the assumptions of all."""

from typing import Any

import solara

from sim.scenario import ScenarioError
from sim.view import links
from sim.view.choosers import scenario_choice
from sim.view.layout import Desk, choice, entry
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.panel_levers import Levers, then_draw
from sim.view.panel_past import Past
from sim.view.panel_views import Views
from sim.view.redraw import update_counter
from sim.view.say import say
from sim.view.widgets import Board, Words
from sim.view.worlds import Worlds

_MOST = 3


@solara.component
def CompareRail(worlds: Worlds, desk: Desk) -> None:
    """All controls."""
    update_counter.get()
    with solara.v.Html(tag="aside", attributes={"aria-label": say("compare.levers"), "id": "levers"}):
        Past(worlds, desk.past["compare"], "/")
        Board(
            name="worlds",
            controls=_worlds(worlds),
            event_change=then_draw(lambda event: choose(worlds, event["path"], event["value"])),
            event_restore=lambda path: None,
        )
        Words(fill("<h2>{}</h2>", say("compare.levers")))
        Views(worlds)
        Levers(worlds, desk)


def _worlds(worlds: Worlds) -> list[dict[str, Any]]:
    """The choosers of the worlds and of their seed; a third world is there when it is wanted."""
    names = [each.setting.scenario for each in worlds.all]
    shown = [scenario_choice(letter, letter, name) for letter, name in zip("AB", names, strict=False)]
    seed = entry("seed", say("compare.seed"), str(worlds.base.setting.seed), say("compare.seed_about"))
    return [*shown, _third(names[2] if len(names) == _MOST else ""), seed]


def _third(name: str) -> dict[str, Any]:
    """The chooser of the third world, which may be none."""
    third = scenario_choice("C", "C", name) if name else {**choice("C", "C", "", []), "groups": OFFER.groups()}
    none = {"label": "-", "options": [{"value": "", "title": say("compare.third_none")}]}
    return {**third, "choices": ["", *OFFER.scenarios], "groups": [none, *third["groups"]]}


def choose(worlds: Worlds, path: str, value: Any) -> None:
    """Another scenario for a world, a third world or none, or another seed."""
    try:
        if path == "seed":
            worlds.seed(links.whole(str(value), "seed"))
        elif path == "C" and not value:
            worlds.drop_world("C")
        else:
            known = links.known_scenario(str(value), OFFER.scenarios)
            worlds.choose(path, known) if path in worlds.letters else worlds.add_world(known)
    except ScenarioError as error:
        worlds.message = str(error)
