"""The left side of the live page: scenario, seed, levers, policies and downloads."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from sim.scenario import ScenarioError
from sim.scenario.schema.kinds import POLICIES
from sim.view import links, take_away
from sim.view.choosers import scenario_choice
from sim.view.controls import all_levers, policy_controls
from sim.view.events import awaited, described
from sim.view.layout import Desk, choice, entry, lever_controls
from sim.view.markup import escape, fill
from sim.view.offer import OFFER
from sim.view.redraw import force_update, update_counter
from sim.view.rows import Added
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.widgets import Board, Tabs, Words


def _then_draw(action: Callable[..., None]) -> Callable[..., None]:
    """Run an action, then redraw every figure."""

    def act(*event: Any) -> None:
        action(*event)
        force_update()

    return act


@solara.component
def Rail(session: Session, desk: Desk) -> None:
    """All controls."""
    with solara.v.Html(tag="aside", attributes={"aria-label": "levers", "id": "levers"}):
        _World(session)
        tab, set_tab = solara.use_state("Levers", key="tab")
        Tabs(names=list(_TABS), chosen=tab, event_choose=set_tab)
        _TABS[tab](session, desk)


@solara.component
def _World(session: Session) -> None:
    update_counter.get()

    def choose(event: dict[str, Any]) -> None:
        if event["path"] == "scenario":
            _with_scenario(session, str(event["value"]))
        else:
            _with_seed(session, event["value"])

    controls = [
        scenario_choice("scenario", "scenario", session.setting.scenario),
        entry("seed", "seed", str(session.setting.seed), "Equal seeds give equal luck, whatever the scenario."),
    ]
    Board(name="world", controls=controls, event_change=_then_draw(choose), event_restore=lambda path: None)


def _with_scenario(session: Session, name: str) -> None:
    try:
        session.watch(Setting(links.known_scenario(name, OFFER.scenarios), session.setting.seed))
    except ScenarioError as error:
        session.message = str(error)


def _with_seed(session: Session, text: Any) -> None:
    try:
        session.watch(replace(session.setting, seed=links.whole(str(text), "seed"), quarter=session.quarter))
    except ScenarioError as error:
        session.message = str(error)


@solara.component
def _Levers(session: Session, desk: Desk) -> None:
    update_counter.get()
    added, set_added = solara.use_state(list(desk.added), key="added")

    def add(event: dict[str, Any]) -> None:
        if event["value"] in all_levers(session.scenario):
            session.message = ""
            desk.added = [*added, event["value"]]
            set_added(desk.added)
        else:
            session.message = f"no lever {str(event['value'])[:60]!r}; choose one from the list"

    Board(
        name="levers",
        controls=lever_controls(session.scenario, session.own, session.setting.changes, added),
        event_change=_then_draw(lambda event: session.change(event["path"], event["value"])),
        event_restore=_then_draw(session.restore_lever),
    )
    more = entry("add", "another lever", "", "Any number in the scenario, by its path.", all_levers(session.scenario))
    Board(name="more", controls=[more], event_change=_then_draw(add), event_restore=lambda path: None)


@solara.component
def _Policies(session: Session, desk: Desk) -> None:
    update_counter.get()
    kind, set_kind = solara.use_state("pivot", key="kind")
    given, set_given = solara.use_state({}, key="given")

    offered = solara.use_memo(
        lambda: policy_controls(session.scenario, kind, session.quarter), [kind, id(session.scenario)]
    )

    def put_in() -> None:
        session.add(kind, {each.path: given.get(each.path, each.value) for each in offered})
        if not session.message:
            set_given({})
        force_update()

    when = f"A policy takes effect in {session.next_quarter()}; the grey lines go on without it."
    Words(fill("<p class='hint'>{}</p>", when))
    kinds = choice("kind", "kind", kind, list(POLICIES), (POLICIES[kind].__doc__ or "").strip())
    Board(
        name="kind",
        controls=[kinds],
        event_change=lambda event: (set_kind(event["value"]), set_given({})),
        event_restore=lambda path: None,
    )
    controls = [{**each.told(), "value": given.get(each.path, each.value), "changed": False} for each in offered]
    Board(
        name="policy",
        controls=controls,
        event_change=lambda event: set_given({**given, event["path"]: event["value"]}),
        event_restore=lambda path: None,
    )
    solara.Button("Put it in", on_click=put_in, outlined=True, small=True, disabled=session.is_over)
    for added in session.rows():
        _PutIn(session, added)


@solara.component
def _PutIn(session: Session, added: Added) -> None:
    """One added policy, with a button to remove it."""
    with solara.Row(gap="6px", classes=["put-in"]):
        Words(escape(f"{described(added.policy)}, {awaited(added.policy)}"))
        withdraw = _then_draw(lambda: session.withdraw(added.id))
        solara.Button("Take back", on_click=withdraw, text=True, small=True)


@solara.component
def _TakeAway(session: Session, desk: Desk) -> None:
    update_counter.get()
    with solara.Div(classes=["take-away"]):
        for label, name, make in (
            ("PNG", "outcomes.png", lambda: take_away.picture(session)),
            ("Series, CSV", "series.csv", lambda: take_away.series_csv(session)),
            ("Releases, CSV", "releases.csv", lambda: take_away.releases_csv(session)),
            ("Scenario, TOML", take_away.FILE, lambda: take_away.scenario_toml(session.setting, session.agents)),
        ):
            solara.FileDownload(make, filename=name, label=label, icon_name="")
        Words(fill("<p>The same in a terminal:</p><code data-command>{}</code>", take_away.command(session)))
        if session.agents:
            Words(fill("<p class='hint'>Not in it: {}.</p>", take_away.needed(session.agents)))


_TABS = {"Levers": _Levers, "Policy": _Policies, "Take away": _TakeAway}
