"""The opening page: the same actors, money, market and luck under two or three regimes, side by side."""

from collections.abc import Callable
from dataclasses import replace

import solara

from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view import links
from sim.view.answered import robust, with_answer
from sim.view.compared import Differences, LargeCharts, Networks, SmallCharts, beginning, others
from sim.view.counts import SEEDS, TOO_LARGE, Counts, known, use_counts
from sim.view.effect import Effect
from sim.view.given import of_worlds
from sim.view.glossary import label
from sim.view.introduced import introduced, worlds_in
from sim.view.layout import Desk, MessageOf, arrive, desk_context, main_part
from sim.view.luck import luck_of
from sim.view.markup import Markup, fill
from sim.view.panel_questions import QuestionCards
from sim.view.panel_timeline import Timeline
from sim.view.panel_why import WhyPanels
from sim.view.player import PlayerOf
from sim.view.rail_compare import CompareRail
from sim.view.redraw import update_counter
from sim.view.stated import draws_wanted, is_too_large, stage
from sim.view.widgets import Address, Jump, Words
from sim.view.worlds import Worlds

_FEW = 2
"""Main outcomes whose change is reported, in each world."""


@solara.component
def ComparePage() -> None:
    """The worlds, their differences, and the levers that change them."""
    desk: Desk = solara.use_context(desk_context)
    router = solara.use_router()
    _, note_opened = solara.use_state(0, key="opened")

    def follow(search: str) -> None:
        if search or desk.pair is None:
            desk.pair = worlds_in(search)

    def open_again(search: str) -> None:
        follow(search)
        note_opened(lambda times: times + 1)

    arrive(desk, "compare", router.search or "", follow)
    assert desk.pair is not None
    with solara.Div(classes=["compare", "columns"]):
        _Changed(desk.pair)
        CompareRail(desk.pair, desk)
        with main_part():
            _Compared(desk.pair, desk, open_again)


def page_link(worlds: Worlds) -> str:
    """The address of the comparison."""
    return f"?{links.query_of(worlds.settings)}"


@solara.component
def _Changed(worlds: Worlds) -> None:
    update_counter.get()
    main = [each.name for each in displayed_on(Display.MAIN)[:_FEW]]
    values = {f"{each.outcome} {which}": (f"{which} {label(each.outcome)}", value)
              for letter, differences in others(worlds).items()
              for each in differences if each.outcome in main
              for which, value in (("A", each.first), (letter, each.second))}  # fmt: skip
    Effect(str([replace(each, quarter=0) for each in worlds.settings]), worlds.quarter, values)


@solara.component
def _Compared(worlds: Worlds, desk: Desk, open_again: Callable[[str], None]) -> None:
    update_counter.get()
    shade, set_shade = solara.use_state(SEEDS, key="shade")
    key = page_link(worlds)
    counts = with_answer(worlds, _counted(worlds, key))
    desk.shared = lambda: of_worlds(worlds, counts, shade)
    Words(_lead(worlds, counts), "lead")
    Jump()
    MessageOf(worlds)
    Address(link="" if worlds.refused else key, page="/")
    QuestionCards(worlds.settings, open_again)
    PlayerOf(worlds, beginning(worlds))
    LargeCharts(worlds, counts, shade)
    with solara.Div(classes=["beside", f"of-{len(worlds.all)}"]):
        Differences(worlds, counts, shade, set_shade)
        SmallCharts(worlds, counts, shade)
    Timeline(worlds)
    WhyPanels(worlds, counts)
    Networks(worlds, key)


def _counted(worlds: Worlds, key: str) -> Counts:
    """What is counted of the worlds; nothing where classes of the user's own decide."""
    named = dict(zip(worlds.letters, worlds.all, strict=True))
    is_own = any(each.agents for each in worlds.all)
    is_large = is_too_large(worlds)

    def count(ensure_wanted: Callable[[], None]) -> Counts:
        if is_own or is_large:
            return Counts()
        lucks = {letter: luck_of(each.scenario, ensure_wanted) for letter, each in named.items()}
        return Counts(
            lucks=lucks, sure={letter: worlds.certainties(letter, ensure_wanted) for letter in worlds.letters[1:]}
        )

    wanted = draws_wanted(worlds)
    draw = None if is_own or is_large else lambda should_stop: worlds.draws(wanted, should_stop=should_stop)
    found = replace(use_counts(key, count, draw), asked=wanted, apart=worlds.apart())
    if is_large:
        return replace(found, stage=TOO_LARGE)
    if found.lucks or is_own:
        return found
    return replace(found, lucks=known({letter: each.scenario for letter, each in named.items()}))


def _lead(worlds: Worlds, counts: Counts) -> Markup:
    """What it is about, what the worlds are, what is robust, and what is being counted."""
    is_own = any(each.agents for each in worlds.all)
    return fill(
        "{}<p data-summary>{}</p><p class='hint' role='status'>{}</p>",
        introduced(worlds), robust(worlds, counts), "" if is_own else stage(counts),
    )  # fmt: skip
