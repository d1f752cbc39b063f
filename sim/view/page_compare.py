"""The opening page: the same actors, money, market and luck under two regimes, side by side."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import solara
from mesa.visualization.utils import force_update, update_counter
from solara.lab import use_task

from sim.numbers import on_page, signed_on_page
from sim.scenario import ScenarioError
from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import displayed_on
from sim.view import charts, links
from sim.view.choosers import scenario_choice
from sim.view.effect import Effect
from sim.view.layout import Desk, Message, arrive, desk_context, entry, lever_controls, main_part, read_link
from sim.view.markup import Markup, fill, joined
from sim.view.network import legend, network
from sim.view.offer import OFFER
from sim.view.pair import Difference, Pair
from sim.view.player import PlayerOf
from sim.view.session import Session, column
from sim.view.setting import Setting
from sim.view.widgets import Address, Board, Charts, Figure, Jump, Words

FIRST, SECOND = "arms-race", "commons"
_END = 10**6
_FEW = 2
"""Main outcomes whose change is reported, in each world."""


def _pair(search: str) -> Pair:
    """The two worlds in a link, or by default an arms race and a commons at their end."""
    query = dict(parse_qsl(search))
    default = Setting(FIRST, OFFER.begin.seed, quarter=_END)
    first, message = read_link(search, default)
    try:
        second = replace(first, scenario=links.known_scenario(query.get("with", SECOND), OFFER.scenarios, "with"))
        pair = Pair(first, second, OFFER.agents)
    except Exception as error:
        pair, message = _default_pair(default, str(error))
    pair.first.message = pair.first.message or message
    return pair


def _default_pair(default: Setting, message: str) -> tuple[Pair, str]:
    """An arms race and a commons; a message reports any user class left out because no actor here fits it."""
    second = replace(default, scenario=SECOND)
    try:
        return Pair(default, second, OFFER.agents), message
    except Exception as error:
        message = message if str(error) == message else f"{message}; {error}"
        return Pair(default, second), f"{message}. Your classes do not decide here: {', '.join(OFFER.agents)}"


def pair_link(pair: Pair) -> str:
    """The address of the comparison."""
    first = replace(pair.first.setting, quarter=pair.quarter)
    return f"?{links.query(first)}&{urlencode({'with': pair.second.setting.scenario})}"


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
    settings = [replace(each.setting, quarter=0) for each in pair.both]
    Effect(str(settings), pair.quarter, values)


@solara.component
def _Lead(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    one, other = pair.first.scenario, pair.second.scenario
    lead = fill(
        "<h1>{} against {}</h1><p><b>A</b> {}. <b>B</b> {}. {}. <b>Move a lever, or press Play to watch it happen.</b>"
        "</p><p data-summary>{}</p>",
        one.title, other.title.lower(), _brief(one.about), _brief(other.about), _shared(pair), _summary(pair),
    )  # fmt: skip
    Words(lead, "lead")
    Jump()
    Message(pair.message)
    Address(link=pair_link(pair), page="/")


def _summary(pair: Pair) -> Markup:
    """Where B is better and where it is worse, the largest relative differences first, in words."""
    differences = sorted(pair.differences(), key=lambda each: -each.relative)
    parts = []
    for verdict in ("better", "worse"):
        largest = [each for each in differences if each.verdict == verdict][:4]
        listed = ", ".join(f"{each.label} {on_page(each.second)} against {on_page(each.first)}" for each in largest)
        some = fill("<b class='{0}'>B is {0}</b> in {1}.", verdict, listed)
        parts.append(some if largest else fill("B is {} in no outcome.", verdict))
    return fill("With this seed, {}", joined(parts, " ")) if differences else fill("Nothing has happened yet.")


def _shared(pair: Pair) -> str:
    """What the two worlds have in common."""
    casts = [[actor.name for actor in each.model.actors] for each in pair.both]
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
            _with_scenario(pair, pair.first if path == "first" else pair.second, str(value))
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
                scenario_choice("first", "A", pair.first.setting.scenario),
                scenario_choice("second", "B", pair.second.setting.scenario),
                entry("seed", "seed", str(pair.first.setting.seed), "Both worlds have this seed and the same luck."),
            ],
            event_change=choose,
            event_restore=lambda path: None,
        )
        Words(fill("<h2>Levers of both worlds</h2>"))
        controls = lever_controls(pair.first.scenario, pair.first.own, pair.first.setting.changes, desk.added)
        controls = [each for each in controls if not each["path"].startswith("actors.") or each["changed"]]
        Board(name="levers", controls=controls, event_change=change, event_restore=restore)


def _with_scenario(pair: Pair, side: Session, name: str) -> None:
    try:
        known = links.known_scenario(name, OFFER.scenarios)
        side.watch(replace(side.setting, scenario=known, quarter=pair.quarter))
    except ScenarioError as error:
        side.message = str(error)


def _with_seed(pair: Pair, text: Any) -> None:
    try:
        pair.seed(links.whole(str(text), "seed"))
    except ScenarioError as error:
        pair.first.message = str(error)


@solara.component
def _Worlds(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    key = pair_link(pair)
    asked, ask = solara.use_state("", key="asked")
    # In a thread, so that forty runs hold up nobody else's page.
    counted = use_task(lambda: pair.signs() if asked else {}, dependencies=[asked])
    is_counting = counted.pending and asked == key
    signs = counted.value if counted.finished and asked == key else {}
    most = max(float(column(each.course, "frontier").max()) for each in pair.both)
    with solara.Div(classes=["worlds"]):
        for letter, each in zip("AB", pair.both, strict=True):
            with solara.Div(classes=["panel", f"world-{letter.lower()}"]):
                Words(fill("<h3>{} · {}<small>{}</small></h3>", letter, each.scenario.title, each.when()))
                with solara.Link(f"/live?{links.query(each.setting)}"):
                    solara.v.Html(tag="span", class_="watch", children=[f"watch {letter} alone"])
                Figure(network(each.scene, most, label=f"network-{letter.lower()}"))
        with solara.Div(classes=["panel", "stated"]):
            Words(_table(pair.differences(), signs or {}))
            with solara.Row(gap="8px"):
                label = "Counting ..." if is_counting else "Check 20 seeds"
                # Those runs are the library's, in which no class of the user's own decides.
                solara.Button(
                    label,
                    on_click=lambda: ask(key),
                    text=True,
                    small=True,
                    disabled=is_counting or bool(pair.first.agents),
                )
    Words(legend(*(each.model.bloc_names for each in pair.both)))


def _table(differences: list[Difference], signs: dict[str, int]) -> Markup:
    if not differences:
        return fill("<h3>B less A</h3><p>Nothing has happened yet: press Play.</p>")
    seeds = fill("<th title='number of 20 seeds in which the difference has this sign'>of 20</th>") if signs else ""
    return fill(
        "<h3>B less A<small>this seed; \u2713 better, \u2717 worse</small></h3>"
        "<table data-table='differences'><thead><tr><th>outcome</th><th>A</th><th>B</th><th>B less A</th>{}"
        "</tr></thead><tbody>{}</tbody></table>",
        seeds, joined(_stated(each, signs) for each in differences),
    )  # fmt: skip


def _stated(each: Difference, signs: dict[str, int]) -> Markup:
    mark = {"better": "\u2713", "worse": "\u2717"}.get(each.verdict, "")
    return fill(
        '<tr data-outcome="{each.outcome}" data-a="{each.first!r}" data-b="{each.second!r}">'
        '<th scope="row" title="{each.label}: {each.tag}">{each.label} <small>{each.tag}</small></th>'
        '<td>{one}</td><td>{other}</td><td class="{each.verdict}">{difference} '
        '<small>{mark}<span class="spoken">{each.verdict}</span></small></td>{held}</tr>',
        each=each, one=on_page(each.first), other=on_page(each.second), difference=signed_on_page(each.value),
        mark=mark, held=fill("<td>{}</td>", signs[each.outcome]) if signs else "",
    )  # fmt: skip


@solara.component
def _Outcomes(desk: Desk) -> None:
    update_counter.get()
    pair = desk.pair
    assert pair is not None
    Charts(specs=[_chart(pair, shown) for shown in displayed_on(Display.CHART)])


def _chart(pair: Pair, shown: Outcome) -> charts.Spec:
    lines = [
        charts.Line(
            each.scenario.title,
            charts.shown_values(shown.name, column(each.course, shown.series)),
            style,
            style.upper(),
        )
        for style, each in zip("ab", pair.both, strict=True)
    ]
    return charts.spec(shown.name, lines, pair.quarters, _start(pair))


def _start(pair: Pair) -> float | None:
    """The first quarter of both worlds; None if they begin apart."""
    starts = {each.scenario.start for each in pair.both}
    return charts.beginning(starts.pop()) if len(starts) == 1 else None
