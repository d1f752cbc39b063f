"""The frame of every page: its head, its style, and what a visitor's tab remembers between pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import solara
import solara.lab

from sim.scenario import Scenario, ScenarioError
from sim.scenario.errors import printable
from sim.view import links
from sim.view.controls import all_levers, control, is_change, main_levers
from sim.view.gate import LONGEST_LINK
from sim.view.limits import PAGES
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.pair import Pair
from sim.view.say import say
from sim.view.session import Session
from sim.view.setting import Setting
from sim.view.widgets import Named, Offline, Terms, Words

_SHEETS = ("style.css", "chart.css", "levers.css")
STYLE = "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in _SHEETS)


@dataclass
class Desk:
    """The state of one tab; each tab has its own.

    Attributes:
        live: the world of the live page.
        pair: the two worlds of the compare page.
        arrived: the last page visited and its link.
        added: paths of levers that the visitor added.
        store: folder that the explore page shows.
    """

    live: Session | None = None
    pair: Pair | None = None
    arrived: tuple[str, str] = ("", "")
    added: list[str] = field(default_factory=list)
    store: str = ""


desk_context = solara.create_context(Desk())


def arrive(desk: Desk, page: str, search: str, follow: Callable[[str], None]) -> None:
    """Follow a link once, when the visitor enters the page by it."""
    if desk.arrived != (page, search):
        desk.arrived = (page, search)
        follow(search)


def read_link(search: str, default: Setting) -> tuple[Setting, str]:
    """The setting in a link, or the default and the error in the link."""
    if len(search) > LONGEST_LINK:
        return default, f"this link is too long; expected at most {LONGEST_LINK:,} characters"
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
    router = solara.use_router()
    here = "/" + "/".join(router.parts)
    solara.Title("hoardshare")
    solara.Style(STYLE)
    with solara.Div(classes=["page"]):
        with solara.v.Html(tag="header"):
            solara.v.Html(tag="strong", children=["hoardshare"])
            with solara.v.Html(tag="nav", attributes={"aria-label": "pages"}):
                for path, label in PAGES.items():
                    with solara.Link(path):
                        solara.v.Html(tag="span", class_="tab here" if path == here else "tab", children=[label])
            solara.lab.ThemeToggle()
            Named(selector="header .v-btn", name="light or dark")
        Offline()
        Terms(texts={"close": say("page.close")})
        solara.Column(children=list(children), classes=["content"], gap="0")


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
        desk.live = desk.pair = None
        desk.store, desk.arrived = "", ("", "")
        forget()

    with solara.Column():
        sentence = fill("<h1>This page cannot be drawn</h1><p>Reset starts again with the server's defaults.</p>")
        Words(sentence, "lead")
        solara.Button("Reset", on_click=reset, outlined=True)
        Message(f"{type(failure).__name__}: {printable(str(failure))}")


@solara.component
def Message(text: str) -> None:
    """An error message, read out and shown over the foot of the page, so that nothing jumps."""
    attributes = {"role": "alert"}
    solara.v.Html(tag="div", class_="message shown" if text else "message", attributes=attributes, children=[text])
