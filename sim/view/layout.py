"""The frame of every page: its head, its style, and what a visitor's tab remembers between pages."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import solara
import solara.lab

from sim.numbers import local
from sim.scenario import Scenario, ScenarioError
from sim.scenario.errors import printable
from sim.view import links
from sim.view.controls import all_levers, control, is_change, main_levers
from sim.view.gate import LONGEST_LINK
from sim.view.history import History
from sim.view.limits import PAGES
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.redraw import force_update, update_counter
from sim.view.say import say
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.share import Shared, SharePanel
from sim.view.widgets import Named, Offline, Skip, Terms, Words
from sim.view.worlds import Worlds

_SHEETS = ("style.css", "chart.css", "levers.css", "why.css", "questions.css")
STYLE = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in _SHEETS)


@dataclass
class Desk:
    """The state of one tab; each tab has its own.

    Attributes:
        live: the world of the live page.
        pair: the worlds of the compare page.
        arrived: the last page visited and its link.
        added: paths of levers that the visitor added.
        past: changes of the settings that can be undone, by page.
        store: folder that the explore page shows.
        wanted: what was chosen in it.
        shared: tells what the open page gives away.
    """

    live: Session | None = None
    pair: Worlds | None = None
    arrived: tuple[str, str] = ("", "")
    added: list[str] = field(default_factory=list)
    past: defaultdict[str, History] = field(default_factory=lambda: defaultdict(History))
    store: str = ""
    wanted: dict[str, str] = field(default_factory=dict)
    shared: Callable[[], Shared] | None = None

    def forget(self) -> None:
        """Start again with the server's defaults."""
        self.live = self.pair = self.shared = None
        self.store, self.arrived = "", ("", "")
        self.wanted = {}


desk_context = solara.create_context(Desk())


def arrive(desk: Desk, page: str, search: str, follow: Callable[[str], None]) -> None:
    """Follow a link once, when the visitor enters the page by it."""
    search = without_frame(search)
    if desk.arrived != (page, search):
        desk.arrived = (page, search)
        follow(search)


def without_frame(search: str) -> str:
    """A query without what says how the page is framed, which the browser alone heeds."""
    return "&".join(part for part in search.split("&") if part.split("=")[0] not in ("embed", "size", "token"))


def read_link(search: str, default: Setting) -> tuple[Setting, str]:
    """The setting in a link, or the default and the error in the link."""
    if len(search) > LONGEST_LINK:
        return default, say("page.link_too_long", most=local(f"{LONGEST_LINK:,}"))
    try:
        setting = links.read(search, OFFER.scenarios, default)
        setting.resolved()
    except ScenarioError as error:
        return default, str(error)
    return setting, ""


def lever_controls(
    scenario: Scenario, own: Scenario, changes: Mapping[str, Any], added: Sequence[str]
) -> list[dict[str, Any]]:
    """The levers of a scenario: the main ones, those the visitor added, and those that were changed.

    Args:
        scenario: the scenario on the page.
        own: the scenario before any change.
        changes: changed values, by path.
        added: paths that the visitor added.
    """
    paths = list(dict.fromkeys([*main_levers(scenario), *added, *changes]))
    known = set(all_levers(scenario))
    shown = [path for path in paths if path in known or path in changes]
    changed = {path for path, value in changes.items() if is_change(own, path, value)}
    return [{**row, "changed": row["path"] in changed} for row in _rows(scenario, own, shown)]


def _rows(scenario: Scenario, own: Scenario, paths: Sequence[str]) -> list[dict[str, Any]]:
    rows = []
    for path in paths:
        try:
            rows.append(control(scenario, path, own=own).told())
        except (KeyError, AttributeError, TypeError):
            continue
    return rows


def choice(path: str, label: str, value: str, choices: Sequence[str], about: str = "") -> dict[str, Any]:
    """A page's own control for choosing a word."""
    return {"path": path, "label": label, "help": about, "unit": "", "kind": "choice", "value": value,
            "choices": list(choices), "changed": False}  # fmt: skip


def entry(path: str, label: str, value: Any, about: str = "", choices: Sequence[str] = ()) -> dict[str, Any]:
    """A page's own control for entering text."""
    return {**choice(path, label, value, choices, about), "kind": "text"}


def _follow_system() -> None:
    """Follow the system's light or dark theme; Solara's own setting for this leaves the page empty (1.64)."""
    solara.lab.theme.dark = None


@solara.component
def Layout(children: Sequence[Any] = ()) -> None:
    """Head, style, and the page."""
    desk = solara.use_memo(lambda: Desk(store=OFFER.store), [])
    desk_context.provide(desk)
    solara.use_memo(_follow_system, [])
    here = "/" + "/".join(solara.use_router().parts)
    solara.Style(STYLE)
    with solara.Div(classes=["page"]):
        _Head(here, desk)
        Offline(texts={"gone": say("page.gone"), "text": say("page.gone_text"), "again": say("page.load_again")})
        Terms(texts={"close": say("page.close")})
        solara.Column(children=list(children), classes=["content"], gap="0")


@solara.component
def _Head(here: str, desk: Desk) -> None:
    """The way over it, the pages, and what shares the page that is open."""
    with solara.v.Html(tag="header"):
        Skip()
        solara.v.Html(tag="strong", children=["hoardshare"])
        with solara.v.Html(tag="nav", attributes={"aria-label": say("page.menu")}):
            for path, name in PAGES.items():
                _Tab(path, say(f"page.menu_{name}"), path == here)
        SharePanel(lambda: desk.shared() if desk.shared else None)
        solara.lab.ThemeToggle()
        Named(selector="header .v-btn--icon", name=say("page.theme"))


@solara.component
def _Tab(path: str, label: str, is_here: bool) -> None:
    attributes = {"aria-current": "page"} if is_here else {}
    with solara.Link(path):
        solara.v.Html(tag="span", class_="tab here" if is_here else "tab", attributes=attributes, children=[label])


def main_part(style: str = "main") -> Any:
    """What a page is about, beside its rail: with its heading, and once on every page."""
    return solara.v.Html(tag="main", class_=style, attributes={"id": "main"})


def guarded(page: Callable[[], Any]) -> Any:
    """A page, or an error message if it cannot be drawn."""

    @solara.component
    def Guarded() -> None:
        failure, forget = solara.use_exception()
        if failure is None:
            page()
        else:
            _Failed(failure, forget)

    return Guarded


@solara.component
def _Failed(failure: BaseException, forget: Callable[[], None]) -> None:
    desk: Desk = solara.use_context(desk_context)

    def reset() -> None:
        desk.forget()
        forget()

    with main_part():
        Words(fill("<h1>{}</h1><p>{}</p>", say("page.failed"), say("page.failed_text")), "lead")
        solara.Button(say("page.reset"), on_click=reset, outlined=True)
        Message(f"{type(failure).__name__}: {printable(str(failure))}")


@solara.component
def Message(text: str, close: Callable[[], None] | None = None) -> None:
    """An error message, read out and shown over the foot of the page, so that nothing jumps.

    Args:
        text: the message; "" shows nothing.
        close: what a button that closes it does; without it, the message goes when what was wrong is put right.
    """
    look = "message shown" if text else "message"
    with solara.v.Html(tag="div", class_=look, attributes={"role": "alert"}, children=[text] if close is None else []):
        if close is not None:
            solara.v.Html(tag="span", children=[text])
            solara.Button(say("page.close"), on_click=close, text=True, small=True)


@solara.component
def MessageOf(world: Session | Worlds) -> None:
    """What a world has to say of the last change; what was wrong with its link stays until it is closed."""
    update_counter.get()

    def close() -> None:
        world.refused = world.message = ""
        force_update()

    Message("\n".join(filter(None, (world.refused, world.message))), close if world.refused else None)
