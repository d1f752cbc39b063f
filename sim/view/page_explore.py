"""The explore page: the results that there are, and what each of them says."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import solara

from sim.view.explore import kinds, offered, where
from sim.view.explore.found import Opened
from sim.view.explore.opening import opened
from sim.view.explore.store_page import Drawn, StoreOf, attempt, runs_title
from sim.view.layout import Desk, Message, arrive, desk_context, entry, main_part
from sim.view.markup import fill
from sim.view.offer import OFFER
from sim.view.say import say
from sim.view.share import Shared
from sim.view.widgets import Address, Board, Words

STYLE = (Path(__file__).parent / "explore" / "explore.css").read_text(encoding="utf-8")


@solara.component_vue("vue/offers.vue")
def _Offers(groups: Sequence[dict[str, Any]], event_open: Callable[[str], None]) -> None: ...


@solara.component_vue("vue/heading.vue")
def _Heading(title: str, note: str, back: str, chosen: bool, event_back: Callable[[Any], None]) -> None: ...


@solara.component
def ExplorePage() -> None:
    """Results computed elsewhere."""
    desk: Desk = solara.use_context(desk_context)
    router = solara.use_router()
    turn, turn_to = solara.use_state(0, key="turn")
    _, draw = solara.use_state(0, key="choices")

    def follow(search: str) -> None:
        folder, wanted = where.read(search)
        if folder:
            desk.store, desk.wanted = folder, wanted

    arrive(desk, "explore", router.search or "", follow)
    # Each entry reads anew, also of the same name: what failed may have been mended meanwhile.
    found = solara.use_memo(lambda: opened(desk.store) if desk.store else None, [desk.store, turn])

    def show(folder: str) -> None:
        desk.store, desk.wanted = folder.strip(), {}
        turn_to(lambda now: now + 1)

    def choose(key: str, value: str) -> None:
        desk.wanted = {**desk.wanted, key: value}
        draw(lambda now: now + 1)

    desk.shared = lambda: _shared(found, where.link(desk.store, desk.wanted))
    solara.Style(STYLE)
    with main_part("explore"):
        Words(fill("<h1>{}</h1><p>{}</p>", say("explore.title"), say("explore.lead")), "lead")
        Message("\n".join(found.faults) if found else "")
        if found is None or found.is_empty:
            _Offered(show, turn)
        else:
            _Found(found, dict(desk.wanted), turn, choose, show)
        folders = entry("folder", say("explore.folder"), _typed(desk.store), say("explore.folder_help"))
        Board(
            name="folder",
            controls=[folders],
            event_change=lambda event: show(str(event["value"])),
            event_restore=lambda path: None,
        )
        Address(link=where.link(desk.store, desk.wanted), page="/explore")


def _typed(folder: str) -> str:
    return "" if folder.startswith("found:") else folder


def _shared(found: Opened | None, link: str) -> Shared:
    """What the page gives away: what is open, and its link."""
    if found is None or found.is_empty:
        return Shared(say("explore.title"), say("explore.lead"))
    told = runs_title(found.runs) if found.runs else found.panels[0].title
    return Shared(found.title, told, query=link.partition("?")[2])


@solara.component
def _Offered(show: Callable[[str], None], turn: int) -> None:
    """What there is to open, and how to make more."""
    groups = solara.use_memo(_groups, [turn])
    _Offers(groups=groups, event_open=show)


def _groups() -> list[dict[str, Any]]:
    project, _ = attempt(lambda: [_card(each) for each in offered.found_by_the_project()])
    search, _ = attempt(offered.found_here)
    here, seen = search or ([], set())
    lacking = [kind for kind in kinds.KINDS if kind not in seen]
    places = ", ".join(offered.roots())
    note = say("explore.here_note", places=places) if here else say("explore.here_none", places=places)
    note = note if places else say("explore.here_closed")
    groups = [
        _group(say("explore.project"), say("explore.project_note"), project or []),
        _group(say("explore.here"), note, [_card(each) for each in here]),
    ]
    if not OFFER.is_shared:
        rows = [{"kind": say(f"explore.kind_{kind}"), "command": kinds.MADE_BY[kind]} for kind in lacking]
        groups.append(_group(say("explore.make"), say("explore.make_note"), [], rows))
    return groups


def _group(
    title: str, note: str, cards: list[dict[str, str]], commands: Sequence[dict[str, str]] = ()
) -> dict[str, Any]:
    return {"title": title, "note": note, "cards": cards, "commands": list(commands)}


def _card(each: offered.Offered) -> dict[str, str]:
    when = say("explore.written", when=each.when) if each.when else ""
    return {"key": each.folder, "title": each.title, "holds": each.holds, "when": when}


@solara.component
def _Found(
    found: Opened, wanted: dict[str, str], turn: int, choose: Callable[[str, str], None], show: Callable[[str], None]
) -> None:
    """What was opened, part by part."""
    back = say("explore.all_results")
    _Heading(title=found.title, note=found.note, back=back, chosen=turn > 0, event_back=lambda _: show("")).key(
        str(turn)
    )
    Words(fill("<p class='spoken' role='status'>{}</p>", say("explore.opened", title=found.title)))
    if found.runs is not None:
        StoreOf(found.runs, wanted, choose).key(f"runs {turn}")
    for panel in found.panels:
        Drawn(panel, is_wide=True)
