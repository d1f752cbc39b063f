"""Why two worlds differ: a waterfall from the one to the other, and what it says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import solara

from sim.analysis.sizes import nearly_all
from sim.analysis.why import Bar, Waterfall, Why, measured, why
from sim.numbers import on_page, percent_on_page, signed_on_page
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.scenario.schema.outcome import Display
from sim.scenario.schema.series import displayed_on
from sim.view.choices import Choose
from sim.view.counts import DONE, SEEDS, Counts
from sim.view.glossary import label
from sim.view.markup import Markup, fill, joined
from sim.view.panel_drivers import Drivers, Hanging, use_hanging
from sim.view.panel_tipping import TippingPanel
from sim.view.say import say, told
from sim.view.session import Session
from sim.view.side import Side
from sim.view.steps import Steps, use_steps
from sim.view.why_words import detail_of, is_sure, name_of, sentences, verdict
from sim.view.widgets import Words
from sim.view.worlds import Worlds

MOST_BARS = 8
"""Parts that have a bar of their own."""


@dataclass(frozen=True)
class Explained:
    """Why two worlds differ, with what they were called when it was asked."""

    why: Why
    first: Side
    second: Side


@solara.component_vue("vue/waterfall.vue")
def _Drawn(spec: Mapping[str, Any], busy: bool, event_ask: Callable[[Mapping[str, str]], None]) -> None: ...


@solara.component
def WhyPanels(worlds: Worlds, counts: Counts) -> None:
    """Why the worlds of the page differ, and when openness keeps itself in them; not where users' classes decide."""
    if any(each.agents for each in worlds.all):
        return
    sides = [_side(each, letter) for letter, each in zip(worlds.letters, worlds.all, strict=True)]
    if len(sides) > 1:
        WhyPanel(sides, worlds.quarter, counts=counts)
    TippingPanel(sides)


@solara.component
def WhyLive(session: Session, counts: Counts) -> None:
    """What the visitor did since the grey line of the page does in one world; nothing where users' classes decide."""
    if session.agents:
        return
    twin, was = session.setting.untouched(), "without_policies" if session.setting.rows else "untouched"
    called = say(f"why.{was}_called")
    grey = Side(session.untouched, "", say(f"why.{was}"), "twin", called, twin.changes, twin.scenario)
    this = replace(_side(session, ""), title=say("why.touched"), style="run", called=say("why.touched_called"))
    # The draws of this page are of whole runs.
    whole = counts if session.quarter == session.quarters else replace(counts, stage=SEEDS)
    WhyPanel([grey, this], session.quarter, say("why.title_live"), whole)


def _side(session: Session, letter: str) -> Side:
    setting, scenario = session.setting, session.scenario
    return Side(scenario, letter, scenario.title, letter.lower(), letter, setting.changes, setting.scenario)


@solara.component
def WhyPanel(sides: Sequence[Side], quarter: int, title: str = "", counts: Counts | None = None) -> None:
    """Why other worlds differ from the first.

    Args:
        sides: two worlds or three.
        quarter: number of quarters over which they are compared.
        title: heading of the panel.
        counts: what the page has counted of the worlds: where its draws disagree, nothing is better or worse.
    """
    title = title or say("why.title")
    outcomes = [each.name for each in displayed_on(Display.DIFFERENCE)]
    asked, ask = solara.use_state((outcomes[0], sides[1].letter), key="why")
    is_open, be_open = solara.use_state(False, key="open")
    outcome = asked[0] if asked[0] in outcomes else outcomes[0]
    first, second = sides[0], next((each for each in sides[1:] if each.letter == asked[1]), sides[1])
    key = (first.scenario.digest, second.scenario.digest, quarter) if is_open and quarter else None
    found: Steps[Explained] = use_steps(key, partial(_explained, first, second, quarter), "found")
    last, is_now = found.found[0] if found.found and key else None, found.of == key
    asking = use_hanging(first, second, outcome, outcomes)

    def follow(event: Mapping[str, str]) -> None:
        ask((event["outcome"], event.get("letter") or second.letter))
        be_open(True)

    with solara.v.Html(tag="section", class_="panel why", attributes={"aria-label": title, "id": "why"}):
        with solara.Div(classes=["why-head"]):
            Words(fill("<h2>{}</h2>", title))
            Choose(
                name="outcome", label=say("why.outcome"), chosen=outcome, choices=_labelled(outcomes),
                event_choose=lambda name: follow({"outcome": name}),
            )  # fmt: skip
            if len(sides) > 2:
                Choose(
                    name="world", label=say("why.world"), chosen=second.letter,
                    choices=[{"name": each.letter, "label": f"{each.letter} {each.title}"} for each in sides[1:]],
                    event_choose=lambda letter: follow({"outcome": outcome, "letter": letter}),
                )  # fmt: skip
            if not is_open:
                solara.Button(say("why.ask"), on_click=lambda: be_open(True), outlined=True, small=True)
        fall = last.why.of(outcome, MOST_BARS) if last else None
        said = _said(fall, first, second, asking.found) if fall and is_now else None
        Words(said or _told(found.message if is_now else "", first, second, quarter, is_open), "why-told")
        agrees = fall is not None and is_now and draws_agree(fall, second, asking.found, counts)
        drawn = {"outcome": outcome, "rows": rows_of(fall, last.first, last.second, agrees) if fall and last else []}
        _Drawn(spec=drawn, busy=is_open and not is_now, event_ask=follow)
        if last:
            Words(fill("<p class='hint'>{}</p>", told("why.method")))
            Drivers(asking, outcome, second.called)


def _explained(one: Side, other: Side, quarter: int, ensure_wanted: Callable[[], None]) -> Iterator[Explained]:
    def measure(scenario: Scenario) -> Any:
        ensure_wanted()
        return measured(scenario, tuple(OUTCOMES), quarter)

    yield Explained(why(one.scenario, other.scenario, measure=measure), one, other)


def _told(message: str, first: Side, second: Side, quarter: int, is_open: bool) -> Markup:
    """What is said before there is a waterfall."""
    if not quarter:
        return told("why.nothing_yet")
    if not is_open:
        return told("why.invitation", first=first.called, second=second.called)
    return told("why.cannot", problem=message) if message else told("why.counting")


def _said(found: Waterfall, first: Side, second: Side, hangs: Hanging | None) -> Markup:
    """What a waterfall says, and that draws disagree if they do."""
    said, size = sentences(found, first.called, second.called), found.whole.size
    if hangs is None or not size or hangs.agrees(size):
        return said
    share = percent_on_page(hangs.more if size > 0.0 else hangs.less)
    return joined([said, told("why.draws_disagree", share=share)], " ")


def _labelled(outcomes: Sequence[str]) -> list[dict[str, str]]:
    return [{"name": name, "label": label(name)} for name in outcomes]


def draws_agree(found: Waterfall, second: Side, hangs: Hanging | None, counts: Counts | None) -> bool:
    """Whether neither the drivers' draws nor those of the page, on their way or there, leave the sign open."""
    size = found.whole.size
    if hangs is not None and not hangs.agrees(size):
        return False
    if counts is None:
        return True
    sure = counts.certainty(second.letter, found.outcome, size)
    if counts.stage != DONE or second.letter in counts.apart or (sure.is_counted and not sure.is_sure):
        return False
    draws = counts.draws
    return draws is None or nearly_all(draws.agree(second.letter or "B", found.outcome, size), draws.of)


def rows_of(found: Waterfall, first: Side, second: Side, is_drawn_sure: bool = True) -> list[dict[str, Any]]:
    """A waterfall as a drawing takes it: where each bar begins and ends, and what stands beside it.

    Args:
        found: the waterfall.
        first: the world from which it leads.
        second: the world to which it leads.
        is_drawn_sure: whether draws agree in the sign of the difference; else nothing is better or worse.
    """
    at, rows = found.before, [_end(first, found.before)]
    for bar in found.bars:
        rows.append(_bar(bar, at, found.outcome, is_drawn_sure))
        at += bar.size
    return [*rows, _end(second, found.after)]


def _end(side: Side, value: float) -> dict[str, Any]:
    row = {"isEnd": True, "letter": side.letter, "style": side.style, "label": side.title, "from": value, "to": value}
    return row | {"text": on_page(value), "state": "", "detail": "", "seeds": "", "spoken": "", "size": repr(value)}


def _bar(bar: Bar, at: float, outcome: str, is_drawn_sure: bool) -> dict[str, Any]:
    state = verdict(bar, outcome) if is_drawn_sure else "sure" if is_sure(bar) else ""
    row = {"isEnd": False, "letter": "", "style": "", "label": name_of(bar), "from": at, "to": at + bar.size}
    spoken = say(f"why.{state}") if state in ("better", "worse") else ""
    return row | {"text": signed_on_page(bar.size), "state": state, "detail": detail_of(bar), "spoken": spoken,
                  "seeds": say("why.seeds", agree=bar.agree, of=bar.of), "size": repr(bar.size)}  # fmt: skip
