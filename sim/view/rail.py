"""The left side of the live page: undo, scenario, seed, worldview, assumptions, and downloads."""

from dataclasses import replace

import solara

from sim.scenario import ScenarioError
from sim.view import links, take_away
from sim.view.alone import Alone
from sim.view.choosers import scenario_choice
from sim.view.layout import Desk, entry
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.panel_levers import Levers, then_draw
from sim.view.panel_past import Past
from sim.view.panel_views import Views
from sim.view.redraw import update_counter
from sim.view.say import say
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.widgets import Board, Tabs, Words


@solara.component
def Rail(session: Session, desk: Desk) -> None:
    """All controls."""
    world = Alone(session)
    with solara.v.Html(tag="aside", attributes={"aria-label": say("levers.title"), "id": "levers"}):
        Past(world, desk.past["live"], "/live")
        _World(session)
        tab, set_tab = solara.use_state("assumptions", key="tab")
        names = {say(f"levers.{name}"): name for name in ("assumptions", "take_away")}
        Tabs(names=list(names), chosen=say(f"levers.{tab}"), event_choose=lambda name: set_tab(names[name]))
        if tab == "assumptions":
            Views(world)
            Levers(world, desk)
        else:
            _TakeAway(session)


@solara.component
def _World(session: Session) -> None:
    update_counter.get()

    controls = [
        scenario_choice("scenario", say("levers.scenario"), session.setting.scenario),
        entry("seed", say("levers.seed"), str(session.setting.seed), say("levers.seed_about")),
    ]
    act = then_draw(lambda event: choose(session, event["path"], str(event["value"])))
    Board(name="world", controls=controls, event_change=act, event_restore=lambda path: None)


def choose(session: Session, path: str, value: str) -> None:
    """Another scenario, untouched, or another seed."""
    try:
        session.watch(_chosen(session, path, value))
    except ScenarioError as error:
        session.message = str(error)


def _chosen(session: Session, path: str, value: str) -> Setting:
    if path == "seed":
        return replace(session.setting, seed=links.whole(value, "seed"), quarter=session.quarter)
    return Setting(links.known_scenario(value, OFFER.scenarios), session.setting.seed, quarter=session.quarter)


@solara.component
def _TakeAway(session: Session) -> None:
    update_counter.get()
    with solara.Div(classes=["take-away"]):
        for label, name, make in (
            (say("levers.save_png"), "outcomes.png", lambda: take_away.picture(session)),
            (say("levers.save_series"), "series.csv", lambda: take_away.series_csv(session)),
            (say("levers.save_releases"), "releases.csv", lambda: take_away.releases_csv(session)),
            (say("levers.save_toml"), take_away.FILE, lambda: take_away.scenario_toml(session.setting, session.agents)),
        ):
            solara.FileDownload(make, filename=name, label=label, icon_name="")
        command = take_away.command(session)
        Words(fill("<p>{}</p><code data-command>{}</code>", say("levers.terminal"), command))
        if session.agents:
            needed = say("levers.needed", what=take_away.needed(session.agents))
            Words(fill("<p class='hint'>{}</p>", needed))
