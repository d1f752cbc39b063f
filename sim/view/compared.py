"""The figures of the page that compares: charts with bands, the table of differences, networks."""

from collections.abc import Callable

import solara

from sim.scenario.schema.outcome import Display, Outcome
from sim.scenario.schema.series import OUTCOMES, displayed_on
from sim.view import charts, links, luck
from sim.view.counts import DRAWS, SEEDS, Counts
from sim.view.known import dots
from sim.view.later import use_later
from sim.view.marks import marks
from sim.view.markup import NOTHING, Markup, fill
from sim.view.network import legend, network
from sim.view.say import say
from sim.view.stated import Others, table
from sim.view.widgets import Charts, Figure, Tabs, Words
from sim.view.worlds import Worlds


def beginning(worlds: Worlds) -> float | None:
    """The first quarter of all worlds as a decimal year; None if they begin apart."""
    starts = {each.scenario.start for each in worlds.all}
    return charts.beginning(starts.pop()) if len(starts) == 1 else None


def others(worlds: Worlds) -> Others:
    """Differences from A by letter."""
    return {letter: worlds.differences(letter) for letter in worlds.letters[1:]}


def _until(worlds: Worlds) -> str:
    """The quarter up to which outcomes are measured, in words; "" if that is the end, or nothing has happened."""
    if worlds.is_over or not worlds.quarter:
        return ""
    return worlds.when() if beginning(worlds) is not None else say("chart.quarter", n=worlds.quarter)


def LargeCharts(worlds: Worlds, counts: Counts, shade: str) -> None:
    """The outcomes that say most."""
    specs = [spec_of(worlds, counts, shade, OUTCOMES[name], charts.LARGE) for name in charts.FIRST]
    Charts(specs=specs, look="large")
    Words(marks(specs, shade))


def SmallCharts(worlds: Worlds, counts: Counts, shade: str) -> None:
    """All other outcomes that are drawn."""
    shown = [each for each in displayed_on(Display.CHART) if each.name not in charts.FIRST]
    Charts(specs=[spec_of(worlds, counts, shade, each, charts.SMALL) for each in shown], look="beside-table")


def spec_of(worlds: Worlds, counts: Counts, shade: str, shown: Outcome, height: str) -> charts.Spec:
    """The chart of one outcome in all worlds."""
    lines, happened = [], []
    for letter, each in zip(worlds.letters, worlds.all, strict=True):
        band = counts.band(letter, shown.name, shade)
        values = each.film.shown(shown.name)
        lines.append(charts.Line(each.scenario.title, values, letter.lower(), letter, band))
        if height == charts.LARGE:
            happened += charts.marked(each.film.events, letter)
    data = dots(shown.name, worlds.base.scenario)
    start = beginning(worlds)
    return charts.spec(
        shown.name, lines, worlds.quarters, start, height=height, marks=happened, spans=_spans(worlds), dots=data
    )  # fmt: skip


def _spans(worlds: Worlds) -> list[charts.Span]:
    """Added policies in the quarters of their worlds: one of all worlds stands once if these begin together."""
    apart = beginning(worlds) is None
    spans = []
    for row in worlds.rows():
        for letter in row.letter or (worlds.letters if apart else "A"):
            if row.policy.start:
                scenario = worlds.named(letter).scenario
                spans.append(charts.span(scenario, row.policy, letter if apart else row.letter))
    return spans


def Differences(worlds: Worlds, counts: Counts, shade: str, set_shade: Callable[[str], None]) -> None:
    """The table of what differs, and what bands are of."""
    names = {say(f"compare.shade_{each}", seeds=luck.SEEDS, draws=counts.asked): each for each in (SEEDS, DRAWS)}
    with solara.Div(classes=["panel", "stated"]):
        Words(fill("<h2>{}</h2>", say("compare.differences")))
        Words(table(others(worlds), counts, not any(each.agents for each in worlds.all), _until(worlds)))
        chosen = next(name for name, each in names.items() if each == shade)
        with solara.Div(classes=["shade"]):
            Tabs(names=list(names), chosen=chosen, event_choose=lambda name: set_shade(names[name]))


@solara.component
def Networks(worlds: Worlds, key: str) -> None:
    """Who is there in each world: drawn a moment after charts and table, which are quick."""
    drawn = use_later(key, lambda: _networks(worlds), "networks") or {}
    with solara.Div(classes=["worlds", "networks"]):
        for letter, each in zip(worlds.letters, worlds.all, strict=True):
            figure = drawn.get(letter, NOTHING)
            with solara.Div(classes=["panel", f"world-{letter.lower()}"]):
                Words(fill("<h2>{} · {}<small>{}</small></h2>", letter, each.scenario.title, each.when()))
                with solara.Link(f"/live?{links.query(each.setting)}"):
                    solara.v.Html(tag="span", class_="watch", children=[say("compare.watch", letter=letter)])
                Figure(figure)
    Words(legend(*(each.film.bloc_names for each in worlds.all)))


def _networks(worlds: Worlds) -> dict[str, Markup]:
    most = max(each.film.most_capable for each in worlds.all)
    scenes = [(letter, each.scene) for letter, each in zip(worlds.letters, worlds.all, strict=True)]
    return {letter: network(scene, most, label=f"network-{letter.lower()}") for letter, scene in scenes}
