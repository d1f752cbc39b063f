"""The opening page: the same actors, money, market and luck under two regimes, side by side."""

from dataclasses import replace
from typing import Any

import solara
from mesa.visualization.utils import force_update, update_counter
from solara.lab import use_task

from sim.numbers import on_page, signed_on_page
from sim.scenario import ScenarioError
from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import displayed_on
from sim.view import charts, links
from sim.view.certainty import UNCOUNTED, Certainty, verdict
from sim.view.choosers import scenario_choice
from sim.view.differences import Difference
from sim.view.effect import Effect
from sim.view.layout import Desk, Message, arrive, desk_context, entry, lever_controls, main_part
from sim.view.markup import Markup, fill, joined
from sim.view.network import legend, network
from sim.view.offer import OFFER
from sim.view.player import PlayerOf
from sim.view.setting import Setting
from sim.view.widgets import Address, Board, Charts, Figure, Jump, Words
from sim.view.worlds import Worlds

FIRST, SECOND = "arms-race", "commons"
_END = 10**6
_FEW = 2
"""Main outcomes whose change is reported, in each world."""


def _pair(search: str) -> Worlds:
    """The worlds in a link, or by default an arms race and a commons at their end."""
    default, message = Setting(FIRST, OFFER.begin.seed, quarter=_END), ""
    try:
        settings = links.read_all(search.removeprefix("?"), OFFER.scenarios, default, [SECOND])
    except ScenarioError as error:
        settings, message = _two(default), str(error)
    try:
        pair = Worlds(settings, OFFER.agents)
    except Exception as error:
        pair, message = _default_pair(default, message or str(error))
    pair.message = pair.message or message
    return pair


def _two(default: Setting) -> list[Setting]:
    return [default, replace(default, scenario=SECOND)]


def _default_pair(default: Setting, message: str) -> tuple[Worlds, str]:
    """An arms race and a commons; a message reports any user class left out because no actor here fits it."""
    try:
        return Worlds(_two(default), OFFER.agents), message
    except Exception as error:
        message = message if str(error) == message else f"{message}; {error}"
        return Worlds(_two(default)), f"{message}. Your classes do not decide here: {', '.join(OFFER.agents)}"


def pair_link(pair: Worlds) -> str:
    """The address of the comparison."""
    return f"?{links.query_of(pair.settings)}"


@solara.component
def ComparePage() -> None:
    """Two worlds, their differences, and the levers that change both."""
    desk: Desk = solara.use_context(desk_context)
    router = solara.use_router()

    def follow(search: str) -> None:
        if search or desk.pair is None:
            desk.pair = _pair(search)

    arrive(desk, "compare", router.search or "", follow)
    assert desk.pair is not None
    with solara.Div(classes=["compare", "columns"]):
        _Changed(desk)
        _Rail(desk)
        with main_part():
            _Lead(desk)
            PlayerOf(desk.pair, _start(desk.pair))
            _Worlds(desk)
            _Outcomes(desk)


@solara.component
def _Changed(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    main = [each.name for each in displayed_on(Display.MAIN)[:_FEW]]
    values = {f"{each.outcome} {letter}": (f"{letter} {each.label}", value)
            for each in pair.differences() if each.outcome in main
            for letter, value in (("A", each.first), ("B", each.second))}  # fmt: skip
    settings = [replace(each.setting, quarter=0) for each in pair.all]
    Effect(str(settings), pair.quarter, values)


@solara.component
def _Lead(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    one, other = pair.base.scenario, pair.all[1].scenario
    lead = fill(
        "<h1>{} against {}</h1><p><b>A</b> {}. <b>B</b> {}. {}. <b>Move a lever, or press Play to watch it happen.</b>"
        "</p>",
        one.title, other.title.lower(), _brief(one.about), _brief(other.about), _shared(pair),
    )  # fmt: skip
    Words(lead, "lead")
    Jump()
    Message(pair.message)
    Address(link=pair_link(pair), page="/")


def _shared(pair: Worlds) -> str:
    """What the two worlds have in common."""
    casts = [each.film.names for each in pair.all]
    return "Same actors, same luck" if casts[0] == casts[1] else "Same seed, other actors"


def _brief(about: str) -> str:
    sentence = " ".join(about.split()).rstrip(".")
    return sentence[:1].upper() + sentence[1:]


@solara.component
def _Rail(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None

    def choose(event: dict[str, Any]) -> None:
        path, value = event["path"], event["value"]
        if path == "seed":
            _with_seed(pair, value)
        else:
            _with_scenario(pair, "A" if path == "first" else "B", str(value))
        force_update()

    def change(event: dict[str, Any]) -> None:
        pair.change(event["path"], event["value"])
        force_update()

    def restore(path: str) -> None:
        pair.restore(path)
        force_update()

    with solara.v.Html(tag="aside", attributes={"aria-label": "levers", "id": "levers"}):
        Board(
            name="worlds",
            controls=[
                scenario_choice("first", "A", pair.base.setting.scenario),
                scenario_choice("second", "B", pair.all[1].setting.scenario),
                entry("seed", "seed", str(pair.base.setting.seed), "Both worlds have this seed and the same luck."),
            ],
            event_change=choose,
            event_restore=lambda path: None,
        )
        Words(fill("<h2>Levers of both worlds</h2>"))
        controls = lever_controls(pair.base.scenario, pair.base.own, pair.base.setting.changes, desk.added)
        controls = [each for each in controls if not each["path"].startswith("actors.") or each["changed"]]
        Board(name="levers", controls=controls, event_change=change, event_restore=restore)


def _with_scenario(pair: Worlds, letter: str, name: str) -> None:
    try:
        pair.choose(letter, links.known_scenario(name, OFFER.scenarios))
    except ScenarioError as error:
        pair.message = str(error)


def _with_seed(pair: Worlds, text: Any) -> None:
    try:
        pair.seed(links.whole(str(text), "seed"))
    except ScenarioError as error:
        pair.message = str(error)


@solara.component
def _Worlds(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    key = pair_link(pair)
    # In a thread, so that forty runs hold up nobody else's page.
    counted = use_task(lambda: (key, pair.certainties()), dependencies=[key])
    found, sure = counted.value if counted.finished and counted.value else ("", {})
    most = max(each.film.most_capable for each in pair.all)
    with solara.Div(classes=["worlds"]):
        for letter, each in zip(pair.letters, pair.all, strict=True):
            with solara.Div(classes=["panel", f"world-{letter.lower()}"]):
                Words(fill("<h3>{} · {}<small>{}</small></h3>", letter, each.scenario.title, each.when()))
                with solara.Link(f"/live?{links.query(each.setting)}"):
                    solara.v.Html(tag="span", class_="watch", children=[f"watch {letter} alone"])
                Figure(network(each.scene, most, label=f"network-{letter.lower()}"))
        with solara.Div(classes=["panel", "stated"]):
            Words(_table(pair.differences(), sure if found == key else {}))
    Words(legend(*(each.film.bloc_names for each in pair.all)))


def _table(differences: list[Difference], sure: dict[str, Certainty]) -> Markup:
    if not differences:
        return fill("<h3>B less A</h3><p>Nothing has happened yet: press Play.</p>")
    seeds = fill("<th title='number of 20 seeds in which the difference has this sign'>of 20</th>") if sure else ""
    return fill(
        "<h3>B less A<small>this seed; \u2713 better, \u2717 worse</small></h3>"
        "<table data-table='differences'><thead><tr><th>outcome</th><th>A</th><th>B</th><th>B less A</th>{}"
        "</tr></thead><tbody>{}</tbody></table>",
        seeds, joined(_stated(each, sure) for each in differences),
    )  # fmt: skip


def _stated(each: Difference, sure: dict[str, Certainty]) -> Markup:
    certainty = sure.get(each.outcome, UNCOUNTED)
    word = verdict(each.outcome, each.value, certainty)
    mark = {"better": "\u2713", "worse": "\u2717"}.get(word, "")
    return fill(
        '<tr data-outcome="{each.outcome}" data-a="{each.first!r}" data-b="{each.second!r}">'
        '<th scope="row" title="{each.label}: {each.tag}">{each.label} <small>{each.tag}</small></th>'
        '<td>{one}</td><td>{other}</td><td class="{word}">{difference} '
        '<small>{mark}<span class="spoken">{word}</span></small></td>{held}</tr>',
        each=each, one=on_page(each.first), other=on_page(each.second), difference=signed_on_page(each.value),
        mark=mark, word=word, held=fill("<td>{}</td>", certainty.agree) if sure else "",
    )  # fmt: skip


@solara.component
def _Outcomes(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    Charts(specs=[_chart(pair, shown) for shown in displayed_on(Display.CHART)])


def _chart(pair: Worlds, shown: Outcome) -> charts.Spec:
    lines = [
        charts.Line(each.scenario.title, each.film.shown(shown.name), letter.lower(), letter)
        for letter, each in zip(pair.letters, pair.all, strict=True)
    ]
    return charts.spec(shown.name, lines, pair.quarters, _start(pair))


def _start(pair: Worlds) -> float | None:
    """The first quarter of both worlds; None if they begin apart."""
    starts = {each.scenario.start for each in pair.all}
    return charts.beginning(starts.pop()) if len(starts) == 1 else None
